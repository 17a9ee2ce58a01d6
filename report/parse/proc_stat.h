/* proc_stat.h - reads /proc/PID/stat and statm: one line of numbers each. Records point into the
 * text. */
#ifndef PARSE_PROC_STAT_H
#define PARSE_PROC_STAT_H

#include "known.h"
#include "slice.h"
#include "status.h"

/* Times are clock ticks (manifest: clock_ticks_per_second). Fields that an old kernel does not
 * print are unknown. */
struct proc_stat {
    struct known_u64 pid;
    struct slice comm; /* raw: may hold blanks, brackets, even newlines */
    char state;
    struct known_i64 ppid, pgrp, session, tty_nr, priority, nice;
    struct known_u64 minflt, cminflt, majflt, cmajflt;
    struct known_u64 utime, stime, cutime, cstime; /* c: children that were waited for */
    struct known_u64 num_threads, starttime, vsize;
    struct known_u64 rss_pages, processor, delayacct_blkio_ticks;
};

MUST_CHECK enum status proc_stat_parse(struct slice text, struct proc_stat *ret, struct error *err);

/* /proc/PID/statm, in pages (manifest: page_size). */
struct proc_statm {
    struct known_u64 size, resident, shared, text, data;
};

MUST_CHECK enum status proc_statm_parse(struct slice text, struct proc_statm *ret,
                                        struct error *err);

#endif
