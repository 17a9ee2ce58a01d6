/* heap_stats.h - what runtime.ReadMemStats would say, without stopping the process for it.
 *
 *     struct heap_places --heap_stats_read()--> struct heap_stats
 *
 * A number is known or it is not; it is never 0 for unknown. All are read in one call, with the
 * count of collections before and behind them, again when a collection came in between. */
#ifndef GOLIVE_HEAP_STATS_H
#define GOLIVE_HEAP_STATS_H

#include "heap_find.h"

enum heap_stat {
    STAT_HEAP_ALLOC,
    STAT_HEAP_OBJECTS,
    STAT_HEAP_IN_USE,
    STAT_HEAP_IDLE,
    STAT_HEAP_RELEASED,
    STAT_HEAP_SYS,
    STAT_HEAP_LIVE,   /* estimate: marked, and allocated since */
    STAT_HEAP_MARKED, /* what the last collection found alive */
    STAT_TOTAL_ALLOC,
    STAT_MALLOCS,
    STAT_FREES,
    STAT_STACK_IN_USE,
    STAT_STACK_SYS,
    STAT_MSPAN_SYS,
    STAT_MCACHE_SYS,
    STAT_BUCKHASH_SYS,
    STAT_GC_SYS,
    STAT_OTHER_SYS,
    STAT_SYS,
    STAT_NEXT_GC,
    STAT_LAST_GC, /* ns since 1970; 0: none yet */
    STAT_NUM_GC,
    STAT_NUM_FORCED_GC,
    STAT_PAUSE_TOTAL,       /* ns */
    STAT_PAUSE_LAST,        /* ns */
    STAT_GC_CPU_MILLIONTHS, /* of all CPU time since the start: GCCPUFraction */
    STAT_GC_PERCENT,        /* GOGC; HEAP_STAT_OFF when it is off */
    STAT_MEMORY_LIMIT,      /* GOMEMLIMIT; HEAP_STAT_OFF when there is none */
    STAT_COUNT
};
#define HEAP_STAT_OFF UINT64_MAX

struct heap_number {
    bool known;
    uint64_t value;
};

struct heap_stats {
    struct heap_number value[STAT_COUNT];
    unsigned retries;
    bool unstable; /* a collection was under way each time: the numbers may be of two cycles */
};

/* Names as in runtime.MemStats, where it has them. */
extern const char *const heap_stat_names[STAT_COUNT];

/* What cannot be read is not known. minor: see layout.h. */
void heap_stats_read(const struct heap_places *places, struct remote *memory, unsigned minor,
                     struct heap_stats *ret);

#endif
