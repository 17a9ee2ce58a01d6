/* memstats.h - reads runtime.MemStats from the tail of a heap profile as text (heap?debug=1). The
 * profile in front of it may be missing. Bytes and counts; times in nanoseconds since 1970. */
#ifndef PARSE_MEMSTATS_H
#define PARSE_MEMSTATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "known.h"
#include "slice.h"
#include "status.h"

enum { MEMSTATS_RING = 256 };

struct memstats {
    struct known_u64 alloc, total_alloc, sys, lookups, mallocs, frees;
    struct known_u64 heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
    struct known_u64 stack_inuse, stack_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys;
    struct known_u64 buck_hash_sys, gc_sys, other_sys, next_gc, last_gc;
    struct known_u64 num_gc, num_forced_gc;
    struct known_u64 max_rss;          /* of getrusage */
    struct known_real gc_cpu_fraction; /* of all CPU time since the start, 0 to 1 */
    /* Rings: the newest pause is at (num_gc + 255) % 256. Empty (0) when the text has none. */
    uint64_t pause_ns[MEMSTATS_RING], pause_end[MEMSTATS_RING];
    size_t npause_ns, npause_end;
    uint64_t skipped; /* lines with a known key and a value that is none */
};

/* STATUS_SYNTAX when the text has no "# runtime.MemStats" with at least one value. */
MUST_CHECK enum status memstats_parse(struct slice text, struct memstats *ret, struct error *err);

/* Pauses that the ring still holds, newest first: the index of the nth (0 is the newest), or
 * MEMSTATS_RING when there are not that many. */
size_t memstats_pause_index(const struct memstats *m, size_t nth);

#endif
