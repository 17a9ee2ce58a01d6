/* suspects.c - what speaks for a leak is added up: growth, ids that stay, a large number, a long
 * wait, nobody left who started them, a wait that cannot end. What waits by design is left out, and
 * so is whatever has none of the first three. */
#include "suspects.h"

#include <math.h>
#include <stdlib.h>

#include "units.h"

enum {
    SUSPECTS_MOST = 10,
    GROWTH_LEAST = 5,
    COUNT_LEAST = 50,
    LONG_WAIT_LEAST = 10, /* so many that are alike and wait for minutes */
};

struct evidence {
    struct arena *arena;
    double score;
    struct slice why;
};

static void add(struct evidence *e, double score, struct slice text)
{
    e->score += score;
    e->why = arena_printf(e->arena, "%.*s%s%.*s", SLICE_ARG(e->why), e->why.len > 0 ? ", " : "",
                          SLICE_ARG(text));
}

static bool is_running(struct slice state)
{
    return slice_has_prefix(state, SLICE("runn"));
}

static bool cannot_end(struct slice state)
{
    return slice_is(state, "select (no cases)") || slice_has_suffix(state, SLICE("(nil chan)"));
}

static void weigh_growth(struct evidence *e, const struct model *m, const struct goroutine_group *g)
{
    double grown = (double)g->count[1] - (double)g->count[0];

    if (m->nsides < 2 || !m->same_process || grown < GROWTH_LEAST)
        return;
    add(e, 3 * log2(1 + grown), arena_printf(e->arena, "%s more", units_count(grown).s));
    if (m->goroutine_ids && g->count[0] > 0 && g->persisted * 10 >= g->count[0] * 9)
        add(e, 5,
            arena_printf(e->arena, "%s of the %s before are still there",
                         units_count((double)g->persisted).s, units_count((double)g->count[0]).s));
}

static void weigh_now(struct evidence *e, const struct model *m, const struct goroutine_group *g)
{
    int last = model_last(m);
    double count = (double)g->count[last];

    if (count >= COUNT_LEAST)
        add(e, log2(count), arena_printf(e->arena, "%s alike", units_count(count).s));
    if (g->waiting_long[last] >= LONG_WAIT_LEAST && g->wait_least_s[last].known)
        add(e, 2,
            arena_printf(e->arena, "%s wait for minutes",
                         units_count((double)g->waiting_long[last]).s));
    if (cannot_end(g->state) && g->created_by.function.len > 0)
        add(e, 8, SLICE("nothing can wake them"));
    if (e->score > 0 && g->creators_known[last] && g->orphans[last] > 0)
        add(e, 3 * (double)g->orphans[last] / fmax(1, count),
            arena_printf(e->arena, "%s whose creator has ended",
                         units_count((double)g->orphans[last]).s));
}

static int compare(const void *left, const void *right)
{
    const struct suspect *x = left, *y = right;

    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    return slice_compare(x->group->id, y->group->id);
}

void suspects_build(struct arena *a, struct model *m)
{
    struct suspect *list = NULL;
    size_t count = 0, cap = 0;
    int last = model_last(m);

    for (size_t i = 0; i < m->ngoroutines; i++) {
        const struct goroutine_group *g = &m->goroutines[i];
        struct evidence e = {.arena = a};
        if (g->benign || g->count[last] == 0 || is_running(g->state))
            continue;
        weigh_growth(&e, m, g);
        weigh_now(&e, m, g);
        if (e.score > 0)
            *ARENA_PUSH(a, list, count, cap) = (struct suspect){g, e.score, e.why};
    }
    if (count > 1)
        qsort(list, count, sizeof *list, compare);
    m->suspects = list;
    m->nsuspects = count < SUSPECTS_MOST ? count : SUSPECTS_MOST;
}
