/* section_heap.c - the heap: along which paths it grew, and who allocates how much of which how
 * little is kept. */
#include "section.h"

#include <math.h>
#include <stdlib.h>

/* ---- growth by call path -----------------------------------------------------------------------
 */

static void function_cell(struct builder *b, struct table *t, const struct profile_function *f)
{
    if (!f) {
        table_unknown(b, t);
        return;
    }
    struct cell *c = table_text(b, t, f->name);
    c->note = text_line(b->arena, f->file, TEXT_NAME_MAX);
}

static void growth_row(struct builder *b, struct table *t, const struct heap_growth *g)
{
    double delta = g->after - g->before;
    table_row(b, t);
    table_number(b, t, number_signed(b->arena, UNIT_BYTES, delta), delta);
    table_number(b, t,
                 arena_printf(b->arena, "\xC2\xB1 %.*s",
                              SLICE_ARG(number_text(b->arena, UNIT_BYTES, g->error))),
                 g->error);
    table_number(b, t, number_text(b->arena, UNIT_BYTES, g->before), g->before);
    table_number(b, t, number_text(b->arena, UNIT_BYTES, g->after), g->after);
    function_cell(b, t, g->owner);
    table_text(b, t, g->leaf == g->owner ? SLICE("its own code") : g->leaf->name);
    table_text(b, t, heap_growth_path(b->arena, g));
}

static void growth(struct builder *b, const struct context *c, const struct profile *p)
{
    const struct model *m = c->m;
    if (m->nsides < 2 || !m->same_process || !p->present[0] || !p->present[1])
        return;
    if (m->ngrowth == 0) {
        build_textf(b,
                    "No call path holds more than before beyond what sampling can do by chance.");
        return;
    }
    build_textf(b, "Call paths that hold more than before, beyond what sampling does by chance:");
    struct table *t = build_table(b, "Growth by call path", "profile");
    table_column(t, "Growth", COLUMN_NUMBER);
    table_column(t, "Error", COLUMN_NUMBER);
    table_column(t, "Before", COLUMN_NUMBER);
    table_column(t, "After", COLUMN_NUMBER);
    table_column(t, "Application", COLUMN_CODE);
    table_column(t, "Allocated in", COLUMN_CODE);
    table_column(t, "Path", COLUMN_CODE);
    for (size_t i = 0; i < m->ngrowth && i < c->options->top; i++)
        growth_row(b, t, &m->growth[i]);
    build_left_out(b, t, m->ngrowth, "paths");
    line_text(
        b, build_paragraph(b, "note"),
        model_heap_history(m) == HEAP_YOUNG
            ? SLICE("The process had just started when the first bundle was made, or nobody "
                    "knows for how long it had run. A heap profile is that of the last "
                    "collections: the error is a wide one. Growth that is less than one and a "
                    "half of it is not listed.")
            : SLICE("The error is what sampling alone does to such a difference in 19 of 20 "
                    "cases. Growth that is less than one and a half of it is not listed."));
}

/* ---- allocated and in use ----------------------------------------------------------------------
 */

struct turnover {
    const struct profile *p;
    size_t in_use, allocated;
    bool between;   /* of what was allocated from one bundle to the other, else since the start */
    double seconds; /* of that time; 0: not known */
    enum heap_history history;
};

struct ranked {
    double allocated;
    size_t index;
};

static int by_allocated(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->allocated > b->allocated || a->allocated < b->allocated)
        return a->allocated > b->allocated ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static int side_of(const struct turnover *u)
{
    return u->between ? PROFILE_DIFF : u->p->present[1] ? 1 : 0;
}

static double allocated_by(const struct turnover *u, const struct profile_function *f)
{
    return (double)profile_value(u->p, f->owned, side_of(u), u->allocated);
}

static double kept_by(const struct turnover *u, const struct profile_function *f)
{
    return (double)profile_value(u->p, f->owned, side_of(u), u->in_use);
}

/* Growth is what is beyond the error; what was allocated and is not there any more is churn. */
static const char *reading_of(const struct turnover *u, const struct profile_function *f)
{
    double kept = kept_by(u, f), all = allocated_by(u, f);
    double sigma = sqrt(profile_change_variance(u->p, f, u->in_use, u->history));
    if (!(kept >= 3 * sigma) || kept < 0.1 * all)
        return kept >= 3 * sigma && kept >= 1 << 20 ? "grows, and churn" : "churn";
    return kept >= 0.9 * all ? "kept" : "grows";
}

static void turnover_row(struct builder *b, struct table *t, const struct turnover *u,
                         const struct profile_function *f)
{
    double all = allocated_by(u, f), kept = kept_by(u, f);
    table_row(b, t);
    table_number(b, t, number_text(b->arena, UNIT_BYTES, all), all);
    if (u->between && u->seconds > 0) {
        double rate = all / u->seconds;
        table_number(b, t, number_text(b->arena, UNIT_BYTES, rate), rate);
    } else if (u->between) {
        table_unknown(b, t);
    }
    table_number(b, t,
                 u->between ? number_signed(b->arena, UNIT_BYTES, kept)
                            : number_text(b->arena, UNIT_BYTES, kept),
                 kept);
    table_number(b, t, number_text(b->arena, UNIT_FRACTION, kept / all), kept / all);
    if (u->between)
        table_text(b, t, slice_from(reading_of(u, f)));
    function_cell(b, t, f);
}

static void turnover_table(struct builder *b, const struct context *c, const struct turnover *u)
{
    struct ranked *all = ARENA_ARRAY(b->arena, struct ranked, u->p->nfunctions + 1);
    size_t n = 0;
    for (size_t i = 0; i < u->p->nfunctions; i++) {
        double v = allocated_by(u, &u->p->functions[i]);
        if (v > 0)
            all[n++] = (struct ranked){v, i};
    }
    qsort(all, n, sizeof *all, by_allocated);
    struct table *t = build_table(b, "Allocated and in use", "profile");
    table_column(t, u->between ? "Allocated between" : "Allocated since the start", COLUMN_NUMBER);
    if (u->between)
        table_column(t, "Per second", COLUMN_NUMBER);
    table_column(t, u->between ? "In use, change" : "In use", COLUMN_NUMBER);
    table_column(t, "Kept", COLUMN_NUMBER);
    if (u->between)
        table_column(t, "Reading", COLUMN_TEXT);
    table_column(t, "Function", COLUMN_CODE);
    for (size_t i = 0; i < n && i < c->options->top; i++)
        turnover_row(b, t, u, &u->p->functions[all[i].index]);
    build_left_out(b, t, n, "functions");
}

static void turnover(struct builder *b, const struct context *c, const struct profile *p)
{
    const struct model *m = c->m;
    struct turnover u = {.p = p, .history = model_heap_history(m), .seconds = m->hours * 3600};
    u.in_use = profile_type_index(p, "inuse_space");
    u.allocated = profile_type_index(p, "alloc_space");
    if (u.in_use == p->ntypes || u.allocated == p->ntypes)
        return;
    u.between = m->nsides == 2 && m->same_process && p->present[0] && p->present[1];
    double all = (double)profile_value(p, p->sum, side_of(&u), u.allocated);
    double kept = (double)profile_value(p, p->sum, side_of(&u), u.in_use);
    if (all <= 0)
        return;
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "Allocated and in use: %s ", units_bytes(all).s);
    if (!u.between)
        line_textf(&in, summary, "since the start, of which %s are in use", units_bytes(kept).s);
    else if (u.seconds > 0)
        line_textf(&in, summary, "between the bundles (%s a second); in use: %.*s",
                   units_bytes(all / u.seconds).s,
                   SLICE_ARG(number_signed(b->arena, UNIT_BYTES, kept)));
    else
        line_textf(&in, summary, "between the bundles; in use: %.*s",
                   SLICE_ARG(number_signed(b->arena, UNIT_BYTES, kept)));
    turnover_table(&in, c, &u);
    line_text(&in, build_paragraph(&in, "note"),
              SLICE("By the function of the application on whose behalf it was allocated. Churn is "
                    "allocated and given back: it costs CPU time, but it is no leak."));
}

bool section_heap(struct builder *b, const struct context *c)
{
    const struct profile *p = model_profile(c->m, "heap");
    if (!p && c->m->identity[model_last(c->m)].not_go)
        return false;
    if (!p) {
        build_absence(b, c, "go.heap", "heap profile");
        return true;
    }
    growth(b, c, p);
    build_profile(b, c, p);
    turnover(b, c, p);
    return true;
}
