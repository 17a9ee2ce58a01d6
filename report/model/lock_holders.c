#include <stdlib.h>

#include "lock_queues.h"

enum {
    BY_TYPE_MOST = 5, /* queues for which every goroutine is looked at once more */
    ALIKE_MOST = 8,   /* locks that one address may lead to */
    NEAR_MOST = 64,   /* locks above one address that are looked at */
};

/* An address that leads to a lock. */
struct target {
    uint64_t word;
    struct lock_queue_work *queue;
};

struct targets {
    struct target *items; /* by word */
    size_t count, cap;
};

static int compare_targets(const void *left, const void *right)
{
    const struct target *x = left, *y = right;

    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return x->queue < y->queue ? -1 : x->queue > y->queue;
}

/* Index of the first target at word or above. */
static size_t first_at(const struct targets *t, uint64_t word)
{
    size_t low = 0, high = t->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->items[mid].word < word)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- by address ---- */

static void add_holder(struct arena *a, struct lock_queue_work *q, struct lock_holder found)
{
    struct lock_holder *last = q->nholders > 0 ? &q->holders[q->nholders - 1] : NULL;

    if (last && last->g == found.g) {
        if (found.evidence > last->evidence)
            *last = found;
        return;
    }
    q->shown.candidates++;
    if (q->nholders < LOCK_HOLDERS_MOST)
        *ARENA_PUSH(a, q->holders, q->nholders, q->cap) = found;
}

/* Two values of one type do not overlap: with another one in between, the lock is not in the first.
 */
static void refute(const struct targets *t, struct slice type, uint64_t receiver)
{
    size_t i = first_at(t, receiver);

    for (size_t n = 0; i < t->count && n < NEAR_MOST; i++, n++) {
        struct lock_queue_work *q = t->items[i].queue;
        if (t->items[i].word == q->lock && q->value < receiver && slice_equal(q->type, type))
            q->refuted = true;
    }
}

static void look_at_call(struct arena *a, const struct targets *t, const struct goroutine *g,
                         struct dump_call *c, uint64_t at_lock)
{
    struct slice type = dump_call_type(c->function);
    uint64_t first = dump_call_pointer(c), word;

    if (type.len > 0 && first > 0)
        refute(t, type, first);
    while (dump_call_next_word(&c->rest, &word)) {
        size_t i = first_at(t, word);
        for (size_t n = 0; i < t->count && t->items[i].word == word && n < ALIKE_MOST; i++, n++) {
            struct lock_queue_work *q = t->items[i].queue;
            struct lock_holder found = {g, c->function, LOCK_BY_VALUE, SIZE_MAX};
            /* Of a file, reading and writing are locked apart: its holder is in the same call. */
            if (q->lock == at_lock || (q->file && !slice_equal(c->function, q->shown.where)))
                continue;
            if (word == q->lock)
                found.evidence =
                    word == first && type.len > 0 ? LOCK_BY_RECEIVER : LOCK_BY_ARGUMENT;
            add_holder(a, q, found);
        }
    }
}

/* Who is in the call that asks for a lock, waiting or not, does not hold it. That call is the
 * innermost one, so it is read first. */
static void look_at(struct arena *a, const struct targets *t, const struct goroutine *g)
{
    struct slice rest = g->text, line;
    uint64_t at_lock = 0;

    while (slice_next_line(&rest, &line)) {
        struct dump_call c;
        if (!dump_call_parse(line, &c))
            continue;
        if (!lock_call_is(c.function))
            look_at_call(a, t, g, &c, at_lock);
        else if (dump_call_pointer(&c) > 0)
            at_lock = dump_call_pointer(&c);
    }
}

static void drop_refuted(struct lock_queue_work *q)
{
    size_t kept = 0;

    if (!q->refuted)
        return;
    for (size_t i = 0; i < q->nholders; i++)
        if (q->holders[i].evidence != LOCK_BY_VALUE)
            q->holders[kept++] = q->holders[i];
    q->nholders = q->shown.candidates = kept;
}

/* ---- by type, where no address is printed ---- */

/* Those that wait are sorted by id. */
static bool waits_in(const struct lock_queue_work *q, uint64_t id)
{
    size_t low = 0, high = q->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (q->first[mid].g->id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < q->count && q->first[low].g->id == id;
}

/* The lock may be a field of what is at this address, or the address is not known. */
static bool may_be_in(uint64_t lock, uint64_t value)
{
    return lock == 0 || value == 0 || (value <= lock && lock - value < LOCK_FIELD_WITHIN);
}

/* Its call in a method of this type, unless that is printed to be of another value, or it is about
 * to ask for the lock. */
static bool is_inside(const struct lock_queue_work *q, const struct goroutine *g, struct slice type,
                      uint64_t receiver, struct dump_call *found)
{
    struct slice rest = g->text, line;

    if (slice_find(g->text, type) == SIZE_MAX)
        return false;
    while (slice_next_line(&rest, &line)) {
        if (!dump_call_parse(line, found))
            continue;
        uint64_t other = dump_call_pointer(found);
        if (q->lock > 0 && other == q->lock && lock_call_is(found->function))
            return false;
        if (!slice_has_prefix(found->function, type))
            continue;
        if ((receiver == 0 || other == 0 || other == receiver) && may_be_in(q->lock, other))
            return true;
    }
    return false;
}

static void find_by_type(struct arena *a, const struct goroutine_dump *d, struct lock_queue_work *q)
{
    const struct dump_call *owner = &q->first->owner;
    struct slice type = dump_call_type(owner->function);
    uint64_t receiver = dump_call_pointer(owner);
    struct dump_call call;

    if (type.len == 0 || q->file || q->refuted || q->nholders > 0 || !may_be_in(q->lock, receiver))
        return;
    for (size_t i = 0; i < d->count; i++)
        if (is_inside(q, &d->items[i], type, receiver, &call) && !waits_in(q, d->items[i].id))
            add_holder(a, q,
                       (struct lock_holder){&d->items[i], call.function, LOCK_BY_TYPE, SIZE_MAX});
}

/* ---- all of it ---- */

static void set_waits_in(struct arena *a, const struct goroutine_dump *d,
                         struct lock_queue_work *queues, size_t count)
{
    size_t *queue_of = ARENA_ARRAY(a, size_t, d->count + 1); /* one more than the index; 0: none */

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < queues[i].count; k++)
            queue_of[queues[i].first[k].g - d->items] = i + 1;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < queues[i].nholders; k++) {
            size_t at = queue_of[queues[i].holders[k].g - d->items];
            queues[i].holders[k].waits_in = at > 0 ? at - 1 : SIZE_MAX;
        }
}

void lock_holders_find(struct arena *a, const struct goroutine_dump *d,
                       struct lock_queue_work *queues, size_t count)
{
    struct targets t = {0};

    for (size_t i = 0; i < count; i++) {
        if (queues[i].lock == 0)
            continue;
        *ARENA_PUSH(a, t.items, t.count, t.cap) = (struct target){queues[i].lock, &queues[i]};
        if (queues[i].value > 0 && queues[i].value != queues[i].lock)
            *ARENA_PUSH(a, t.items, t.count, t.cap) = (struct target){queues[i].value, &queues[i]};
    }
    if (t.count > 1)
        qsort(t.items, t.count, sizeof *t.items, compare_targets);
    for (size_t i = 0; i < d->count && t.count > 0; i++)
        look_at(a, &t, &d->items[i]);
    for (size_t i = 0; i < count; i++)
        drop_refuted(&queues[i]);
    for (size_t i = 0; i < count && i < BY_TYPE_MOST; i++)
        find_by_type(a, d, &queues[i]);
    set_waits_in(a, d, queues, count);
}
