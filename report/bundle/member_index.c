#include "member_index.h"

#include <stdlib.h>

struct named {
    struct slice name;
    uint32_t number;
};

static int by_name(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int order = slice_compare(a->name, b->name);
    return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

struct member_index member_index_build(struct arena *a, const struct bundle *b)
{
    struct named *all = ARENA_ARRAY(a, struct named, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        all[i] = (struct named){b->members[i].name, (uint32_t)i};
    qsort(all, b->count, sizeof *all, by_name);
    uint32_t *numbers = ARENA_ARRAY(a, uint32_t, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        numbers[i] = all[i].number;
    return (struct member_index){b, numbers};
}

size_t member_index_find(const struct member_index *x, struct slice name)
{
    size_t low = 0, high = x->bundle->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(x->bundle->members[x->by_name[middle]].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < x->bundle->count && slice_equal(x->bundle->members[x->by_name[low]].name, name)
               ? x->by_name[low]
               : MEMBER_NONE;
}
