#include "profile_title.h"

#include <math.h>

#define TYPE(type, unit)                                                                           \
    {                                                                                              \
        SLICE_INIT(type), SLICE_INIT(unit)                                                         \
    }

static const struct pprof_value_type heap_types[PROFILE_TEXT_TYPES] = {
    TYPE("alloc_objects", "count"),
    TYPE("alloc_space", "bytes"),
    TYPE("inuse_objects", "count"),
    TYPE("inuse_space", "bytes"),
};
static const struct pprof_value_type contention_types[] = {TYPE("contentions", "count"),
                                                           TYPE("delay", "nanoseconds")};

static void set_types(struct profile_title *t, const struct pprof_value_type *types, size_t n)
{
    t->ntypes = n;
    for (size_t i = 0; i < n; i++)
        t->types[i] = types[i];
}

/* The number up to delim, with blanks around it. */
static bool take_number(struct slice *s, unsigned char delim, int64_t *n)
{
    struct slice head;
    size_t before = s->len;
    return slice_next(s, delim, &head) && head.len < before && slice_to_i64(slice_trim(head), n) &&
           *n >= 0;
}

/* "1: 16 [3: 48] ": objects and bytes in use, then those ever allocated. */
static bool read_four(struct slice *s, int64_t v[4])
{
    return take_number(s, ':', &v[2]) && take_number(s, '[', &v[3]) && take_number(s, ':', &v[0]) &&
           take_number(s, ']', &v[1]);
}

/* "heap/1048576": twice the rate; "heap_v2/524288": the rate; "heapprofile": nothing was left out.
 */
static bool read_sampling(struct slice text, struct profile_title *t)
{
    struct slice name;
    int64_t rate = 0;
    slice_next(&text, '/', &name);
    if (text.len && !slice_to_i64(slice_trim(text), &rate))
        return false;
    t->scale = !slice_is(name, "heapprofile");
    t->rate = slice_is(name, "heap") ? rate / 2 : rate;
    return slice_has_prefix(name, SLICE("heap"));
}

/* "heap profile: 3: 48 [9: 144] @ heap/1048576" */
static bool read_heap(struct slice line, struct profile_title *t)
{
    int64_t all[4];
    if (!slice_skip(&line, SLICE("heap profile: ")) || !read_four(&line, all))
        return false;
    line = slice_trim(line);
    if (!slice_skip(&line, SLICE("@")) || !read_sampling(slice_trim(line), t))
        return false;
    t->kind = PROFILE_TEXT_HEAP;
    set_types(t, heap_types, PROFILE_TEXT_TYPES);
    return true;
}

/* "goroutine profile: total 43" */
static bool read_count(struct slice line, struct profile_title *t)
{
    struct slice mark = SLICE(" profile: total ");
    size_t at = slice_find(line, mark);
    uint64_t unused;
    if (at == SIZE_MAX || at == 0 || !slice_to_u64(slice_drop(line, at + mark.len), &unused))
        return false;
    t->kind = PROFILE_TEXT_COUNT;
    t->ntypes = 1;
    t->types[0] = (struct pprof_value_type){slice_take(line, at), SLICE("count")};
    return true;
}

bool profile_title_read(struct slice line, struct profile_title *ret)
{
    struct profile_title t = {.period = 1};
    line = slice_trim(line);
    bool contention = slice_is(line, "--- contention:") || slice_is(line, "--- mutex:");
    if (contention) {
        t.kind = PROFILE_TEXT_CONTENTION;
        set_types(&t, contention_types, 2);
    }
    if (!contention && !read_heap(line, &t) && !read_count(line, &t))
        return false;
    *ret = t;
    return true;
}

bool profile_title_attribute(struct slice line, struct profile_title *t)
{
    struct slice key, value = slice_trim(line);
    double n;
    if (t->kind != PROFILE_TEXT_CONTENTION || !slice_next(&value, '=', &key) ||
        !slice_to_double(slice_trim(value), &n))
        return false;
    if (slice_is(slice_trim(key), "cycles/second"))
        t->hz = n;
    else if (slice_is(slice_trim(key), "sampling period")) {
        if (!(n >= 0 && n < 9e18)) /* it becomes a whole number */
            return false;
        t->period = n;
    }
    return true;
}

/* Objects of one size are sampled with a chance that grows with it; this undoes that. */
static void scale(const struct profile_title *t, int64_t *count, int64_t *size)
{
    if (*count == 0 || *size == 0) {
        *count = *size = 0;
        return;
    }
    if (!t->scale || t->rate <= 1)
        return;
    double mean = (double)*size / (double)*count;
    double factor = 1 / (1 - exp(-mean / (double)t->rate));
    double counts = (double)*count * factor, sizes = (double)*size * factor;
    if (counts >= 9e18 || sizes >= 9e18) /* no honest profile */
        return;
    *count = (int64_t)counts;
    *size = (int64_t)sizes;
}

/* "1200 3": cycles, events */
static bool read_contention(const struct profile_title *t, struct slice text, int64_t *v)
{
    struct slice word;
    int64_t cycles, events;
    if (!slice_next_word(&text, &word) || !slice_to_i64(word, &cycles) ||
        !slice_next_word(&text, &word) || !slice_to_i64(word, &events) || slice_trim(text).len)
        return false;
    double counts = (double)events * t->period;
    double ns = t->hz > 0 ? (double)cycles * t->period / (t->hz / 1e9) : (double)cycles;
    if (!(fabs(counts) < 9e18) || !(fabs(ns) < 9e18))
        return false;
    v[0] = (int64_t)counts;
    v[1] = (int64_t)ns;
    return true;
}

bool profile_title_values(const struct profile_title *t, struct slice text, int64_t *values)
{
    if (t->kind == PROFILE_TEXT_CONTENTION)
        return read_contention(t, text, values);
    if (t->kind == PROFILE_TEXT_COUNT)
        return slice_to_i64(slice_trim(text), values) && *values >= 0;
    if (!read_four(&text, values) || slice_trim(text).len)
        return false;
    scale(t, &values[0], &values[1]);
    scale(t, &values[2], &values[3]);
    return true;
}
