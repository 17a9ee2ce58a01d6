#include "stop.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "exit_codes.h"

volatile sig_atomic_t stop_asked;
/* A copy, because the handler may run at any moment. */
static char unfinished[PATH_MAX];
static volatile sig_atomic_t has_unfinished;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static void on_signal(int number)
{
    (void)number;
    if (!stop_asked) {
        stop_asked = 1;
        return;
    }
    /* asked twice: leave at once, and leave nothing behind */
    int kept = errno;
    if (has_unfinished && unlink(unfinished) != 0 && errno == ENOENT) {
        errno = kept;
        return; /* it has its final name: a bundle that is there is not taken back */
    }
    _exit(EXIT_NOTHING);
}

static void fill_with_ours(sigset_t *set)
{
    sigemptyset(set);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(set, signals[i]);
}

void stop_handle(void (*on_interrupt)(int number), void (*on_termination)(int number))
{
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction a = {.sa_handler = signals[i] == SIGINT ? on_interrupt : on_termination};
        sigaction(signals[i], &a, NULL);
    }
}

void stop_listen(void)
{
    sigset_t ours;
    stop_handle(on_signal, on_signal);
    fill_with_ours(&ours);
    sigprocmask(SIG_UNBLOCK, &ours, NULL);
}

bool stop_removes(const char *path)
{
    has_unfinished = 0;
    if (!path)
        return true;
    has_unfinished = snprintf(unfinished, sizeof unfinished, "%s", path) < PATH_MAX;
    return has_unfinished;
}

void stop_hold(sigset_t *before)
{
    sigset_t ours;
    fill_with_ours(&ours);
    sigprocmask(SIG_BLOCK, &ours, before);
}

void stop_release(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}
