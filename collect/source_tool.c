/* Programs that we run beside the target: each is expendable, and none outlives its probe. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "platform.h"

enum { CHUNK = 64 * 1024, NOT_STARTED = 127, WAIT_MS = 10, WAITS = 50 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* In the child: never returns. */
static void become(const char *const argv[], int output, pid_t parent)
{
    sigset_t none;
    setpgid(0, 0);
    platform_die_with_parent(SIGKILL); /* whoever kills the probe kills this as well */
    if (getppid() != parent)
        _exit(NOT_STARTED);
    int null = open("/dev/null", O_RDWR);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0)
        _exit(NOT_STARTED);
    char *args[32];
    size_t n = 0;
    for (; argv[n] && n < sizeof args / sizeof args[0] - 1; n++)
        memcpy(&args[n], &argv[n], sizeof args[n]); /* execve takes pointers that are not const */
    args[n] = NULL;
    execve(argv[0], args, platform_tool_environment());
    _exit(NOT_STARTED);
}

/* Where the tool's words go: everything, or everything from the first line that begins with from.
 */
struct drain {
    struct source_output *out;
    struct slice from;
    size_t matched; /* bytes of from at the start of this line; SIZE_MAX: not this line */
    bool begun;
};

static void drain_write(struct drain *d, struct slice bytes)
{
    size_t i = 0;
    for (; i < bytes.len && !d->begun; i++) {
        if (bytes.ptr[i] == '\n')
            d->matched = 0;
        else if (d->matched != SIZE_MAX && bytes.ptr[i] == d->from.ptr[d->matched])
            d->begun = ++d->matched == d->from.len;
        else
            d->matched = SIZE_MAX;
        if (d->begun)
            source_write(d->out, d->from);
    }
    source_write(d->out, slice_drop(bytes, i));
}

/* Copies until the end of output, the deadline, or a full out. True at the end. */
static bool drain(int fd, double until, struct drain *d)
{
    unsigned char chunk[CHUNK];
    const struct source_output *out = d->out;
    while (!out->full && !out->sys) {
        double left = until - now();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&wait, 1, (int)(left * 1000) + 1) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            return true;
        if (n > 0)
            drain_write(d, (struct slice){chunk, (size_t)n});
        else if (errno != EINTR)
            return false;
    }
    return false;
}

/* Waits a moment for the end of a process, and leaves it a zombie: its number, and so that of its
 * group, cannot be given to another one until then. False for one in state D. */
static bool has_ended(pid_t pid)
{
    for (int i = 0; i < WAITS; i++) {
        siginfo_t info = {0};
        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid)
            return true;
        nanosleep(&(struct timespec){0, WAIT_MS * 1000000L}, NULL);
    }
    return false;
}

static enum bundle_status verdict(struct source_output *out, const char *tool, bool whole,
                                  int status)
{
    if (!whole && !out->full && !out->sys) {
        snprintf(out->reason, sizeof out->reason, "%s did not finish in time", tool);
        return BUNDLE_TIMEOUT;
    }
    if (whole && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        snprintf(out->reason, sizeof out->reason, "%s: exit %d", tool, WEXITSTATUS(status));
        return BUNDLE_FAILED;
    }
    if (whole && WIFSIGNALED(status)) {
        snprintf(out->reason, sizeof out->reason, "%s: signal %d", tool, WTERMSIG(status));
        return BUNDLE_FAILED;
    }
    return BUNDLE_OK;
}

enum bundle_status source_tool(const char *const argv[], double seconds, struct source_output *out)
{
    return source_tool_from(argv, seconds, "", out);
}

enum bundle_status source_tool_from(const char *const argv[], double seconds, const char *from,
                                    struct source_output *out)
{
    struct drain words = {.out = out, .from = slice_from(from), .begun = from[0] == '\0'};
    const char *tool = strrchr(argv[0], '/') + 1;
    double until = now() + seconds;
    int ends[2], status = 0;
    if (access(argv[0], X_OK) < 0)
        return source_failed(out, tool, errno);
    if (platform_pipe(ends) < 0)
        return source_failed(out, "pipe", errno);
    pid_t self = getpid(), pid = fork();
    if (pid == 0)
        become(argv, ends[1], self);
    close(ends[1]);
    AUTO_FD int output = ends[0];
    if (pid < 0)
        return source_failed(out, "fork", errno);
    setpgid(pid, pid); /* here too: whichever comes first */
    /* Output that has ended is no proof that the tool has: a moment, then the end of its group. */
    bool whole = drain(output, until, &words) && has_ended(pid);
    kill(-pid, SIGKILL);
    if (!has_ended(pid)) {
        snprintf(out->reason, sizeof out->reason, "%s could not be killed", tool);
        return BUNDLE_TIMEOUT;
    }
    waitpid(pid, &status, 0);
    return verdict(out, tool, whole, status);
}
