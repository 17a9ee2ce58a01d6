/* pmap.h - reads what pmap -x prints: the regions of a process, in KiB there and in bytes here.
 * Records point into the text. */
#ifndef PARSE_PMAP_H
#define PARSE_PMAP_H

#include "arena.h"
#include "known.h"
#include "status.h"

struct pmap_region {
    uint64_t address, size, rss, dirty;
    struct slice mode;    /* "rw---" */
    struct slice mapping; /* name of the file, "[ anon ]", "[ stack ]" */
};

struct pmap {
    const struct pmap_region *items;
    size_t count;
    struct known_u64 size, rss, dirty; /* as the last line says; unknown when it is missing */
    uint64_t rss_sum;                  /* of the regions */
    uint64_t skipped;
};

/* STATUS_SYNTAX when there is neither a region nor a total. */
MUST_CHECK enum status pmap_parse(struct arena *a, struct slice text, struct pmap *ret,
                                  struct error *err);

#endif
