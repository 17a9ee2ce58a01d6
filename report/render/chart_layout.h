/* chart_layout.h - where the things of a chart stand: axes with round numbers, points thinned so
 * that nothing that sticks out is lost, and the rows of the table behind it. */
#ifndef RENDER_CHART_LAYOUT_H
#define RENDER_CHART_LAYOUT_H

#include "arena.h"
#include "document.h"

/* Low and high are multiples of the step. */
struct chart_axis {
    double low, high, step;
};

/* Holds all values of the panel, and its limit where that is not far above them. Starts at 0 unless
 * the values are all far from it; then it still spans a tenth of them, so that noise stays small.
 */
struct chart_axis chart_axis(const struct chart_panel *p);
bool chart_shows_limit(const struct chart_panel *p, const struct chart_axis *axis);
struct units_text chart_axis_text(enum unit unit, const struct chart_axis *axis, double value);

/* What the picture spans: the chart, and the way to a limit that is near. */
struct chart_span {
    double from, until;
};
struct chart_span chart_span(const struct chart *c);

/* The first tick at or after the start of the span; step is that between ticks. */
double chart_first_tick(const struct chart *c, const struct chart_span *s, double *step);
struct units_text chart_tick_text(const struct chart *c, double at_s, double step);

/* A point of a line to be drawn; begins says that nothing joins it to the one before. */
struct chart_point {
    double at_s, value;
    bool begins;
};

/* The points of a line, or where there are too many, of each of CHART_COLUMNS stretches of time its
 * first, least, most and last. */
enum { CHART_COLUMNS = 240 };
struct chart_points {
    const struct chart_point *items;
    size_t count;
    bool thinned;
};
struct chart_points chart_thin(struct arena *a, const struct chart *c, const struct chart_line *l,
                               const struct chart_span *s);

/* The table behind a chart: times that all lines share, or stretches of time. */
enum { CHART_ROWS = 100 };
struct chart_extent {
    bool known;
    double least, most;
};
struct chart_rows {
    size_t count;
    const double *from_s, *until_s;    /* equal: one time, not a stretch */
    const struct chart_extent *extent; /* [row * lines of all panels + line] */
    size_t nlines;
};
struct chart_rows chart_rows(struct arena *a, const struct chart *c);

#endif
