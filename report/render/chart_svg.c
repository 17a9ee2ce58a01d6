/* chart_svg.c - each panel is two pictures side by side: the scale, whose width is fixed, and the
 * plot, which is as wide as there is room. Text stands in pixels and places in per cent, so that
 * letters keep their size on a phone; only what is inside of the curve is stretched. */
#include "chart_svg.h"

#include <math.h>
#include <string.h>

#include "chart_layout.h"
#include "chart_marks.h"
#include "html_text.h"

/* Pixels, and units of the stretched plot. */
enum { TOP = 16, PLOT = 96, BOTTOM = TOP + PLOT, HEIGHT = BOTTOM + 18, UNITS = 1000 };
enum { DOTS_MOST = 40, BAND_STEPS = 16 };
static const double CHAR_WIDTH = 6.4; /* of a digit in the scale */

struct panel {
    struct sbuf *out;
    struct arena *a;
    const struct chart *c;
    const struct chart_panel *p;
    struct chart_axis axis;
    struct chart_span span;
};

static double across(const struct panel *d, double at_s)
{
    return (at_s - d->span.from) / (d->span.until - d->span.from);
}

/* 0 at the top; far beyond the picture nothing is gained by distance. */
static double down(const struct panel *d, double value)
{
    double y = (d->axis.high - value) / (d->axis.high - d->axis.low);
    return fmax(-2, fmin(3, y));
}

static int steps_of(const struct chart_axis *axis)
{
    return (int)((axis->high - axis->low) / axis->step + 0.5);
}

/* ---- inside of the stretched plot --------------------------------------------------------------
 */

static void add_place(const struct panel *d, char command, double at_s, double value)
{
    sbuf_addf(d->out, "%c%.1f %.1f", command, across(d, at_s) * UNITS, down(d, value) * UNITS);
}

static void add_grid(const struct panel *d)
{
    sbuf_adds(d->out, "<path class=\"grid\" d=\"");
    int steps = steps_of(&d->axis);
    for (int i = 0; i <= steps; i++)
        sbuf_addf(d->out, "M0 %.1fH%d", (double)UNITS * i / steps, UNITS);
    sbuf_adds(d->out, "\"/>\n");
}

/* A point that nothing joins is a line of no length: its round ends make it a dot. */
static void add_curve(const struct panel *d, const struct chart_line *l,
                      const struct chart_points *points)
{
    sbuf_addf(d->out, "<path class=\"curve style-%zu%s\" d=\"", l->style % CHART_LINES_MAX,
              points->thinned ? " dense" : "");
    for (size_t i = 0; i < points->count; i++) {
        const struct chart_point *p = &points->items[i];
        add_place(d, p->begins ? 'M' : 'L', p->at_s, p->value);
        if (p->begins && (i + 1 == points->count || points->items[i + 1].begins))
            sbuf_adds(d->out, "h0");
    }
    sbuf_adds(d->out, "\"/>\n");
}

static void add_trend(const struct panel *d, const struct chart_line *l)
{
    double from = d->c->from_s, until = d->c->until_s;
    const struct trend *t = &l->fit;
    if (!t->moves)
        return;
    if (d->p->reached_s.known && l == &d->p->lines[d->p->nlines - 1])
        until = fmin(d->span.until, d->p->reached_s.value);
    from = fmax(from, l->fit_from_s);
    sbuf_addf(d->out, "<path class=\"band style-%zu\" d=\"", l->style % CHART_LINES_MAX);
    for (int i = 0; i <= 2 * BAND_STEPS + 1; i++) {
        int step = i <= BAND_STEPS ? i : 2 * BAND_STEPS + 1 - i;
        double at = from + (until - from) * step / BAND_STEPS;
        double error = trend_error_at(t, at);
        add_place(d, i == 0 ? 'M' : 'L', at, trend_at(t, at) + (i <= BAND_STEPS ? error : -error));
    }
    sbuf_addf(d->out, "Z\"/>\n<path class=\"trend style-%zu\" d=\"", l->style % CHART_LINES_MAX);
    add_place(d, 'M', from, trend_at(t, from));
    add_place(d, 'L', until, trend_at(t, until));
    sbuf_adds(d->out, "\"/>\n");
}

/* ---- around it ---------------------------------------------------------------------------------
 */

static void add_dots(const struct panel *d, const struct chart_line *l,
                     const struct chart_points *points)
{
    if (points->count > DOTS_MOST)
        return;
    for (size_t i = 0; i < points->count; i++) {
        const struct chart_point *p = &points->items[i];
        sbuf_addf(d->out,
                  "<circle class=\"dot style-%zu\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"2.4\"><title>%s: ",
                  l->style % CHART_LINES_MAX, across(d, p->at_s) * 100,
                  TOP + PLOT * down(d, p->value), chart_time_text(d->c, p->at_s).s);
        sbuf_adds(d->out, unit_text(d->p->unit, p->value).s);
        sbuf_adds(d->out, "</title></circle>\n");
    }
}

static void add_limit(const struct panel *d)
{
    if (!chart_shows_limit(d->p, &d->axis))
        return;
    double y = TOP + PLOT * down(d, d->p->limit.value);
    sbuf_addf(d->out,
              "<line class=\"limit\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/>"
              "<text class=\"limit start\" x=\"4\" y=\"%.1f\">",
              y, y, y + 13);
    html_text(d->out, d->p->limit_name);
    sbuf_addf(d->out, " %s</text>\n", unit_text(d->p->unit, d->p->limit.value).s);
    if (d->p->reached_s.known && d->p->reached_s.value <= d->span.until)
        sbuf_addf(d->out, "<circle class=\"reached\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"4\"/>\n",
                  across(d, d->p->reached_s.value) * 100, y);
}

static void add_times(const struct panel *d)
{
    double step, at = chart_first_tick(d->c, &d->span, &step);
    for (int i = 0; i < 8 && at <= d->span.until + step * 1e-6; i++, at += step) {
        double x = across(d, at) * 100;
        sbuf_addf(d->out, "<line class=\"tick\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                  x, x, BOTTOM, BOTTOM + 4);
        sbuf_addf(d->out, "<text class=\"%s\" x=\"%.2f%%\" y=\"%d\">%s</text>\n",
                  x < 6    ? "start"
                  : x > 90 ? "end"
                           : "middle",
                  x, HEIGHT - 2, chart_tick_text(d->c, at, step).s);
    }
}

static void add_scale(const struct panel *d, int width)
{
    sbuf_addf(d->out, "<svg class=\"scale\" width=\"%d\" height=\"%d\" aria-hidden=\"true\">\n",
              width, HEIGHT);
    int steps = steps_of(&d->axis);
    for (int i = 0; i <= steps; i++)
        sbuf_addf(d->out, "<text class=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n", width - 6,
                  TOP + (double)PLOT * i / steps + 4,
                  chart_axis_text(d->p->unit, &d->axis, d->axis.high - i * d->axis.step).s);
    sbuf_adds(d->out, "</svg>");
}

static void add_plot(const struct panel *d)
{
    struct chart_points *points = ARENA_ARRAY(d->a, struct chart_points, d->p->nlines);
    sbuf_addf(d->out, "<svg class=\"plot\" width=\"100%%\" height=\"%d\">\n", HEIGHT);
    sbuf_addf(d->out,
              "<svg y=\"%d\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 %d %d\" "
              "preserveAspectRatio=\"none\">\n",
              TOP, PLOT, UNITS, UNITS);
    add_grid(d);
    for (size_t i = 0; i < d->p->nlines; i++)
        add_trend(d, &d->p->lines[i]);
    for (size_t i = d->p->nlines; i-- > 0;) {
        points[i] = chart_thin(d->a, d->c, &d->p->lines[i], &d->span);
        add_curve(d, &d->p->lines[i], &points[i]);
    }
    sbuf_adds(d->out, "</svg>\n");
    add_limit(d);
    chart_marks_svg(d->a, d->c, &d->span, TOP, BOTTOM, d->out);
    for (size_t i = 0; i < d->p->nlines; i++)
        add_dots(d, &d->p->lines[i], &points[i]);
    add_times(d);
    sbuf_adds(d->out, "</svg>");
}

/* ---- a panel with its words --------------------------------------------------------------------
 */

static void add_head(const struct panel *d)
{
    sbuf_adds(d->out, "<p class=\"what\"><b>");
    html_text(d->out, d->p->what);
    sbuf_adds(d->out, "</b>");
    for (size_t i = 0; i < d->p->nlines; i++) {
        const struct chart_line *l = &d->p->lines[i];
        sbuf_adds(d->out, "<span>");
        if (l->name.len > 0) {
            sbuf_addf(d->out,
                      "<svg class=\"key\" viewBox=\"0 0 18 8\" aria-hidden=\"true\"><path "
                      "class=\"curve style-%zu\" d=\"M1 4H17\"/></svg> ",
                      l->style % CHART_LINES_MAX);
            html_text(d->out, l->name);
            sbuf_adds(d->out, ": ");
        }
        html_text(d->out, l->words);
        html_text(d->out, l->range);
        sbuf_adds(d->out, l->fit.moves ? ", " : "");
        html_text(d->out, l->fit.moves ? l->slope : SLICE(""));
        sbuf_adds(d->out, "</span>");
    }
    if (d->p->limit_words.len > 0) {
        sbuf_adds(d->out, "<span>");
        html_text(d->out, d->p->limit_words);
        sbuf_adds(d->out, "</span>");
    }
    sbuf_adds(d->out, "</p>\n");
}

static int scale_width(const struct chart *c)
{
    size_t most = 0;
    for (size_t i = 0; i < c->npanels; i++) {
        struct chart_axis axis = chart_axis(&c->panels[i]);
        for (int k = 0; k <= steps_of(&axis); k++) {
            double v = axis.low + k * axis.step;
            size_t n = strlen(chart_axis_text(c->panels[i].unit, &axis, v).s);
            most = n > most ? n : most;
        }
    }
    return (int)((double)most * CHAR_WIDTH) + 8;
}

/* ---- the table behind it -----------------------------------------------------------------------
 */

static void add_columns(struct sbuf *out, const struct chart *c, bool stretches)
{
    sbuf_addf(out, "<thead><tr><th scope=\"col\" class=\"n\">%s</th>", stretches ? "From" : "Time");
    for (size_t i = 0; i < c->npanels; i++) {
        for (size_t k = 0; k < c->panels[i].nlines; k++) {
            sbuf_addf(out, "<th scope=\"col\" class=\"n\" data-panel=\"%zu\">", i);
            html_text(out, c->panels[i].what);
            sbuf_adds(out, c->panels[i].lines[k].name.len > 0 ? ", " : "");
            html_text(out, c->panels[i].lines[k].name);
            sbuf_adds(out, "</th>");
        }
    }
    sbuf_adds(out, "</tr></thead>\n<tbody>\n");
}

static void add_extent(struct sbuf *out, enum unit unit, const struct chart_extent *e)
{
    if (!e->known) {
        sbuf_adds(out, "<td class=\"n\"></td>");
        return;
    }
    sbuf_addf(out, "<td class=\"n\" data-sort=\"%.9g\">%s", e->most, unit_text(unit, e->least).s);
    if (e->most > e->least)
        sbuf_addf(out, " to %s", unit_text(unit, e->most).s);
    sbuf_adds(out, "</td>");
}

static void add_row(struct sbuf *out, const struct chart *c, const struct chart_rows *r, size_t row)
{
    const struct chart_extent *e = &r->extent[row * r->nlines];
    sbuf_addf(out, "<tr data-at=\"%.9g\"><td class=\"n\" data-sort=\"%.9g\">%s</td>",
              r->from_s[row] / 2 + r->until_s[row] / 2, r->from_s[row],
              chart_time_text(c, r->from_s[row]).s);
    for (size_t i = 0; i < c->npanels; i++)
        for (size_t k = 0; k < c->panels[i].nlines; k++)
            add_extent(out, c->panels[i].unit, e++);
    sbuf_adds(out, "</tr>\n");
}

static void add_points(struct sbuf *out, struct arena *a, const struct chart *c)
{
    struct chart_rows r = chart_rows(a, c);
    bool stretches = r.until_s != r.from_s;
    sbuf_addf(out, "<details class=\"points\"><summary>%s</summary>\n",
              stretches ? "The points, the least and the most of each stretch of time"
                        : "The points");
    sbuf_addf(out, "<div class=\"scroll\"><table><caption>%s, points</caption>\n", c->title);
    add_columns(out, c, stretches);
    for (size_t row = 0; row < r.count; row++)
        add_row(out, c, &r, row);
    sbuf_adds(out, "</tbody></table></div></details>\n");
}

static bool any_trend(const struct chart *c)
{
    for (size_t i = 0; i < c->npanels; i++)
        for (size_t k = 0; k < c->panels[i].nlines; k++)
            if (c->panels[i].lines[k].fit.moves)
                return true;
    return false;
}

void chart_html(struct sbuf *out, const struct figure *figure)
{
    const struct chart *c = figure->chart;
    struct arena a = ARENA_INIT;
    struct chart_span span = chart_span(c);
    int width = scale_width(c);
    sbuf_addf(out, "<div class=\"panels\" data-from=\"%.9g\" data-until=\"%.9g\">\n", span.from,
              span.until);
    for (size_t i = 0; i < c->npanels; i++) {
        struct panel d = {out, &a, c, &c->panels[i], chart_axis(&c->panels[i]), span};
        sbuf_adds(out, "<div class=\"panel\">");
        add_head(&d);
        sbuf_adds(out, "<div class=\"picture\" role=\"img\" aria-label=\"");
        html_text(out, c->panels[i].alternative);
        sbuf_adds(out, "\">");
        add_scale(&d, width);
        add_plot(&d);
        sbuf_adds(out, "</div></div>\n");
    }
    sbuf_adds(out, "</div>\n");
    if (any_trend(c))
        sbuf_adds(out, "<p class=\"what\">Dotted: a straight line through the points from where it "
                       "begins, in a band of two standard errors.</p>\n");
    add_points(out, &a, c);
    arena_done(&a);
}
