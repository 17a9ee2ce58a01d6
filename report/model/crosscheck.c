#include "crosscheck.h"

#include "crosscheck_goroutines.h"
#include "gunzip.h"
#include "metric_counters.h"
#include "pprof.h"
#include "units.h"

static const char live_stats[] = "40-go/live-memstats.json";
static const char live_heap[] = "40-go/live-heap.pb.gz";

const char *const crosscheck_words[] = {
    [CROSSCHECK_SAME] = "same",
    [CROSSCHECK_EXPLAINED] = "explained",
    [CROSSCHECK_PLAUSIBLE] = "plausible",
    [CROSSCHECK_DIFFERS] = "not explained",
};

static const struct manifest_record *record_of(const struct input *in, const char *member)
{
    for (size_t i = 0; i < in->manifest.nrecords; i++)
        if (slice_is(in->manifest.records[i].path, member))
            return &in->manifest.records[i];
    return NULL;
}

struct number crosscheck_apart(const struct input *in, const char *live, const char *told)
{
    const struct manifest_record *x = record_of(in, live), *y = record_of(in, told);

    if (!x || !y || !x->end_s.known || !y->end_s.known)
        return (struct number){false, 0};
    return (struct number){true, y->end_s.value - x->end_s.value};
}

void crosscheck_add(struct crosscheck_list *list, struct crosscheck row)
{
    row.side = list->in->side;
    row.apart_s = crosscheck_apart(list->in, row.member[0], row.member[1]);
    *ARENA_PUSH(list->in->arena, list->items, list->count, list->cap) = row;
    if (row.result == CROSSCHECK_DIFFERS)
        input_gap(list->in, slice_from(row.member[0]), BUNDLE_PARTIAL,
                  arena_printf(list->in->arena, "%s: %s says something else: %.*s", row.what,
                               row.member[1], SLICE_ARG(row.why)));
}

/* ---- MemStats ---- */

/* Collections between the two, if both count them. */
static struct number collections(const struct memstats *live, const struct memstats *told)
{
    if (!live || !told || !live->num_gc.known || !told->num_gc.known)
        return (struct number){false, 0};
    return (struct number){true, (double)told->num_gc.value - (double)live->num_gc.value};
}

static struct slice collected(struct arena *a, double count)
{
    return arena_printf(a, "%.0f %s in between", count,
                        count > 1 ? "garbage collections were" : "garbage collection was");
}

/* What only rises. */
static void judge_rising(struct arena *a, struct crosscheck *row, struct number gcs)
{
    if (row->value[1].value < row->value[0].value) {
        row->result = CROSSCHECK_DIFFERS;
        row->why = SLICE("it can only rise, but the later one is lower");
    } else if (row->unit == UNIT_BYTES) {
        row->result = CROSSCHECK_EXPLAINED;
        row->why = SLICE("the program allocated in between");
    } else {
        row->result = CROSSCHECK_EXPLAINED;
        row->why = collected(a, gcs.value);
    }
}

/* Objects of the heap, dead ones included until they are swept. */
static void judge_heap_alloc(struct arena *a, struct crosscheck *row, struct number gcs)
{
    row->result = CROSSCHECK_EXPLAINED;
    if (!gcs.known) {
        row->result = CROSSCHECK_PLAUSIBLE;
        row->why = SLICE("the program allocates and collects all the time");
    } else if (gcs.value > 0)
        row->why = collected(a, gcs.value);
    else if (row->value[1].value > row->value[0].value)
        row->why = SLICE("allocated in between, and nothing was collected");
    else {
        row->result = CROSSCHECK_PLAUSIBLE;
        row->why = SLICE("there was no collection in between; what the one before found dead is "
                         "swept bit by bit");
    }
}

static void check_stats(struct crosscheck_list *list, struct number gcs)
{
    const struct memstats *x = list->in->live_memstats, *y = list->in->in.memstats;
    const char *told =
        list->in->in.memstats_member ? list->in->in.memstats_member : MEMSTATS_MEMBER;
    if (!x || !y || x == y)
        return;
    const struct {
        const char *what;
        enum unit unit;
        struct known_u64 value[2];
        void (*judge)(struct arena *a, struct crosscheck *row, struct number gcs);
    } rows[] = {
        {"collections since the start (NumGC)", UNIT_COUNT, {x->num_gc, y->num_gc}, judge_rising},
        {"objects of the heap (HeapAlloc)",
         UNIT_BYTES,
         {x->heap_alloc, y->heap_alloc},
         judge_heap_alloc},
        {"allocated since the start (TotalAlloc)",
         UNIT_BYTES,
         {x->total_alloc, y->total_alloc},
         judge_rising},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct crosscheck row = {.what = rows[i].what,
                                 .unit = rows[i].unit,
                                 .member = {live_stats, told},
                                 .value = {from_u64(rows[i].value[0]), from_u64(rows[i].value[1])}};
        if (!row.value[0].known || !row.value[1].known)
            continue;
        if (rows[i].value[0].value != rows[i].value[1].value)
            rows[i].judge(list->in->arena, &row, gcs);
        crosscheck_add(list, row);
    }
}

/* ---- heap profile ---- */

/* True when the profile was finished before MemStats were asked for, so that both ends of the time
 * in between have their number of collections. */
static bool is_covered(const struct input *in, const char *profile)
{
    const struct manifest_record *p = record_of(in, profile), *s = record_of(in, MEMSTATS_MEMBER);

    return p && s && p->end_s.known && s->start_s.known && p->end_s.value <= s->start_s.value;
}

static void judge_profile(const struct input *in, struct crosscheck *row, struct number gcs,
                          bool rises)
{
    if (rises && row->value[1].value < row->value[0].value) {
        row->result = CROSSCHECK_DIFFERS;
        row->why = SLICE("it can only rise, but the later one is lower");
    } else if (gcs.known && gcs.value > 0) {
        row->result = CROSSCHECK_EXPLAINED;
        row->why = collected(in->arena, gcs.value);
    } else if (gcs.known && is_covered(in, row->member[1])) {
        row->result = CROSSCHECK_DIFFERS;
        row->why = SLICE("a heap profile changes only when garbage is collected, and there was no "
                         "collection in between");
    } else {
        row->result = CROSSCHECK_PLAUSIBLE;
        row->why = SLICE("a collection may have been in between: its number at the second moment "
                         "is not known");
    }
}

static double sum_of(const struct pprof *p, size_t type)
{
    double all = 0;

    for (size_t i = 0; i < p->nsamples; i++)
        all += (double)p->values[i * p->ntypes + type];
    return all;
}

static void compare_profiles(struct crosscheck_list *list, const struct pprof *live,
                             const struct profile *told, struct number gcs)
{
    static const struct {
        const char *type, *what;
        enum unit unit;
        bool rises;
    } rows[] = {
        {"inuse_space", "heap profile: in use", UNIT_BYTES, false},
        {"inuse_objects", "heap profile: objects in use", UNIT_COUNT, false},
        {"alloc_space", "heap profile: allocated", UNIT_BYTES, true},
    };
    struct input *in = list->in;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t x = 0, y = profile_type_index(told, rows[i].type);
        while (x < live->ntypes && !slice_is(live->types[x].type, rows[i].type))
            x++;
        if (x == live->ntypes || y == told->ntypes)
            continue;
        int64_t other = told->sum[(size_t)in->side * told->ntypes + y];
        struct crosscheck row = {.what = rows[i].what,
                                 .unit = rows[i].unit,
                                 .member = {live_heap, told->member[in->side]},
                                 .value = {{true, sum_of(live, x)}, {true, (double)other}}};
        if ((int64_t)row.value[0].value != other)
            judge_profile(in, &row, gcs, rows[i].rises);
        crosscheck_add(list, row);
    }
}

/* The records of the other profile live only here: the totals are all that is asked of it. */
static void check_heap(struct crosscheck_list *list, struct number gcs)
{
    const struct input *in = list->in;
    const struct profile *told = in->in.heap;
    struct slice packed = input_member(in, live_heap), bytes;
    struct arena own = ARENA_INIT;
    struct pprof live;
    struct error err;

    if (packed.len == 0 || !told || !told->present[in->side] ||
        slice_is(slice_from(told->member[in->side]), live_heap))
        return;
    if (gunzip(&own, packed, &bytes, &err) == STATUS_OK &&
        pprof_parse(&own, bytes, &live, &err) == STATUS_OK)
        compare_profiles(list, &live, told, gcs);
    else
        input_gap(list->in, slice_from(live_heap), BUNDLE_FAILED, slice_from(err.msg));
    arena_done(&own);
}

void crosscheck_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct crosscheck_list list = {.in = NULL};

    (void)a;
    for (size_t side = 0; side < m->nsides; side++) {
        list.in = in[side];
        struct number gcs = collections(in[side]->live_memstats, in[side]->in.memstats);
        if (in[side]->live_memstats == in[side]->in.memstats)
            gcs.known = false;
        crosscheck_goroutines(&list, gcs);
        check_stats(&list, gcs);
        check_heap(&list, gcs);
    }
    m->crosschecks = list.items;
    m->ncrosschecks = list.count;
}
