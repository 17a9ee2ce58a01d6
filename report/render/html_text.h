/* html_text.h - text for elements and quoted attributes of HTML. */
#ifndef RENDER_HTML_TEXT_H
#define RENDER_HTML_TEXT_H

#include "sbuf.h"
#include "slice.h"

void html_text(struct sbuf *out, struct slice s);

/* The same for the inside of elements, with places where a long name may break: behind '/' of a
 * path. */
void html_breakable(struct sbuf *out, struct slice s);

#endif
