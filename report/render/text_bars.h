/* text_bars.h - a figure as lines of text, for Markdown and the terminal. */
#ifndef RENDER_TEXT_BARS_H
#define RENDER_TEXT_BARS_H

#include "document.h"
#include "sbuf.h"

void text_bars(const struct figure *f, struct sbuf *out);

/* Characters, not bytes: labels and arrows are UTF-8. */
size_t text_width(struct slice s);

/* 0 for what is not known, or no number. */
double bar_value(const struct bar *bar, size_t side);

/* What full length stands for: of a bar its own greater value, or that of all where they have one
 * scale; of parts the greater whole of the two sides. */
double figure_scale(const struct figure *f, const struct bar *bar);

#endif
