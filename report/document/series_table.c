/* series_table.c - what moved over time: the least and the most, a trend with its error, and the
 * course as small bars. */
#include "section.h"

#include <math.h>

#include "trend.h"

enum { COURSE_MOST = 40, LEAST_POINTS = 2 };

struct extent {
    double least, most;
};

static struct extent extent_of(const double *v, size_t n)
{
    struct extent e = {v[0], v[0]};
    for (size_t i = 1; i < n; i++) {
        e.least = v[i] < e.least ? v[i] : e.least;
        e.most = v[i] > e.most ? v[i] : e.most;
    }
    return e;
}

/* Eight heights between the least and the most of the row; where there are more points than places,
 * the highest of those that share one. */
static struct slice course(struct arena *a, const double *v, size_t n)
{
    static const char *const bars[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                       "\u2585", "\u2586", "\u2587", "\u2588"};
    struct extent e = extent_of(v, n);
    size_t places = n < COURSE_MOST ? n : COURSE_MOST;
    struct slice text = {0};
    for (size_t p = 0; p < places; p++) {
        size_t from = p * n / places, until = (p + 1) * n / places;
        double high = extent_of(v + from, until - from).most;
        double share = e.most > e.least ? (high - e.least) / (e.most - e.least) : 0;
        text = arena_printf(a, "%.*s%s", SLICE_ARG(text), bars[(size_t)(share * 7 + 0.5)]);
    }
    return text;
}

static struct table *begin_table(struct builder *b)
{
    static const char *const numbers[] = {"First", "Least", "Most", "Last", "Trend per hour"};
    struct table *t = build_table(b, "Samples", NULL);
    table_column(t, "What", COLUMN_TEXT);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        table_column(t, numbers[i], COLUMN_NUMBER);
    table_column(t, "Course", COLUMN_TEXT);
    return t;
}

/* "+1.2 GiB ± 0.3 GiB"; "steady" where the slope is within its own error. */
static void trend_cell(struct builder *b, struct table *t, const struct series *s, int side)
{
    struct trend trend = trend_of(s->at_s[side], s->value[side], s->count[side]);
    if (!trend.known || s->unit == UNIT_FRACTION) {
        table_unknown(b, t);
        return;
    }
    double slope = trend.per_s * 3600, error = trend.error_s * 3600;
    if (!trend.moves) {
        table_number(b, t, SLICE("steady"), 0);
        return;
    }
    if (s->unit == UNIT_COUNT && fabs(slope) >= 10) {
        slope = round(slope);
        error = ceil(error);
    }
    table_number(b, t,
                 arena_printf(b->arena, "%.*s \u00B1 %.*s",
                              SLICE_ARG(number_signed(b->arena, s->unit, slope)),
                              SLICE_ARG(number_text(b->arena, s->unit, error))),
                 slope);
}

/* What was 0 all the time is left out: most processes never swap and have no children. */
bool build_series(struct builder *b, const struct series *list, size_t count, int side,
                  const char *title)
{
    struct table *t = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct series *s = &list[i];
        const double *v = s->value[side];
        size_t n = s->count[side];
        struct extent e = n < LEAST_POINTS ? (struct extent){0, 0} : extent_of(v, n);
        if (!(e.most > 0))
            continue;
        if (!t && title)
            line_strong(b, build_paragraph(b, NULL), slice_from(title));
        t = t ? t : begin_table(b);
        const double cells[] = {v[0], e.least, e.most, v[n - 1]};
        table_row(b, t);
        table_text(b, t, slice_from(s->what));
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            table_number(b, t, number_text(b->arena, s->unit, cells[k]), cells[k]);
        trend_cell(b, t, s, side);
        table_text(b, t, course(b->arena, v, n));
    }
    return t != NULL;
}
