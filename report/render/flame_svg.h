/* flame_svg.h - a flame graph as HTML: a still picture that needs no script, and behind it the
 * numbers that the script of the page draws from. */
#ifndef RENDER_FLAME_SVG_H
#define RENDER_FLAME_SVG_H

#include "document.h"
#include "sbuf.h"

/* What stands inside of <figure class="flame">, without its caption. */
void flame_html(struct sbuf *out, const struct figure *f);

/* The trees as JSON, fit for the inside of a <script> element: see flame_data.c. */
void flame_data(const struct flame *f, struct sbuf *out);

/* Index of the colour of a package, the same in every report. 0: the runtime and the standard
 * library, and code without a package. */
unsigned flame_hue(const struct profile_function *f, struct slice package);

#endif
