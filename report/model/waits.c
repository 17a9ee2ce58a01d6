#include "waits.h"

#include <stdlib.h>
#include <string.h>

#include "dump_call.h"
#include "goroutines.h"

enum {
    QUEUES_MOST = 5, /* the longest ones are followed */
    GROUPS_MOST = 10,
    RECEIVER_LEAST = 5, /* "0xc00": shorter ones are no pointers */
};

/* A goroutine that waits for a mutex. */
struct waiter {
    const struct goroutine *g;
    struct slice lock;
    struct dump_call owner; /* the innermost call outside of package sync */
};

static bool read_call(struct slice line, struct dump_call *c)
{
    if (!dump_call_parse(line, c))
        return false;
    if (c->first.len < RECEIVER_LEAST)
        c->first = (struct slice){0};
    return true;
}

static bool is_sync(struct slice function)
{
    return slice_has_prefix(function, SLICE("sync.")) ||
           slice_has_prefix(function, SLICE("internal/sync.")) ||
           slice_has_prefix(function, SLICE("internal/poll.runtime_")) ||
           slice_has_prefix(function, SLICE("runtime."));
}

/* Who reads or writes a file or connection has it for itself: the others queue, as at a mutex. */
static bool is_file_lock_call(struct slice function)
{
    return slice_is(function, "internal/poll.(*fdMutex).rwlock") ||
           slice_is(function, "internal/poll.(*FD).readLock") ||
           slice_is(function, "internal/poll.(*FD).writeLock");
}

static bool is_lock_call(struct slice function)
{
    return is_file_lock_call(function) || slice_is(function, "sync.(*Mutex).Lock") ||
           slice_is(function, "sync.(*RWMutex).Lock") ||
           slice_is(function, "sync.(*RWMutex).RLock") ||
           slice_is(function, "sync.(*Mutex).lockSlow") ||
           slice_is(function, "internal/sync.(*Mutex).lockSlow");
}

/* False when it does not wait for a mutex. */
static bool read_waiter(const struct goroutine_dump *d, const struct goroutine *g, struct waiter *w)
{
    struct slice state = d->states[g->state], rest = g->text, line;
    bool locks = false;

    if (!slice_has_prefix(state, SLICE("sync.Mutex.")) &&
        !slice_has_prefix(state, SLICE("sync.RWMutex.")) && !slice_is(state, "semacquire"))
        return false;
    *w = (struct waiter){.g = g};
    while (slice_next_line(&rest, &line)) {
        struct dump_call c;
        if (!read_call(line, &c))
            continue;
        if (is_lock_call(c.function)) {
            locks = true;
            if (c.first.len > 0)
                w->lock = c.first;
        } else if (!is_sync(c.function)) {
            w->owner = c;
            break;
        }
    }
    return locks && w->owner.function.len > 0;
}

/* "main.(*Store).Get" -> "main.(*Store)."; empty when it is no method of a pointer. */
static struct slice type_of(struct slice function)
{
    size_t at = slice_find(function, SLICE(".(*")), end;

    if (at == SIZE_MAX)
        return (struct slice){0};
    end = slice_find(slice_drop(function, at), SLICE(")."));
    return end == SIZE_MAX ? (struct slice){0} : slice_take(function, at + end + 2);
}

static int compare_waiters(const void *left, const void *right)
{
    const struct waiter *x = left, *y = right;
    int order = slice_compare(x->lock, y->lock);

    if (order == 0 && x->lock.len == 0)
        order = slice_compare(x->owner.function, y->owner.function);
    return order != 0 ? order : (x->g->id < y->g->id ? -1 : x->g->id > y->g->id);
}

static bool same_queue(const struct waiter *x, const struct waiter *y)
{
    if (x->lock.len > 0 || y->lock.len > 0)
        return slice_equal(x->lock, y->lock);
    return slice_equal(x->owner.function, y->owner.function);
}

struct queue {
    const struct waiter *first;
    size_t count;
    struct lock_queue shown;
};

static int compare_queues(const void *left, const void *right)
{
    const struct queue *x = left, *y = right;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->first->g->id < y->first->g->id ? -1 : x->first->g->id > y->first->g->id;
}

static struct queue make_queue(const struct waiter *first, size_t count)
{
    struct queue q = {.first = first, .count = count};

    q.shown = (struct lock_queue){.address = first->lock,
                                  .where = first->owner.function,
                                  .waiters = count,
                                  .waits_for = SIZE_MAX};
    for (size_t i = 0; i < count; i++)
        if (first[i].g->has_minutes &&
            (!q.shown.minutes.known || first[i].g->minutes > q.shown.minutes.value))
            q.shown.minutes = (struct number){true, first[i].g->minutes};
    return q;
}

/* ---- who may hold it ---- */

static bool waits_in(const struct queue *q, uint64_t id)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->first[i].g->id == id)
            return true;
    return false;
}

/* The call in this goroutine that is inside of the value (or type) that the lock belongs to. */
static bool is_inside(const struct goroutine *g, struct slice type, struct slice value,
                      struct dump_call *found)
{
    struct slice rest = g->text, line;

    if (slice_find(g->text, value.len > 0 ? value : type) == SIZE_MAX)
        return false;
    while (slice_next_line(&rest, &line))
        if (slice_has_prefix(line, type) && read_call(line, found) &&
            (value.len == 0 || slice_equal(found->first, value)))
            return true;
    return false;
}

/* Of a file, reading and writing are locked apart, and every program is in many files: its holder
 * is in the same call with the same pointer. */
static void find_holder(const struct goroutine_dump *d, struct queue *q)
{
    struct slice function = q->first->owner.function, value = q->first->owner.first;
    bool file = slice_has_prefix(function, SLICE("internal/poll.(*FD)."));
    struct slice type = file ? function : type_of(function);
    int passes = file ? 1 : 2;

    if (type.len == 0)
        return;
    for (int pass = value.len > 0 ? 0 : 1; pass < passes && q->shown.candidates == 0; pass++)
        for (size_t i = 0; i < d->count; i++) {
            struct dump_call call;
            if (!is_inside(&d->items[i], type, pass == 0 ? value : (struct slice){0}, &call) ||
                waits_in(q, d->items[i].id))
                continue;
            if (q->shown.candidates++ > 0)
                continue;
            q->shown.holder = d->items[i].id;
            q->shown.holder_where = call.function;
            q->shown.holder_state = d->states[d->items[i].state];
            q->shown.by_pointer = pass == 0;
        }
}

/* Only an edge whose ends are known by pointer is believed. */
static void follow(struct queue *queues, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            if (k != i && queues[i].shown.by_pointer &&
                waits_in(&queues[k], queues[i].shown.holder))
                queues[i].shown.waits_for = k;
    for (size_t i = 0; i < count; i++) {
        size_t at = queues[i].shown.waits_for;
        for (size_t steps = 0; at != SIZE_MAX && at != i && steps < count; steps++)
            at = queues[at].shown.waits_for;
        queues[i].shown.cycle = at == i;
    }
}

static void build_queues(struct arena *a, const struct goroutine_dump *d, struct model *m)
{
    struct waiter *waiters = NULL, w;
    struct queue *queues = NULL;
    size_t count = 0, cap = 0, nqueues = 0, queues_cap = 0;

    for (size_t i = 0; i < d->count; i++)
        if (read_waiter(d, &d->items[i], &w))
            *ARENA_PUSH(a, waiters, count, cap) = w;
    if (count > 1)
        qsort(waiters, count, sizeof *waiters, compare_waiters);
    for (size_t i = 0, first = 0; i < count; i++) {
        if (i + 1 < count && same_queue(&waiters[first], &waiters[i + 1]))
            continue;
        *ARENA_PUSH(a, queues, nqueues, queues_cap) = make_queue(&waiters[first], i + 1 - first);
        first = i + 1;
    }
    if (nqueues > 1)
        qsort(queues, nqueues, sizeof *queues, compare_queues);
    if (nqueues > QUEUES_MOST)
        nqueues = QUEUES_MOST;
    for (size_t i = 0; i < nqueues; i++)
        find_holder(d, &queues[i]);
    follow(queues, nqueues);
    struct lock_queue *shown = ARENA_ARRAY(a, struct lock_queue, nqueues + 1);
    for (size_t i = 0; i < nqueues; i++)
        shown[i] = queues[i].shown;
    m->locks_waited_for = shown;
    m->nlock_queues = nqueues;
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

void waits_build(struct arena *a, const struct input *in, struct model *m)
{
    if (!in->dump)
        return;
    build_queues(a, in->dump->dump, m);
    build_wait_groups(a, in->dump->dump, m);
}
