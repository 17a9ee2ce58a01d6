#include "exit_watch.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/event.h>
#include <unistd.h>

int exit_watch_open(pid_t pid)
{
    int queue = kqueue();
    struct kevent ends;
    EV_SET(&ends, (uintptr_t)pid, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, NULL);
    if (queue < 0)
        return -1;
    fcntl(queue, F_SETFD, FD_CLOEXEC);
    if (kevent(queue, &ends, 1, NULL, 0, NULL) == 0)
        return queue;
    close(queue);
    return -1;
}

/* Told to the parent only. */
bool exit_watch_status(int fd, int procfd, int *wait_status)
{
    (void)fd;
    (void)procfd;
    (void)wait_status;
    return false;
}
