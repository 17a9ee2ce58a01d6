/* flame.c - the call paths of a profile as a figure: clean names, and in words what it shows. */
#include "go_symbol.h"
#include "section.h"

static void clean_function(struct arena *a, struct slice *names, struct slice *packages,
                           struct slice *files, size_t i, const struct profile_function *f)
{
    if (names[i].len)
        return;
    names[i] = f->name.len ? text_line(a, f->name, TEXT_NAME_MAX) : SLICE("?");
    packages[i] = text_line(a, go_symbol_package(f->name), TEXT_NAME_MAX);
    files[i] = text_line(a, f->file, TEXT_NAME_MAX);
}

static const struct flame *make_flame(struct arena *a, const struct profile *p)
{
    struct flame *ret = ARENA_NEW(a, struct flame);
    struct slice *names = ARENA_ARRAY(a, struct slice, p->nfunctions);
    struct slice *packages = ARENA_ARRAY(a, struct slice, p->nfunctions);
    struct slice *files = ARENA_ARRAY(a, struct slice, p->nfunctions);
    struct slice *types = ARENA_ARRAY(a, struct slice, p->ntypes);
    struct slice *units = ARENA_ARRAY(a, struct slice, p->ntypes);
    for (size_t d = 0; d < CALL_DIRECTIONS; d++)
        for (size_t i = 0; i < p->calls[d].count; i++)
            if (p->calls[d].nodes[i].function)
                clean_function(a, names, packages, files,
                               (size_t)(p->calls[d].nodes[i].function - p->functions),
                               p->calls[d].nodes[i].function);
    for (size_t i = 0; i < p->ntypes; i++) {
        types[i] = text_line(a, p->types[i].type, TEXT_NAME_MAX);
        units[i] = text_line(a, p->types[i].unit, TEXT_NAME_MAX);
    }
    *ret = (struct flame){p, types, units, names, packages, files};
    return ret;
}

/* The function of an application that is deepest on the way of the heaviest branches: while one
 * branch has most of what its parent has, the reader would follow it, too. */
static const struct call_node *follow(const struct profile *p, size_t at)
{
    const struct call_tree *t = &p->calls[CALLS_DOWN];
    const struct call_node *n = &t->nodes[0], *found = NULL;
    size_t row = 2 * p->ntypes;
    while (n->nchildren > 0) {
        size_t next = n->first_child;
        for (uint32_t i = 0; i < n->nchildren; i++)
            if (t->values[(n->first_child + i) * row + at] > t->values[next * row + at])
                next = n->first_child + i;
        size_t here = (size_t)(n - t->nodes);
        n = &t->nodes[next];
        if (!n->function || t->values[next * row + at] < t->values[here * row + at] / 2)
            break;
        if (n->function->application)
            found = n;
    }
    return found;
}

void build_flame(struct builder *b, const struct context *c, const struct profile *p)
{
    int side = p->present[1] ? 1 : 0;
    size_t at = (size_t)side * p->ntypes + p->default_type;
    if (p->calls[CALLS_DOWN].count < 2 || p->ntypes == 0)
        return;
    struct figure *f = build_figure(b, FIGURE_FLAME, "Call paths", c->m->nsides);
    f->flame = make_flame(b->arena, p);
    const struct call_node *n = follow(p, at);
    if (!n || p->total[at] <= 0) {
        f->alternative = arena_printf(b->arena, "The width of a frame is its share of %.*s.",
                                      SLICE_ARG(p->types[p->default_type].type));
    } else {
        const struct call_tree *t = &p->calls[CALLS_DOWN];
        double value = (double)t->values[(size_t)(n - t->nodes) * 2 * p->ntypes + at];
        f->alternative = arena_printf(b->arena, "%s of %.*s%s is on the path to %.*s.",
                                      units_percent(value / (double)p->total[at]).s,
                                      SLICE_ARG(p->types[p->default_type].type),
                                      c->m->nsides == 2 ? ", after," : "",
                                      SLICE_ARG(f->flame->names[n->function - p->functions]));
    }
    f->alternative = text_line(b->arena, f->alternative, TEXT_SENTENCE_MAX);
}
