#include "channels_alike.h"

#include <stdlib.h>
#include <string.h>

static int compare_counts(uint64_t x, uint64_t y)
{
    return x > y ? -1 : x < y;
}

static int compare_numbers(struct number x, struct number y)
{
    if (x.known != y.known)
        return x.known ? -1 : 1;
    return !x.known || x.value == y.value ? 0 : x.value > y.value ? -1 : 1;
}

/* 0: they differ in nothing that counts. */
static int compare_kinds(const struct channel *x, const struct channel *y)
{
    const int orders[] = {
        compare_counts(x->waiters, y->waiters), compare_counts(x->others, y->others),
        slice_compare(x->where, y->where),      slice_compare(x->type, y->type),
        compare_numbers(x->length, y->length),  compare_numbers(x->capacity, y->capacity),
        compare_counts(x->closed, y->closed),   compare_counts(x->receiving, y->receiving),
        compare_counts(x->sending, y->sending), compare_counts(x->selecting, y->selecting)};

    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

static int by_kind(const void *left, const void *right)
{
    const struct channel *x = left, *y = right;
    int order = compare_kinds(x, y);

    return order != 0 ? order : slice_compare(x->address, y->address);
}

static int by_weight(const void *left, const void *right)
{
    const struct channel *x = left, *y = right;

    if (x->waiters != y->waiters)
        return compare_counts(x->waiters, y->waiters);
    return x->alike != y->alike ? compare_counts(x->alike, y->alike) : by_kind(left, right);
}

struct channel *channels_alike(struct arena *a, const struct channel *list, size_t count,
                               size_t *kinds)
{
    struct channel *sorted = ARENA_ARRAY(a, struct channel, count + 1);
    size_t n = 0;

    if (count > 0)
        memcpy(sorted, list, count * sizeof *list);
    qsort(sorted, count, sizeof *sorted, by_kind);
    for (size_t i = 0; i < count; i++) {
        if (n > 0 && sorted[i].others == 0 && compare_kinds(&sorted[n - 1], &sorted[i]) == 0) {
            sorted[n - 1].alike++;
            continue;
        }
        sorted[n] = sorted[i];
        sorted[n++].alike = 1;
    }
    qsort(sorted, n, sizeof *sorted, by_weight);
    *kinds = n;
    return sorted;
}
