#include "builder.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "text.h"

struct builder builder_section(struct arena *a, struct document *d, const struct section *like)
{
    struct section *s = ARENA_NEW(a, struct section);
    *s = *like;
    s->first = NULL;
    s->next = NULL;
    *(d->last ? &d->last->next : &d->first) = s;
    d->last = s;
    return (struct builder){a, &s->first};
}

static struct block *append(struct builder *b, enum block_kind kind, const char *role)
{
    struct block *block = ARENA_NEW(b->arena, struct block);
    block->kind = kind;
    block->role = role;
    *b->tail = block;
    b->tail = &block->next;
    return block;
}

static struct span *line_add(struct builder *b, struct line *l, enum span_kind kind,
                             struct slice text)
{
    struct span *s = ARENA_NEW(b->arena, struct span);
    s->kind = kind;
    s->text = text_line(b->arena, text, TEXT_SENTENCE_MAX);
    *(l->last ? &l->last->next : &l->first) = s;
    l->last = s;
    return s;
}

void line_text(struct builder *b, struct line *l, struct slice text)
{
    line_add(b, l, SPAN_TEXT, text);
}

void line_code(struct builder *b, struct line *l, struct slice text)
{
    line_add(b, l, SPAN_CODE, text);
}

void line_strong(struct builder *b, struct line *l, struct slice text)
{
    line_add(b, l, SPAN_STRONG, text);
}

void line_link(struct builder *b, struct line *l, struct slice text, struct slice anchor)
{
    line_add(b, l, SPAN_LINK, text)->anchor = anchor;
}

static struct slice PRINTF_LIKE(2, 0) format(struct arena *a, const char *fmt, va_list ap)
{
    char text[1024]; /* sentences of ours; what is longer is cut */
    int n = vsnprintf(text, sizeof text, fmt, ap);
    return n > 0 ? arena_copy(a, slice_from(text)) : SLICE("");
}

void line_textf(struct builder *b, struct line *l, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct slice text = format(b->arena, fmt, ap);
    va_end(ap);
    line_add(b, l, SPAN_TEXT, text);
}

void build_heading(struct builder *b, int level, struct slice anchor, struct slice text)
{
    struct block *block = append(b, BLOCK_HEADING, NULL);
    block->anchor = anchor;
    block->as.heading.level = level;
    line_text(b, &block->as.heading.line, text);
}

struct line *build_paragraph(struct builder *b, const char *role)
{
    return &append(b, BLOCK_PARAGRAPH, role)->as.paragraph;
}

void build_textf(struct builder *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct slice text = format(b->arena, fmt, ap);
    va_end(ap);
    line_text(b, build_paragraph(b, NULL), text);
}

void build_prose(struct builder *b, struct slice source, const struct slot *slots, size_t n)
{
    struct slot *clean = ARENA_ARRAY(b->arena, struct slot, n);
    for (size_t i = 0; i < n; i++) {
        clean[i].name = slots[i].name;
        clean[i].value = text_line(b->arena, slots[i].value, TEXT_SENTENCE_MAX);
    }
    append(b, BLOCK_PROSE, NULL)->as.prose = (struct prose){source, clean, n};
}

struct list *build_list(struct builder *b, bool ordered, const char *role)
{
    struct list *list = &append(b, BLOCK_LIST, role)->as.list;
    list->ordered = ordered;
    return list;
}

struct line *list_item(struct builder *b, struct list *list)
{
    struct item *item = ARENA_NEW(b->arena, struct item);
    *(list->last ? &list->last->next : &list->first) = item;
    list->last = item;
    return &item->line;
}

void build_code(struct builder *b, struct slice text)
{
    build_linked_code(b, text, NULL, 0);
}

void build_linked_code(struct builder *b, struct slice text, const struct slice *urls, size_t nurls)
{
    append(b, BLOCK_CODE, NULL)->as.code =
        (struct code){text_lines(b->arena, text, TEXT_BLOCK_MAX), urls, nurls};
}

struct facts *build_facts(struct builder *b, const char *role)
{
    return &append(b, BLOCK_FACTS, role)->as.facts;
}

void fact_add(struct builder *b, struct facts *f, const char *label, struct slice value,
              struct slice note)
{
    struct fact *fact = ARENA_NEW(b->arena, struct fact);
    fact->label = label;
    fact->value = text_line(b->arena, value, TEXT_SENTENCE_MAX);
    fact->note = text_line(b->arena, note, TEXT_NAME_MAX);
    *(f->last ? &f->last->next : &f->first) = fact;
    f->last = fact;
}

static struct builder container(struct builder *b, enum block_kind kind, const char *role,
                                struct line **line)
{
    struct block *block = append(b, kind, role);
    block->as.container.severity = SEVERITY_UNKNOWN;
    *line = &block->as.container.line;
    return (struct builder){b->arena, &block->as.container.first};
}

struct builder build_callout(struct builder *b, const char *role, int severity, struct line **line)
{
    struct block **here = b->tail;
    struct builder inside = container(b, BLOCK_CALLOUT, role, line);
    (*here)->as.container.severity = severity;
    return inside;
}

struct builder build_details(struct builder *b, const char *role, struct slice anchor,
                             struct line **line)
{
    struct block **here = b->tail;
    struct builder inside = container(b, BLOCK_DETAILS, role, line);
    (*here)->anchor = anchor;
    return inside;
}

struct table *build_table(struct builder *b, const char *caption, const char *role)
{
    struct table *t = &append(b, BLOCK_TABLE, role)->as.table;
    t->caption = caption;
    return t;
}

void table_column(struct table *t, const char *title, enum column_kind kind)
{
    assert(t->ncolumns < TABLE_COLUMNS_MAX && t->nrows == 0);
    t->columns[t->ncolumns++] = (struct column){title, kind};
}

void table_row(struct builder *b, struct table *t)
{
    struct row *row = ARENA_NEW(b->arena, struct row);
    row->cells = ARENA_ARRAY(b->arena, struct cell, t->ncolumns);
    for (size_t i = 0; i < t->ncolumns; i++)
        row->cells[i] = (struct cell){.sort = (double)NAN, .severity = SEVERITY_UNKNOWN};
    *(t->last ? &t->last->next : &t->first) = row;
    t->last = row;
    t->nrows++;
    t->filled = 0;
}

static struct cell *next_cell(struct table *t)
{
    assert(t->last && t->filled < t->ncolumns);
    return &t->last->cells[t->filled++];
}

struct cell *table_text(struct builder *b, struct table *t, struct slice text)
{
    struct cell *c = next_cell(t);
    c->text = text_line(b->arena, text, TEXT_NAME_MAX);
    return c;
}

struct cell *table_number(struct builder *b, struct table *t, struct slice text, double sort)
{
    struct cell *c = table_text(b, t, text);
    c->sort = sort;
    return c;
}

void table_status(struct table *t, int severity)
{
    next_cell(t)->severity = severity;
}

void table_unknown(struct builder *b, struct table *t)
{
    table_text(b, t, SLICE("\xE2\x80\x93")); /* an en dash; sort stays NAN */
}

struct figure *build_figure(struct builder *b, enum figure_kind kind, const char *title,
                            size_t nsides)
{
    struct figure *f = &append(b, BLOCK_FIGURE, NULL)->as.figure;
    f->kind = kind;
    f->title = title;
    f->nsides = nsides;
    return f;
}

struct bar *figure_bar(struct builder *b, struct figure *f, struct slice label)
{
    struct bar *bar = ARENA_NEW(b->arena, struct bar);
    bar->label = text_line(b->arena, label, TEXT_NAME_MAX);
    *(f->last ? &f->last->next : &f->first) = bar;
    f->last = bar;
    return bar;
}
