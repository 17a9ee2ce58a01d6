#include "child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fileio.h"
#include "platform.h"

enum { KILL_WAIT_MS = 1000 };

static void settle_into_child(pid_t parent)
{
    struct rlimit no_core = {0, 0};
    setpgid(0, 0);
    signal(SIGINT, SIG_IGN); /* the terminal sends it to the whole group; the parent decides */
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_CORE, &no_core);
    platform_die_with_parent();
    if (getppid() != parent) /* it died before it was told to take us along */
        _exit(0);
}

static _Noreturn void run_probe(const struct source *s, const struct source_context *ctx, int spool,
                                int pipe, pid_t parent)
{
    struct source_output out = {.fd = spool, .ceiling = s->ceiling};
    struct child_verdict verdict = {0};
    struct error err = {0};
    settle_into_child(parent);
    verdict.status = s->read(s, ctx, &out);
    if (out.sys) {
        verdict.status = BUNDLE_FAILED;
        snprintf(out.reason, sizeof out.reason, "cannot write: %s", strerror(out.sys));
    } else if (out.full && verdict.status == BUNDLE_OK) {
        verdict.status = BUNDLE_TRUNCATED;
        snprintf(out.reason, sizeof out.reason, "longer than %llu bytes",
                 (unsigned long long)out.ceiling);
    }
    verdict.written = out.written;
    memcpy(verdict.reason, out.reason, sizeof verdict.reason);
    (void)!fileio_write(pipe, (struct slice){(unsigned char *)&verdict, sizeof verdict}, &err);
    _exit(0);
}

enum status child_start(struct child *c, const struct source *s, const struct source_context *ctx,
                        int spool, struct error *err)
{
    int ends[2];
    *c = (struct child){0, -1};
    if (platform_pipe(ends) != 0)
        return error_sys(err, "cannot make a pipe");
    pid_t self = getpid(), pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return error_sys(err, "cannot start a process");
    }
    if (pid == 0)
        run_probe(s, ctx, spool, ends[1], self);
    close(ends[1]);
    setpgid(pid, pid); /* here too, so that a kill right now finds the group */
    *c = (struct child){pid, ends[0]};
    return STATUS_OK;
}

/* Waits for at most ms. False when the child is still there. */
static bool reap(struct child *c, int ms, int *wait_status)
{
    for (int waited = 0;; waited++) {
        pid_t got = waitpid(c->pid, wait_status, WNOHANG);
        if (got == c->pid || (got < 0 && errno == ECHILD))
            return true;
        if (waited >= ms)
            return false;
        poll(NULL, 0, 1);
    }
}

static void forget(struct child *c)
{
    if (c->pipe >= 0)
        close(c->pipe);
    *c = (struct child){0, -1};
}

bool child_finish(struct child *c, struct child_verdict *ret)
{
    struct child_verdict verdict = {0};
    int wait_status = 0;
    ssize_t n = read(c->pipe, &verdict, sizeof verdict);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return false;
    bool whole = n == (ssize_t)sizeof verdict;
    bool gone = reap(c, KILL_WAIT_MS, &wait_status) || child_kill(c);
    if (!whole) {
        verdict = (struct child_verdict){.status = BUNDLE_FAILED};
        if (gone && WIFSIGNALED(wait_status))
            verdict.signal = WTERMSIG(wait_status);
        snprintf(verdict.reason, sizeof verdict.reason, "the probe ended early (signal %d)",
                 verdict.signal);
    }
    verdict.reason[sizeof verdict.reason - 1] = '\0';
    forget(c);
    *ret = verdict;
    return true;
}

void child_stop(const struct child *c)
{
    if (c->pid)
        kill(c->pid, SIGTERM);
}

bool child_kill(struct child *c)
{
    int wait_status;
    if (!c->pid)
        return true;
    kill(-c->pid, SIGKILL);
    kill(c->pid, SIGKILL);
    bool dead = reap(c, KILL_WAIT_MS, &wait_status);
    forget(c);
    return dead;
}
