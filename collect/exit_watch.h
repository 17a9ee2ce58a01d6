/* exit_watch.h - a descriptor that becomes readable when a process ends, whoever its parent is. */
#ifndef COLLECT_EXIT_WATCH_H
#define COLLECT_EXIT_WATCH_H

#include <stdbool.h>
#include <sys/types.h>

/* -1 where the system has no such thing: then the next look at the process tells. */
int exit_watch_open(pid_t pid);

/* How it ended, as waitpid(2) says it. False when that is not known. procfd: /proc/PID or -1. */
bool exit_watch_status(int fd, int procfd, int *wait_status);

#endif
