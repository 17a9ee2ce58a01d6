/* profile_lines.c - cost per line of source.
 *
 * Places are numbered as the nodes of the locations are. Those of both sides are sorted once into
 * lines; adding a stack is then one step per call, as for functions. */
#include "profile_lines.h"

#include <stdlib.h>

#include "limits_input.h"
#include "pprof.h"

/* Where a frame can be. */
struct place {
    struct slice file;
    int64_t line;
    uint32_t node, side, slot;
};

struct lines {
    const struct call_stacks *side;
    size_t ntypes, count;
    uint32_t *line_of[2]; /* of each slot; NOWHERE: of a function in no sample */
    const struct place **example;
    int64_t *flat, *cum; /* [line * 2 * ntypes + side * ntypes + type] */
};

#define NOWHERE UINT32_MAX

static int by_line(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    int order = a->file.ptr == b->file.ptr && a->file.len == b->file.len
                    ? 0
                    : slice_compare(a->file, b->file);
    if (order)
        return order;
    if (a->side != b->side)
        return a->side > b->side ? -1 : 1;
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static size_t slots_of(const struct call_stacks *s)
{
    return s->p ? s->first[s->p->nlocations] : 0;
}

static size_t list_places(const struct call_stacks *s, uint32_t side,
                          const struct profile_function *const *function, struct place *to)
{
    size_t n = 0;
    for (size_t i = 0; s->p && i < s->p->nlocations; i++) {
        const struct pprof_location *l = &s->p->locations[i];
        for (uint32_t slot = s->first[i]; slot < s->first[i + 1]; slot++) {
            struct place at = {.node = s->nodes[slot], .side = side, .slot = slot};
            if (!function[at.node])
                continue;
            if (l->nlines > 0) {
                const struct pprof_line *line = &s->p->lines[l->first_line + slot - s->first[i]];
                at.line = line->line;
                if (line->function != PPROF_NONE)
                    at.file = s->p->functions[line->function].file;
            }
            to[n++] = at;
        }
    }
    return n;
}

static bool same_line(const struct place *a, const struct place *b)
{
    return a->node == b->node && a->line == b->line && slice_equal(a->file, b->file);
}

static void number_lines(struct arena *a, struct lines *l,
                         const struct profile_function *const *function)
{
    size_t slots[2] = {slots_of(&l->side[0]), slots_of(&l->side[1])}, n = 0;
    struct place *places = ARENA_ARRAY(a, struct place, slots[0] + slots[1] + 1);
    for (uint32_t s = 0; s < 2; s++) {
        l->line_of[s] = ARENA_ARRAY(a, uint32_t, slots[s] + 1);
        for (size_t i = 0; i < slots[s]; i++)
            l->line_of[s][i] = NOWHERE;
        n += list_places(&l->side[s], s, function, places + n);
    }
    qsort(places, n, sizeof *places, by_line);
    l->example = ARENA_ARRAY(a, const struct place *, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !same_line(&places[i - 1], &places[i]))
            l->example[l->count++] = &places[i];
        l->line_of[places[i].side][places[i].slot] = (uint32_t)(l->count - 1);
    }
}

static void add_row(const struct lines *l, int64_t *to, size_t line, size_t side, const int64_t *v)
{
    to += line * 2 * l->ntypes + side * l->ntypes;
    for (size_t t = 0; t < l->ntypes; t++)
        to[t] += v[t];
}

static void add_stacks(struct arena *a, struct lines *l, size_t side)
{
    const struct call_stacks *s = &l->side[side];
    const struct pprof *p = s->p;
    uint32_t *seen = ARENA_ARRAY(a, uint32_t, l->count + 1); /* number of the stack, from 1 */
    for (size_t i = 0; p && i < s->sums->count; i++) {
        const uint32_t *frame_of = p->frame_of + s->sums->sample[i];
        const uint32_t *frame = p->frames + frame_of[0], *end = p->frames + frame_of[1];
        const int64_t *v = s->sums->values + i * l->ntypes;
        if (frame == end)
            continue;
        uint32_t leaf = l->line_of[side][s->first[*frame]];
        if (leaf != NOWHERE)
            add_row(l, l->flat, leaf, side, v);
        for (; frame < end; frame++)
            for (uint32_t slot = s->first[*frame]; slot < s->first[*frame + 1]; slot++) {
                uint32_t line = l->line_of[side][slot];
                if (line == NOWHERE || seen[line] == i + 1)
                    continue;
                seen[line] = (uint32_t)i + 1;
                add_row(l, l->cum, line, side, v);
            }
    }
}

struct ordered {
    uint64_t flat, cum;
    size_t line;
};

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static int by_cost(const void *x, const void *y)
{
    const struct ordered *a = x, *b = y;
    if (a->flat != b->flat)
        return a->flat > b->flat ? -1 : 1;
    if (a->cum != b->cum)
        return a->cum > b->cum ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line; /* by function and line */
}

/* In the arena of the profile, those that cost anything. */
static void list_lines(struct arena *a, struct arena *scratch, const struct lines *l,
                       const struct profile_function *const *function, size_t at, struct profile *p)
{
    struct ordered *all = ARENA_ARRAY(scratch, struct ordered, l->count + 1);
    size_t row = 2 * l->ntypes, n = 0;
    for (size_t i = 0; i < l->count; i++) {
        bool any = false;
        for (size_t k = 0; k < row; k++)
            any |= l->flat[i * row + k] != 0 || l->cum[i * row + k] != 0;
        if (any)
            all[n++] = (struct ordered){magnitude(l->flat[i * row + at]),
                                        magnitude(l->cum[i * row + at]), i};
    }
    qsort(all, n, sizeof *all, by_cost);
    struct profile_line *lines = ARENA_ARRAY(a, struct profile_line, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct place *e = l->example[all[i].line];
        lines[i] = (struct profile_line){function[e->node], e->file, e->line,
                                         l->flat + all[i].line * row, l->cum + all[i].line * row};
    }
    p->lines = lines;
    p->nlines = n;
}

void profile_lines_build(struct arena *a, const struct call_stacks side[2],
                         const struct profile_function *const *function, int last,
                         struct profile *p)
{
    struct arena scratch = ARENA_INIT;
    struct lines l = {.side = side, .ntypes = p->ntypes};
    number_lines(&scratch, &l, function);
    l.flat = ARENA_ARRAY(a, int64_t, l.count * 2 * p->ntypes + 1);
    l.cum = ARENA_ARRAY(a, int64_t, l.count * 2 * p->ntypes + 1);
    for (size_t s = 0; s < 2; s++)
        add_stacks(&scratch, &l, s);
    list_lines(a, &scratch, &l, function, (size_t)last * p->ntypes + p->default_type, p);
    arena_done(&scratch);
}
