#include "history.h"

#include <stdlib.h>

#include "assemble.h"
#include "legs.h"
#include "night.h"

/* What is followed over all bundles. */
static const char *const followed[] = {
    "process.rss",
    "process.swap",
    "go.memstats.heap_inuse",
    "go.memstats.heap_objects",
    "go.goroutines",
    "fds.total",
    "threads.total",
    "maps.count",
    "children.count",
    "process.cpu_now",
    "go.memstats.gc_cpu_fraction",
};
enum { FOLLOWED = sizeof followed / sizeof followed[0] };

struct snapshot {
    const struct bundle *bundle;
    size_t given; /* place on the command line */
    struct model model;
};

static int compare_times(const void *left, const void *right)
{
    const struct snapshot *const *x = left, *const *y = right;
    struct number a = (*x)->model.identity[0].collected_utc_ns;
    struct number b = (*y)->model.identity[0].collected_utc_ns;

    if (a.known && b.known && (a.value > b.value || a.value < b.value))
        return a.value < b.value ? -1 : 1;
    return (*x)->given < (*y)->given ? -1 : (*x)->given > (*y)->given;
}

static bool same(struct number x, struct number y)
{
    return x.known && y.known && !(x.value > y.value) && !(x.value < y.value);
}

static bool same_process(const struct identity *x, const struct identity *y)
{
    return same(x->pid, y->pid) && same(x->start_ticks, y->start_ticks) && x->boot_id.len > 0 &&
           slice_equal(x->boot_id, y->boot_id);
}

static void add_point(struct series *s, double *at, double *value, const struct snapshot *p,
                      const struct snapshot *first)
{
    struct number n = model_metric(&p->model, s->name, 0);
    struct number t0 = first->model.identity[0].collected_utc_ns;
    struct number t = p->model.identity[0].collected_utc_ns;

    if (!n.known || !t.known || !t0.known)
        return;
    at[s->count[0]] = (t.value - t0.value) / 1e9;
    value[s->count[0]++] = n.value;
}

static void build_history(struct arena *a, struct snapshot *const *sorted, size_t count,
                          const struct snapshot *last, struct model *m)
{
    struct series *all = ARENA_ARRAY(a, struct series, FOLLOWED);

    for (size_t i = 0; i < count; i++)
        m->nbundles += same_process(&sorted[i]->model.identity[0], &last->model.identity[0]);
    m->strangers = count - m->nbundles;
    for (size_t k = 0; k < FOLLOWED; k++) {
        size_t index = metric_index(slice_from(followed[k]));
        double *at = ARENA_ARRAY(a, double, count), *value = ARENA_ARRAY(a, double, count);
        all[k] = (struct series){
            .name = followed[k], .what = metrics[index].what, .unit = metrics[index].unit};
        for (size_t i = 0; i < count; i++)
            if (same_process(&sorted[i]->model.identity[0], &last->model.identity[0]))
                add_point(&all[k], at, value, sorted[i], sorted[0]);
        all[k].at_s[0] = at;
        all[k].value[0] = value;
    }
    m->history = all;
    m->nhistory = FOLLOWED;
}

static enum status build_two(struct arena *a, const struct snapshot *first,
                             const struct snapshot *last, struct model *ret, struct error *err)
{
    const struct bundle *const side[SIDES_MAX] = {first->bundle, last ? last->bundle : NULL};
    enum status status = model_build(a, side, ret, err);

    if (status != STATUS_OK)
        return status;
    size_t given = last ? last->given : first->given;
    ret->given[0] = ret->swapped ? given : first->given;
    ret->given[1] = ret->swapped ? first->given : given;
    return STATUS_OK;
}

/* What is left of a process that is gone says less than the bundle before. */
static const struct snapshot *choose_last(struct snapshot *const *sorted, size_t count)
{
    size_t last = count - 1;

    while (last > 0 &&
           slice_is(sorted[last]->model.identity[0].occasion, bundle_occasion_names[OCCASION_EXIT]))
        last--;
    return sorted[last];
}

/* The first one of the same process; where there is none, the first of all. */
static const struct snapshot *choose_first(struct snapshot *const *sorted, size_t count,
                                           const struct snapshot *last)
{
    for (size_t i = 0; i < count && sorted[i] != last; i++)
        if (same_process(&sorted[i]->model.identity[0], &last->model.identity[0]))
            return sorted[i];
    return sorted[0] != last ? sorted[0] : sorted[count - 1];
}

static void build_night(struct arena *a, const struct bundle *const *bundles, struct model *m)
{
    night_build(a, bundles[m->given[model_last(m)]], m);
}

static bool is_triggered(const struct snapshot *s)
{
    return slice_is(s->model.identity[0].occasion, bundle_occasion_names[OCCASION_TRIGGER]);
}

/* Seconds since 1970 at which something began to rise. */
static struct number rise_begin(const struct night *n)
{
    const struct night_series *lead = n && n->dated && n->utc ? night_leading(n) : NULL;
    return (struct number){lead != NULL, lead ? n->start_s + lead->growth.from_s : 0};
}

/* The bundle of a condition by way of which the night is told; NULL: there is none between. */
static const struct snapshot *choose_trigger(struct snapshot *const *sorted,
                                             const struct snapshot *first,
                                             const struct snapshot *last, const struct night *n,
                                             size_t *triggers)
{
    const struct snapshot *chosen = NULL;
    struct number begin = rise_begin(n);
    bool between = false, behind = false;
    for (size_t i = 0; sorted[i] != last; i++) {
        const struct snapshot *s = sorted[i];
        struct number at = s->model.identity[0].collected_utc_ns;
        if (between && is_triggered(s) &&
            same_process(&s->model.identity[0], &last->model.identity[0])) {
            bool is_behind = begin.known && at.known && at.value / 1e9 >= begin.value;
            if (!chosen || (is_behind && !behind))
                chosen = s;
            behind = behind || is_behind;
            ++*triggers;
        }
        between = between || s == first;
    }
    return chosen;
}

static void build_legs(struct arena *a, struct snapshot *const *sorted,
                       const struct snapshot *first, const struct snapshot *last, struct model *m)
{
    size_t triggers = 0;
    if (!m->same_process || m->swapped)
        return;
    const struct snapshot *via = choose_trigger(sorted, first, last, m->night, &triggers);
    if (!via)
        return;
    const struct bundle *const at[] = {first->bundle, via->bundle, last->bundle};
    m->legs = legs_build(a, at, triggers);
}

enum status model_build_all(struct arena *a, const struct bundle *const *bundles, size_t count,
                            struct model *ret, struct error *err)
{
    struct snapshot *all = ARENA_ARRAY(a, struct snapshot, count + 1);
    struct snapshot **sorted = ARENA_ARRAY(a, struct snapshot *, count + 1);
    const size_t pointer = sizeof(void *);

    for (size_t i = 0; i < count; i++) {
        all[i].bundle = bundles[i];
        all[i].given = i;
        sorted[i] = &all[i];
    }
    if (count <= SIDES_MAX) {
        enum status status = build_two(a, &all[0], count == 2 ? &all[1] : NULL, ret, err);
        if (status == STATUS_OK)
            build_night(a, bundles, ret);
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        const struct bundle *const one[SIDES_MAX] = {bundles[i], NULL};
        enum status status = model_build(a, one, &all[i].model, err);
        if (status != STATUS_OK)
            return status;
    }
    qsort(sorted, count, pointer, compare_times);
    const struct snapshot *last = choose_last(sorted, count);
    const struct snapshot *first = choose_first(sorted, count, last);
    enum status status = build_two(a, first, last, ret, err);
    if (status != STATUS_OK)
        return status;
    build_history(a, sorted, count, last, ret);
    build_night(a, bundles, ret);
    build_legs(a, sorted, first, last, ret);
    return STATUS_OK;
}
