/* profile.c - questions to a profile that has been built. */
#include "profile.h"

#include <math.h>
#include <stdlib.h>

#include "sampling.h"

static int64_t difference(int64_t last, int64_t first)
{
    int64_t d;
    if (!__builtin_sub_overflow(last, first, &d))
        return d;
    return last < 0 ? INT64_MIN : INT64_MAX;
}

int64_t profile_value(const struct profile *p, const int64_t *values, int side, size_t type)
{
    if (side == PROFILE_DIFF)
        return difference(values[p->ntypes + type], values[type]);
    return values[(size_t)side * p->ntypes + type];
}

int64_t profile_flat(const struct profile *p, const struct profile_function *f, int side,
                     size_t type)
{
    return profile_value(p, f->flat, side, type);
}

int64_t profile_cum(const struct profile *p, const struct profile_function *f, int side,
                    size_t type)
{
    return profile_value(p, f->cum, side, type);
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

double profile_wide_variance(const struct profile *p, double before, double after)
{
    enum { RATE_DEFAULT = 512 * 1024 }; /* runtime.MemProfileRate */
    double rate = RATE_DEFAULT;
    for (int side = 0; side < 2; side++)
        if (p->present[side] && p->period[side] > 0)
            rate = (double)p->period[side];
    return rate > 1 ? (fabs(before) + fabs(after)) * rate : 0;
}

double profile_change_variance(const struct profile *p, const struct profile_function *f,
                               size_t type, enum heap_history history)
{
    const double *v = f->owned_variance;
    if (!v)
        return NAN;
    double used[2] = {v[type], v[p->ntypes + type]};
    size_t ever = p->ntypes;
    if (slice_is(p->types[type].type, "inuse_space"))
        ever = profile_type_index(p, "alloc_space");
    if (history == HEAP_YOUNG && ever < p->ntypes)
        return profile_wide_variance(p, (double)f->owned[type], (double)f->owned[p->ntypes + type]);
    if (history == HEAP_STRANGERS || ever == p->ntypes)
        return used[0] + used[1];
    return sampling_change(used, (const double[]){v[ever], v[p->ntypes + ever]});
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

struct ranked {
    uint64_t size;
    size_t index;
};

static int by_size(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* The values of row i: flat, or cum. */
typedef const int64_t *row_fn(const struct profile *p, size_t i, bool cum);

static const int64_t *function_row(const struct profile *p, size_t i, bool cum)
{
    return cum ? p->functions[i].cum : p->functions[i].flat;
}

static const int64_t *line_row(const struct profile *p, size_t i, bool cum)
{
    return cum ? p->lines[i].cum : p->lines[i].flat;
}

static size_t mark_top(const struct profile *p, size_t count, row_fn *row, int side, size_t n,
                       bool *keep)
{
    struct ranked *items = calloc(count + 1, sizeof *items);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        keep[i] = n && !items; /* no memory to choose with: rather all than none */
    for (size_t k = 0; items && k < 2 * p->ntypes; k++) {
        size_t found = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t value = profile_value(p, row(p, i, k % 2 != 0), side, k / 2);
            if (value)
                items[found++] = (struct ranked){magnitude(value), i};
        }
        qsort(items, found, sizeof *items, by_size);
        for (size_t i = 0; i < found && i < n; i++)
            keep[items[i].index] = true;
    }
    free(items);
    for (size_t i = 0; i < count; i++)
        kept += keep[i];
    return kept;
}

size_t profile_top(const struct profile *p, int side, size_t n, bool *keep)
{
    return mark_top(p, p->nfunctions, function_row, side, n, keep);
}

size_t profile_top_lines(const struct profile *p, int side, size_t n, bool *keep)
{
    return mark_top(p, p->nlines, line_row, side, n, keep);
}
