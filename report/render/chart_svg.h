/* chart_svg.h - a chart for the page: a still picture for each panel, and the points as a folded
 * table. The script of the page reads values from that table. */
#ifndef RENDER_CHART_SVG_H
#define RENDER_CHART_SVG_H

#include "document.h"
#include "sbuf.h"

void chart_html(struct sbuf *out, const struct figure *figure);

#endif
