/* cmark_tree.h - text-bearing blocks through a CommonMark tree: the only user of cmark.h.
 *
 * Text enters the tree as nodes and can therefore not become mark-up; a prose template is parsed
 * first, and its {{slots}} are filled in the tree afterwards. For Markdown, what GitHub would make
 * live although CommonMark does not (mentions, issue numbers, bare links, emoji, mathematics,
 * strikethrough, hashes of commits, cell borders) is broken up on the way in. */
#ifndef RENDER_CMARK_TREE_H
#define RENDER_CMARK_TREE_H

#include "document.h"
#include "sbuf.h"

enum tree_format { TREE_HTML, TREE_MARKDOWN };

/* The spans without a paragraph around them and without a line end. */
void tree_inline(const struct line *line, enum tree_format format, struct sbuf *out);
void tree_paragraph(const struct line *line, enum tree_format format, struct sbuf *out);
void tree_list(const struct list *list, enum tree_format format, struct sbuf *out);
void tree_code(struct slice text, enum tree_format format, struct sbuf *out);

/* Headings of the template become level 4 and deeper. */
void tree_prose(const struct prose *prose, enum tree_format format, struct sbuf *out);

/* What a template may not hold, since it would be a hole in the page or would reach out of it:
 * HTML, pictures, links to anything but https, headings in the text. NULL: it is fine; else what it
 * is, and *line. */
const char *tree_template_fault(struct slice source, size_t *line);

#endif
