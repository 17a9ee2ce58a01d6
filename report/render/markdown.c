/* markdown.c - blocks as GitHub Markdown. */
#include "markdown.h"
#include "cmark_tree.h"
#include "live_text.h"
#include "render.h"
#include "severity.h"
#include "text_bars.h"
#include "text_flame.h"

#include <stdlib.h>
#include <string.h>

enum { BRIEF_ROWS = 8 };

struct pen {
    struct sbuf *out;
    bool brief;
};

static const char *severity_mark(int severity)
{
    static const char *const marks[] = {
        [SEVERITY_OK] = "\xF0\x9F\x9F\xA2 ok",            /* green circle */
        [SEVERITY_NOTE] = "\xF0\x9F\x94\xB5 note",        /* blue circle */
        [SEVERITY_WARNING] = "\xF0\x9F\x9F\xA0 warning",  /* orange circle */
        [SEVERITY_CRITICAL] = "\xF0\x9F\x94\xB4 critical" /* red circle */
    };
    return severity == SEVERITY_UNKNOWN ? "\xE2\x9A\xAA unknown" : marks[severity];
}

/* ---- pieces ------------------------------------------------------------------------------------
 */

static void add_span(struct sbuf *out, enum span_kind kind, struct slice text)
{
    struct span span = {.kind = kind, .text = text};
    struct line line = {&span, &span};
    if (text.len > 0)
        tree_inline(&line, TREE_MARKDOWN, out);
}

/* Digits and units that are ours: a number needs no escapes, and reads better without. */
static bool is_plain_number(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("0123456789., +-%KMGTPiBsdhmn\xC2\xB5", s.ptr[i]) || s.ptr[i] == '\0')
            return false;
    return s.len > 0;
}

static void add_cell(struct pen *p, const struct column *column, const struct cell *cell)
{
    sbuf_adds(p->out, " ");
    if (column->kind == COLUMN_STATUS)
        sbuf_adds(p->out, severity_mark(cell->severity));
    else if (column->kind == COLUMN_CODE && cell->text.len > 0)
        add_span(p->out, SPAN_CODE, cell->text);
    else if (column->kind == COLUMN_NUMBER && is_plain_number(cell->text))
        sbuf_add(p->out, cell->text);
    else
        add_span(p->out, SPAN_TEXT, cell->text);
    if (cell->note.len > 0 && !p->brief) {
        sbuf_adds(p->out, "<br><sub>");
        live_entities(cell->note, p->out);
        sbuf_adds(p->out, "</sub>");
    }
    sbuf_adds(p->out, " |");
}

/* The inside of <summary>: an HTML block of Markdown, where nothing is escaped for us. */
static void add_summary(struct sbuf *out, const struct line *line)
{
    for (const struct span *s = line->first; s; s = s->next) {
        const char *tag = s->kind == SPAN_CODE ? "code" : s->kind == SPAN_STRONG ? "b" : NULL;
        if (tag)
            sbuf_addf(out, "<%s>", tag);
        live_entities(s->text, out);
        if (tag)
            sbuf_addf(out, "</%s>", tag);
    }
}

/* ---- blocks ------------------------------------------------------------------------------------
 */
static void write_blocks(struct pen *p, const struct block *first);

/* Is there something under the heading? What is brief may have left all of it out. */
static bool has_words(const struct block *heading, bool brief)
{
    for (const struct block *b = heading->next; b; b = b->next) {
        if (b->kind == BLOCK_HEADING && b->as.heading.level <= heading->as.heading.level)
            return false;
        if (b->kind != BLOCK_HEADING && !(brief && b->kind == BLOCK_DETAILS))
            return true;
    }
    return false;
}

static void write_heading(struct pen *p, const struct block *b)
{
    sbuf_addf(p->out, "%.*s ", b->as.heading.level, "######");
    tree_inline(&b->as.heading.line, TREE_MARKDOWN, p->out);
    sbuf_adds(p->out, "\n\n");
}

static void write_paragraph(struct pen *p, const struct block *b)
{
    tree_paragraph(&b->as.paragraph, TREE_MARKDOWN, p->out);
    sbuf_adds(p->out, "\n");
}

static void write_prose(struct pen *p, const struct block *b)
{
    tree_prose(&b->as.prose, TREE_MARKDOWN, p->out);
    sbuf_adds(p->out, "\n");
}

static void write_list(struct pen *p, const struct block *b)
{
    tree_list(&b->as.list, TREE_MARKDOWN, p->out);
    sbuf_adds(p->out, "\n");
}

static void write_code(struct pen *p, const struct block *b)
{
    tree_code(b->as.code.text, TREE_MARKDOWN, p->out);
    sbuf_adds(p->out, "\n");
}

static void write_table(struct pen *p, const struct block *b)
{
    const struct table *t = &b->as.table;
    if (t->nrows == 0)
        return;
    sbuf_adds(p->out, "|");
    for (size_t i = 0; i < t->ncolumns; i++)
        sbuf_addf(p->out, " %s |", t->columns[i].title);
    sbuf_adds(p->out, "\n|");
    for (size_t i = 0; i < t->ncolumns; i++)
        sbuf_adds(p->out, t->columns[i].kind == COLUMN_NUMBER ? " ---: |" : " --- |");
    sbuf_adds(p->out, "\n");
    size_t n = 0;
    for (const struct row *r = t->first; r && !(p->brief && n == BRIEF_ROWS); r = r->next, n++) {
        sbuf_adds(p->out, "|");
        for (size_t i = 0; i < t->ncolumns; i++)
            add_cell(p, &t->columns[i], &r->cells[i]);
        sbuf_adds(p->out, "\n");
    }
    sbuf_adds(p->out, "\n");
    if (n < t->nrows)
        sbuf_addf(p->out, "%zu more rows are left out here.\n\n", t->nrows - n);
}

/* With a title a section of its own, without one a quotation. */
static void write_callout(struct pen *p, const struct block *b)
{
    const struct container *c = &b->as.container;
    if (c->line.first) {
        sbuf_addf(p->out, "### %s: ", severity_mark(c->severity));
        tree_inline(&c->line, TREE_MARKDOWN, p->out);
        sbuf_adds(p->out, "\n\n");
        write_blocks(p, c->first);
        return;
    }
    AUTO_SBUF struct sbuf inside;
    sbuf_init(&inside, p->out->max);
    struct pen pen = {&inside, p->brief};
    if (severity_shown(b))
        sbuf_addf(&inside, "**%s**\n\n", severity_mark(c->severity));
    write_blocks(&pen, c->first);
    struct slice rest = slice_trim(sbuf_view(&inside)), line;
    while (slice_next(&rest, '\n', &line)) {
        sbuf_adds(p->out, line.len > 0 ? "> " : ">");
        sbuf_add(p->out, line);
        sbuf_adds(p->out, "\n");
    }
    sbuf_adds(p->out, "\n");
}

static void write_details(struct pen *p, const struct block *b)
{
    if (p->brief)
        return;
    sbuf_adds(p->out, "<details><summary>");
    add_summary(p->out, &b->as.container.line);
    sbuf_adds(p->out, "</summary>\n\n");
    write_blocks(p, b->as.container.first);
    sbuf_adds(p->out, "</details>\n\n");
}

static void write_facts(struct pen *p, const struct block *b)
{
    for (const struct fact *f = b->as.facts.first; f; f = f->next) {
        sbuf_addf(p->out, "**%s** ", f->label);
        add_span(p->out, SPAN_CODE, f->value);
        if (f->note.len > 0) {
            sbuf_adds(p->out, " ");
            add_span(p->out, SPAN_TEXT, f->note);
        }
        sbuf_adds(p->out, f->next ? " \xC2\xB7 " : "\n\n");
    }
}

static void write_figure(struct pen *p, const struct block *b)
{
    if (b->as.figure.chart) { /* the table below has its courses */
        add_span(p->out, SPAN_TEXT, b->as.figure.alternative);
        sbuf_adds(p->out, "\n\n");
        return;
    }
    AUTO_SBUF struct sbuf bars;
    sbuf_init(&bars, p->out->max);
    if (b->as.figure.flame)
        text_flame(b->as.figure.flame, &bars);
    else
        text_bars(&b->as.figure, &bars);
    tree_code(sbuf_view(&bars), TREE_MARKDOWN, p->out);
    sbuf_adds(p->out, "\n");
}

static void write_blocks(struct pen *p, const struct block *first)
{
    static void (*const write[BLOCK_KIND_COUNT])(struct pen *, const struct block *) = {
        [BLOCK_HEADING] = write_heading, [BLOCK_PARAGRAPH] = write_paragraph,
        [BLOCK_PROSE] = write_prose,     [BLOCK_LIST] = write_list,
        [BLOCK_CODE] = write_code,       [BLOCK_TABLE] = write_table,
        [BLOCK_CALLOUT] = write_callout, [BLOCK_DETAILS] = write_details,
        [BLOCK_FACTS] = write_facts,     [BLOCK_FIGURE] = write_figure,
    };
    for (const struct block *b = first; b; b = b->next)
        if (b->kind != BLOCK_HEADING || has_words(b, p->brief))
            write[b->kind](p, b);
}

bool markdown_has_words(const struct block *first, bool brief)
{
    for (const struct block *b = first; b; b = b->next)
        if (b->kind != BLOCK_HEADING && !(brief && b->kind == BLOCK_DETAILS))
            return true;
    return false;
}

void markdown_blocks(const struct block *first, bool brief, struct sbuf *out)
{
    struct pen pen = {out, brief};
    write_blocks(&pen, first);
}

void markdown_block(const struct block *b, struct sbuf *out)
{
    struct block alone = *b;
    alone.next = NULL;
    markdown_blocks(&alone, false, out);
}
