/* heap_layout.h - where the fields of the runtime's memory statistics are, in each Go version.
 *
 * Offsets in bytes, read from the debug information that real toolchains wrote; amd64 and arm64
 * have the same. */
#ifndef GOLIVE_HEAP_LAYOUT_H
#define GOLIVE_HEAP_LAYOUT_H

#include <stdint.h>

enum { HEAP_CLASSES = 68 };

/* The size of the objects of each class, the same since 1.19; 0: objects with a span of their own.
 */
extern const uint16_t heap_class_size[HEAP_CLASSES];

/* runtime.mspan; its address and pages are at the same place everywhere. */
enum { SPAN_ADDRESS = 24, SPAN_PAGES = 32, SPAN_SIZE_MAX = 168 };

/* runtime.heapStatsDelta, three of which begin runtime.mstats: the fields from tiny_allocs on keep
 * their distance to it. */
struct heap_delta {
    uint16_t size, tiny_allocs;
};

struct heap_layout {
    unsigned minor;
    struct {
        uint16_t size, alloc_count, class, state, element_size;
    } span;
    /* runtime.gcControllerState: everything behind the goal keeps its distance to it. */
    uint16_t controller_goal;
    struct heap_delta delta;
    uint16_t record_cycle; /* bytes of one cycle of a memRecord: with bytes (32) or only counts */
};

/* The layout of this minor version; of the nearest known one when it is not known. */
const struct heap_layout *heap_layout_for(unsigned minor);

/* runtime.gcControllerState */
enum {
    CONTROLLER_PERCENT = 0, /* i32 */
    CONTROLLER_LIMIT = 8,
    CONTROLLER_MINIMUM = 16,
    /* behind the goal */
    CONTROLLER_LAST_GOAL = 24,
    CONTROLLER_LIVE = 32,
    CONTROLLER_MARKED = 80,
    CONTROLLER_IN_USE = 200,
    CONTROLLER_RELEASED = 208,
    CONTROLLER_FREE = 216,
    CONTROLLER_TOTAL_ALLOC = 224,
    CONTROLLER_TOTAL_FREE = 232,
    CONTROLLER_MAPPED_READY = 240,
    CONTROLLER_BEHIND = 248,
    CONTROLLER_SIZE_MAX = 432
};

/* runtime.heapStatsDelta */
enum {
    DELTA_COMMITTED = 0,
    DELTA_RELEASED = 8,
    DELTA_IN_HEAP = 16,
    DELTA_IN_STACKS = 24,
    DELTA_IN_WORK_BUFFERS = 32,
    /* behind tiny_allocs */
    DELTA_LARGE_ALLOC = 8,
    DELTA_LARGE_ALLOCS = 16,
    DELTA_SMALL_ALLOCS = 24, /* one number for each class */
    DELTA_LARGE_FREE = 568,
    DELTA_LARGE_FREES = 576,
    DELTA_SMALL_FREES = 584,
    DELTA_SIZE_MAX = 1176
};

/* runtime.mstats, from the end of its three deltas on */
enum {
    MSTATS_STACKS_SYS = 16,
    MSTATS_MSPAN_SYS = 24,
    MSTATS_MCACHE_SYS = 32,
    MSTATS_BUCKHASH_SYS = 40,
    MSTATS_GC_SYS = 48,
    MSTATS_OTHER_SYS = 56,
    MSTATS_LAST_GC = 64, /* ns since 1970 */
    MSTATS_PAUSE_TOTAL = 72,
    MSTATS_PAUSES = 80,       /* the last 256, as a ring */
    MSTATS_PAUSE_ENDS = 2128, /* the same of their ends */
    MSTATS_NUM_GC = 4176,     /* u32 */
    MSTATS_NUM_FORCED = 4180, /* u32 */
    MSTATS_CPU_FRACTION = 4184,
    MSTATS_TAIL = 4192,
    MSTATS_PAUSE_RING = 256
};

#endif
