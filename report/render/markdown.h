/* markdown.h - blocks of a document as GitHub Markdown. Inside of the render stage. */
#ifndef RENDER_MARKDOWN_H
#define RENDER_MARKDOWN_H

#include "document.h"
#include "sbuf.h"

/* A block and all that follow it. Briefly: long tables are cut, details are left out, and headings
 * with nothing else under them. */
void markdown_blocks(const struct block *first, bool brief, struct sbuf *out);

/* Is anything but headings left of them? */
bool markdown_has_words(const struct block *first, bool brief);

/* One alone, as it stands in the report for an issue: for a page that offers it to be copied. */
void markdown_block(const struct block *b, struct sbuf *out);

#endif
