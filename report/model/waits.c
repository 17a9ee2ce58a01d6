#include "waits.h"

#include <stdlib.h>

#include "goroutines.h"
#include "lock_queues.h"

enum {
    QUEUES_SHOWN = 5, /* the longest ones, but never fewer than there are in circles */
    CIRCLES_SHOWN = 20,
    GROUPS_MOST = 10,
};

/* ---- locks ---- */

static void show_holder(const struct goroutine_dump *d, struct lock_queue_work *q)
{
    const struct lock_holder *h = q->on_circle;

    for (size_t i = 0; i < q->nholders && !q->on_circle; i++)
        if (!h || q->holders[i].evidence > h->evidence)
            h = &q->holders[i];
    if (!h)
        return;
    q->shown.holder = h->g->id;
    q->shown.holder_where = h->where;
    q->shown.holder_state = d->states[h->g->state];
    q->shown.evidence = h->evidence;
    q->shown.below = h->evidence == LOCK_BY_VALUE ? q->lock - q->value : 0;
}

static void build_queues(struct arena *a, const struct input *last, const struct input *first,
                         struct model *m)
{
    const struct goroutine_dump *d = last->dump->dump;
    size_t count, n = 0, most;
    struct lock_queue_work *queues = lock_queues_read(a, d, &count);
    struct lock_queue *shown = ARENA_ARRAY(a, struct lock_queue, CIRCLES_SHOWN);

    lock_holders_find(a, d, queues, count);
    lock_circles_find(last, first, queues, count);
    for (int circles = 1; circles >= 0; circles--) {
        most = circles ? CIRCLES_SHOWN : QUEUES_SHOWN;
        for (size_t i = 0; i < count && n < most; i++) {
            if (queues[i].shown.cycle != (circles == 1))
                continue;
            show_holder(d, &queues[i]);
            shown[n++] = queues[i].shown;
        }
    }
    m->locks_waited_for = shown;
    m->nlock_queues = n;
}

/* ---- wait groups ---- */

static bool waits_for_group(const struct goroutine_stack *s)
{
    for (size_t i = 0; i < s->nframes && i < 4; i++)
        if (slice_is(s->frames[i].function, "sync.(*WaitGroup).Wait"))
            return true;
    return false;
}

/* Goroutines that this one has started; which of them it waits for is not said. */
static void count_alive(const struct goroutine_dump *d, uint64_t creator, struct wait_group *w)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->items[i].creator == creator) {
            if (w->alive++ == 0)
                w->alive_where = goroutine_stack_place(&d->stacks[d->items[i].stack]);
        }
}

static void build_wait_groups(struct arena *a, const struct goroutine_dump *d, struct model *m)
{
    struct wait_group *list = ARENA_ARRAY(a, struct wait_group, GROUPS_MOST);
    size_t count = 0;

    for (size_t i = 0; i < d->count; i++) {
        const struct goroutine_stack *s = &d->stacks[d->items[i].stack];
        size_t k = 0;
        if (!waits_for_group(s))
            continue;
        struct slice where = goroutine_stack_place(s);
        while (k < count && !slice_equal(list[k].where, where))
            k++;
        if (k == GROUPS_MOST)
            continue;
        if (k == count)
            list[count++] = (struct wait_group){.where = where};
        if (list[k].waiting++ == 0) /* the first speaks for those that are alike */
            count_alive(d, d->items[i].id, &list[k]);
    }
    m->wait_groups = list;
    m->nwait_groups = count;
}

void waits_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    const struct input *last = in[model_last(m)];

    if (!last->dump)
        return;
    build_queues(a, last, m->nsides == 2 && m->same_process ? in[0] : NULL, m);
    build_wait_groups(a, last->dump->dump, m);
}
