/* footprint.h - reads what `footprint -j FILE` writes: exact bytes by category, and what the kernel
 * charges the process with. Strings live in the arena. */
#ifndef PARSE_FOOTPRINT_H
#define PARSE_FOOTPRINT_H

#include "arena.h"
#include "known.h"
#include "status.h"

struct footprint_category {
    struct slice name;               /* "untagged (VM_ALLOCATE)", "MALLOC_SMALL", "stack" */
    struct known_u64 dirty, swapped; /* dirty holds what is swapped, too */
    struct known_u64 clean, reclaimable, wired, regions;
};

struct footprint {
    struct slice name;
    struct known_u64 pid;
    struct known_u64 total;                /* of the categories: differs a little from the next */
    struct known_u64 phys_footprint, peak; /* the kernel's own */
    const struct footprint_category *categories; /* by dirty bytes, falling */
    size_t count;
    uint64_t skipped; /* categories that are none */
};

/* Of several processes the one with this number, or the first; of several samples the last.
 * STATUS_SYNTAX when it is no such JSON. */
MUST_CHECK enum status footprint_parse(struct arena *a, struct slice text, uint64_t pid,
                                       struct footprint *ret, struct error *err);

#endif
