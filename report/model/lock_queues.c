#include "lock_queues.h"

#include <stdlib.h>

enum { QUEUES_MOST = 1000 };

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

bool lock_call_is(struct slice function)
{
    return is_file_lock_call(function) || slice_is(function, "sync.(*Mutex).Lock") ||
           slice_is(function, "sync.(*RWMutex).Lock") ||
           slice_is(function, "sync.(*RWMutex).RLock") ||
           slice_is(function, "sync.(*Mutex).lockSlow") ||
           slice_is(function, "internal/sync.(*Mutex).lockSlow");
}

bool lock_waiter_read(const struct goroutine_dump *d, const struct goroutine *g,
                      struct lock_waiter *w)
{
    struct slice state = d->states[g->state], rest = g->text, line;
    bool locks = false;

    if (!slice_has_prefix(state, SLICE("sync.Mutex.")) &&
        !slice_has_prefix(state, SLICE("sync.RWMutex.")) && !slice_is(state, "semacquire"))
        return false;
    *w = (struct lock_waiter){.g = g};
    while (slice_next_line(&rest, &line)) {
        struct dump_call c;
        if (!dump_call_parse(line, &c))
            continue;
        if (lock_call_is(c.function)) {
            locks = true;
            if (dump_call_pointer(&c) > 0)
                w->lock = c.first;
        } else if (!is_sync(c.function)) {
            w->owner = c;
            break;
        }
    }
    return locks && w->owner.function.len > 0;
}

static int compare_waiters(const void *left, const void *right)
{
    const struct lock_waiter *x = left, *y = right;
    int order = slice_compare(x->lock, y->lock);

    if (order == 0 && x->lock.len == 0)
        order = slice_compare(x->owner.function, y->owner.function);
    return order != 0 ? order : (x->g->id < y->g->id ? -1 : x->g->id > y->g->id);
}

static bool same_queue(const struct lock_waiter *x, const struct lock_waiter *y)
{
    if (x->lock.len > 0 || y->lock.len > 0)
        return slice_equal(x->lock, y->lock);
    return slice_equal(x->owner.function, y->owner.function);
}

static int compare_queues(const void *left, const void *right)
{
    const struct lock_queue_work *x = left, *y = right;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->first->g->id < y->first->g->id ? -1 : x->first->g->id > y->first->g->id;
}

/* The address nearest to the lock, from below, that one of those that wait has in hand. */
static void find_value(struct lock_queue_work *q)
{
    for (size_t i = 0; i < q->count; i++) {
        struct slice rest = q->first[i].g->text, line;
        struct dump_call c;
        uint64_t word;
        while (slice_next_line(&rest, &line)) {
            if (!dump_call_parse(line, &c) || is_sync(c.function) || lock_call_is(c.function))
                continue;
            struct slice type = dump_call_type(c.function);
            for (uint64_t first = dump_call_pointer(&c); dump_call_next_word(&c.rest, &word);) {
                if (word > q->lock || word < q->value || q->lock - word >= LOCK_FIELD_WITHIN)
                    continue;
                if (word > q->value)
                    q->type = (struct slice){0};
                q->value = word;
                if (word == first && q->type.len == 0)
                    q->type = type;
            }
        }
    }
}

static struct lock_queue_work make_queue(const struct lock_waiter *first, size_t count)
{
    struct lock_queue_work q = {.first = first, .count = count};

    q.shown = (struct lock_queue){
        .address = first->lock, .where = first->owner.function, .waiters = count};
    for (size_t i = 0; i < count; i++)
        if (first[i].g->has_minutes &&
            (!q.shown.minutes.known || first[i].g->minutes > q.shown.minutes.value))
            q.shown.minutes = (struct number){true, first[i].g->minutes};
    q.file = slice_has_prefix(q.shown.where, SLICE("internal/poll.(*FD)."));
    if (first->lock.len > 0 && slice_to_hex(first->lock, &q.lock))
        find_value(&q);
    return q;
}

struct lock_queue_work *lock_queues_read(struct arena *a, const struct goroutine_dump *d,
                                         size_t *count)
{
    struct lock_waiter *waiters = NULL, w;
    struct lock_queue_work *queues = NULL;
    size_t n = 0, cap = 0, nqueues = 0, queues_cap = 0;

    for (size_t i = 0; i < d->count; i++)
        if (lock_waiter_read(d, &d->items[i], &w))
            *ARENA_PUSH(a, waiters, n, cap) = w;
    if (n > 1)
        qsort(waiters, n, sizeof *waiters, compare_waiters);
    for (size_t i = 0, first = 0; i < n; i++) {
        if (i + 1 < n && same_queue(&waiters[first], &waiters[i + 1]))
            continue;
        *ARENA_PUSH(a, queues, nqueues, queues_cap) = make_queue(&waiters[first], i + 1 - first);
        first = i + 1;
    }
    if (nqueues > 1)
        qsort(queues, nqueues, sizeof *queues, compare_queues);
    *count = nqueues < QUEUES_MOST ? nqueues : QUEUES_MOST;
    return queues;
}
