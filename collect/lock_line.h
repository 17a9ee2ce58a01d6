/* lock_line.h - one line of /proc/locks, which fdinfo repeats behind "lock:".
 *
 *     "1: -> POSIX  ADVISORY  WRITE 24817 fe:00:11004177 0 EOF" */
#ifndef COLLECT_LOCK_LINE_H
#define COLLECT_LOCK_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct lock_line {
    struct slice id, kind, mode; /* kind: POSIX FLOCK OFDLCK LEASE ...; mode: READ WRITE ... */
    bool waits;                  /* for the lock with the same id */
    int64_t pid;                 /* -1: an open file, not a process, owns it; 0: not visible here */
    uint64_t major, minor, inode;
    struct slice start, end; /* end: a number or EOF */
};

/* False when the line is no lock. The slices point into it. */
bool lock_line_parse(struct slice line, struct lock_line *ret);

#endif
