/* profile_via.c - "feed.Run owns 40 MiB, most of it through bufio.(*Scanner).Scan": what the author
 * of feed.Run recognises. */
#include "profile_via.h"

#include <stdlib.h>

/* What a branch adds to its owner, through the first library function below it. */
struct part {
    uint32_t owner, via; /* indices of functions; NOBODY */
    int64_t value;
};

#define NOBODY UINT32_MAX

static int by_owner(const void *x, const void *y)
{
    const struct part *a = x, *b = y;
    if (a->owner != b->owner)
        return a->owner < b->owner ? -1 : 1;
    return a->via < b->via ? -1 : a->via > b->via;
}

static struct part place_of(const struct profile *p, const struct part *parent,
                            const struct call_node *n)
{
    uint32_t here = n->function ? (uint32_t)(n->function - p->functions) : NOBODY;
    if (n->function && n->function->application)
        return (struct part){here, NOBODY, 0};
    if (parent->owner == NOBODY || parent->via != NOBODY)
        return *parent;
    return (struct part){parent->owner, here, 0};
}

/* One value for each node: what ends in it. A node comes after its parent. */
static void list_parts(const struct profile *p, size_t at, struct part *parts)
{
    const struct call_tree *t = &p->calls[CALLS_DOWN];
    for (size_t i = 0; i < t->count; i++) {
        parts[i] = i == 0 ? (struct part){NOBODY, NOBODY, 0}
                          : place_of(p, &parts[t->nodes[i].parent], &t->nodes[i]);
        parts[i].value = t->values[i * 2 * p->ntypes + at];
    }
    for (size_t i = t->count;
         i-- > 1;) /* the parent's value is whole until its children are done */
        parts[t->nodes[i].parent].value -= t->values[i * 2 * p->ntypes + at];
}

void profile_via_build(const struct profile *p, int last, struct profile_function *functions)
{
    struct arena scratch = ARENA_INIT;
    size_t n = p->calls[CALLS_DOWN].count;
    struct part *parts = ARENA_ARRAY(&scratch, struct part, n + 1);
    list_parts(p, (size_t)last * p->ntypes + p->default_type, parts);
    if (n > 1)
        qsort(parts, n, sizeof *parts, by_owner);
    for (size_t i = 0, end; i < n && parts[i].owner != NOBODY; i = end) {
        int64_t all = 0, most = 0, sum = 0;
        uint32_t via = NOBODY;
        for (end = i; end < n && parts[end].owner == parts[i].owner; end++) {
            sum = end > i && parts[end].via == parts[end - 1].via ? sum + parts[end].value
                                                                  : parts[end].value;
            all += parts[end].value;
            if (parts[end].via != NOBODY && sum > most) {
                most = sum;
                via = parts[end].via;
            }
        }
        if (via != NOBODY && most >= all / 2)
            functions[parts[i].owner].via = &functions[via];
    }
    arena_done(&scratch);
}
