/* live_text.h - finds what GitHub would make live in plain text although CommonMark does not.
 *
 * "@name" notifies a person, "#12" and "GH-12" link an issue, a bare URL becomes a link, a long
 * hexadecimal word a commit, ":name:" a picture, "$x$" mathematics, "~x~" is struck out, '|' ends a
 * table cell. Each is broken by an entity that a reader does not see, so the text still reads as it
 * was. */
#ifndef RENDER_LIVE_TEXT_H
#define RENDER_LIVE_TEXT_H

#include <stdbool.h>

#include "sbuf.h"
#include "slice.h"

/* Cuts *rest behind its first live character: *plain is what stands before it, *instead the
 * constant Markdown to write for it (NULL at the end). False when *rest was empty. */
bool live_next(struct slice *rest, struct slice *plain, const char **instead);

/* Text for the inside of an HTML element within Markdown: everything but letters, digits and a few
 * harmless signs becomes an entity, and what is live is broken up. */
void live_entities(struct slice text, struct sbuf *out);

#endif
