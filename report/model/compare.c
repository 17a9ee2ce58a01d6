#include "compare.h"

#include "bundle_format.h"
#include "goroutine_source.h"
#include "units.h"

struct caveats {
    struct arena *arena;
    struct slice *items;
    size_t count, cap;
};

static void add(struct caveats *c, struct slice text)
{
    *ARENA_PUSH(c->arena, c->items, c->count, c->cap) = text;
}

static bool same_boot(struct slice x, struct slice y)
{
    return x.len > 0 && slice_equal(x, y);
}

bool compare_elapsed(const struct manifest *x, const struct manifest *y, double *ns, bool *boot)
{
    const struct manifest_clocks *p = &x->clocks, *q = &y->clocks;

    *boot = same_boot(p->boot_id, q->boot_id) && p->boottime_ns.known && q->boottime_ns.known;
    if (*boot)
        *ns = (double)q->boottime_ns.value - (double)p->boottime_ns.value;
    else if (p->utc_ns.known && q->utc_ns.known)
        *ns = (double)q->utc_ns.value - (double)p->utc_ns.value;
    else
        return false;
    return true;
}

static bool both_differ(struct slice x, struct slice y)
{
    return x.len > 0 && y.len > 0 && !slice_equal(x, y);
}

/* Loose profiles say nothing of their process. But the runtime counts what each place has ever
 * allocated, and never down: another process, or one that was started anew, falls short somewhere
 * when there are many places. Returns how many there are; 0: too few, or one falls short. */
static size_t counters_go_on(const struct model *m)
{
    enum { PLACES_LEAST = 10 };
    const struct profile *heap = model_profile(m, "heap");
    size_t places = 0, type;

    if (!heap)
        heap = model_profile(m, "allocs");
    if (!heap || !heap->present[0] || !heap->present[1])
        return 0;
    type = profile_type_index(heap, "alloc_objects");
    for (size_t i = 0; type < heap->ntypes && i < heap->nlines; i++) {
        const int64_t *before = heap->lines[i].flat + type, *after = before + heap->ntypes;
        if (*after < *before)
            return 0;
        places += *before > 0;
    }
    return places >= PLACES_LEAST ? places : 0;
}

/* Where nothing else says it. */
static bool taken_for_one(struct caveats *c, struct model *m)
{
    bool anew = both_differ(m->identity[0].build_id, m->identity[1].build_id);
    size_t places = anew ? 0 : counters_go_on(m);

    m->same_by_counters = places > 0;
    add(c, !places ? SLICE("they do not say whether they are of one and the same process")
                   : arena_printf(c->arena,
                                  "they do not say whether they are of one and the same process, "
                                  "but each of the %zu places that had allocated memory before has "
                                  "allocated as much or more after, as in one process",
                                  places));
    return m->same_by_counters;
}

static bool numbers_differ(struct number x, struct number y)
{
    return x.known && y.known && (x.value > y.value || x.value < y.value);
}

/* What makes them two processes; the first reason found is the one to tell. */
static bool find_difference(struct caveats *c, struct model *m)
{
    const struct identity *x = &m->identity[0], *y = &m->identity[1];

    if (both_differ(x->host, y->host))
        add(c, SLICE("they were taken on two machines"));
    else if (both_differ(x->boot_id, y->boot_id))
        add(c, SLICE("the machine was rebooted in between"));
    else if (both_differ(x->name, y->name) && numbers_differ(x->pid, y->pid))
        add(c, arena_printf(c->arena, "they are of two programs, %.*s and %.*s", SLICE_ARG(x->name),
                            SLICE_ARG(y->name)));
    else if (numbers_differ(x->start_ticks, y->start_ticks))
        add(c, SLICE("the process was restarted in between"));
    else if (numbers_differ(x->pid, y->pid))
        add(c, SLICE("they are of two processes"));
    else if (!x->pid.known || !y->pid.known || !x->start_ticks.known || !y->start_ticks.known ||
             !same_boot(x->boot_id, y->boot_id))
        return !taken_for_one(c, m);
    else
        return false;
    return true;
}

/* What does not forbid a comparison, but a reader must know. */
static void find_doubts(struct caveats *c, const struct model *m)
{
    const struct identity *x = &m->identity[0], *y = &m->identity[1];
    const struct profile *heap = model_profile(m, "heap");

    if (both_differ(x->executable, y->executable))
        add(c, arena_printf(c->arena, "the executable is another one: %.*s, then %.*s",
                            SLICE_ARG(x->executable), SLICE_ARG(y->executable)));
    if (both_differ(x->go_version, y->go_version))
        add(c, arena_printf(c->arena, "built with %.*s, then with %.*s", SLICE_ARG(x->go_version),
                            SLICE_ARG(y->go_version)));
    if (both_differ(x->build_id, y->build_id))
        add(c,
            SLICE("the program was built anew in between, so lines and functions may have moved"));
    if (heap && heap->present[0] && heap->present[1] && heap->period[0] != heap->period[1])
        add(c, arena_printf(c->arena,
                            "the heap was sampled every %s, then every %s: small differences "
                            "mean nothing",
                            units_bytes((double)heap->period[0]).s,
                            units_bytes((double)heap->period[1]).s));
    if (m->goroutine_source[0] && m->goroutine_source[1] &&
        !goroutine_source_alike(m->goroutine_source[0], m->goroutine_source[1]))
        add(c, SLICE("the goroutines come from two kinds of source, so their groups do not match"));
}

/* Artifacts that one of the two has and the other one lacks. */
static void find_visibility(struct caveats *c, struct input *const in[SIDES_MAX])
{
    for (size_t i = 0; i < bundle_entries_count; i++) {
        const struct bundle_entry *e = &bundle_entries[i];
        bool x = bundle_find(in[0]->bundle, e->path), y = bundle_find(in[1]->bundle, e->path);
        if (x != y)
            add(c, arena_printf(c->arena, "%s is in the %s bundle only", e->path,
                                x ? "first" : "second"));
    }
}

/* The runtime collects every two minutes at the latest. */
enum heap_history model_heap_history(const struct model *m)
{
    struct number up = model_metric(m, "process.uptime", 0);
    if (m->nsides < 2 || !m->same_process)
        return HEAP_STRANGERS;
    /* Loose profiles do not say for how long it had run. */
    return m->same_by_counters || (up.known && up.value < 120) ? HEAP_YOUNG : HEAP_KNOWN;
}

void compare_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct caveats c = {.arena = a};
    double ns = 0;
    bool boot = false;

    if (!in[1])
        return;
    m->same_process = !find_difference(&c, m);
    if (!compare_elapsed(&in[0]->manifest, &in[1]->manifest, &ns, &boot))
        add(&c, SLICE("the time between them is not known, so there are no rates"));
    else if (ns > 0)
        m->hours = ns / 3600e9;
    else
        add(&c, SLICE("no time lies between them, so there are no rates"));
    find_doubts(&c, m);
    find_visibility(&c, in);
    m->caveats = c.items;
    m->ncaveats = c.count;
}
