/* builder.h - how sections write blocks. Cleans every text on its way in (text.h), so a section may
 * hand over bytes of a bundle as they are.
 *
 * Text that is clean already is kept as it is: it must live as long as the document, as everything
 * in the arena and in the model does.
 *
 * A builder appends to one list of blocks: that of a section or of a container. It is a small value
 * and is passed by pointer; the blocks live in its arena. */
#ifndef DOCUMENT_BUILDER_H
#define DOCUMENT_BUILDER_H

#include "document.h"

struct builder {
    struct arena *arena;
    struct block **tail; /* where the next block goes */
};

struct builder builder_section(struct arena *a, struct document *d, const struct section *like);

/* ---- spans -------------------------------------------------------------------------------------
 */
void line_text(struct builder *b, struct line *l, struct slice text);
void line_code(struct builder *b, struct line *l, struct slice text);
void line_strong(struct builder *b, struct line *l, struct slice text);
void line_link(struct builder *b, struct line *l, struct slice text, struct slice anchor);
void line_textf(struct builder *b, struct line *l, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* ---- blocks ------------------------------------------------------------------------------------
 */
void build_heading(struct builder *b, int level, struct slice anchor, struct slice text);
struct line *build_paragraph(struct builder *b, const char *role);
void build_textf(struct builder *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void build_prose(struct builder *b, struct slice source, const struct slot *slots, size_t n);
struct list *build_list(struct builder *b, bool ordered, const char *role);
struct line *list_item(struct builder *b, struct list *list);
void build_code(struct builder *b, struct slice text);
void build_linked_code(struct builder *b, struct slice text, const struct slice *urls,
                       size_t nurls);
struct facts *build_facts(struct builder *b, const char *role);
void fact_add(struct builder *b, struct facts *f, const char *label, struct slice value,
              struct slice note);

/* The title (summary) is filled through *line; what is built with the result stands inside. */
struct builder build_callout(struct builder *b, const char *role, int severity, struct line **line);
struct builder build_details(struct builder *b, const char *role, struct slice anchor,
                             struct line **line);

/* ---- tables ------------------------------------------------------------------------------------
 * Columns first, then for each row table_row() and its cells from left to right. */
struct table *build_table(struct builder *b, const char *caption, const char *role);
void table_column(struct table *t, const char *title, enum column_kind kind);
void table_row(struct builder *b, struct table *t);
struct cell *table_text(struct builder *b, struct table *t, struct slice text);
struct cell *table_number(struct builder *b, struct table *t, struct slice text, double sort);
void table_status(struct table *t, int severity);
void table_unknown(struct builder *b, struct table *t);

/* ---- figures -----------------------------------------------------------------------------------
 */
struct figure *build_figure(struct builder *b, enum figure_kind kind, const char *title,
                            size_t nsides);
struct bar *figure_bar(struct builder *b, struct figure *f, struct slice label);

#endif
