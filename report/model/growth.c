/* growth.c - along which call paths the heap has grown.
 *
 * From the root down, as long as a few callees that have grown beyond doubt explain what their
 * caller has grown by. Where they do not, the path ends: below, the growth is spread, or lost in
 * the noise. Inside of library code a path does not split: whom it grew for is decided above. */
#include "growth.h"

#include <math.h>
#include <stdlib.h>

#include "go_symbol.h"
#include "sampling.h"

/* Many paths are looked at: by chance, one in 700 is off by more than three standard deviations. */
static const double SIGMAS_LEAST = 3, EXPLAINED = 0.6, PART_LEAST = 0.1, BYTES_LEAST = 1 << 20;
enum { PATHS_MOST = 20, PARTS_MOST = 20, DEPTH_MOST = 256, NAMES_MOST = 6 };

struct change {
    double before, after, sigma;
    bool application; /* it, or something below it that has grown, is code of the application */
    bool grown;
};

struct search {
    struct arena *a;
    const struct profile *p;
    const struct call_tree *t;
    size_t in_use, allocated;
    bool young;
    struct change *change; /* of each node */
    struct heap_growth *found;
    size_t nfound;
};

static double value_at(const struct search *s, size_t node, size_t side, size_t type)
{
    return (double)s->t->values[(node * 2 + side) * s->p->ntypes + type];
}

static double variance_at(const struct search *s, size_t node, size_t side, size_t type)
{
    return s->t->variance[(node * 2 + side) * s->p->ntypes + type];
}

static struct change change_of(const struct search *s, size_t node)
{
    double use[2], ever[2];
    for (size_t side = 0; side < 2; side++) {
        use[side] = variance_at(s, node, side, s->in_use);
        ever[side] = variance_at(s, node, side, s->allocated);
    }
    struct change c = {.before = value_at(s, node, 0, s->in_use),
                       .after = value_at(s, node, 1, s->in_use)};
    c.sigma = sqrt(s->young ? profile_wide_variance(s->p, c.before, c.after)
                            : sampling_change(use, ever));
    return c;
}

/* A node comes after its parent. */
static void look_at_all(struct search *s)
{
    double least = BYTES_LEAST;
    for (size_t i = 0; i < s->t->count; i++) {
        struct change *c = &s->change[i];
        *c = change_of(s, i);
        double delta = c->after - c->before;
        if (i == 0)
            least = fmax(least, PART_LEAST * delta);
        c->grown = delta >= least && delta >= SIGMAS_LEAST * c->sigma;
    }
    for (size_t i = s->t->count; i-- > 1;) {
        const struct call_node *n = &s->t->nodes[i];
        struct change *c = &s->change[i];
        c->application |= n->function && n->function->application;
        s->change[n->parent].application |= c->application && c->grown;
    }
}

static int by_growth(const void *x, const void *y)
{
    const struct heap_growth *a = x, *b = y;
    double da = a->after - a->before, db = b->after - b->before;
    if (da > db || da < db)
        return da > db ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static void add_path(struct search *s, uint32_t end)
{
    const struct change *c = &s->change[end];
    const struct call_node *nodes = s->t->nodes;
    if (end == 0)
        return;
    const struct profile_function **path =
        ARENA_ARRAY(s->a, const struct profile_function *, nodes[end].depth);
    struct heap_growth g = {.node = end,
                            .before = c->before,
                            .after = c->after,
                            .error = 2 * c->sigma,
                            .path = path,
                            .npath = nodes[end].depth};
    for (uint32_t at = end; at > 0; at = nodes[at].parent) {
        path[nodes[at].depth - 1] = nodes[at].function;
        if (!g.owner && nodes[at].function->application)
            g.owner = nodes[at].function;
    }
    g.leaf = path[g.npath - 1];
    s->found[s->nfound++] = g;
}

/* The callees among whom the growth of a node is divided up; 0: it ends here. */
static size_t parts_of(const struct search *s, uint32_t node, uint32_t *part)
{
    const struct call_node *n = &s->t->nodes[node];
    const struct change *c = &s->change[node];
    double sum = 0, most = 0;
    bool application = false;
    size_t count = 0, largest = 0;
    for (uint32_t i = n->first_child; i < n->first_child + n->nchildren; i++) {
        double delta = s->change[i].after - s->change[i].before;
        if (!s->t->nodes[i].function || !s->change[i].grown || count == PARTS_MOST)
            continue;
        sum += delta;
        application |= s->change[i].application;
        if (delta > most) {
            most = delta;
            largest = count;
        }
        part[count++] = i;
    }
    double whole = c->after - c->before;
    if (node == 0 || (application && sum >= EXPLAINED * whole))
        return count;
    part[0] = part[largest];
    return count > 0 && most >= EXPLAINED * whole ? 1 : 0;
}

/* A node has one parent: the list of those that wait cannot be longer than the tree. */
static void follow(struct search *s)
{
    uint32_t *waiting = ARENA_ARRAY(s->a, uint32_t, s->t->count), part[PARTS_MOST];
    size_t n = 0;
    waiting[n++] = 0;
    while (n > 0) {
        uint32_t node = waiting[--n];
        size_t parts = s->t->nodes[node].depth < DEPTH_MOST ? parts_of(s, node, part) : 0;
        if (parts == 0)
            add_path(s, node);
        for (size_t i = 0; i < parts; i++)
            waiting[n++] = part[i];
    }
}

/* The application's functions on the path, and where it ends. */
struct slice heap_growth_path(struct arena *a, const struct heap_growth *g)
{
    const struct profile_function **shown =
        ARENA_ARRAY(a, const struct profile_function *, g->npath);
    struct slice text = SLICE("");
    size_t n = 0;
    for (size_t i = 0; i < g->npath; i++)
        if ((g->path[i]->application || i + 1 == g->npath) &&
            (n == 0 || shown[n - 1] != g->path[i]))
            shown[n++] = g->path[i];
    for (size_t i = 0; i < n; i++) {
        const char *arrow = i > 0 ? " \xE2\x86\x92 " : "";
        if (n > NAMES_MOST && i == 1) {
            text = arena_printf(a, "%.*s%s\xE2\x80\xA6", SLICE_ARG(text), arrow);
            i = n - NAMES_MOST + 1;
        }
        text = arena_printf(a, "%.*s%s%.*s", SLICE_ARG(text), arrow,
                            SLICE_ARG(go_symbol_short(shown[i]->name)));
    }
    return text;
}

void growth_build(struct arena *a, struct model *m)
{
    const struct profile *p = model_profile(m, "heap");
    if (!m->same_process || !p || !p->present[0] || !p->present[1])
        return;
    struct search s = {
        .a = a, .p = p, .t = &p->calls[CALLS_DOWN], .young = model_heap_history(m) == HEAP_YOUNG};
    s.in_use = profile_type_index(p, "inuse_space");
    s.allocated = profile_type_index(p, "alloc_space");
    if (s.in_use == p->ntypes || s.allocated == p->ntypes || !s.t->variance || s.t->count < 2)
        return;
    s.change = ARENA_ARRAY(a, struct change, s.t->count);
    s.found = ARENA_ARRAY(a, struct heap_growth, s.t->count);
    look_at_all(&s);
    follow(&s);
    if (s.nfound > 1)
        qsort(s.found, s.nfound, sizeof *s.found, by_growth);
    m->growth = s.found;
    m->ngrowth = s.nfound < PATHS_MOST ? s.nfound : PATHS_MOST;
}
