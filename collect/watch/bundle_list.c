#include "bundle_list.h"

#include <string.h>

/* Those of a trigger; and of the ends and restarts of a program that ends again and again all but
 * the last. */
static bool is_removable(const struct bundle_list *l, size_t i)
{
    enum bundle_occasion o = l->item[i].occasion;
    bool replaced = false;
    for (size_t k = i + 1; k < l->count; k++)
        replaced = replaced || l->item[k].occasion == o;
    return o == OCCASION_TRIGGER || ((o == OCCASION_EXIT || o == OCCASION_RESTART) && replaced);
}

bool bundle_list_add(struct bundle_list *l, const struct bundle_record *r)
{
    if (l->count == BUNDLE_LIST_MAX)
        return false;
    l->item[l->count++] = *r;
    return true;
}

const struct bundle_record *bundle_list_oldest(const struct bundle_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (is_removable(l, i))
            return &l->item[i];
    return NULL;
}

const struct bundle_record *bundle_list_surplus(const struct bundle_list *l)
{
    size_t removable = 0;
    for (size_t i = 0; i < l->count; i++)
        removable += is_removable(l, i);
    return removable > l->keep ? bundle_list_oldest(l) : NULL;
}

void bundle_list_drop(struct bundle_list *l, const struct bundle_record *r)
{
    size_t i = (size_t)(r - l->item);
    l->count--;
    memmove(&l->item[i], &l->item[i + 1], (l->count - i) * sizeof l->item[0]);
}

uint64_t bundle_list_largest(const struct bundle_list *l)
{
    uint64_t largest = 0;
    for (size_t i = 0; i < l->count; i++)
        largest = l->item[i].bytes > largest ? l->item[i].bytes : largest;
    return largest;
}
