/* chart_marks.h - the events of a chart as lines through a panel. The list of them is a block of
 * the document, in the same order. */
#ifndef RENDER_CHART_MARKS_H
#define RENDER_CHART_MARKS_H

#include "chart_layout.h"
#include "sbuf.h"

/* Upright lines with numbers; small ticks for kinds of which there are many. Top and bottom are
 * those of the plot, in pixels. */
void chart_marks_svg(struct arena *a, const struct chart *c, const struct chart_span *s, int top,
                     int bottom, struct sbuf *out);

#endif
