/* smaps.h - reads /proc/PID/smaps: every region of the memory map with what of it is resident, in
 * swap, and so on; and the sums by kind of region. Records point into the text. */
#ifndef PARSE_SMAPS_H
#define PARSE_SMAPS_H

#include "proc_maps.h"

enum smaps_field {
    SMAPS_SIZE, /* address space */
    SMAPS_RSS,
    SMAPS_PSS,
    SMAPS_SHARED_CLEAN,
    SMAPS_SHARED_DIRTY,
    SMAPS_PRIVATE_CLEAN,
    SMAPS_PRIVATE_DIRTY,
    SMAPS_REFERENCED,
    SMAPS_ANONYMOUS,      /* of Rss: no file behind it, copied on write included */
    SMAPS_LAZYFREE,       /* of Rss: given up with MADV_FREE, resident until someone needs it */
    SMAPS_ANON_HUGE,      /* of Rss: in huge pages */
    SMAPS_SHMEM_HUGE,     /* of Rss: shared memory in huge pages */
    SMAPS_SHARED_HUGETLB, /* reserved huge pages: not in Rss */
    SMAPS_PRIVATE_HUGETLB,
    SMAPS_SWAP,
    SMAPS_SWAP_PSS,
    SMAPS_LOCKED,
    SMAPS_FIELDS
};

struct smaps_region {
    struct map_region map;
    uint64_t bytes[SMAPS_FIELDS];
};

struct smaps {
    const struct smaps_region *items; /* rising addresses */
    size_t count;
    bool known[SMAPS_FIELDS]; /* the kernel prints this line: newer ones have more */
    uint64_t total[SMAPS_FIELDS];
    uint64_t sum[MAP_KIND_COUNT][SMAPS_FIELDS];
    uint64_t skipped; /* lines that could not be read; a region whose head is one is left out */
    bool cut;         /* the last region may lack lines */
};

/* Empty text is a process without memory: STATUS_OK with count 0. */
MUST_CHECK enum status smaps_parse(struct arena *a, struct slice text, struct smaps *ret,
                                   struct error *err);

#endif
