#include "heap_stats.h"

#include <string.h>

#include "bytes.h"

enum { TRIES = 20, MIN_HEADROOM = 1 << 20, HEADROOM_PERCENT = 3, HEADROOM_PERCENT_SINCE = 21 };

const char *const heap_stat_names[STAT_COUNT] = {
    [STAT_HEAP_ALLOC] = "HeapAlloc",
    [STAT_HEAP_OBJECTS] = "HeapObjects",
    [STAT_HEAP_IN_USE] = "HeapInuse",
    [STAT_HEAP_IDLE] = "HeapIdle",
    [STAT_HEAP_RELEASED] = "HeapReleased",
    [STAT_HEAP_SYS] = "HeapSys",
    [STAT_HEAP_LIVE] = "HeapLive",
    [STAT_HEAP_MARKED] = "HeapMarked",
    [STAT_TOTAL_ALLOC] = "TotalAlloc",
    [STAT_MALLOCS] = "Mallocs",
    [STAT_FREES] = "Frees",
    [STAT_STACK_IN_USE] = "StackInuse",
    [STAT_STACK_SYS] = "StackSys",
    [STAT_MSPAN_SYS] = "MSpanSys",
    [STAT_MCACHE_SYS] = "MCacheSys",
    [STAT_BUCKHASH_SYS] = "BuckHashSys",
    [STAT_GC_SYS] = "GCSys",
    [STAT_OTHER_SYS] = "OtherSys",
    [STAT_SYS] = "Sys",
    [STAT_NEXT_GC] = "NextGC",
    [STAT_LAST_GC] = "LastGC",
    [STAT_NUM_GC] = "NumGC",
    [STAT_NUM_FORCED_GC] = "NumForcedGC",
    [STAT_PAUSE_TOTAL] = "PauseTotalNs",
    [STAT_PAUSE_LAST] = "PauseLastNs",
    [STAT_GC_CPU_MILLIONTHS] = "GCCPUFraction",
    [STAT_GC_PERCENT] = "GOGC",
    [STAT_MEMORY_LIMIT] = "GOMEMLIMIT",
};

/* Copies of the two structures, read in one call. */
struct copy {
    unsigned char controller[CONTROLLER_SIZE_MAX];
    unsigned char stats[3 * DELTA_SIZE_MAX + MSTATS_TAIL];
    bool has_controller, has_stats;
};

static void set(struct heap_stats *s, enum heap_stat stat, uint64_t value)
{
    s->value[stat] = (struct heap_number){true, value};
}

/* NextGC where a memory limit is set: what the limit leaves for the heap, less some headroom. */
static uint64_t limited_goal(const unsigned char *controller, const unsigned char *behind,
                             unsigned minor)
{
    uint64_t limit = bytes_u64(controller + CONTROLLER_LIMIT);
    uint64_t ready = bytes_u64(behind + CONTROLLER_MAPPED_READY);
    uint64_t marked = bytes_u64(behind + CONTROLLER_MARKED);
    uint64_t heap = bytes_u64(behind + CONTROLLER_FREE) +
                    bytes_u64(behind + CONTROLLER_TOTAL_ALLOC) -
                    bytes_u64(behind + CONTROLLER_TOTAL_FREE);
    uint64_t other = ready > heap ? ready - heap : 0, over = ready > limit ? ready - limit : 0;
    if (other > limit || over >= limit - other)
        return marked;
    uint64_t goal = limit - other - over;
    uint64_t headroom = minor < HEADROOM_PERCENT_SINCE ? 0 : goal / 100 * HEADROOM_PERCENT;
    if (headroom < MIN_HEADROOM)
        headroom = MIN_HEADROOM;
    goal = goal < 2 * headroom ? headroom : goal - headroom;
    return goal > marked ? goal : marked;
}

static void from_controller(struct heap_stats *s, const struct heap_layout *l,
                            const unsigned char *c, unsigned minor)
{
    const unsigned char *behind = c + l->controller_goal;
    uint64_t in_use = bytes_u64(behind + CONTROLLER_IN_USE);
    uint64_t released = bytes_u64(behind + CONTROLLER_RELEASED);
    uint64_t idle = released + bytes_u64(behind + CONTROLLER_FREE);
    uint64_t total = bytes_u64(behind + CONTROLLER_TOTAL_ALLOC);
    uint64_t limit = bytes_u64(c + CONTROLLER_LIMIT), goal = bytes_u64(behind);
    uint64_t limited = limited_goal(c, behind, minor);
    int32_t percent = (int32_t)bytes_u32(c + CONTROLLER_PERCENT);
    set(s, STAT_HEAP_IN_USE, in_use);
    set(s, STAT_HEAP_RELEASED, released);
    set(s, STAT_HEAP_IDLE, idle);
    set(s, STAT_HEAP_SYS, in_use + idle);
    set(s, STAT_TOTAL_ALLOC, total);
    set(s, STAT_HEAP_ALLOC, total - bytes_u64(behind + CONTROLLER_TOTAL_FREE));
    set(s, STAT_HEAP_LIVE, bytes_u64(behind + CONTROLLER_LIVE));
    set(s, STAT_HEAP_MARKED, bytes_u64(behind + CONTROLLER_MARKED));
    set(s, STAT_NEXT_GC, limited < goal ? limited : goal);
    set(s, STAT_GC_PERCENT, percent < 0 ? HEAP_STAT_OFF : (uint64_t)percent);
    set(s, STAT_MEMORY_LIMIT, limit == INT64_MAX ? HEAP_STAT_OFF : limit);
}

/* The sum of a field of the three deltas. */
static uint64_t sum(const unsigned char *stats, const struct heap_delta *d, size_t field)
{
    uint64_t total = 0;
    for (size_t k = 0; k < 3; k++)
        total += bytes_u64(stats + k * d->size + field);
    return total;
}

static void from_deltas(struct heap_stats *s, const struct heap_delta *d,
                        const unsigned char *stats)
{
    size_t tiny = d->tiny_allocs;
    uint64_t total = sum(stats, d, tiny + DELTA_LARGE_ALLOC);
    uint64_t freed = sum(stats, d, tiny + DELTA_LARGE_FREE);
    uint64_t allocs = sum(stats, d, tiny + DELTA_LARGE_ALLOCS);
    uint64_t frees = sum(stats, d, tiny + DELTA_LARGE_FREES);
    for (size_t i = 1; i < HEAP_CLASSES; i++) {
        uint64_t a = sum(stats, d, tiny + DELTA_SMALL_ALLOCS + 8 * i);
        uint64_t f = sum(stats, d, tiny + DELTA_SMALL_FREES + 8 * i);
        allocs += a;
        frees += f;
        total += a * heap_class_size[i];
        freed += f * heap_class_size[i];
    }
    uint64_t tiny_allocs = sum(stats, d, tiny);
    set(s, STAT_TOTAL_ALLOC, total);
    set(s, STAT_HEAP_ALLOC, total - freed);
    set(s, STAT_HEAP_OBJECTS, allocs - frees);
    set(s, STAT_MALLOCS, allocs + tiny_allocs);
    set(s, STAT_FREES, frees + tiny_allocs);
    set(s, STAT_STACK_IN_USE, sum(stats, d, DELTA_IN_STACKS));
}

static void from_tail(struct heap_stats *s, const unsigned char *tail, uint64_t work_buffers)
{
    static const struct {
        enum heap_stat stat;
        uint16_t offset;
    } fields[] = {
        {STAT_MSPAN_SYS, MSTATS_MSPAN_SYS},       {STAT_MCACHE_SYS, MSTATS_MCACHE_SYS},
        {STAT_BUCKHASH_SYS, MSTATS_BUCKHASH_SYS}, {STAT_OTHER_SYS, MSTATS_OTHER_SYS},
        {STAT_LAST_GC, MSTATS_LAST_GC},           {STAT_PAUSE_TOTAL, MSTATS_PAUSE_TOTAL},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        set(s, fields[i].stat, bytes_u64(tail + fields[i].offset));
    uint32_t count = bytes_u32(tail + MSTATS_NUM_GC);
    size_t newest = (count + MSTATS_PAUSE_RING - 1) % MSTATS_PAUSE_RING;
    uint64_t bits = bytes_u64(tail + MSTATS_CPU_FRACTION);
    double fraction;
    memcpy(&fraction, &bits, sizeof fraction);
    set(s, STAT_NUM_GC, count);
    set(s, STAT_NUM_FORCED_GC, bytes_u32(tail + MSTATS_NUM_FORCED));
    if (count)
        set(s, STAT_PAUSE_LAST, bytes_u64(tail + MSTATS_PAUSES + 8 * newest));
    if (fraction >= 0 && fraction <= 1)
        set(s, STAT_GC_CPU_MILLIONTHS, (uint64_t)(fraction * 1e6));
    set(s, STAT_GC_SYS, bytes_u64(tail + MSTATS_GC_SYS) + work_buffers);
    set(s, STAT_STACK_SYS, s->value[STAT_STACK_IN_USE].value + bytes_u64(tail + MSTATS_STACKS_SYS));
}

/* All that the runtime took from the system, where every part of it is known. */
static void add_up(struct heap_stats *s)
{
    static const enum heap_stat parts[] = {STAT_HEAP_SYS,   STAT_STACK_SYS,    STAT_MSPAN_SYS,
                                           STAT_MCACHE_SYS, STAT_BUCKHASH_SYS, STAT_GC_SYS,
                                           STAT_OTHER_SYS};
    uint64_t total = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!s->value[parts[i]].known)
            return;
        total += s->value[parts[i]].value;
    }
    set(s, STAT_SYS, total);
}

/* Both structures between two reads of the count of collections; false when that moved. */
static bool copy_once(const struct heap_places *p, struct remote *memory, struct copy *c)
{
    size_t deltas = 3 * (size_t)p->delta->size, done = 0, count = 0;
    unsigned char raw[sizeof c->controller + sizeof c->stats + 16];
    struct remote_range range[4];
    uint64_t collections = p->stats + deltas + MSTATS_NUM_GC;
    size_t controller = p->layout->controller_goal + (size_t)CONTROLLER_BEHIND;
    if (p->stats)
        range[count++] = (struct remote_range){collections, 8};
    if (p->controller)
        range[count++] = (struct remote_range){p->controller, controller};
    if (p->stats) {
        range[count++] = (struct remote_range){p->stats, deltas + MSTATS_TAIL};
        range[count++] = (struct remote_range){collections, 8};
    }
    c->has_controller = c->has_stats = false;
    size_t got = remote_read_vector(memory, range, count, raw);
    for (size_t i = 0; i < count; done += range[i++].len) {
        bool whole = got >= done + range[i].len;
        if (range[i].address == p->controller && (c->has_controller = whole))
            memcpy(c->controller, raw + done, range[i].len);
        if (range[i].address == p->stats && (c->has_stats = whole))
            memcpy(c->stats, raw + done, range[i].len);
    }
    return !p->stats || got < done || memcmp(raw, raw + done - 8, 8) == 0;
}

void heap_stats_read(const struct heap_places *places, struct remote *memory, unsigned minor,
                     struct heap_stats *ret)
{
    struct copy c = {.has_stats = false};
    *ret = (struct heap_stats){.retries = 0};
    if (!places->controller && !places->stats)
        return;
    while (!copy_once(places, memory, &c) && !ret->unstable)
        ret->unstable = ++ret->retries == TRIES;
    if (c.has_controller)
        from_controller(ret, places->layout, c.controller, minor);
    if (!c.has_stats)
        return;
    from_deltas(ret, places->delta, c.stats);
    from_tail(ret, c.stats + 3 * (size_t)places->delta->size,
              sum(c.stats, places->delta, DELTA_IN_WORK_BUFFERS));
    add_up(ret);
}
