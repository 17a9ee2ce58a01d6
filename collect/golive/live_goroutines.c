#include "live_goroutines.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

enum {
    BATCH = 256,                   /* goroutines in one call: three ranges each, below IOV_MAX */
    BATCH_BYTES = 2 * 1024 * 1024, /* of one batch */
    ALONE_FROM = 256 * 1024,       /* a longer stack is read by itself */
    TRIES = 20
};

struct reader {
    const struct golive *l;
    struct remote *memory;
    const struct goroutines_options *options;
    goroutines_fn *fn;
    void *arg;
    struct goroutines_count *count;
    size_t size; /* of a g */
    bool exact;  /* the layout is not certain: two copies must agree in every byte */
    bool ended;
    unsigned char *batch; /* BATCH_BYTES */
    unsigned char *g;     /* BATCH of them */
    unsigned char *alone; /* two g and a stack of STACK_MOST; made when it is needed */
};

/* One goroutine of a batch. */
struct item {
    struct goroutine g; /* first look */
    size_t stack;       /* bytes */
};

static void hand_out(struct reader *r, const struct reading *one)
{
    r->count->read++;
    r->count->cut += one->cut;
    r->count->running += one->state == READING_RUNNING;
    r->count->unstable += one->state == READING_UNSTABLE;
    r->count->no_stack += one->state == READING_NO_STACK;
    if (!r->fn(r->arg, one))
        r->ended = true;
}

/* Both copies of a goroutine, and whether they prove that nothing moved. */
static bool is_stable(const struct reader *r, uint64_t address, const unsigned char *before,
                      const unsigned char *after, struct goroutine *g)
{
    struct goroutine then;
    goroutine_parse(address, before, &r->l->layout.g, g);
    goroutine_parse(address, after, &r->l->layout.g, &then);
    return g->status != GOROUTINE_COPYSTACK && goroutine_same(g, &then) &&
           (!r->exact || memcmp(before, after, r->size) == 0);
}

static enum reading_state state_of(const struct goroutine *g, size_t stack)
{
    if (goroutine_is_running(g))
        return READING_RUNNING;
    return stack ? READING_STABLE : READING_NO_STACK;
}

static void hand_out_running(struct reader *r, struct reading *one)
{
    const struct goroutines_options *o = r->options;
    if (o->running && r->alone && o->running(o->running_arg, r->l, one, r->alone)) {
        one->state = READING_STABLE;
        r->count->interrupted++;
    }
    hand_out(r, one);
}

/* Reads {g}, then {stack, g}, until both g are equal. */
static void read_alone(struct reader *r, uint64_t address)
{
    struct reading one = {.state = READING_UNSTABLE};
    size_t size = r->size;
    if (!r->alone)
        r->alone = malloc(STACK_MOST + 2 * size);
    for (unsigned i = 0; r->alone && i < TRIES; i++) {
        unsigned char *before = r->alone;
        if (!remote_read(r->memory, address, before, size))
            break;
        goroutine_parse(address, before, &r->l->layout.g, &one.g);
        if (goroutine_is_dead(&one.g)) {
            r->count->dead++;
            return;
        }
        uint64_t from = goroutine_stack_from(&one.g), len = one.g.stack_hi - from;
        one.cut = len > STACK_MOST;
        one.stack.address = from;
        one.stack.bytes = (struct slice){before + size, one.cut ? STACK_MOST : (size_t)len};
        struct remote_range ranges[] = {{from, one.stack.bytes.len}, {address, size}};
        bool whole =
            remote_read_vector(r->memory, ranges, 2, before + size) == one.stack.bytes.len + size;
        if (!whole || !is_stable(r, address, before, before + size + one.stack.bytes.len, &one.g))
            continue;
        one.state = state_of(&one.g, one.stack.bytes.len);
        r->count->retried += i > 0;
        break;
    }
    if (one.g.address == 0) {
        r->count->unreadable++;
        return;
    }
    if (one.state == READING_UNSTABLE)
        one.stack.bytes.len = 0;
    if (one.state == READING_RUNNING)
        hand_out_running(r, &one);
    else
        hand_out(r, &one);
}

/* What came back for one goroutine of a batch; `at` points at its first copy. */
static bool take(struct reader *r, const struct item *it, const unsigned char *at)
{
    struct reading one = {0};
    const unsigned char *stack = at + r->size;
    if (!is_stable(r, it->g.address, at, stack + it->stack, &one.g))
        return false;
    uint64_t from = goroutine_stack_from(&one.g);
    if (from != goroutine_stack_from(&it->g) || one.g.stack_hi - from != it->stack ||
        goroutine_is_dead(&one.g))
        return false;
    one.stack = (struct stack){from, {stack, it->stack}};
    one.state = state_of(&one.g, it->stack);
    if (one.state == READING_RUNNING && r->options->running)
        return false; /* its turn comes in read_alone() */
    hand_out(r, &one);
    return true;
}

/* items[0..n): {g, stack, g} each, in one vector. */
static void read_items(struct reader *r, const struct item *items, size_t n)
{
    struct remote_range ranges[3 * BATCH];
    for (size_t i = 0; i < n; i++) {
        struct remote_range g = {items[i].g.address, r->size};
        ranges[3 * i] = ranges[3 * i + 2] = g;
        ranges[3 * i + 1] =
            (struct remote_range){goroutine_stack_from(&items[i].g), items[i].stack};
    }
    size_t got = remote_read_vector(r->memory, ranges, 3 * n, r->batch), at = 0;
    for (size_t i = 0; i < n && !r->ended; i++) {
        size_t want = 2 * r->size + items[i].stack;
        if (want > got - at || !take(r, &items[i], r->batch + at))
            read_alone(r, items[i].g.address);
        at = want > got - at ? got : at + want;
    }
}

/* address[0..n): first all g, to learn how long their stacks are. */
static void read_batch(struct reader *r, const uint64_t *address, size_t n)
{
    struct remote_range ranges[BATCH];
    struct item items[BATCH];
    size_t count = 0, bytes = 0;
    for (size_t i = 0; i < n; i++)
        ranges[i] = (struct remote_range){address[i], r->size};
    size_t got = remote_read_vector(r->memory, ranges, n, r->g);
    for (size_t i = 0; i < n && !r->ended; i++) {
        struct item it;
        if ((i + 1) * r->size > got) {
            read_alone(r, address[i]);
            continue;
        }
        goroutine_parse(address[i], r->g + i * r->size, &r->l->layout.g, &it.g);
        if (goroutine_is_dead(&it.g)) {
            r->count->dead++;
            continue;
        }
        uint64_t stack = it.g.stack_hi - goroutine_stack_from(&it.g);
        if (stack > ALONE_FROM) {
            read_alone(r, address[i]);
            continue;
        }
        it.stack = (size_t)stack;
        if (bytes + 2 * r->size + it.stack > BATCH_BYTES) {
            read_items(r, items, count);
            count = bytes = 0;
        }
        bytes += 2 * r->size + it.stack;
        items[count++] = it;
    }
    if (count && !r->ended)
        read_items(r, items, count);
}

bool goroutines_read(const struct golive *l, const struct goroutines_options *o, goroutines_fn *fn,
                     void *arg, struct goroutines_count *count)
{
    *count = (struct goroutines_count){0};
    struct reader r = {.l = l, .memory = l->memory, .options = o, .fn = fn, .arg = arg};
    r.count = count;
    r.size = l->layout.g.size;
    r.exact = !l->layout_known;
    AUTO_FREE unsigned char *batch = malloc(BATCH_BYTES), *g = malloc(BATCH * r.size);
    r.batch = batch;
    r.g = g;
    if (!batch || !g)
        return false;
    while (!r.ended && !l->memory->exhausted) {
        uint64_t address[BATCH];
        size_t n = allgs_read(&l->allgs, l->memory, count->listed, BATCH, address);
        if (n == 0)
            break;
        count->listed += n;
        read_batch(&r, address, n);
    }
    free(r.alone);
    return count->listed > 0;
}
