#include "channel_waits.h"

#include <stdlib.h>
#include <string.h>

#include "channels_alike.h"
#include "dump_call.h"
#include "goroutines.h"
#include "table.h"

enum {
    KNOWN_MOST = 1000, /* channels, by the number of those that wait; others are only counted */
    RECENT = 1024,
    WORD_LEAST = 4, /* hex digits: shorter ones are no address of the heap */
    HASH_BITS = 11  /* twice as many places as there are channels to be looked for */
};

static const char channels_member[] = "40-go/live-channels.tsv";

/* A goroutine and one channel that it waits on. */
struct ticket {
    uint64_t address, id;
    size_t use;   /* of the dump, or SIZE_MAX when it does not have this goroutine */
    size_t group; /* or SIZE_MAX: not in the dump, or it has gone on before that was made */
    bool is_select;
    const struct channel *row; /* what the table says of the channel */
};

struct tickets {
    struct ticket *items;
    size_t count, cap;
};

static int compare_numbers(uint64_t x, uint64_t y)
{
    return x < y ? -1 : x > y;
}

static int by_channel(const void *left, const void *right)
{
    const struct ticket *x = left, *y = right;
    int order = compare_numbers(x->address, y->address);

    return order != 0 ? order : compare_numbers(x->id, y->id);
}

static int by_group(const void *left, const void *right)
{
    const struct ticket *x = left, *y = right;
    int order = compare_numbers(x->group, y->group);

    return order != 0 ? order : by_channel(left, right);
}

static int by_group_and_id(const void *left, const void *right)
{
    const struct ticket *x = left, *y = right;
    int order = compare_numbers(x->group, y->group);

    return order != 0 ? order : compare_numbers(x->id, y->id);
}

/* ---- reading ---- */

/* The table has a row for each goroutine: what it says of a channel is kept once where many wait.
 */
struct recent {
    struct {
        uint64_t address;
        const struct channel *row;
    } place[RECENT];
};

static const struct channel *channel_of(struct arena *a, struct table *t, const size_t column[7],
                                        uint64_t address, struct recent *recent)
{
    size_t at = (size_t)(address >> 5) % RECENT;
    struct known_u64 len = table_cell_number(t, column[3]), cap = table_cell_number(t, column[4]);

    if (recent->place[at].address == address)
        return recent->place[at].row;
    struct channel *c = ARENA_NEW(a, struct channel);
    c->address = table_cell(t, column[1]);
    c->type = table_cell(t, column[2]);
    c->length = (struct number){len.known, (double)len.value};
    c->capacity = (struct number){cap.known, (double)cap.value};
    c->closed = slice_is(table_cell(t, column[5]), "1");
    recent->place[at].address = address;
    recent->place[at].row = c;
    return c;
}

static bool read_row(struct arena *a, struct table *t, const size_t column[7],
                     struct recent *recent, struct ticket *ret)
{
    struct known_u64 id = table_cell_number(t, column[0]);
    uint64_t address;

    if (!id.known || !slice_to_hex(table_cell(t, column[1]), &address) || address == 0)
        return false;
    *ret = (struct ticket){.address = address,
                           .id = id.value,
                           .use = SIZE_MAX,
                           .group = SIZE_MAX,
                           .is_select = slice_is(table_cell(t, column[6]), "1"),
                           .row = channel_of(a, t, column, address, recent)};
    return true;
}

static void read_tickets(struct input *in, struct tickets *ret)
{
    static const char *const names[7] = {"goroutine", "channel", "type",  "len",
                                         "cap",       "closed",  "select"};
    struct recent *recent = ARENA_NEW(in->arena, struct recent);
    uint64_t bad = 0;
    size_t column[7];
    struct table t;

    if (!input_table(in, channels_member, &t))
        return;
    for (size_t i = 0; i < 7; i++)
        column[i] = table_find(&t, names[i]);
    while (table_next(&t)) {
        struct ticket ticket;
        if (read_row(in->arena, &t, column, recent, &ticket))
            *ARENA_PUSH(in->arena, ret->items, ret->count, ret->cap) = ticket;
        else
            bad++;
    }
    input_damage(in, channels_member, t.skipped + bad, "rows");
}

/* ---- goroutines ---- */

struct place {
    uint64_t id;
    size_t use;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *x = left, *y = right;

    return compare_numbers(x->id, y->id);
}

static bool is_on_channel(struct slice state)
{
    return slice_has_prefix(state, SLICE("chan ")) || slice_has_prefix(state, SLICE("select"));
}

/* Finds each in the dump. That may be of a later moment: who does not wait on a channel any more
 * belongs to no group. */
static void find_uses(struct arena *a, const struct input *in, struct tickets *t)
{
    const struct goroutine_dump *d = in->dump->dump;
    struct place *places = ARENA_ARRAY(a, struct place, d->count + 1);

    for (size_t i = 0; i < d->count; i++)
        places[i] = (struct place){d->items[i].id, i};
    if (d->count > 1)
        qsort(places, d->count, sizeof *places, compare_places);
    for (size_t i = 0; i < t->count; i++) {
        struct place key = {t->items[i].id, 0};
        const struct place *found = bsearch(&key, places, d->count, sizeof *places, compare_places);
        if (!found)
            continue;
        t->items[i].use = found->use;
        if (is_on_channel(d->states[d->items[found->use].state]))
            t->items[i].group = in->group_of[found->use];
    }
}

/* ---- channels ---- */

/* tickets[0 .. count) are of one channel. */
static struct channel make_channel(const struct goroutine_dump *d, const struct ticket *tickets,
                                   size_t count)
{
    struct channel c = *tickets->row;

    for (size_t i = 0; i < count; i++) {
        const struct ticket *t = &tickets[i];
        if (i > 0 && t->id == t[-1].id) /* twice in one select */
            continue;
        c.waiters++;
        c.selecting += t->is_select;
        if (t->use == SIZE_MAX)
            continue;
        struct slice state = d->states[d->items[t->use].state];
        c.receiving += slice_has_prefix(state, SLICE("chan receive"));
        c.sending += slice_has_prefix(state, SLICE("chan send"));
        if (c.where.len == 0)
            c.where = goroutine_stack_place(&d->stacks[d->items[t->use].stack]);
    }
    return c;
}

static int compare_channels(const void *left, const void *right)
{
    const struct channel *x = left, *y = right;

    if (x->waiters != y->waiters)
        return x->waiters > y->waiters ? -1 : 1;
    return slice_compare(x->address, y->address);
}

static struct channel *list_channels(struct arena *a, const struct goroutine_dump *d,
                                     const struct tickets *t, size_t *count)
{
    struct channel *list = NULL;
    size_t cap = 0;

    *count = 0;
    for (size_t i = 0, first = 0; i < t->count; i++) {
        if (i + 1 < t->count && t->items[i + 1].address == t->items[first].address)
            continue;
        *ARENA_PUSH(a, list, *count, cap) = make_channel(d, &t->items[first], i + 1 - first);
        first = i + 1;
    }
    if (*count > 1)
        qsort(list, *count, sizeof *list, compare_channels);
    return list;
}

/* ---- who else has it ---- */

/* Channels by address, with open addressing. */
struct wanted {
    struct {
        uint64_t address;
        struct channel *channel;
    } place[1 << HASH_BITS];
};

static size_t place_in(const struct wanted *w, uint64_t address)
{
    size_t i = (size_t)((address >> 3) * 0x9e3779b97f4a7c15u >> (64 - HASH_BITS));

    while (w->place[i].channel && w->place[i].address != address)
        i = (i + 1) & ((1u << HASH_BITS) - 1);
    return i;
}

static bool waits_on(const struct tickets *t, uint64_t address, uint64_t id)
{
    struct ticket key = {.address = address, .id = id};

    return bsearch(&key, t->items, t->count, sizeof *t->items, by_channel) != NULL;
}

static void take_word(const struct goroutine_dump *d, const struct goroutine *g,
                      const struct tickets *t, const struct wanted *w, uint64_t address)
{
    struct channel *c = w->place[place_in(w, address)].channel;

    if (!c || c->last_other == g->id || waits_on(t, address, g->id))
        return;
    c->last_other = g->id;
    if (c->others++ > 0)
        return;
    c->other = g->id;
    c->other_where = goroutine_stack_place(&d->stacks[g->stack]);
    c->other_state = d->states[g->state];
}

/* "0xc000012345" among the arguments: every word of this kind. */
static void read_words(const struct goroutine_dump *d, const struct goroutine *g,
                       const struct tickets *t, const struct wanted *w)
{
    struct slice rest = g->text;

    while (rest.len > 2) {
        const unsigned char *x = memchr(rest.ptr + 1, 'x', rest.len - 1);
        if (!x)
            return;
        rest = slice_drop(rest, (size_t)(x - rest.ptr) + 1);
        size_t n = x[-1] == '0' ? dump_hex_digits(rest) : 0;
        uint64_t address;
        if (n >= WORD_LEAST && slice_to_hex(slice_take(rest, n), &address))
            take_word(d, g, t, w, address);
    }
}

static const struct wanted *find_others(struct arena *a, const struct goroutine_dump *d,
                                        const struct tickets *t, struct channel *list, size_t count)
{
    struct wanted *w = ARENA_NEW(a, struct wanted);

    for (size_t i = 0; i < count; i++) {
        uint64_t address = 0;
        (void)slice_to_hex(list[i].address, &address);
        size_t at = place_in(w, address);
        w->place[at].address = address;
        w->place[at].channel = &list[i];
        list[i].looked_for = true;
    }
    for (size_t i = 0; i < d->count; i++)
        read_words(d, &d->items[i], t, w);
    return w;
}

/* ---- groups ---- */

/* tickets[0 .. count) are of one group, by channel. */
static void tell_group(struct goroutine_group *g, const struct ticket *tickets, size_t count)
{
    for (size_t i = 0, first = 0; i < count; i++) {
        if (i + 1 < count && tickets[i + 1].address == tickets[first].address)
            continue;
        g->channels++;
        if (i + 1 - first > g->on_channel) {
            g->on_channel = i + 1 - first;
            g->channel = tickets[first].row;
        }
        first = i + 1;
    }
}

static void tell_groups(struct tickets *t, const struct wanted *w, struct goroutine_group *groups)
{
    qsort(t->items, t->count, sizeof *t->items, by_group_and_id);
    for (size_t i = 0; i < t->count && t->items[i].group != SIZE_MAX; i++)
        if (i == 0 || t->items[i].id != t->items[i - 1].id ||
            t->items[i].group != t->items[i - 1].group)
            groups[t->items[i].group].on_channels++;
    qsort(t->items, t->count, sizeof *t->items, by_group);
    for (size_t i = 0, first = 0; i < t->count && t->items[i].group != SIZE_MAX; i++) {
        if (i + 1 < t->count && t->items[i + 1].group == t->items[first].group)
            continue;
        struct goroutine_group *g = &groups[t->items[first].group];
        tell_group(g, &t->items[first], i + 1 - first);
        uint64_t address;
        if (g->channel && slice_to_hex(g->channel->address, &address) &&
            w->place[place_in(w, address)].channel)
            g->channel = w->place[place_in(w, address)].channel;
        first = i + 1;
    }
}

void channel_waits_build(struct arena *a, struct input *in, struct model *m,
                         struct goroutine_group *groups)
{
    struct tickets t = {0};

    read_tickets(in, &t);
    if (t.count == 0 || !in->dump || !in->group_of)
        return;
    find_uses(a, in, &t);
    qsort(t.items, t.count, sizeof *t.items, by_channel);
    struct channel *list = list_channels(a, in->dump->dump, &t, &m->nchannels);
    size_t known = m->nchannels < KNOWN_MOST ? m->nchannels : KNOWN_MOST;
    const struct wanted *w = find_others(a, in->dump->dump, &t, list, known);
    m->channels = channels_alike(a, list, known, &m->nchannels_alike);
    m->nchannels_known = known;
    tell_groups(&t, w, groups);
}
