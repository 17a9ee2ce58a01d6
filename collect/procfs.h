/* procfs.h - small reads and numbered listings below a /proc/PID directory descriptor.
 *
 * Never by PID: a descriptor of the directory keeps pointing at the process that it was opened
 * for, and answers ESRCH or ENOENT once that one is gone. */
#ifndef COLLECT_PROCFS_H
#define COLLECT_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice.h"

/* Opens name for reading: never waits on a FIFO, never follows a link. -1 with errno. */
int procfs_open(int dirfd, const char *name);

/* The first size bytes of name, in buf. Empty with *sys set (0 when it is just empty). */
struct slice procfs_small(int dirfd, const char *name, void *buf, size_t size, int *sys);

/* What one read of name gives, at most size bytes: for small files and for the beginning of those
 * that the kernel writes in one go. Empty with *sys set. */
struct slice procfs_head(int dirfd, const char *name, void *buf, size_t size, int *sys);

/* The number behind key, of the line that begins with it, in the first 8 KiB of name. False when
 * there is none. */
bool procfs_number(int dirfd, const char *name, struct slice key, uint64_t *value);

/* The same of "VmSwap:\t  12 kB", in bytes. */
bool procfs_kib(int dirfd, const char *name, struct slice key, uint64_t *bytes);

/* Calls fn for every line; one of more than 4 KiB comes in pieces. 0 or errno. */
int procfs_lines(int dirfd, const char *name, void (*fn)(void *arg, struct slice line), void *arg);

enum { PROCFS_NUMBERS_MAX = 1 << 20 }; /* the kernel's own default for descriptors */

/* The entries of a folder that are numbers (fd, task), ascending. */
struct procfs_numbers {
    unsigned *item;
    size_t count;
    bool cut; /* there were more than PROCFS_NUMBERS_MAX */
};

/* 0 or errno; *ret is to be released in either case. */
int procfs_numbers(int dirfd, const char *name, struct procfs_numbers *ret);
void procfs_numbers_done(struct procfs_numbers *n);

#define AUTO_NUMBERS __attribute__((cleanup(procfs_numbers_done)))

/* One stat file, cut into its fields. field[] is numbered as in proc(5): 1 pid, 3 state, ... */
enum {
    STAT_STATE = 3,
    STAT_PPID = 4,
    STAT_FLAGS = 9,
    STAT_UTIME = 14,
    STAT_STIME = 15,
    STAT_CUTIME = 16, /* of children that were waited for */
    STAT_CSTIME = 17,
    STAT_THREADS = 20,
    STAT_START = 22,
    STAT_RSS = 24, /* pages */
    STAT_PROCESSOR = 39,
    STAT_FIELDS = 53
};
struct procfs_stat {
    struct slice comm;               /* may hold any byte, brackets and newlines too */
    struct slice field[STAT_FIELDS]; /* empty where the kernel printed fewer */
};

/* False when text is not a stat line. The fields point into text. */
bool procfs_stat_parse(struct slice text, struct procfs_stat *ret);

/* What stands behind the directory: decides how an empty answer is to be read. */
enum procfs_kind { PROCFS_PROCESS, PROCFS_KERNEL_THREAD, PROCFS_ZOMBIE, PROCFS_GONE };
enum procfs_kind procfs_kind(int procfd);

#endif
