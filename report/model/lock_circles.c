#include "lock_queues.h"
#include "wait_range.h"

enum { LONG_WAIT_S = 60 };

struct circles {
    const struct input *last, *first; /* first: NULL, unless it is of the same process */
    struct lock_queue_work *queues;
    size_t count;
    const bool *set; /* of queues; see close_set */
    bool closed;
};

/* Which of the holders of q that wait in a queue of the set has waited longest; NULL: none does. */
static const struct lock_holder *holder_in(const struct lock_queue_work *q, const bool *set)
{
    const struct lock_holder *best = NULL;

    for (size_t i = 0; i < q->nholders; i++) {
        const struct lock_holder *h = &q->holders[i];
        if (h->evidence == LOCK_BY_TYPE || h->waits_in == SIZE_MAX || !set[h->waits_in])
            continue;
        if (!best ||
            (h->g->has_minutes && (!best->g->has_minutes || h->g->minutes > best->g->minutes)))
            best = h;
    }
    return best;
}

static bool all_in(const struct lock_queue_work *q, const bool *set)
{
    for (size_t i = 0; i < q->nholders; i++)
        if (q->holders[i].waits_in == SIZE_MAX || !set[q->holders[i].waits_in])
            return false;
    return q->nholders > 0 && q->nholders == q->shown.candidates;
}

/* The largest set of queues in which one (or every one) that may hold the lock waits in a queue of
 * the set. If it is every one, then whoever holds it: as long as no other goroutine does, nobody in
 * the set goes on. */
static void close_set(const struct lock_queue_work *queues, size_t count, bool every, bool *set)
{
    for (size_t i = 0; i < count; i++)
        set[i] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < count; i++)
            if (set[i] && (!holder_in(&queues[i], set) || (every && !all_in(&queues[i], set)))) {
                set[i] = false;
                changed = true;
            }
    }
}

/* What is printed in minutes can have begun a moment ago (wait_range.h). */
static bool waits_long(const struct input *in, const struct goroutine *g)
{
    const struct manifest_int *now = &in->manifest.clocks.utc_ns;
    struct number least, most;

    if (!g->has_minutes)
        return false;
    wait_range(in->in.memstats, (struct number){now->known, (double)now->value}, g->minutes, &least,
               &most);
    return least.value >= LONG_WAIT_S;
}

static bool waited_before(const struct input *in, const struct lock_holder *h, struct slice lock)
{
    const struct goroutine_dump *d = in && in->dump ? in->dump->dump : NULL;
    struct lock_waiter w;

    for (size_t i = 0; d && i < d->count; i++)
        if (d->items[i].id == h->g->id)
            return lock_waiter_read(d, &d->items[i], &w) && slice_equal(w.lock, lock);
    return false;
}

/* From one holder to the next, round the circle that begins at the queue start. */
static void mark_circle(const struct circles *c, size_t start)
{
    bool minutes = true, both = true;
    size_t at = start;

    do {
        struct lock_queue_work *q = &c->queues[at];
        const struct lock_holder *h = holder_in(q, c->set);
        at = h->waits_in;
        q->on_circle = h;
        q->shown.cycle = true;
        q->shown.closed = c->closed;
        q->shown.holder_waits_for = c->queues[at].shown.address;
        minutes = minutes && waits_long(c->last, h->g);
        both = both && waited_before(c->first, h, q->shown.holder_waits_for);
    } while (at != start);
    do {
        c->queues[at].shown.lasts_minutes = minutes;
        c->queues[at].shown.in_both = both;
        at = c->queues[at].on_circle->waits_in;
    } while (at != start);
}

static void mark_circles(const struct circles *c)
{
    for (size_t i = 0; i < c->count; i++) {
        size_t at = i;
        if (!c->set[i] || c->queues[i].shown.cycle)
            continue;
        for (size_t steps = 0; steps < c->count; steps++) /* by then it is in a circle */
            at = holder_in(&c->queues[at], c->set)->waits_in;
        if (!c->queues[at].shown.cycle)
            mark_circle(c, at);
    }
}

void lock_circles_find(const struct input *last, const struct input *first,
                       struct lock_queue_work *queues, size_t count)
{
    bool *set = ARENA_ARRAY(last->arena, bool, count + 1);
    struct circles c = {last, first, queues, count, set, true};

    close_set(queues, count, true, set);
    mark_circles(&c);
    c.closed = false;
    close_set(queues, count, false, set);
    mark_circles(&c);
}
