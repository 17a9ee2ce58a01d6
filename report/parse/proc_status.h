/* proc_status.h - reads files of "Key: value" lines: status, io, smaps_rollup, meminfo. Records
 * point into the text. */
#ifndef PARSE_PROC_STATUS_H
#define PARSE_PROC_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "known.h"
#include "slice.h"
#include "status.h"

struct proc_pair {
    struct slice key;        /* "VmRSS" */
    struct slice text;       /* "731000 kB", trimmed */
    struct known_u64 number; /* its first word; kB are converted to bytes */
};

struct proc_pairs {
    const struct proc_pair *items; /* in the order of the file, unknown keys included */
    size_t count;
    uint64_t skipped; /* lines that are no pair */
};

/* STATUS_SYNTAX when there is not one pair in the text. */
MUST_CHECK enum status proc_pairs_parse(struct arena *a, struct slice text, struct proc_pairs *ret,
                                        struct error *err);

/* By key; unknown (empty) when the file does not have it. The first one wins. */
struct known_u64 proc_pairs_number(const struct proc_pairs *p, const char *key);
struct slice proc_pairs_text(const struct proc_pairs *p, const char *key);

#endif
