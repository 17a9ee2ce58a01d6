/* live_profile.h - the records of a live process as a profile that pprof reads.
 *
 *     struct buckets --live_profile_write()--> profile.proto, as the process's own endpoint writes
 * it
 *
 * The same stacks, values and names as from there, so that the two can be compared line by line. */
#ifndef COLLECT_LIVE_PROFILE_H
#define COLLECT_LIVE_PROFILE_H

#include "buckets.h"
#include "golive.h"
#include "pprof_writer.h"

enum live_profile_kind {
    LIVE_HEAP,        /* what the endpoint says: up to the last collection but one */
    LIVE_HEAP_LATEST, /* and all since: a leak is seen before the next collection; so is garbage */
    LIVE_BLOCK,
    LIVE_MUTEX
};

struct live_profile {
    enum live_profile_kind kind;
    const struct golive *live;
    const struct buckets *buckets;
    const struct pprof_mapping *mapping; /* of the executable */
    uint64_t rate;            /* heap: bytes between two samples; mutex: fraction of 1.19 */
    double cycles_per_second; /* of block and mutex */
    int64_t time_utc_ns;
};

/* What became of the records. */
struct live_profile_count {
    size_t samples;
    size_t unknown_frames; /* addresses that belong to no Go function: they are left out */
    bool no_gc;            /* no collection yet: everything counts, as the endpoint does it */
};

/* Packed with gzip. */
MUST_CHECK enum status live_profile_write(const struct live_profile *p, struct sink sink,
                                          struct live_profile_count *ret, struct error *err);

#endif
