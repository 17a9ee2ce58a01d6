/* chart_points.c - the points of a chart, thinned, and the rows of the table behind it: a peak of
 * one sample among two hundred thousand is what a reader looks for, so a stretch of time keeps its
 * least and its most. */
#include "chart_layout.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_PER_COLUMN = 4 };

/* ---- lines -------------------------------------------------------------------------------------
 */

/* Points with a value, and where the line breaks before them. */
struct reader {
    const struct chart *c;
    const struct chart_line *l;
    size_t i, mark; /* the next ones */
    double last_s;
    bool any;
};

/* Marks are in the order of time, as points are: each is looked at once. */
static bool passes_restart(struct reader *r, double until_s)
{
    const struct chart *c = r->c;
    bool passes = false;
    for (; r->mark < c->nmarks && c->marks[r->mark].at_s <= until_s; r->mark++)
        passes = passes ||
                 (c->marks[r->mark].kind == MARK_RESTART && c->marks[r->mark].at_s > r->last_s);
    return passes;
}

static bool next_point(struct reader *r, struct chart_point *ret)
{
    const struct chart_line *l = r->l;
    bool missing = false;
    for (; r->i < l->count && !chart_knows(l->value[r->i]); r->i++)
        missing = true;
    if (r->i == l->count)
        return false;
    double at = l->at_s[r->i];
    bool gap = l->gap_s > 0 ? at - r->last_s > l->gap_s : missing;
    bool restart = passes_restart(r, at);
    *ret = (struct chart_point){at, l->value[r->i], !r->any || gap || restart};
    r->any = true;
    r->last_s = at;
    r->i++;
    return true;
}

struct stretch {
    struct chart_point first, least, most, last;
    size_t count;
};

static void stretch_add(struct stretch *col, const struct chart_point *p)
{
    if (col->count++ == 0)
        col->first = col->least = col->most = *p;
    if (p->value < col->least.value)
        col->least = *p;
    if (p->value > col->most.value)
        col->most = *p;
    col->last = *p;
}

/* In the order of time, each once. A gap inside of a stretch is narrower than it and not drawn. */
static size_t stretch_write(const struct stretch *col, struct chart_point *out)
{
    bool most_first = col->most.at_s < col->least.at_s;
    const struct chart_point *order[POINTS_PER_COLUMN] = {
        &col->first, most_first ? &col->most : &col->least, most_first ? &col->least : &col->most,
        &col->last};
    size_t n = 0;
    for (size_t i = 0; i < POINTS_PER_COLUMN && col->count > 0; i++) {
        if (n > 0 && !(order[i]->at_s > out[n - 1].at_s))
            continue;
        out[n] = *order[i];
        out[n].begins = n == 0 && col->first.begins;
        n++;
    }
    return n;
}

struct chart_points chart_thin(struct arena *a, const struct chart *c, const struct chart_line *l,
                               const struct chart_span *s)
{
    enum { MOST = CHART_COLUMNS * POINTS_PER_COLUMN };
    bool thinned = l->ends.known > MOST;
    struct chart_point *items =
                           ARENA_ARRAY(a, struct chart_point, thinned ? MOST : l->ends.known + 1),
                       p;
    struct reader r = {.c = c, .l = l};
    struct stretch col = {.count = 0};
    size_t n = 0, place = 0;
    while (next_point(&r, &p)) {
        double share = (p.at_s - s->from) / (s->until - s->from);
        size_t here = (size_t)fmax(0, fmin(CHART_COLUMNS - 1, share * CHART_COLUMNS));
        if (!thinned) {
            items[n++] = p;
            continue;
        }
        if (here != place) {
            n += stretch_write(&col, items + n);
            col.count = 0;
            place = here;
        }
        stretch_add(&col, &p);
    }
    n += stretch_write(&col, items + n);
    return (struct chart_points){items, n, thinned};
}

/* ---- rows --------------------------------------------------------------------------------------
 */

static size_t count_lines(const struct chart *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->npanels; i++)
        n += c->panels[i].nlines;
    return n;
}

static const struct chart_line *line_of(const struct chart *c, size_t line)
{
    size_t i = 0;
    while (line >= c->panels[i].nlines)
        line -= c->panels[i++].nlines;
    return &c->panels[i].lines[line];
}

/* The times of all lines, each once, or 0 when there are too many for a table. */
static size_t shared_times(struct arena *a, const struct chart *c, size_t longest, double **ret)
{
    size_t n = 0, all = 0, nlines = count_lines(c);
    for (size_t k = 0; k < nlines; k++)
        all += line_of(c, k)->count;
    if (longest > CHART_ROWS)
        return 0;
    double *at = ARENA_ARRAY(a, double, all + 1);
    for (size_t k = 0; k < nlines; k++)
        for (size_t i = 0; i < line_of(c, k)->count; i++)
            at[n++] = line_of(c, k)->at_s[i];
    qsort(at, n, sizeof *at, chart_compare);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || at[i] > at[kept - 1])
            at[kept++] = at[i];
    *ret = at;
    return kept <= longest + longest / 2 && kept <= CHART_ROWS ? kept : 0;
}

static size_t row_of(const struct chart_rows *r, double at_s)
{
    size_t low = 0, high = r->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (r->from_s[middle] <= at_s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void fill(const struct chart *c, const struct chart_rows *r, struct chart_extent *extent)
{
    for (size_t k = 0; k < r->nlines; k++) {
        const struct chart_line *l = line_of(c, k);
        for (size_t i = 0; i < l->count; i++) {
            struct chart_extent *e = &extent[row_of(r, l->at_s[i]) * r->nlines + k];
            double v = l->value[i];
            if (!chart_knows(v))
                continue;
            e->least = e->known ? fmin(e->least, v) : v;
            e->most = e->known ? fmax(e->most, v) : v;
            e->known = true;
        }
    }
}

struct chart_rows chart_rows(struct arena *a, const struct chart *c)
{
    struct chart_rows r = {.nlines = count_lines(c)};
    size_t longest = 0;
    double *from = NULL;
    for (size_t k = 0; k < r.nlines; k++)
        longest = line_of(c, k)->count > longest ? line_of(c, k)->count : longest;
    r.count = shared_times(a, c, longest, &from);
    r.from_s = r.until_s = from;
    if (r.count == 0) {
        r.count = longest < CHART_ROWS ? longest : CHART_ROWS;
        from = ARENA_ARRAY(a, double, r.count + 1);
        for (size_t i = 0; i <= r.count; i++)
            from[i] = c->from_s + (c->until_s - c->from_s) * (double)i / (double)r.count;
        r.from_s = from;
        r.until_s = from + 1;
    }
    struct chart_extent *extent = ARENA_ARRAY(a, struct chart_extent, r.count * r.nlines);
    fill(c, &r, extent);
    r.extent = extent;
    return r;
}
