/* heap_maker.h - the bookkeeping of a heap as the runtime would have it, in a made-up process: its
 * variables, and behind them what they point to. */
#ifndef TESTS_HEAP_MAKER_H
#define TESTS_HEAP_MAKER_H

#include "buckets.h"
#include "fake_memory.h"
#include "heap_layout.h"

/* Where things are in the image. */
enum {
    MADE_SPANS = 0x108, /* allspans; the word before it is sweepgen */
    MADE_CONTROLLER = 0x200,
    MADE_STATS = 0x400,
    MADE_HEADS = 0x2300, /* of the lists of heap, block and mutex records */
    MADE_VARIABLES = 0x2400,
    MADE_SPAN_LIST = 0x2400,
    MADE_SPAN = 0x2500,
    MADE_BUCKETS = 0x2b00,
    MADE_SIZE = 0x3200,
};
#define MADE_ADDRESS ((uint64_t)0xc000000000)

/* What it says. */
enum {
    MADE_CLASS_AT = 8 * 5 /* of objects of 48 bytes */,
    MADE_NEWEST_AT = 8 * ((300 + 255) % 256)
};
enum { MADE_NUM_GC = 300, MADE_PAGES = 12, MADE_SPAN_COUNT = 9, MADE_IDLE_FREE = 5 * 4096 };
#define MADE_LAST_GC  ((uint64_t)1800000000123456789)
#define MADE_IN_USE   ((uint64_t)MADE_PAGES * 8192)
#define MADE_RELEASED ((uint64_t)7 * 4096)

struct made_heap {
    unsigned char image[MADE_SIZE];
    unsigned minor;
    size_t bucket_end; /* where the next record goes */
};

static inline void made_put(struct made_heap *h, size_t offset, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++)
        h->image[offset + i] = (unsigned char)(value >> (8 * i));
}

static inline void made_u64(struct made_heap *h, size_t offset, uint64_t value)
{
    made_put(h, offset, value, 8);
}

/* One span with pages, and one with objects of 48 bytes, ... */
static inline void made_spans(struct made_heap *h)
{
    const struct heap_layout *l = heap_layout_for(h->minor);
    made_u64(h, MADE_SPANS - 8, 8); /* sweepgen */
    made_u64(h, MADE_SPANS, MADE_ADDRESS + MADE_SPAN_LIST);
    made_u64(h, MADE_SPANS + 8, MADE_SPAN_COUNT);
    made_u64(h, MADE_SPANS + 16, 16);
    made_u64(h, MADE_SPANS + 24, MADE_PAGES);
    for (unsigned i = 0; i < MADE_SPAN_COUNT; i++) {
        size_t span = MADE_SPAN + i * (size_t)SPAN_SIZE_MAX;
        bool large = i == 0;
        made_u64(h, MADE_SPAN_LIST + 8 * i, MADE_ADDRESS + span);
        made_u64(h, span + SPAN_ADDRESS, MADE_ADDRESS + 8192 * (uint64_t)(i + 100));
        made_u64(h, span + SPAN_PAGES, large ? 5 : 1);
        made_put(h, span + l->span.alloc_count, large ? 1 : i, 2);
        made_put(h, span + l->span.class, large ? 0 : 2 * 5 + i % 2, 1);
        made_put(h, span + l->span.state, i == MADE_SPAN_COUNT - 1 ? 2 : 1, 1);
        made_u64(h, span + l->span.element_size, large ? 40960 : 48);
    }
}

static inline void made_controller(struct made_heap *h)
{
    size_t behind = MADE_CONTROLLER + heap_layout_for(h->minor)->controller_goal;
    made_u64(h, MADE_CONTROLLER + CONTROLLER_PERCENT, 50);
    made_u64(h, MADE_CONTROLLER + CONTROLLER_LIMIT, INT64_MAX);
    made_u64(h, MADE_CONTROLLER + CONTROLLER_MINIMUM, 2 << 20);
    made_u64(h, behind, 4 << 20);
    made_u64(h, behind + CONTROLLER_LIVE, 70000);
    made_u64(h, behind + CONTROLLER_MARKED, 60000);
    made_u64(h, behind + CONTROLLER_IN_USE, MADE_IN_USE);
    made_u64(h, behind + CONTROLLER_RELEASED, MADE_RELEASED);
    made_u64(h, behind + CONTROLLER_FREE, MADE_IDLE_FREE);
    made_u64(h, behind + CONTROLLER_TOTAL_ALLOC, 500000);
    made_u64(h, behind + CONTROLLER_TOTAL_FREE, 440000);
    made_u64(h, behind + CONTROLLER_MAPPED_READY, 30 << 20);
}

/* Three deltas, whose sums count: 40,960 bytes in one object, and 10 of 48 bytes of which 4 were
 * freed. */
static inline void made_stats(struct made_heap *h, bool gc)
{
    const struct heap_delta *d = &heap_layout_for(h->minor)->delta;
    size_t first = MADE_STATS, tail = MADE_STATS + 3 * (size_t)d->size;
    size_t third = first + 2 * (size_t)d->size, tiny = d->tiny_allocs;
    made_u64(h, first + DELTA_IN_HEAP, MADE_IN_USE + 8192);
    made_u64(h, third + DELTA_IN_HEAP, (uint64_t)-8192);
    made_u64(h, first + DELTA_COMMITTED, MADE_IN_USE + MADE_IDLE_FREE + 65536);
    made_u64(h, first + DELTA_RELEASED, MADE_RELEASED);
    made_u64(h, third + DELTA_IN_STACKS, 65536);
    made_u64(h, first + tiny, 3);
    made_u64(h, first + tiny + DELTA_LARGE_ALLOC, 40960);
    made_u64(h, first + tiny + DELTA_LARGE_ALLOCS, 1);
    made_u64(h, first + tiny + DELTA_SMALL_ALLOCS + MADE_CLASS_AT, 7);
    made_u64(h, third + tiny + DELTA_SMALL_ALLOCS + MADE_CLASS_AT, 3);
    made_u64(h, third + tiny + DELTA_SMALL_FREES + MADE_CLASS_AT, 4);
    made_u64(h, tail + MSTATS_OTHER_SYS, 1000);
    if (!gc)
        return;
    made_u64(h, tail + MSTATS_LAST_GC, MADE_LAST_GC);
    made_u64(h, tail + MSTATS_PAUSE_TOTAL, 12345);
    made_u64(h, tail + MSTATS_PAUSES + MADE_NEWEST_AT, 77);
    made_u64(h, tail + MSTATS_PAUSE_ENDS + MADE_NEWEST_AT, MADE_LAST_GC);
    made_put(h, tail + MSTATS_NUM_GC, MADE_NUM_GC, 4);
    made_put(h, tail + MSTATS_NUM_FORCED, 2, 4);
}

static inline uint64_t made_hash(const uint64_t *pcs, size_t n, uint64_t size)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        h += pcs[i];
        h += h << 10;
        h ^= h >> 6;
    }
    h += size;
    h += h << 10;
    h ^= h >> 6;
    h += h << 3;
    return h ^ h >> 11;
}

enum { MADE_FRAMES = 5 };

/* Puts a record in front of its list: the stack pc, pc + 1, ..., then these words. */
static inline void made_bucket(struct made_heap *h, enum bucket_type type, uint64_t size,
                               uint64_t pc, const uint64_t *record, size_t words)
{
    const size_t frames = MADE_FRAMES;
    uint64_t pcs[16];
    size_t head = MADE_HEADS + 8 * (size_t)(type - 1), at = h->bucket_end;
    uint64_t next = 0;
    memcpy(&next, h->image + head, 8);
    made_u64(h, at + 8, next);
    made_u64(h, at + 16, type);
    for (size_t i = 0; i < frames; i++) {
        pcs[i] = pc + i;
        made_u64(h, at + 48 + 8 * i, pcs[i]);
    }
    made_u64(h, at + 24, made_hash(pcs, frames, size));
    made_u64(h, at + 32, size);
    made_u64(h, at + 40, frames);
    for (size_t i = 0; i < words; i++)
        made_u64(h, at + 48 + 8 * (frames + i), record[i]);
    made_u64(h, head, MADE_ADDRESS + at);
    h->bucket_end = at + 48 + 8 * (frames + words);
}

/* A heap record: 10 allocated and 4 freed when last published, 2 and 1 since. */
static inline void made_heap_bucket(struct made_heap *h, uint64_t size, uint64_t pc)
{
    const uint64_t bytes[] = {10, 4, 10 * size, 4 * size, 2, 0, 2 * size, 0,
                              0,  0, 0,         0,        0, 1, 0,        size};
    const uint64_t counts[] = {10, 4, 2, 0, 0, 0, 0, 1};
    if (heap_layout_for(h->minor)->record_cycle == 32)
        made_bucket(h, BUCKET_HEAP, size, pc, bytes, 16);
    else
        made_bucket(h, BUCKET_HEAP, size, pc, counts, 8);
}

static inline void made_heap_init(struct made_heap *h, unsigned minor, bool gc)
{
    const uint64_t waits[] = {0x4008000000000000 /* 3.0 */, 123456};
    *h = (struct made_heap){.minor = minor, .bucket_end = MADE_BUCKETS};
    made_spans(h);
    made_controller(h);
    made_stats(h, gc);
    for (unsigned i = 0; i < 3; i++)
        made_heap_bucket(h, 16 * ((uint64_t)i + 1), 0x401000 + 64 * (uint64_t)i);
    made_bucket(h, BUCKET_BLOCK, 0, 0x402000, waits, 2);
    made_bucket(h, BUCKET_MUTEX, 0, 0x403000, waits, 2);
}

static inline struct module made_module(void)
{
    return (struct module){.bss = {MADE_ADDRESS, MADE_ADDRESS + MADE_HEADS},
                           .noptrbss = {MADE_ADDRESS + MADE_HEADS, MADE_ADDRESS + MADE_VARIABLES}};
}

#endif
