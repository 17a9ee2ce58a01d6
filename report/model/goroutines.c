/* goroutines.c - every goroutine becomes a key (stack, creator, state); sorted by key, each group
 * is one run, and equal ids of the two sides stand side by side. */
#include "goroutines.h"

#include <stdlib.h>

#include "benign.h"
#include "channel_waits.h"
#include "go_symbol.h"
#include "goroutine_source.h"
#include "pprof.h"
#include "wait_range.h"

static const char counts_member[] = "40-go/goroutine-debug1.txt";
static const char *const dump_members[DUMPS] = {
    [DUMP_TOLD] = GOROUTINES_MEMBER,
    [DUMP_LIVE] = "40-go/live-goroutines.txt",
};

/* ---- reading ---- */

static void read_dump(struct input *in, enum dump_kind kind)
{
    const char *path = dump_members[kind];
    struct slice text = input_member(in, path);
    const struct bundle_member *member = bundle_find(in->bundle, path);
    struct goroutine_dump *dump = ARENA_NEW(in->arena, struct goroutine_dump);
    struct error err;

    if (text.len == 0)
        return;
    if (goroutine_parse(in->arena, text, dump, &err) != STATUS_OK) {
        input_gap(in, slice_from(path), BUNDLE_FAILED, slice_from(err.msg));
        return;
    }
    in->dumps[kind] = (struct dump_input){path, dump, dump->cut || (member && member->cut)};
    input_damage(in, path, dump->damaged, "lines");
    if (!dump->cut)
        input_damage(in, path, dump->skipped, "goroutines");
}

static void read_counts(struct input *in)
{
    struct slice text = input_member(in, counts_member);
    struct count_profile *counts = ARENA_NEW(in->arena, struct count_profile);
    struct error err;

    if (text.len == 0)
        return;
    if (goroutine_counts_parse(in->arena, text, counts, &err) != STATUS_OK) {
        input_gap(in, slice_from(counts_member), BUNDLE_FAILED, slice_from(err.msg));
        return;
    }
    in->counts = counts;
    input_damage(in, counts_member, counts->skipped, "records");
}

void goroutines_read(struct input *in)
{
    for (enum dump_kind kind = 0; kind < DUMPS; kind++)
        read_dump(in, kind);
    read_counts(in);
}

static uint64_t profile_total(const struct pprof *p)
{
    uint64_t total = 0;

    for (size_t i = 0; p && p->ntypes > 0 && i < p->nsamples; i++)
        if (p->values[i * p->ntypes] > 0)
            total += (uint64_t)p->values[i * p->ntypes];
    return total;
}

/* The most that a counted source knows; 0 when there is none. */
static uint64_t counted_total(const struct input *in)
{
    return in->counts ? in->counts->total : profile_total(in->goroutine_profile);
}

/* The counts are asked for together with the dump, so a large difference is none of time. What was
 * read out of memory is of another moment, and collect says when it is not whole. */
static void check_cut(struct input *in, enum dump_kind kind)
{
    struct dump_input *d = &in->dumps[kind];
    uint64_t counted = kind == DUMP_TOLD ? counted_total(in) : 0;

    if (!d->dump)
        return;
    if (counted > 10 && d->dump->count < counted - 10 && d->dump->count < counted / 10 * 9)
        d->cut = true;
    if (!d->cut)
        return;
    input_gap(
        in, slice_from(d->member), BUNDLE_TRUNCATED,
        counted > 0
            ? arena_printf(in->arena, "the dump is cut: it holds %zu goroutines of %llu",
                           d->dump->count, (unsigned long long)counted)
            : arena_printf(in->arena, "the dump is cut after %zu goroutines", d->dump->count));
}

/* What the program tells is of one moment, so it comes first; a whole dump before a cut one. */
static void choose_dump(struct input *in)
{
    for (enum dump_kind kind = 0; kind < DUMPS; kind++) {
        const struct dump_input *d = &in->dumps[kind];
        check_cut(in, kind);
        if (!d->dump)
            continue;
        if (!in->dump || (in->dump->cut && (!d->cut || d->dump->count > in->dump->dump->count)))
            in->dump = d;
    }
}

/* ---- which source ---- */

static void open_sources(struct arena *a, struct input *const in[SIDES_MAX],
                         struct goroutine_source source[SIDES_MAX])
{
    enum goroutine_kind kind = GOROUTINES_DUMP;

    while (kind < GOROUTINES_NONE &&
           !(goroutine_source_has(in[0], kind) && (!in[1] || goroutine_source_has(in[1], kind))))
        kind++;
    for (int side = 0; side < SIDES_MAX && in[side]; side++) {
        enum goroutine_kind own = kind == GOROUTINES_NONE ? GOROUTINES_DUMP : kind;
        while (own < GOROUTINES_NONE && !goroutine_source_has(in[side], own))
            own++;
        if (own == GOROUTINES_NONE && in[side]->dump)
            own = GOROUTINES_DUMP; /* cut, but there is nothing better */
        source[side] = goroutine_source_open(a, in[side], own);
    }
}

/* ---- grouping ---- */

struct entry {
    uint64_t key, id;
    uint32_t use, side;
};

static int compare_entries(const void *left, const void *right)
{
    const struct entry *x = left, *y = right;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->side != y->side)
        return x->side < y->side ? -1 : 1;
    return x->use < y->use ? -1 : x->use > y->use;
}

static int compare_ids(const void *left, const void *right)
{
    const uint64_t *x = left, *y = right;

    return *x < *y ? -1 : *x > *y;
}

/* Ids of one side, rising. Whose is not among those of the first one was born later. */
struct ids {
    uint64_t *items;
    size_t count;
    bool known; /* that side has a dump */
};

static struct ids ids_of(struct arena *a, const struct goroutine_source *s)
{
    struct ids ids = {0};

    if (s->kind != GOROUTINES_DUMP)
        return ids;
    ids.known = true;
    ids.count = s->nuses;
    ids.items = ARENA_ARRAY(a, uint64_t, ids.count + 1);
    for (size_t i = 0; i < ids.count; i++)
        ids.items[i] = s->uses[i].id;
    if (ids.count > 1)
        qsort(ids.items, ids.count, sizeof *ids.items, compare_ids);
    return ids;
}

static bool ids_have(const struct ids *ids, uint64_t id)
{
    return bsearch(&id, ids->items, ids->count, sizeof *ids->items, compare_ids) != NULL;
}

static struct entry *list_entries(struct arena *a, const struct goroutine_source source[SIDES_MAX],
                                  size_t *count)
{
    struct entry *entries = ARENA_ARRAY(a, struct entry, source[0].nuses + source[1].nuses + 1);

    *count = 0;
    for (uint32_t side = 0; side < SIDES_MAX; side++)
        for (uint32_t i = 0; i < source[side].nuses; i++) {
            const struct shape_use *use = &source[side].uses[i];
            uint64_t key = source[side].shapes[use->shape].hash;
            uint64_t state = slice_hash(goroutine_source_state(&source[side], i));
            key = (key ^ state) * 0x9e3779b97f4a7c15u;
            entries[(*count)++] = (struct entry){key ^ (key >> 32), use->id, i, side};
        }
    if (*count > 1)
        qsort(entries, *count, sizeof *entries, compare_entries);
    return entries;
}

const char *const wait_bucket_names[WAIT_BUCKETS] = {"no time printed", "1 to 5 minutes",
                                                     "5 to 30 minutes", "30 minutes to 2 hours",
                                                     "2 hours and more"};

static size_t bucket_of(const struct goroutine *g)
{
    static const uint32_t bounds[WAIT_BUCKETS] = {0, 1, 5, 30, 120};
    size_t bucket = 0;

    while (g->has_minutes && bucket + 1 < WAIT_BUCKETS && g->minutes >= bounds[bucket + 1])
        bucket++;
    return bucket;
}

static void count_entry(struct goroutine_group *g, const struct goroutine_source *s,
                        const struct entry *e, struct goroutine_totals *totals,
                        const struct ids *alive)
{
    const struct shape *shape = &s->shapes[s->uses[e->use].shape];

    g->count[e->side] += s->uses[e->use].count;
    if (g->benign == benign_file_watcher)
        totals->file_watchers += s->uses[e->use].count;
    if (!s->dump)
        return;
    const struct goroutine *item = &s->dump->items[e->use];
    g->locked[e->side] += (item->flags & GOROUTINE_LOCKED) != 0;
    if (item->creator != 0) {
        g->creators_known[e->side] = true;
        g->orphans[e->side] += !ids_have(alive, item->creator);
    }
    totals->running += slice_is(g->state, "running") || slice_is(g->state, "runnable");
    if (slice_has_prefix(g->state, SLICE("sync.Mutex.")) ||
        slice_has_prefix(g->state, SLICE("sync.RWMutex.")) ||
        (slice_is(g->state, "semacquire") && shape->waits_for_lock))
        totals->waiting_for_locks++;
    if (!item->has_minutes)
        return;
    struct number *most = &g->wait_minutes_max[e->side];
    if (!most->known || item->minutes > most->value)
        *most = (struct number){true, item->minutes};
    g->waiting_long[e->side]++;
    totals->waiting_long++;
}

struct slice goroutine_stack_place(const struct goroutine_stack *s)
{
    for (size_t i = 0; i < s->nframes; i++)
        if (go_symbol_is_application(s->frames[i].function))
            return s->frames[i].function;
    return s->nframes > 0 ? s->frames[0].function : SLICE("");
}

static void find_application(struct goroutine_group *g)
{
    g->application = g->nframes;
    for (size_t i = 0; i < g->nframes && g->application == g->nframes; i++)
        if (go_symbol_is_application(g->frames[i].function))
            g->application = i;
}

/* entries[0 .. count) have one key. */
static struct goroutine_group make_group(struct arena *a, const struct entry *entries, size_t count,
                                         const struct goroutine_source source[SIDES_MAX],
                                         const struct ids *ids)
{
    const struct goroutine_source *s = &source[entries->side];
    const struct shape *shape = &s->shapes[s->uses[entries->use].shape];
    struct goroutine_group g = {
        .id = arena_printf(a, "%012llx", (unsigned long long)(entries->key >> 16)),
        .state = goroutine_source_state(s, entries->use),
        .created_by = shape->created_by,
        .frames = shape->frames,
        .nframes = shape->nframes,
        .elided = shape->elided};

    for (size_t i = 0; i < count && ids[0].known && ids[1].known; i++) {
        if (i + 1 < count && entries[i].id == entries[i + 1].id &&
            entries[i].side != entries[i + 1].side)
            g.persisted++;
        if (entries[i].side == 1 && !ids_have(&ids[0], entries[i].id))
            g.born++;
    }
    find_application(&g);
    g.benign = benign_name(&g);
    return g;
}

static int compare_groups(const void *left, const void *right)
{
    const struct goroutine_group *x = left, *y = right;
    double grown_x = (double)x->count[1] - (double)x->count[0];
    double grown_y = (double)y->count[1] - (double)y->count[0];

    if (grown_x > grown_y || grown_x < grown_y)
        return grown_x > grown_y ? -1 : 1;
    uint64_t size_x = x->count[0] + x->count[1], size_y = y->count[0] + y->count[1];
    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    return slice_compare(x->id, y->id);
}

static int compare_sizes(const void *left, const void *right)
{
    const struct goroutine_group *x = left, *y = right;

    if (x->count[0] != y->count[0])
        return x->count[0] > y->count[0] ? -1 : 1;
    return slice_compare(x->id, y->id);
}

/* What the longest printed wait can mean. */
static void set_ranges(struct input *const in[SIDES_MAX], struct goroutine_group *g)
{
    for (size_t side = 0; side < SIDES_MAX && in[side]; side++) {
        const struct manifest_int *now = &in[side]->manifest.clocks.utc_ns;
        if (g->wait_minutes_max[side].known)
            wait_range(in[side]->in.memstats, (struct number){now->known, (double)now->value},
                       g->wait_minutes_max[side].value, &g->wait_least_s[side],
                       &g->wait_most_s[side]);
    }
}

static struct goroutine_totals *start_side(struct arena *a, struct input *in,
                                           const struct goroutine_source *s, struct model *m)
{
    struct goroutine_totals *totals = ARENA_NEW(a, struct goroutine_totals);
    uint64_t counted = counted_total(in);

    m->goroutines_cut[in->side] = in->dump && in->dump->cut;
    if (s->kind == GOROUTINES_NONE)
        return totals;
    m->has_goroutines[in->side] = true;
    m->goroutine_source[in->side] = s->member;
    totals->has_states = s->dump && !m->goroutines_cut[in->side];
    m->has_waits[in->side] = s->dump != NULL;
    totals->total = s->total;
    if (m->goroutines_cut[in->side] && counted > totals->total)
        totals->total = counted;
    in->in.goroutines = totals;
    in->in.goroutines_member = s->member;
    return totals;
}

/* Groups have been sorted since they were made: *of is their place, by the order of making. */
static void number_groups(struct arena *a, struct input *in, const struct goroutine_source *s,
                          size_t *of, const struct goroutine_group *groups, size_t count)
{
    size_t *place = ARENA_ARRAY(a, size_t, count + 1);

    if (!s->dump)
        return;
    for (size_t i = 0; i < count; i++)
        place[groups[i].made] = i;
    for (size_t i = 0; i < s->nuses; i++)
        of[i] = place[of[i]];
    in->group_of = of;
}

static void count_wait(struct model *m, struct goroutine_group *g, const struct goroutine *item,
                       size_t side)
{
    size_t bucket = bucket_of(item);
    m->waits[bucket][side]++;
    g->waits[bucket][side]++;
}

void goroutines_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct goroutine_source source[SIDES_MAX] = {{.kind = GOROUTINES_NONE},
                                                 {.kind = GOROUTINES_NONE}};
    struct goroutine_totals *totals[SIDES_MAX] = {NULL, NULL};
    struct goroutine_group *groups = NULL;
    size_t cap = 0, count = 0;

    for (int side = 0; side < SIDES_MAX && in[side]; side++)
        choose_dump(in[side]);
    open_sources(a, in, source);
    for (int side = 0; side < SIDES_MAX && in[side]; side++)
        totals[side] = start_side(a, in[side], &source[side], m);
    const struct ids ids[SIDES_MAX] = {ids_of(a, &source[0]), ids_of(a, &source[1])};
    m->goroutine_ids =
        ids[0].known && ids[1].known && !m->goroutines_cut[0] && !m->goroutines_cut[1];
    const struct entry *entries = list_entries(a, source, &count);
    size_t *group_of[SIDES_MAX];
    for (int side = 0; side < SIDES_MAX; side++)
        group_of[side] = ARENA_ARRAY(a, size_t, source[side].nuses + 1);
    for (size_t i = 0, first = 0; i < count; i++) {
        if (i == first)
            *ARENA_PUSH(a, groups, m->ngoroutines, cap) = (struct goroutine_group){0};
        if (i + 1 < count && entries[i + 1].key == entries[first].key)
            continue;
        struct goroutine_group *g = &groups[m->ngoroutines - 1];
        *g = make_group(a, &entries[first], i + 1 - first, source, ids);
        g->made = (uint32_t)m->ngoroutines - 1;
        for (size_t k = first; k <= i; k++) {
            uint32_t side = entries[k].side;
            count_entry(g, &source[side], &entries[k], totals[side], &ids[side]);
            group_of[side][entries[k].use] = g->made;
            if (source[side].dump)
                count_wait(m, g, &source[side].dump->items[entries[k].use], side);
        }
        set_ranges(in, g);
        first = i + 1;
    }
    if (!groups)
        return;
    if (m->ngoroutines > 1)
        qsort(groups, m->ngoroutines, sizeof *groups, in[1] ? compare_groups : compare_sizes);
    m->goroutines = groups;
    for (int side = 0; side < SIDES_MAX && in[side]; side++)
        number_groups(a, in[side], &source[side], group_of[side], groups, m->ngoroutines);
    channel_waits_build(a, in[model_last(m)], m, groups);
}
