/* text.h - foreign bytes become text that can be shown anywhere.
 *
 * Clean text is valid UTF-8 without control characters (C0, DEL, C1), without characters that
 * reorder, hide or break what stands around them (bidirectional controls, zero-width characters,
 * line and paragraph separators, tags, noncharacters), and not longer than asked for. What was
 * damaged or forbidden shows as U+FFFD, never silently as nothing; what was cut shows as an
 * ellipsis. It is still data: whoever writes a format escapes it for that format. */
#ifndef DOCUMENT_TEXT_H
#define DOCUMENT_TEXT_H

#include <stdbool.h>

#include "arena.h"
#include "slice.h"

enum {
    TEXT_NAME_MAX = 300,      /* a function, a path, a cell */
    TEXT_SENTENCE_MAX = 2000, /* a reason, a title, an argument list */
    TEXT_BLOCK_MAX = 60000    /* a stack, a dump */
};

/* One line: tabs and line ends become a blank. Longer than max bytes: the middle is cut out, since
 * paths and function names tell most at their ends. Returns raw itself when nothing changes,
 * so raw must live as long as the result. */
struct slice text_line(struct arena *a, struct slice raw, size_t max);

/* Keeps line feeds; a tab becomes four blanks. Longer than max bytes: the end is cut off. */
struct slice text_lines(struct arena *a, struct slice raw, size_t max);

/* True when s could have come out of text_lines(). */
bool text_is_clean(struct slice s);

/* Letters, digits and '-' only, lower case, never empty: for anchors. */
struct slice text_anchor(struct arena *a, const char *prefix, struct slice raw);

#endif
