#include "legs.h"

#include <math.h>
#include <stdlib.h>

#include "assemble.h"
#include "goroutine_source.h"

enum { SHOWN = 6 }; /* of each kind but metrics: a page, not a second report */
static const double LEAST = 3, SHARE_LEAST = 0.02; /* of the largest change of a kind */

const char *const leg_kind_names[LEG_KINDS] = {
    [LEG_METRIC] = "metric",
    [LEG_GOROUTINES] = "goroutines",
    [LEG_DESCRIPTORS] = "descriptors",
    [LEG_HEAP] = "heap",
};

static const char *const followed[] = {
    "process.footprint",     "process.rss",   "process.swap", "go.memstats.heap_inuse",
    "go.memstats.heap_idle", "go.goroutines", "fds.total",    "threads.total",
    "children.count",
};
enum { FOLLOWED = sizeof followed / sizeof followed[0] };

struct rows {
    struct arena *a;
    struct leg_row *items;
    size_t count, cap;
};

struct number leg_change(const struct leg_row *r, enum leg leg)
{
    struct number from = r->value[leg], to = r->value[leg + 1];
    bool known = from.known && to.known;
    return (struct number){known, known ? to.value - from.value : 0};
}

static double size_of(const struct leg_row *r)
{
    return fmax(fabs(leg_change(r, LEG_UP_TO).value), fabs(leg_change(r, LEG_AFTER).value));
}

/* ---- metrics -----------------------------------------------------------------------------------
 */

static void add_metrics(struct rows *out, const struct legs *l)
{
    for (size_t k = 0; k < FOLLOWED; k++) {
        size_t index = metric_index(slice_from(followed[k]));
        struct leg_row r = {.kind = LEG_METRIC,
                            .name = slice_from(followed[k]),
                            .unit = metrics[index].unit,
                            .value = {model_metric_at(l->leg[LEG_UP_TO], index, 0),
                                      model_metric_at(l->leg[LEG_UP_TO], index, 1),
                                      model_metric_at(l->leg[LEG_AFTER], index, 1)}};
        if (size_of(&r) > 0)
            *ARENA_PUSH(out->a, out->items, out->count, out->cap) = r;
    }
}

/* ---- groups: of each leg a list, the two lists become one --------------------------------------
 */

/* One group on one leg. */
struct part {
    struct leg_row row; /* its values are not filled yet */
    struct slice key[2];
    enum leg leg;
    double ends[2];
};

struct parts {
    struct arena *a;
    struct part *items;
    size_t count, cap;
};

static int compare_parts(const void *left, const void *right)
{
    const struct part *x = left, *y = right;
    for (size_t i = 0; i < 2; i++) {
        int order = slice_compare(x->key[i], y->key[i]);
        if (order != 0)
            return order;
    }
    return (x->leg > y->leg) - (x->leg < y->leg);
}

static bool same_key(const struct part *x, const struct part *y)
{
    return slice_equal(x->key[0], y->key[0]) && slice_equal(x->key[1], y->key[1]);
}

/* By the larger change of either leg, falling; then as the keys are. */
static int compare_sizes(const void *left, const void *right)
{
    const struct leg_row *x = left, *y = right;
    double a = size_of(x), b = size_of(y);
    if (a > b || a < b)
        return a > b ? -1 : 1;
    int order = slice_compare(x->type, y->type);
    return order != 0 ? order : slice_compare(x->name, y->name);
}

/* absent_is_none: what a leg does not list, it does not have. */
static struct leg_row join(const struct part *p, size_t count, bool absent_is_none)
{
    struct leg_row r = p[count - 1].row;
    for (size_t i = 0; i <= LEGS; i++)
        r.value[i] = (struct number){absent_is_none, 0};
    for (size_t i = 0; i < count; i++)
        for (size_t end = 0; end < 2; end++)
            r.value[p[i].leg + end] = (struct number){true, p[i].ends[end]};
    return r;
}

static void add_groups(struct rows *out, struct parts *p, enum leg_kind kind, bool absent_is_none,
                       struct legs *l)
{
    struct rows all = {.a = out->a};
    if (p->count > 1)
        qsort(p->items, p->count, sizeof *p->items, compare_parts);
    for (size_t i = 0, first = 0; i < p->count; i++) {
        if (i + 1 < p->count && same_key(&p->items[first], &p->items[i + 1]))
            continue;
        struct leg_row r = join(&p->items[first], i + 1 - first, absent_is_none);
        r.kind = kind;
        if (size_of(&r) > 0)
            *ARENA_PUSH(all.a, all.items, all.count, all.cap) = r;
        first = i + 1;
    }
    if (all.count > 1)
        qsort(all.items, all.count, sizeof *all.items, compare_sizes);
    size_t shown = 0;
    double least = all.count > 0 ? fmax(LEAST, SHARE_LEAST * size_of(&all.items[0])) : 0;
    for (; shown < all.count && shown < SHOWN && size_of(&all.items[shown]) >= least; shown++)
        *ARENA_PUSH(out->a, out->items, out->count, out->cap) = all.items[shown];
    l->left_out[kind] = all.count - shown;
}

static bool has_descriptors(const struct model *m, int side)
{
    return m->has_descriptors[side];
}

static bool has_goroutines(const struct model *m, int side)
{
    return m->has_goroutines[side];
}

static bool has_heap(const struct model *m, int side)
{
    const struct profile *p = model_profile(m, "heap");
    return p && p->present[side];
}

static bool all_have(const struct legs *l, bool (*has)(const struct model *m, int side))
{
    for (size_t leg = 0; leg < LEGS; leg++)
        for (int side = 0; side < SIDES_MAX; side++)
            if (!has(l->leg[leg], side))
                return false;
    return true;
}

static void add_descriptors(struct rows *out, struct legs *l)
{
    struct parts p = {.a = out->a};
    l->known[LEG_DESCRIPTORS] = all_have(l, has_descriptors);
    for (size_t leg = 0; leg < LEGS && l->known[LEG_DESCRIPTORS]; leg++) {
        const struct model *m = l->leg[leg];
        for (size_t i = 0; i < m->ndescriptors; i++) {
            const struct descriptor_group *g = &m->descriptors[i];
            *ARENA_PUSH(p.a, p.items, p.count, p.cap) =
                (struct part){.row = {.name = g->template, .type = g->type, .unit = UNIT_COUNT},
                              .key = {g->type, g->template},
                              .leg = (enum leg)leg,
                              .ends = {(double)g->count[0], (double)g->count[1]}};
        }
    }
    add_groups(out, &p, LEG_DESCRIPTORS, true, l);
}

/* A stack has the same id in both legs only where both were read from the same kind of dump. */
static bool have_like_stacks(const struct legs *l)
{
    const char *const *x = l->leg[LEG_UP_TO]->goroutine_source, *const *y = l->leg[LEG_AFTER]
                                                                                ->goroutine_source;
    return goroutine_source_alike(x[0], x[1]) && goroutine_source_alike(x[1], y[0]) &&
           goroutine_source_alike(y[0], y[1]);
}

static void add_goroutines(struct rows *out, struct legs *l)
{
    struct parts p = {.a = out->a};
    l->known[LEG_GOROUTINES] = all_have(l, has_goroutines) && have_like_stacks(l);
    for (size_t leg = 0; leg < LEGS && l->known[LEG_GOROUTINES]; leg++) {
        const struct model *m = l->leg[leg];
        for (size_t i = 0; i < m->ngoroutines; i++) {
            const struct goroutine_group *g = &m->goroutines[i];
            *ARENA_PUSH(p.a, p.items, p.count, p.cap) =
                (struct part){.row = {.type = g->state, .group = g, .unit = UNIT_COUNT},
                              .key = {g->id, SLICE("")},
                              .leg = (enum leg)leg,
                              .ends = {(double)g->count[0], (double)g->count[1]}};
        }
    }
    add_groups(out, &p, LEG_GOROUTINES, true, l);
}

/* Growth that sampling can tell. A path that is not listed has not grown, and what it holds nobody
 * said. */
static void add_heap(struct rows *out, struct legs *l)
{
    struct parts p = {.a = out->a};
    l->known[LEG_HEAP] = all_have(l, has_heap);
    for (size_t leg = 0; leg < LEGS && l->known[LEG_HEAP]; leg++) {
        const struct model *m = l->leg[leg];
        for (size_t i = 0; i < m->ngrowth; i++) {
            struct slice path = heap_growth_path(p.a, &m->growth[i]);
            *ARENA_PUSH(p.a, p.items, p.count, p.cap) =
                (struct part){.row = {.name = path, .unit = UNIT_BYTES},
                              .key = {path, SLICE("")},
                              .leg = (enum leg)leg,
                              .ends = {m->growth[i].before, m->growth[i].after}};
        }
    }
    add_groups(out, &p, LEG_HEAP, false, l);
}

const struct legs *legs_build(struct arena *a, const struct bundle *const at[LEGS + 1],
                              size_t triggers)
{
    struct legs *l = ARENA_NEW(a, struct legs);
    struct rows rows = {.a = a};
    l->triggers = triggers;
    for (size_t leg = 0; leg < LEGS; leg++) {
        const struct bundle *const ends[SIDES_MAX] = {at[leg], at[leg + 1]};
        struct model *m = ARENA_NEW(a, struct model);
        struct error err;
        if (model_build(a, ends, m, &err) != STATUS_OK || m->swapped || !m->same_process)
            return NULL;
        l->leg[leg] = m;
    }
    l->known[LEG_METRIC] = true;
    add_metrics(&rows, l);
    add_goroutines(&rows, l);
    add_descriptors(&rows, l);
    add_heap(&rows, l);
    l->rows = rows.items;
    l->nrows = rows.count;
    return l;
}
