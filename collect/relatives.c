#include "relatives.h"

#include <errno.h>
#include <stdlib.h>

enum { PASSES = 64 };

const char *const relation_names[RELATION_COUNT] = {
    [RELATION_OTHER] = "other", [RELATION_PARENT] = "parent",         [RELATION_SELF] = "self",
    [RELATION_CHILD] = "child", [RELATION_DESCENDANT] = "descendant",
};

static int compare_relatives(const void *a, const void *b)
{
    unsigned x = ((const struct relative *)a)->pid, y = ((const struct relative *)b)->pid;
    return (x > y) - (x < y);
}

static struct relative *find(const struct relatives *r, unsigned pid)
{
    struct relative key = {.pid = pid};
    return r->count ? bsearch(&key, r->item, r->count, sizeof key, compare_relatives) : NULL;
}

const struct relative *relatives_by_pid(const struct relatives *r, unsigned pid)
{
    return find(r, pid);
}

/* A child has mostly a higher number than its parent, so that one pass finds nearly all; where
 * numbers have wrapped around, one more for each generation. */
static void mark(struct relatives *r, struct relative *self)
{
    struct relative *parent = find(r, self->parent);
    if (parent)
        parent->relation = RELATION_PARENT;
    self->relation = RELATION_SELF;
    bool more = true;
    for (int pass = 0; more && pass < PASSES; pass++) {
        more = false;
        for (size_t i = 0; i < r->count; i++) {
            struct relative *p = &r->item[i], *above;
            if (p->relation != RELATION_OTHER || !(above = find(r, p->parent)) ||
                above->relation < RELATION_SELF)
                continue;
            p->relation = above == self ? RELATION_CHILD : RELATION_DESCENDANT;
            more = true;
        }
    }
}

int relatives_find(int rootfd, pid_t pid, struct relatives *ret)
{
    *ret = (struct relatives){0};
    int sys = relatives_list(rootfd, ret);
    if (sys)
        return sys;
    if (ret->count)
        qsort(ret->item, ret->count, sizeof *ret->item, compare_relatives);
    struct relative *self = find(ret, (unsigned)pid);
    if (self)
        mark(ret, self);
    return self ? 0 : ESRCH;
}

void relatives_done(struct relatives *r)
{
    free(r->item);
    *r = (struct relatives){0};
}
