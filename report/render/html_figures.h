/* html_figures.h - the figures of the page. Numbers stand beside them as text; what a rectangle is,
 * its title says. Places are in per cent, so that nothing is stretched but the rectangles. */
#ifndef RENDER_HTML_FIGURES_H
#define RENDER_HTML_FIGURES_H

#include "document.h"
#include "sbuf.h"

void figure_html(const struct figure *f, struct sbuf *out);

#endif
