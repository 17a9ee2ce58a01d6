#include "crosscheck_goroutines.h"

#include <stdlib.h>

#include "goroutine_source.h"
#include "pprof.h"
#include "units.h"

enum {
    IDS_PER_PROCESSOR = 16,   /* the runtime hands out numbers to its processors in such batches */
    PROCESSORS_ASSUMED = 128, /* where nobody says */
    HONEST_DIFFERENCE = 10,   /* between two counts: so many, or a tenth */
};

/* One goroutine of a dump. */
struct seen {
    uint64_t id, stack; /* stack: hash of frames and creator */
    const struct goroutine *g;
};

struct side {
    const struct dump_input *from;
    struct seen *items; /* by id */
    size_t count, stacks;
};

/* What became of them from the first dump to the second. */
struct changes {
    size_t same, moved, unread, ended, born;
    size_t born_late; /* with a number above all of the first */
    size_t stuck;     /* have moved though the runtime says that they did not wake */
};

static int compare_seen(const void *left, const void *right)
{
    const struct seen *x = left, *y = right;

    return x->id < y->id ? -1 : x->id > y->id;
}

static int compare_hashes(const void *left, const void *right)
{
    const uint64_t *x = left, *y = right;

    return *x < *y ? -1 : *x > *y;
}

static size_t count_different(struct arena *a, const struct side *s)
{
    uint64_t *hashes = ARENA_ARRAY(a, uint64_t, s->count + 1);
    size_t n = 0;

    for (size_t i = 0; i < s->count; i++)
        hashes[i] = s->items[i].stack;
    if (s->count > 1)
        qsort(hashes, s->count, sizeof *hashes, compare_hashes);
    for (size_t i = 0; i < s->count; i++)
        n += i == 0 || hashes[i] != hashes[i - 1];
    return n;
}

static struct side read_side(struct arena *a, const struct dump_input *from)
{
    struct goroutine_source s = goroutine_source_of(a, from);
    struct side side = {.from = from, .items = ARENA_ARRAY(a, struct seen, s.nuses + 1)};

    for (size_t i = 0; i < s.nuses; i++)
        side.items[side.count++] =
            (struct seen){s.uses[i].id, s.shapes[s.uses[i].shape].hash, &s.dump->items[i]};
    if (side.count > 1)
        qsort(side.items, side.count, sizeof *side.items, compare_seen);
    side.stacks = count_different(a, &side);
    return side;
}

/* The runtime notes when a wait began only while it collects. A wait that has a time in both, and
 * no collection in between, is one and the same. */
static void compare_one(const struct side *x, const struct side *y, size_t i, size_t k,
                        struct number gcs, struct changes *c)
{
    const struct seen *before = &x->items[i], *after = &y->items[k];
    bool same =
        before->stack == after->stack && slice_equal(x->from->dump->states[before->g->state],
                                                     y->from->dump->states[after->g->state]);

    if (same)
        c->same++;
    else if ((before->g->flags | after->g->flags) & GOROUTINE_NO_STACK)
        c->unread++;
    else {
        c->moved++;
        c->stuck += gcs.known && gcs.value == 0 && before->g->has_minutes && after->g->has_minutes;
    }
}

static struct changes compare_sides(const struct side *x, const struct side *y, struct number gcs)
{
    struct changes c = {0};
    uint64_t newest = x->count > 0 ? x->items[x->count - 1].id : 0;
    size_t i = 0, k = 0;

    while (i < x->count || k < y->count)
        if (k == y->count || (i < x->count && x->items[i].id < y->items[k].id)) {
            c.ended++;
            i++;
        } else if (i == x->count || y->items[k].id < x->items[i].id) {
            c.born++;
            c.born_late += y->items[k].id > newest;
            k++;
        } else
            compare_one(x, y, i++, k++, gcs, &c);
    return c;
}

static size_t most_out_of_order(const struct input *in)
{
    const struct manifest_int *n = &in->manifest.clocks.processors;

    return IDS_PER_PROCESSOR *
           (n->known && n->value > 0 && n->value < 65536 ? (size_t)n->value : PROCESSORS_ASSUMED);
}

static void judge_count(const struct input *in, const struct side *x, const struct side *y,
                        const struct changes *c, struct crosscheck *row)
{
    struct arena *a = in->arena;
    size_t older = c->born - c->born_late;
    const struct side *cut = y->from->cut ? y : x->from->cut ? x : NULL;

    if (cut) {
        row->result = CROSSCHECK_EXPLAINED;
        row->why = arena_printf(a, "%s is cut; %s are in both", cut->from->member,
                                units_count((double)(c->same + c->moved + c->unread)).s);
    } else if (c->ended + c->born == 0)
        row->why = SLICE("by their numbers, they are the same");
    else if (older > most_out_of_order(in)) {
        row->result = CROSSCHECK_DIFFERS;
        row->why = arena_printf(a,
                                "by their numbers, %s are too old to have been started in "
                                "between, and only the second has them",
                                units_count((double)older).s);
    } else {
        row->result = CROSSCHECK_EXPLAINED;
        row->why = arena_printf(a, "by their numbers, %s ended and %s were started in between",
                                units_count((double)c->ended).s, units_count((double)c->born).s);
    }
}

static void judge_stacks(struct arena *a, const struct changes *c, struct crosscheck *row)
{
    struct slice unread = SLICE("");

    if (c->unread > 0)
        unread = arena_printf(a, ", %s were running and have no stack in the first",
                              units_count((double)c->unread).s);
    row->why = arena_printf(a, "of those in both, %s stand where they stood, %s have moved%.*s",
                            units_count((double)c->same).s, units_count((double)c->moved).s,
                            SLICE_ARG(unread));
    if (c->moved + c->unread + c->ended + c->born > 0)
        row->result = CROSSCHECK_EXPLAINED;
    if (c->stuck == 0)
        return;
    row->result = CROSSCHECK_DIFFERS;
    row->why = arena_printf(a,
                            "%s have another stack, though by their waiting time they have not "
                            "moved",
                            units_count((double)c->stuck).s);
}

static void check_dumps(struct crosscheck_list *list, struct number gcs)
{
    struct arena *a = list->in->arena;
    struct side x = read_side(a, &list->in->dumps[DUMP_LIVE]);
    struct side y = read_side(a, &list->in->dumps[DUMP_TOLD]);
    struct changes c = compare_sides(&x, &y, gcs);
    struct crosscheck count = {.what = "goroutines",
                               .unit = UNIT_COUNT,
                               .member = {x.from->member, y.from->member},
                               .value = {{true, (double)x.count}, {true, (double)y.count}}};
    struct crosscheck stacks = count;

    judge_count(list->in, &x, &y, &c, &count);
    crosscheck_add(list, count);
    stacks.what = "different stacks";
    stacks.value[0].value = (double)x.stacks;
    stacks.value[1].value = (double)y.stacks;
    judge_stacks(a, &c, &stacks);
    crosscheck_add(list, stacks);
}

/* Counts have no numbers of goroutines, so who came and who went is not to be seen. */
static void check_counted(struct crosscheck_list *list, enum goroutine_kind kind)
{
    const struct input *in = list->in;
    struct goroutine_source s = goroutine_source_open(in->arena, in, kind);
    const struct dump_input *live = &in->dumps[DUMP_LIVE];
    double x = (double)live->dump->count, y = (double)s.total;
    double off = x < y ? y - x : x - y;
    struct crosscheck row = {.what = "goroutines",
                             .unit = UNIT_COUNT,
                             .member = {live->member, s.member},
                             .value = {{true, x}, {true, y}}};

    if (off > 0 && live->cut) {
        row.result = CROSSCHECK_EXPLAINED;
        row.why = SLICE("the first is cut");
    } else if (off > HONEST_DIFFERENCE && off > y / 10) {
        row.result = CROSSCHECK_DIFFERS;
        row.why = SLICE("more than come and go in a moment, unless the program starts and ends "
                        "very many");
    } else if (off > 0) {
        row.result = CROSSCHECK_PLAUSIBLE;
        row.why = SLICE("goroutines come and go, and counts have no numbers to tell them apart");
    }
    crosscheck_add(list, row);
}

void crosscheck_goroutines(struct crosscheck_list *list, struct number gcs)
{
    const struct input *in = list->in;

    if (!in->dumps[DUMP_LIVE].dump)
        return;
    if (in->dumps[DUMP_TOLD].dump)
        check_dumps(list, gcs);
    else if (goroutine_source_has(in, GOROUTINES_COUNTS))
        check_counted(list, GOROUTINES_COUNTS);
    else if (goroutine_source_has(in, GOROUTINES_PROFILE))
        check_counted(list, GOROUTINES_PROFILE);
}
