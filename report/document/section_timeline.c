/* section_timeline.c - what was collected when, how long it took, how large it is. */
#include "section.h"

#include <stdlib.h>

enum { SPANS_MOST = 24, ARTIFACTS_MAX = 500 };

static double took(const struct artifact *a)
{
    return a->end_s > a->start_s ? a->end_s - a->start_s : 0;
}

static void table_of(struct builder *b, const struct model *m, int side)
{
    struct table *t = build_table(b, "Artifacts", NULL);
    table_column(t, "Artifact", COLUMN_CODE);
    table_column(t, "Status", COLUMN_TEXT);
    table_column(t, "Start", COLUMN_NUMBER);
    table_column(t, "Took", COLUMN_NUMBER);
    table_column(t, "Size", COLUMN_NUMBER);
    for (size_t i = 0; i < m->nartifacts[side] && i < ARTIFACTS_MAX; i++) {
        const struct artifact *a = &m->artifacts[side][i];
        table_row(b, t);
        table_text(b, t, a->id)->note = text_line(b->arena, a->member, TEXT_NAME_MAX);
        table_text(b, t, slice_from(bundle_status_names[a->status]));
        table_number(b, t, number_text(b->arena, UNIT_SECONDS, a->start_s), a->start_s);
        table_number(b, t, number_text(b->arena, UNIT_SECONDS, took(a)), took(a));
        table_number(b, t, number_text(b->arena, UNIT_BYTES, (double)a->bytes), (double)a->bytes);
    }
    build_left_out(b, t, m->nartifacts[side], "artifacts");
}

/* ---- the figure --------------------------------------------------------------------------------
 */

static bool has_time(const struct artifact *a)
{
    return a->status != BUNDLE_SKIPPED && a->status != BUNDLE_UNSUPPORTED && a->start_s >= 0 &&
           a->end_s < 1e9;
}

/* The longest first; among equals those that went wrong. */
static int by_length(const void *left, const void *right)
{
    const struct artifact *const *x = left, *const *y = right;
    if (took(*x) > took(*y) || took(*x) < took(*y))
        return took(*x) > took(*y) ? -1 : 1;
    return ((*x)->status < (*y)->status) - ((*x)->status > (*y)->status);
}

static int by_start(const void *left, const void *right)
{
    const struct artifact *const *x = left, *const *y = right;
    if ((*x)->start_s > (*y)->start_s || (*x)->start_s < (*y)->start_s)
        return (*x)->start_s < (*y)->start_s ? -1 : 1;
    return slice_compare((*x)->id, (*y)->id);
}

static void add_spans(struct builder *b, struct figure *f, const struct artifact *const *shown,
                      size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct artifact *a = shown[i];
        struct bar *bar = figure_bar(b, f, a->id);
        bar->start = a->start_s;
        bar->value[0] = number_known(a->start_s + took(a));
        bar->status = a->status;
        bar->text = arena_printf(b->arena, "%s from %s, %s", units_duration(took(a)).s,
                                 units_duration(a->start_s).s, bundle_status_names[a->status]);
    }
}

/* Most artifacts take milliseconds: the longest are drawn, in the order of their start. */
static void figure_of(struct builder *b, const struct model *m, int side)
{
    size_t n = 0, count = m->nartifacts[side];
    const struct artifact **shown = ARENA_ARRAY(b->arena, const struct artifact *, count + 1);
    double end = 0;
    for (size_t i = 0; i < count; i++) {
        const struct artifact *a = &m->artifacts[side][i];
        if (!has_time(a))
            continue;
        shown[n++] = a;
        end = a->end_s > end ? a->end_s : end;
    }
    if (n == 0)
        return;
    const size_t pointer = sizeof(void *);
    qsort(shown, n, pointer, by_length);
    const struct artifact *slowest = shown[0];
    size_t rest = n > SPANS_MOST ? n - SPANS_MOST : 0;
    double rest_took = rest > 0 ? took(shown[SPANS_MOST]) : 0;
    n -= rest;
    qsort(shown, n, pointer, by_start);
    struct figure *f = build_figure(b, FIGURE_SPANS,
                                    m->nsides < 2 ? "The collection"
                                    : side == 0   ? "The collection before"
                                                  : "The collection after",
                                    1);
    add_spans(b, f, shown, n);
    struct slice id = text_line(b->arena, slowest->id, TEXT_NAME_MAX);
    f->alternative =
        arena_printf(b->arena, "%s from the first to the last. The slowest is %.*s: %s.",
                     units_duration(end).s, SLICE_ARG(id), units_duration(took(slowest)).s);
    if (rest > 0)
        f->alternative = arena_printf(b->arena, "%.*s %zu more took %s at most each.",
                                      SLICE_ARG(f->alternative), rest, units_duration(rest_took).s);
}

bool section_timeline(struct builder *b, const struct context *c)
{
    bool any = false;
    for (int side = 0; side < (int)c->m->nsides; side++) {
        if (c->m->nartifacts[side] == 0)
            continue;
        figure_of(b, c->m, side);
        struct line *summary;
        struct builder in = build_details(b, NULL, SLICE(""), &summary);
        if (c->m->nsides == 2)
            line_textf(&in, summary, "%s: ", side == 0 ? "Before" : "After");
        line_textf(&in, summary, "%zu artifacts", c->m->nartifacts[side]);
        table_of(&in, c->m, side);
        any = true;
    }
    return any;
}
