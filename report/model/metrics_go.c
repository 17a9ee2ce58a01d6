#include "metrics_go.h"

#include "metric_counters.h"

struct number metric_goroutines(const struct metric_input *in, const char *key)
{
    static const struct counter rows[] = {
        COUNTER(goroutine_totals, total), COUNTER(goroutine_totals, waiting_long),
        COUNTER(goroutine_totals, waiting_for_locks), COUNTER(goroutine_totals, running)};

    if (in->goroutines && !in->goroutines->has_states && strcmp(key, "total") != 0)
        return unknown();
    return counter(in->goroutines, rows, COUNT(rows), key);
}

struct number metric_memstats(const struct metric_input *in, const char *key)
{
    static const struct counter rows[] = {
        COUNTER(memstats, total_alloc),   COUNTER(memstats, sys),
        COUNTER(memstats, mallocs),       COUNTER(memstats, frees),
        COUNTER(memstats, heap_alloc),    COUNTER(memstats, heap_sys),
        COUNTER(memstats, heap_idle),     COUNTER(memstats, heap_inuse),
        COUNTER(memstats, heap_released), COUNTER(memstats, heap_objects),
        COUNTER(memstats, stack_inuse),   COUNTER(memstats, stack_sys),
        COUNTER(memstats, mspan_sys),     COUNTER(memstats, mcache_sys),
        COUNTER(memstats, buck_hash_sys), COUNTER(memstats, gc_sys),
        COUNTER(memstats, other_sys),     COUNTER(memstats, next_gc),
        COUNTER(memstats, num_gc),        COUNTER(memstats, num_forced_gc),
    };
    struct known_u64 value = {0};

    for (size_t i = 0; in->memstats && i < COUNT(rows); i++)
        if (strcmp(rows[i].key, key) == 0)
            memcpy(&value, (const char *)in->memstats + rows[i].offset, sizeof value);
    return from_u64(value);
}

struct number metric_gc_fraction(const struct metric_input *in, const char *key)
{
    (void)key;
    if (!in->memstats || !in->memstats->gc_cpu_fraction.known)
        return unknown();
    return known(in->memstats->gc_cpu_fraction.value);
}

struct number metric_last_pause(const struct metric_input *in, const char *key)
{
    (void)key;
    size_t i = in->memstats ? memstats_pause_index(in->memstats, 0) : MEMSTATS_RING;

    return i < MEMSTATS_RING ? known((double)in->memstats->pause_ns[i] / 1e9) : unknown();
}

/* Heap that Go keeps though it is not in use, against all that is resident. */
struct number metric_idle_share(const struct metric_input *in, const char *key)
{
    struct number idle = metric_memstats(in, "heap_idle"),
                  rss = from_u64(proc_pairs_number(&in->pairs[PAIRS_STATUS], key));
    struct number released = metric_memstats(in, "heap_released");

    if (!idle.known || !released.known || !rss.known || rss.value <= 0)
        return unknown();
    return known((idle.value - released.value) / rss.value);
}

static struct number profile_sum(const struct profile *p, int side, const char *type)
{
    size_t i = p ? profile_type_index(p, type) : 0;

    if (!p || !p->present[side] || i == p->ntypes)
        return unknown();
    return known((double)p->sum[(size_t)side * p->ntypes + i]);
}

struct number metric_heap_profile(const struct metric_input *in, const char *key)
{
    return profile_sum(in->heap, in->side, key);
}

struct number metric_cpu_busy(const struct metric_input *in, const char *key)
{
    struct number cpu = profile_sum(in->cpu, in->side, key);

    if (!cpu.known || in->cpu->duration_ns[in->side] <= 0)
        return unknown();
    return known(cpu.value / (double)in->cpu->duration_ns[in->side]);
}

/* What the collector spends: its workers, the help of those that allocate, and what it gives back
 * in the background. None of them calls another. */
struct number metric_gc_share(const struct metric_input *in, const char *key)
{
    static const char *const functions[] = {"runtime.gcBgMarkWorker", "runtime.gcAssistAlloc",
                                            "runtime.bgsweep", "runtime.bgscavenge"};
    const struct profile *p = in->cpu;
    size_t type = p ? profile_type_index(p, key) : 0;
    double all = 0;

    if (!p || !p->present[in->side] || type == p->ntypes)
        return unknown();
    for (size_t i = 0; i < p->nfunctions; i++)
        for (size_t k = 0; k < COUNT(functions); k++)
            if (slice_is(p->functions[i].name, functions[k]))
                all += (double)profile_cum(p, &p->functions[i], in->side, type);
    double total = (double)p->total[(size_t)in->side * p->ntypes + type];
    return total > 0 ? known(all / total) : unknown();
}
