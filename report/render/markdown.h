/* markdown.h - one block of a document as Markdown, for a page that offers it to be copied. */
#ifndef RENDER_MARKDOWN_H
#define RENDER_MARKDOWN_H

#include "document.h"
#include "sbuf.h"

/* As it stands in the report for an issue; what follows the block is not written. */
void markdown_block(const struct block *b, struct sbuf *out);

#endif
