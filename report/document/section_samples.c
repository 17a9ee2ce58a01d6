/* section_samples.c - what moved while collect was looking, once a second. */
#include "section.h"

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

static struct table *begin_table(struct builder *b, const struct model *m, int side)
{
    static const char *const numbers[] = {"First", "Least", "Most", "Last"};
    if (m->nsides == 2)
        line_strong(b, build_paragraph(b, NULL), side == 0 ? SLICE("Before") : SLICE("After"));
    struct table *t = build_table(b, "Samples", NULL);
    table_column(t, "What", COLUMN_TEXT);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        table_column(t, numbers[i], COLUMN_NUMBER);
    table_column(t, "Course", COLUMN_TEXT);
    return t;
}

/* What was 0 all the time is left out: most processes never swap and have no children. */
static bool one_side(struct builder *b, const struct model *m, int side)
{
    struct table *t = NULL;
    for (size_t i = 0; i < m->nseries; i++) {
        const struct series *s = &m->series[i];
        const double *v = s->value[side];
        size_t n = s->count[side];
        struct extent e = n < LEAST_POINTS ? (struct extent){0, 0} : extent_of(v, n);
        if (!(e.most > 0))
            continue;
        if (!t)
            t = begin_table(b, m, side);
        const double cells[] = {v[0], e.least, e.most, v[n - 1]};
        table_row(b, t);
        table_text(b, t, slice_from(s->what));
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            table_number(b, t, number_text(b->arena, s->unit, cells[k]), cells[k]);
        table_text(b, t, course(b->arena, v, n));
    }
    return t != NULL;
}

bool section_samples(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    bool any = false;
    for (int side = 0; side < (int)m->nsides; side++)
        any = one_side(b, m, side) || any;
    if (any)
        build_textf(
            b, "One sample a second while the rest was collected. The course is drawn between the "
               "least and the most of its own row.");
    return any;
}
