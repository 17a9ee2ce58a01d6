/* proc_limits.h - reads /proc/PID/limits, a table of fixed columns. Records point into the text. */
#ifndef PARSE_PROC_LIMITS_H
#define PARSE_PROC_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "known.h"
#include "slice.h"
#include "status.h"

struct proc_limit {
    struct slice name; /* "Max open files" */
    struct known_u64 soft, hard;
    bool soft_unlimited, hard_unlimited; /* then the number is not known */
    struct slice unit;                   /* "files"; empty for some */
};

struct proc_limits {
    const struct proc_limit *items;
    size_t count;
    uint64_t skipped;
};

MUST_CHECK enum status proc_limits_parse(struct arena *a, struct slice text,
                                         struct proc_limits *ret, struct error *err);

/* The limit with this name, or NULL. */
const struct proc_limit *proc_limits_find(const struct proc_limits *l, const char *name);

#endif
