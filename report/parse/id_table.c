/* id_table.c - from the ids that a file gave its records to their index. */
#include "id_table.h"

#include <stdlib.h>

enum { DENSE_FACTOR = 4, DENSE_FREE = 1024 };

static uint64_t id_at(const uint64_t *first, size_t stride, size_t i)
{
    return *(const uint64_t *)(const void *)((const unsigned char *)first + i * stride);
}

static size_t build_dense(struct arena *a, const uint64_t *first, size_t stride, size_t n,
                          struct id_table *t)
{
    uint32_t *dense = ARENA_ARRAY(a, uint32_t, t->ndense);
    for (size_t i = 0; i < t->ndense; i++)
        dense[i] = ID_TABLE_NONE;
    size_t lost = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t id = id_at(first, stride, i);
        if (id == 0 || dense[id] != ID_TABLE_NONE)
            lost++;
        else
            dense[id] = (uint32_t)i;
    }
    t->dense = dense;
    return lost;
}

static int by_id(const void *x, const void *y)
{
    const struct id_table_entry *a = x, *b = y;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static size_t build_sparse(struct arena *a, const uint64_t *first, size_t stride, size_t n,
                           struct id_table *t)
{
    struct id_table_entry *all = ARENA_ARRAY(a, struct id_table_entry, n);
    for (size_t i = 0; i < n; i++)
        all[i] = (struct id_table_entry){id_at(first, stride, i), (uint32_t)i};
    qsort(all, n, sizeof *all, by_id);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].id != 0 && (kept == 0 || all[kept - 1].id != all[i].id))
            all[kept++] = all[i];
    t->sparse = all;
    t->nsparse = kept;
    return n - kept;
}

size_t id_table_build(struct arena *a, const uint64_t *first, size_t stride, size_t n,
                      struct id_table *ret)
{
    *ret = (struct id_table){0};
    uint64_t max = 0;
    for (size_t i = 0; i < n; i++)
        if (id_at(first, stride, i) > max)
            max = id_at(first, stride, i);
    if (max / DENSE_FACTOR > n + DENSE_FREE)
        return build_sparse(a, first, stride, n, ret);
    ret->ndense = (size_t)max + 1;
    return build_dense(a, first, stride, n, ret);
}

uint32_t id_table_search(const struct id_table *t, uint64_t id)
{
    size_t low = 0, high = t->nsparse;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->sparse[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->nsparse && t->sparse[low].id == id ? t->sparse[low].index : ID_TABLE_NONE;
}
