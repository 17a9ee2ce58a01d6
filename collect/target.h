/* target.h - the process under study: found once, then held by its /proc directory, so that a
 * process that gets the same number later is never mistaken for it. */
#ifndef COLLECT_TARGET_H
#define COLLECT_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sbuf.h"
#include "status.h"

enum { TARGET_NAME_MAX = 64, TARGET_PATH_MAX = 4096, TARGET_CANDIDATES_MAX = 50 };

struct target {
    pid_t pid;            /* 0: no process of this machine is examined (only its pprof server) */
    int procfd;           /* /proc/PID; where there is no /proc, any descriptor; -1: no process */
    int rootfd;           /* "/" */
    uint64_t start_ticks; /* with pid, the identity of the process; 0 when unknown. Linux: ticks
                             since boot; macOS: microseconds since 1970 */
    int64_t started_utc_ns;
    unsigned uid;
    char name[TARGET_NAME_MAX];       /* comm, as the kernel has it */
    char executable[TARGET_PATH_MAX]; /* "" when it may not be read */
};

struct target_candidate {
    pid_t pid;
    unsigned uid;
    int64_t started_utc_ns;
    uint64_t rss; /* bytes; UINT64_MAX: not known */
    char name[TARGET_NAME_MAX];
    char executable[256];
};

/* Fills *ret for a process id. STATUS_IO with err->sys ENOENT/EACCES when there is none or it is
 * hidden. */
MUST_CHECK enum status target_open(struct target *ret, pid_t pid, struct error *err);
void target_none(struct target *ret); /* a target that is no process of this machine */
void target_close(struct target *t);

/* Every process of this machine that can be seen; *ret is freed by the caller. */
size_t target_pids(pid_t **ret);

/* Processes whose name, executable or first argument (their last path element) is exactly name.
 * Returns how many there are; at most TARGET_CANDIDATES_MAX are written to ret. collect itself is
 * left out. */
size_t target_find(const char *name, struct target_candidate *ret);

/* Reads start_ticks, utime and stime (in ticks) anew. False when the process is gone. */
bool target_stat(const struct target *t, uint64_t *start_ticks, uint64_t *cpu_ticks, char *state);

/* Resident memory in bytes; UINT64_MAX when it is not known. */
uint64_t target_rss(const struct target *t);

/* The folder that the process works in. False when it may not be read. */
bool target_folder(const struct target *t, char *path, size_t size);

/* The command line, one argument per call of fn. Nothing when it may not be read. */
void target_arguments(const struct target *t, void (*fn)(void *arg, struct slice argument),
                      void *arg);

#endif
