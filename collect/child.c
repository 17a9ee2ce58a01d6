#include "child.h"

#include <assert.h>
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

static struct child_verdict judge(struct source_output *out)
{
    struct child_verdict verdict = {.status = out->status, .written = out->written};
    if (out->sys) {
        verdict.status = BUNDLE_FAILED;
        snprintf(out->reason, sizeof out->reason, "cannot write: %s", strerror(out->sys));
    } else if (out->full && out->status == BUNDLE_OK) {
        verdict.status = BUNDLE_TRUNCATED;
        snprintf(out->reason, sizeof out->reason, "longer than %llu bytes",
                 (unsigned long long)out->ceiling);
    }
    memcpy(verdict.reason, out->reason, sizeof verdict.reason);
    return verdict;
}

static _Noreturn void run_probe(const struct child *c, const struct source *s,
                                const struct source_context *ctx, const int *spool, pid_t parent)
{
    struct source_output out[SOURCE_OUTPUTS_MAX];
    struct child_verdict verdict[SOURCE_OUTPUTS_MAX];
    struct error err = {0};
    for (size_t i = 0; i < c->outputs; i++)
        out[i] = (struct source_output){
            .fd = spool[i], .ceiling = s[i].ceiling, .status = BUNDLE_STATUS_COUNT};
    settle_into_child(parent);
    out[0].status = s->read(s, ctx, out);
    for (size_t i = 0; i < c->outputs; i++) {
        if (out[i].status == BUNDLE_STATUS_COUNT) {
            out[i].status = out[0].status;
            memcpy(out[i].reason, out[0].reason, sizeof out[i].reason);
        }
        verdict[i] = judge(&out[i]);
    }
    struct slice all = {(unsigned char *)verdict, c->outputs * sizeof verdict[0]};
    (void)!fileio_write(c->pipe, all, &err);
    _exit(0);
}

enum status child_start(struct child *c, const struct source *s, const struct source_context *ctx,
                        const int *spool, size_t outputs, struct error *err)
{
    int ends[2];
    assert(outputs > 0 && outputs <= SOURCE_OUTPUTS_MAX);
    *c = (struct child){0, -1, outputs};
    if (platform_pipe(ends) != 0)
        return error_sys(err, "cannot make a pipe");
    pid_t self = getpid(), pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return error_sys(err, "cannot start a process");
    }
    if (pid == 0) {
        c->pipe = ends[1];
        run_probe(c, s, ctx, spool, self);
    }
    close(ends[1]);
    setpgid(pid, pid); /* here too, so that a kill right now finds the group */
    c->pid = pid;
    c->pipe = ends[0];
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
    *c = (struct child){0, -1, 0};
}

/* All verdicts come in one write, which a pipe does not cut (PIPE_BUF). */
bool child_finish(struct child *c, struct child_verdict *ret)
{
    int wait_status = 0;
    size_t outputs = c->outputs;
    ssize_t n = read(c->pipe, ret, outputs * sizeof *ret);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return false;
    bool whole = n == (ssize_t)(outputs * sizeof *ret);
    bool gone = reap(c, KILL_WAIT_MS, &wait_status) || child_kill(c);
    for (size_t i = 0; i < outputs; i++) {
        if (!whole) {
            ret[i] = (struct child_verdict){.status = BUNDLE_FAILED};
            if (gone && WIFSIGNALED(wait_status))
                ret[i].signal = WTERMSIG(wait_status);
            snprintf(ret[i].reason, sizeof ret[i].reason, "the probe ended early (signal %d)",
                     ret[i].signal);
        }
        ret[i].reason[sizeof ret[i].reason - 1] = '\0';
    }
    forget(c);
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
