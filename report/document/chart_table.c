#include "chart_table.h"

#include <math.h>

#include "section.h"

enum { COURSE_MOST = 40 };

/* The highest of the points from..until, or NAN. */
static double highest(const struct chart_line *l, size_t from, size_t until)
{
    double high = (double)NAN;
    for (size_t i = from; i < until; i++)
        if (chart_knows(l->value[i]))
            high = fmax(high, l->value[i]);
    return high;
}

/* The times of the first and of the last point with a value of from..until; NAN without one. */
static void known_times(const struct chart_line *l, size_t from, size_t until, double *first_s,
                        double *last_s)
{
    *first_s = (double)NAN;
    for (size_t i = from; i < until; i++) {
        if (!chart_knows(l->value[i]))
            continue;
        *first_s = isnan(*first_s) ? l->at_s[i] : *first_s;
        *last_s = l->at_s[i];
    }
}

/* Where there are more points than places, the highest of those that share one. */
struct slice chart_course(struct arena *a, const struct chart_line *l)
{
    static const char *const bars[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                       "\u2585", "\u2586", "\u2587", "\u2588"};
    struct chart_ends e = l->ends.known > 0 ? l->ends : chart_ends(l);
    size_t places = l->count < COURSE_MOST ? l->count : COURSE_MOST;
    double last_s = (double)NAN;
    struct slice text = {0};
    for (size_t p = 0; p < places; p++) {
        size_t from = p * l->count / places, until = (p + 1) * l->count / places;
        double before_s = last_s, first_s, high = highest(l, from, until);
        known_times(l, from, until, &first_s, &last_s);
        bool late = l->gap_s > 0 && first_s - before_s > l->gap_s; /* not so for the first */
        double share = e.most > e.least ? (high / 2 - e.least / 2) / (e.most / 2 - e.least / 2) : 0;
        text = arena_printf(a, "%.*s%s%s", SLICE_ARG(text), late ? "\u00B7" : "",
                            isfinite(high) ? bars[(size_t)(share * 7 + 0.5)]
                            : l->gap_s > 0 ? ""
                                           : "\u00B7");
    }
    return text;
}

static void slope_cell(struct builder *b, struct table *t, const struct chart_line *l)
{
    if (l->slope.len == 0)
        table_unknown(b, t);
    else
        table_number(b, t, l->slope, l->fit.moves ? l->fit.per_s * 3600 : 0);
}

void chart_table(struct builder *b, const struct chart *c)
{
    static const char *const numbers[] = {"First", "Least", "Most", "Last", "Trend"};
    struct table *t = build_table(b, c->title, "series");
    table_column(t, "What", COLUMN_TEXT);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        table_column(t, numbers[i], COLUMN_NUMBER);
    table_column(t, "Course", COLUMN_COURSE);
    for (size_t i = 0; i < c->npanels; i++) {
        for (size_t k = 0; k < c->panels[i].nlines; k++) {
            const struct chart_panel *p = &c->panels[i];
            const struct chart_line *l = &p->lines[k];
            const double cells[] = {l->ends.first, l->ends.least, l->ends.most, l->ends.last};
            table_row(b, t);
            table_text(b, t,
                       l->name.len > 0 ? arena_printf(b->arena, "%.*s, %.*s", SLICE_ARG(p->what),
                                                      SLICE_ARG(l->name))
                                       : p->what)
                ->note = k + 1 == p->nlines ? p->limit_words : SLICE("");
            for (size_t n = 0; n < sizeof cells / sizeof cells[0]; n++)
                table_number(b, t, number_text(b->arena, p->unit, cells[n]), cells[n]);
            slope_cell(b, t, l);
            table_text(b, t, chart_course(b->arena, l));
        }
    }
}
