#include "chart_table.h"

#include <math.h>

#include "section.h"

enum { COURSE_MOST = 40 };

struct chart_ends chart_ends(const struct chart_line *l)
{
    struct chart_ends e = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < l->count; i++) {
        double v = l->value[i];
        if (!chart_knows(v))
            continue;
        if (e.known++ == 0)
            e.first = e.least = e.most = v;
        e.least = fmin(e.least, v);
        e.most = fmax(e.most, v);
        e.last = v;
        e.last_s = l->at_s[i];
    }
    return e;
}

/* The highest of the points from..until, or NAN. */
static double highest(const struct chart_line *l, size_t from, size_t until)
{
    double high = (double)NAN;
    for (size_t i = from; i < until; i++)
        if (chart_knows(l->value[i]))
            high = fmax(high, l->value[i]);
    return high;
}

/* Eight heights between the least and the most of the row; where there are more points than places,
 * the highest of those that share one. A dot is a gap. */
static struct slice course(struct arena *a, const struct chart *c, const struct chart_line *l)
{
    static const char *const bars[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                       "\u2585", "\u2586", "\u2587", "\u2588"};
    struct chart_ends e = chart_ends(l);
    size_t places = l->count < COURSE_MOST ? l->count : COURSE_MOST;
    struct slice text = {0};
    for (size_t p = 0; p < places; p++) {
        size_t from = p * l->count / places, until = (p + 1) * l->count / places;
        bool late = c->gap_s > 0 && from > 0 && l->at_s[from] - l->at_s[from - 1] > c->gap_s;
        double high = highest(l, from, until);
        double share = e.most > e.least ? (high / 2 - e.least / 2) / (e.most / 2 - e.least / 2) : 0;
        text = arena_printf(a, "%.*s%s%s", SLICE_ARG(text), late ? "\u00B7" : "",
                            isfinite(high) ? bars[(size_t)(share * 7 + 0.5)] : "\u00B7");
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
            struct chart_ends e = chart_ends(l);
            const double cells[] = {e.first, e.least, e.most, e.last};
            table_row(b, t);
            table_text(b, t,
                       l->name.len > 0 ? arena_printf(b->arena, "%.*s, %.*s", SLICE_ARG(p->what),
                                                      SLICE_ARG(l->name))
                                       : p->what)
                ->note = k + 1 == p->nlines ? p->limit_words : SLICE("");
            for (size_t n = 0; n < sizeof cells / sizeof cells[0]; n++)
                table_number(b, t, number_text(b->arena, p->unit, cells[n]), cells[n]);
            slope_cell(b, t, l);
            table_text(b, t, course(b->arena, c, l));
        }
    }
}
