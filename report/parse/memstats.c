#include "memstats.h"

#include "lines.h"
#include "real.h"

struct row {
    struct slice key;
    size_t offset;
};

#define ROW(key, field)                                                                            \
    {                                                                                              \
        SLICE_INIT(key), offsetof(struct memstats, field)                                          \
    }

static const struct row numbers[] = {
    ROW("Alloc", alloc),
    ROW("TotalAlloc", total_alloc),
    ROW("Sys", sys),
    ROW("Lookups", lookups),
    ROW("Mallocs", mallocs),
    ROW("Frees", frees),
    ROW("HeapAlloc", heap_alloc),
    ROW("HeapSys", heap_sys),
    ROW("HeapIdle", heap_idle),
    ROW("HeapInuse", heap_inuse),
    ROW("HeapReleased", heap_released),
    ROW("HeapObjects", heap_objects),
    ROW("BuckHashSys", buck_hash_sys),
    ROW("GCSys", gc_sys),
    ROW("OtherSys", other_sys),
    ROW("NextGC", next_gc),
    ROW("LastGC", last_gc),
    ROW("NumGC", num_gc),
    ROW("NumForcedGC", num_forced_gc),
    ROW("MaxRSS", max_rss),
};

/* "Stack = 393216 / 393216": in use, from the system. */
static const struct {
    struct slice key;
    size_t inuse, sys;
} pairs[] = {
    {SLICE_INIT("Stack"), offsetof(struct memstats, stack_inuse),
     offsetof(struct memstats, stack_sys)},
    {SLICE_INIT("MSpan"), offsetof(struct memstats, mspan_inuse),
     offsetof(struct memstats, mspan_sys)},
    {SLICE_INIT("MCache"), offsetof(struct memstats, mcache_inuse),
     offsetof(struct memstats, mcache_sys)},
};

/* "PauseNs = [0 0 ...]" */
static const struct {
    struct slice key;
    size_t values, count;
} rings[] = {
    {SLICE_INIT("PauseNs"), offsetof(struct memstats, pause_ns),
     offsetof(struct memstats, npause_ns)},
    {SLICE_INIT("PauseEnd"), offsetof(struct memstats, pause_end),
     offsetof(struct memstats, npause_end)},
};

static void *at(struct memstats *m, size_t offset)
{
    return (unsigned char *)m + offset;
}

static bool read_number(struct memstats *m, size_t offset, struct slice text)
{
    struct known_u64 *n = at(m, offset);
    *n = known_u64(slice_trim(text));
    return n->known;
}

static bool read_pair(struct memstats *m, size_t i, struct slice text)
{
    struct slice inuse;
    return slice_next(&text, '/', &inuse) && read_number(m, pairs[i].inuse, inuse) &&
           read_number(m, pairs[i].sys, text);
}

static bool read_ring(struct memstats *m, size_t i, struct slice text)
{
    uint64_t *values = at(m, rings[i].values);
    size_t n = 0;
    struct slice word;
    if (!slice_skip(&text, SLICE("[")) || !slice_has_suffix(text, SLICE("]")))
        return false;
    text.len--;
    while (slice_next_word(&text, &word)) {
        if (n == MEMSTATS_RING || !slice_to_u64(word, &values[n]))
            return false;
        n++;
    }
    size_t *count = at(m, rings[i].count);
    *count = n;
    return true;
}

/* "0.00012", and as Go prints small ones: "1.2e-05". */
static bool read_fraction(struct memstats *m, struct slice text)
{
    m->gc_cpu_fraction.known = real_parse(text, &m->gc_cpu_fraction.value);
    return m->gc_cpu_fraction.known;
}

enum outcome { KEY_UNKNOWN, VALUE_BAD, VALUE_GOOD };

static enum outcome outcome_of(bool good)
{
    return good ? VALUE_GOOD : VALUE_BAD;
}

static enum outcome read_value(struct memstats *m, struct slice key, struct slice value)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (slice_equal(key, numbers[i].key))
            return outcome_of(read_number(m, numbers[i].offset, value));
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (slice_equal(key, pairs[i].key))
            return outcome_of(read_pair(m, i, value));
    for (size_t i = 0; i < sizeof rings / sizeof rings[0]; i++)
        if (slice_equal(key, rings[i].key))
            return outcome_of(read_ring(m, i, value));
    return slice_is(key, "GCCPUFraction") ? outcome_of(read_fraction(m, value)) : KEY_UNKNOWN;
}

enum status memstats_parse(struct slice text, struct memstats *ret, struct error *err)
{
    struct slice title = SLICE("# runtime.MemStats"), line, key;
    size_t begin = slice_find(text, title);
    struct memstats m = {0};
    bool any = false, cut;
    if (begin == SIZE_MAX)
        return error_set(err, STATUS_SYNTAX, 0, "no MemStats in the text");
    struct slice rest = lines_whole(slice_drop(text, begin + title.len), &cut);
    m.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        if (!slice_skip(&line, SLICE("# ")) || !slice_next(&line, '=', &key))
            continue;
        enum outcome outcome = read_value(&m, slice_trim(key), slice_trim(line));
        any |= outcome == VALUE_GOOD;
        m.skipped += outcome == VALUE_BAD;
    }
    if (!any)
        return error_set(err, STATUS_SYNTAX, begin, "MemStats without a value");
    *ret = m;
    return STATUS_OK;
}

size_t memstats_pause_index(const struct memstats *m, size_t nth)
{
    if (!m->num_gc.known || nth >= MEMSTATS_RING || nth >= m->num_gc.value ||
        m->npause_ns != MEMSTATS_RING)
        return MEMSTATS_RING;
    return (size_t)((m->num_gc.value - nth + MEMSTATS_RING - 1) % MEMSTATS_RING);
}
