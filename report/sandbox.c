#include "sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "cleanup.h"
#include "confine.h"
#include "exit_codes.h"
#include "fileio.h"

/* Who presses Ctrl-C means the whole: the child ends of it, and the parent then tidies up. */
static volatile sig_atomic_t child;

static void pass_on(int signal)
{
    if (child > 0)
        kill((pid_t)child, signal);
}

static const int passed_on[] = {SIGINT, SIGTERM, SIGHUP};
enum { PASSED_ON = sizeof passed_on / sizeof passed_on[0] };

static void watch_signals(struct sigaction before[PASSED_ON])
{
    struct sigaction action = {.sa_handler = pass_on};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < PASSED_ON; i++)
        sigaction(passed_on[i], &action, &before[i]);
}

static void restore_signals(const struct sigaction before[PASSED_ON])
{
    for (int i = 0; i < PASSED_ON; i++)
        sigaction(passed_on[i], &before[i], NULL);
}

/* Leaves by _exit(): what runs at exit belongs to the parent, and a leak checker would need what is
 * forbidden here. */
static _Noreturn void be_child(sandbox_work *work, void *context, bool confined, size_t most,
                               int words)
{
    AUTO_SBUF struct sbuf said;
    struct error err;
    sbuf_init(&said, most);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
    if (confined)
        (void)confine();
    int code = work(context, &said);
    if (!sbuf_ok(&said) || fileio_write(words, sbuf_view(&said), &err) != STATUS_OK)
        code = EXIT_INTERNAL;
    fflush(NULL);
    _exit(code);
}

static void listen_to(int words, struct sbuf *said)
{
    unsigned char chunk[4096];
    for (;;) {
        ssize_t n = read(words, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        sbuf_add(said, (struct slice){chunk, (size_t)n});
    }
}

static int wait_for(pid_t pid, int *signal)
{
    int status;
    pid_t got;
    do
        got = waitpid(pid, &status, 0);
    while (got < 0 && errno == EINTR);
    if (got == pid && WIFEXITED(status))
        return WEXITSTATUS(status);
    if (got == pid && WIFSIGNALED(status))
        *signal = WTERMSIG(status);
    return EXIT_INTERNAL;
}

int sandbox_run(sandbox_work *work, void *context, bool confined, struct sbuf *said, int *signal)
{
    struct sigaction before[PASSED_ON];
    int words[2];
    *signal = 0;
    fflush(NULL);
    if (pipe(words) != 0)
        return work(context, said);
    child = 0;
    watch_signals(before);
    pid_t pid = fork();
    if (pid == 0) {
        restore_signals(before);
        close(words[0]);
        be_child(work, context, confined, said->max, words[1]);
    }
    child = pid;
    close(words[1]);
    int code;
    if (pid > 0) {
        listen_to(words[0], said);
        code = wait_for(pid, signal);
    }
    close(words[0]);
    restore_signals(before);
    return pid > 0 ? code : work(context, said);
}
