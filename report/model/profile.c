/* profile.c - questions to a profile that has been built. */
#include "profile.h"

#include <stdlib.h>

static int64_t difference(int64_t last, int64_t first)
{
    int64_t d;
    if (!__builtin_sub_overflow(last, first, &d))
        return d;
    return last < 0 ? INT64_MIN : INT64_MAX;
}

static int64_t value_of(const struct profile *p, const int64_t *values, int side, size_t type)
{
    if (side == PROFILE_DIFF)
        return difference(values[p->ntypes + type], values[type]);
    return values[(size_t)side * p->ntypes + type];
}

int64_t profile_flat(const struct profile *p, const struct profile_function *f, int side,
                     size_t type)
{
    return value_of(p, f->flat, side, type);
}

int64_t profile_cum(const struct profile *p, const struct profile_function *f, int side,
                    size_t type)
{
    return value_of(p, f->cum, side, type);
}

enum unit profile_type_unit(const struct profile_type *t, double *scale)
{
    *scale = 1;
    if (slice_is(t->unit, "bytes"))
        return UNIT_BYTES;
    if (!slice_is(t->unit, "nanoseconds"))
        return UNIT_COUNT;
    *scale = 1e-9;
    return UNIT_SECONDS;
}

size_t profile_type_index(const struct profile *p, const char *type)
{
    size_t i = 0;
    while (i < p->ntypes && !slice_is(p->types[i].type, type))
        i++;
    return i;
}

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

typedef int64_t value_fn(const struct profile *p, const struct profile_function *f, int side,
                         size_t type);

struct ranked {
    uint64_t size;
    size_t index;
};

/* The most costly functions seen so far, at most n of them, in falling order. */
struct best {
    struct ranked *items;
    size_t count, n;
};

static void best_add(struct best *b, struct ranked item)
{
    if (item.size == 0 || (b->count == b->n && item.size <= b->items[b->n - 1].size))
        return;
    size_t at = b->count < b->n ? b->count++ : b->n - 1;
    for (; at > 0 && b->items[at - 1].size < item.size; at--)
        b->items[at] = b->items[at - 1];
    b->items[at] = item;
}

static void mark_best(const struct profile *p, int side, size_t n, struct ranked *items, bool *keep)
{
    static value_fn *const values[] = {profile_flat, profile_cum};
    for (size_t k = 0; k < 2 * p->ntypes; k++) {
        struct best b = {items, 0, n};
        for (size_t i = 0; i < p->nfunctions; i++)
            best_add(
                &b, (struct ranked){magnitude(values[k % 2](p, &p->functions[i], side, k / 2)), i});
        for (size_t i = 0; i < b.count; i++)
            keep[b.items[i].index] = true;
    }
}

size_t profile_top(const struct profile *p, int side, size_t n, bool *keep)
{
    if (n > p->nfunctions)
        n = p->nfunctions;
    struct ranked *items = n ? calloc(n, sizeof *items) : NULL;
    for (size_t i = 0; i < p->nfunctions; i++)
        keep[i] = n && !items; /* no memory to choose with: rather all than none */
    if (items)
        mark_best(p, side, n, items, keep);
    free(items);
    size_t kept = 0;
    for (size_t i = 0; i < p->nfunctions; i++)
        kept += keep[i];
    return kept;
}
