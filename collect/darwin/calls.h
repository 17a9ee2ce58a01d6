/* calls.h - libproc and sysctl without their traps. The only header of this folder that knows how
 * the kernel is asked; the probes turn what it says into rows.
 *
 * Every call goes by number, so a probe compares the start time before and after (probe.h). Nothing
 * here needs a task port: the rule of the kernel is the same user, or root. */
#ifndef COLLECT_DARWIN_CALLS_H
#define COLLECT_DARWIN_CALLS_H

#include <libproc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/proc_info.h>
#include <sys/types.h>

#include "slice.h"

enum { CALLS_LIST_MAX = 1 << 20 };

struct calls_list {
    void *item;
    size_t count;
    bool cut; /* there were more than CALLS_LIST_MAX, or it grew faster than it could be read */
};
void calls_list_done(struct calls_list *l);
#define AUTO_LIST __attribute__((cleanup(calls_list_done)))

/* All return 0 or errno; ESRCH when there is no such process. Zombies are found. */
int calls_identity(pid_t pid, struct proc_bsdinfo *ret);
int calls_task(pid_t pid, struct proc_taskinfo *ret);
int calls_rusage(pid_t pid, struct rusage_info_v4 *ret);
int calls_info(pid_t pid, int flavor, uint64_t arg, void *ret, size_t size);
int calls_fd(pid_t pid, int fd, int flavor, void *ret, size_t size);
int calls_fds(pid_t pid, struct calls_list *ret);     /* of struct proc_fdinfo */
int calls_threads(pid_t pid, struct calls_list *ret); /* of uint64_t handles */
int calls_pids(struct calls_list *ret);               /* of pid_t, every process */

/* Of any user's process: who its parent is, its state, its short name. */
int calls_short(pid_t pid, struct proc_bsdshortinfo *ret);

/* "" when it is not known. */
void calls_path(pid_t pid, char *path, size_t size);

/* Microseconds since 1970: with the number, the identity of a process. */
uint64_t calls_start_us(const struct proc_bsdinfo *info);

/* Mach ticks -> nanoseconds. */
uint64_t calls_ticks_ns(uint64_t ticks);

/* The arguments of a process, one call of fn each. */
int calls_arguments(pid_t pid, void (*fn)(void *arg, struct slice argument), void *arg);
/* The parser of it: argc, path, zeros, argc strings. False when it is cut or damaged: what came
 * before was handed on. */
bool calls_arguments_parse(struct slice raw, void (*fn)(void *arg, struct slice argument),
                           void *arg);

/* One call of fn with the environment, NAME=VALUE and a NUL each. */
int calls_environment(pid_t pid, void (*fn)(void *arg, struct slice block), void *arg);
/* The parser of it: what stands behind the arguments, up to an empty string or the end. */
bool calls_environment_parse(struct slice raw, struct slice *block);

#endif
