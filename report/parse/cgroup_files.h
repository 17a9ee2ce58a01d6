/* cgroup_files.h - reads 10-process/cgroup-files.txt: what the control groups of a process allow,
 * and what it has used of that. Version 1 and 2 of the kernel's interface give the same record.
 *
 * A limit anywhere on the way up binds all groups below it. So the limits here are the lowest of
 * all levels, and an unlimited one is unknown, never a large number. */
#ifndef PARSE_CGROUP_FILES_H
#define PARSE_CGROUP_FILES_H

#include "known.h"
#include "pressure.h"

struct cgroup_files {
    /* Bytes. current, peak, high and what memory.stat says: of the process's own group. */
    struct known_u64 memory_current, memory_peak, memory_high;
    struct known_u64 memory_limit;         /* lowest memory.max of all levels */
    struct known_u64 memory_limit_current; /* use of the group that has it */
    struct known_u64 anon, file, inactive_file, shmem, kernel, slab_reclaimable;
    struct known_u64 swap_current,
        swap_limit; /* limit: version 1 counts memory and swap together */
    /* How often: the limit was reached; a process was to be killed; one was. */
    struct known_u64 limit_hits, oom, oom_kill;

    struct known_real cpu_limit; /* CPUs: lowest quota by period of all levels */
    struct known_u64 cpu_usage_us;
    struct known_u64 periods, throttled_periods, throttled_us;

    struct known_u64 pids_current, pids_limit;
    bool frozen;

    struct pressure pressure[PRESSURE_KINDS]; /* of the own group */
    uint64_t skipped;                         /* files or lines that could not be read */
};

/* STATUS_SYNTAX when no file of a control group is in the text. */
MUST_CHECK enum status cgroup_files_parse(struct slice text, struct cgroup_files *ret,
                                          struct error *err);

#endif
