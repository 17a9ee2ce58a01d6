/* proc_host.h - reads /proc/loadavg and /proc/uptime. */
#ifndef PARSE_PROC_HOST_H
#define PARSE_PROC_HOST_H

#include "known.h"
#include "slice.h"
#include "status.h"

struct proc_loadavg {
    struct known_real one, five, fifteen; /* minutes */
    struct known_u64 runnable, threads;
};

MUST_CHECK enum status proc_loadavg_parse(struct slice text, struct proc_loadavg *ret,
                                          struct error *err);

struct proc_uptime {
    struct known_real up_s, idle_s; /* idle: summed over all processors */
};

MUST_CHECK enum status proc_uptime_parse(struct slice text, struct proc_uptime *ret,
                                         struct error *err);

#endif
