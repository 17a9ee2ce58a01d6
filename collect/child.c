#include "child.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fileio.h"
#include "platform.h"

enum { KILL_WAIT_MS = 1000, SHARED_SIZE = SOURCE_OUTPUTS_MAX * sizeof(struct source_output) };

/* SIGTERM is blocked from before the fork on, so that none gets lost before the child has its own
 * way with it: one that goes on keeps it blocked, and its reader lets it in. */
static void block_stop(sigset_t *before)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, before);
}

static void settle_into_child(pid_t parent)
{
    struct rlimit no_core = {0, 0};
    setpgid(0, 0);
    signal(SIGINT, SIG_IGN); /* the terminal sends it to the whole group; the parent decides */
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_CORE, &no_core);
    platform_die_with_parent(SIGKILL);
    if (getppid() != parent) /* it died before it was told to take us along */
        _exit(0);
}

/* The child may have been killed or gone mad in the middle of a word. */
static struct child_verdict judge(const struct source_output *shared)
{
    struct source_output out = *shared;
    struct child_verdict verdict = {.status = out.status, .written = out.written};
    out.reason[sizeof out.reason - 1] = '\0';
    if (out.status >= BUNDLE_STATUS_COUNT) {
        verdict.status = BUNDLE_STATUS_COUNT;
        return verdict;
    }
    if (out.sys) {
        verdict.status = BUNDLE_FAILED;
        snprintf(out.reason, sizeof out.reason, "cannot write: %s", strerror(out.sys));
    } else if (out.full && out.status == BUNDLE_OK) {
        verdict.status = BUNDLE_TRUNCATED;
        snprintf(out.reason, sizeof out.reason, "longer than %llu bytes",
                 (unsigned long long)out.ceiling);
    }
    memcpy(verdict.reason, out.reason, sizeof verdict.reason);
    return verdict;
}

static _Noreturn void run_probe(const struct child *c, const struct source *s,
                                const struct source_context *ctx, pid_t parent,
                                const sigset_t *mask)
{
    struct source_output *out = c->output;
    struct error err = {0};
    settle_into_child(parent);
    if (!s->goes_on)
        sigprocmask(SIG_SETMASK, mask, NULL);
    out[0].status = s->read(s, ctx, out);
    for (size_t i = 1; i < c->outputs; i++) {
        if (out[i].status == BUNDLE_STATUS_COUNT) {
            memcpy(out[i].reason, out[0].reason, sizeof out[i].reason);
            out[i].status = out[0].status;
        }
    }
    (void)!fileio_write(c->pipe, SLICE("."), &err); /* not the end that death would be */
    _exit(0);
}

static void forget(struct child *c)
{
    if (c->pipe >= 0)
        close(c->pipe);
    if (c->output)
        munmap(c->output, SHARED_SIZE);
    *c = (struct child){0, -1, 0, NULL};
}

enum status child_start(struct child *c, const struct source *s, const struct source_context *ctx,
                        const int *spool, size_t outputs, struct error *err)
{
    int ends[2];
    assert(outputs > 0 && outputs <= SOURCE_OUTPUTS_MAX);
    *c = (struct child){0, -1, outputs, platform_shared(SHARED_SIZE)};
    if (!c->output)
        return error_sys(err, "no memory for verdicts");
    for (size_t i = 0; i < outputs; i++)
        c->output[i] = (struct source_output){
            .fd = spool[i], .ceiling = s[i].ceiling, .status = BUNDLE_STATUS_COUNT};
    if (platform_pipe(ends) != 0) {
        forget(c);
        return error_sys(err, "cannot make a pipe");
    }
    sigset_t mask;
    block_stop(&mask);
    pid_t self = getpid(), pid = fork();
    if (pid == 0) {
        c->pipe = ends[1];
        run_probe(c, s, ctx, self, &mask);
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    close(ends[1]);
    c->pipe = ends[0];
    if (pid < 0) {
        forget(c);
        return error_sys(err, "cannot start a process");
    }
    setpgid(pid, pid); /* here too, so that a kill right now finds the group */
    c->pid = pid;
    return STATUS_OK;
}

bool child_reap(pid_t pid, int ms, int *wait_status)
{
    for (int waited = 0;; waited++) {
        pid_t got = waitpid(pid, wait_status, WNOHANG);
        if (got == pid || (got < 0 && errno == ECHILD))
            return true;
        if (waited >= ms)
            return false;
        poll(NULL, 0, 1);
    }
}

static void said(const struct child *c, struct child_verdict *ret)
{
    for (size_t i = 0; i < c->outputs; i++)
        ret[i] = judge(&c->output[i]);
}

bool child_finish(struct child *c, struct child_verdict *ret)
{
    char over;
    int wait_status = 0;
    ssize_t n = read(c->pipe, &over, 1);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return false;
    bool gone = child_reap(c->pid, KILL_WAIT_MS, &wait_status);
    said(c, ret);
    for (size_t i = 0; i < c->outputs; i++) {
        if (ret[i].status != BUNDLE_STATUS_COUNT)
            continue;
        ret[i].status = BUNDLE_FAILED;
        if (gone && WIFSIGNALED(wait_status))
            ret[i].signal = WTERMSIG(wait_status);
        if (gone && WIFEXITED(wait_status))
            snprintf(ret[i].reason, sizeof ret[i].reason, "the probe ended early (exit code %d)",
                     WEXITSTATUS(wait_status));
        else
            snprintf(ret[i].reason, sizeof ret[i].reason, "the probe ended early (signal %d)",
                     ret[i].signal);
    }
    if (gone)
        forget(c);
    else
        child_kill(c);
    return true;
}

void child_stop(const struct child *c)
{
    if (c->pid)
        kill(c->pid, SIGTERM);
}

static bool end(struct child *c)
{
    int wait_status;
    kill(-c->pid, SIGKILL);
    kill(c->pid, SIGKILL);
    return child_reap(c->pid, KILL_WAIT_MS, &wait_status);
}

bool child_give_up(struct child *c, struct child_verdict *ret)
{
    bool dead = end(c);
    said(c, ret);
    forget(c);
    return dead;
}

bool child_kill(struct child *c)
{
    bool dead = !c->pid || end(c);
    if (c->pid)
        forget(c);
    return dead;
}
