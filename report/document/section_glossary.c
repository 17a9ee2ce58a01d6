/* section_glossary.c - the terms of this report, one sentence each; only those that it uses. */
#include "section.h"

/* Of a table so many rows are looked through: our own words stand in the first ones. */
enum { ROWS_READ = 40 };

struct wanted {
    const struct term *term;
    bool found;
};

static void look(struct wanted *w, struct slice text)
{
    w->found = w->found || term_is_in(w->term, text);
}

static void look_line(struct wanted *w, const struct line *l)
{
    for (const struct span *s = l->first; s; s = s->next)
        if (s->kind != SPAN_CODE)
            look(w, s->text);
}

/* What is monospaced are names of the program's, and no words of ours. */
static void look_table(struct wanted *w, const struct table *t)
{
    size_t n = 0;

    look(w, slice_from(t->caption));
    for (size_t i = 0; i < t->ncolumns; i++)
        look(w, slice_from(t->columns[i].title));
    for (const struct row *r = t->first; r && n < ROWS_READ; r = r->next, n++)
        for (size_t i = 0; i < t->ncolumns; i++)
            if (t->columns[i].kind == COLUMN_TEXT)
                look(w, r->cells[i].text);
}

static void look_figure(struct wanted *w, const struct figure *f)
{
    look(w, slice_from(f->title));
    look(w, f->alternative);
    for (const struct bar *b = f->first; b; b = b->next)
        look(w, b->label);
    for (size_t i = 0; f->flame && i < f->flame->profile->ntypes; i++)
        look(w, f->flame->types[i]);
}

static void look_block(struct wanted *w, const struct block *b)
{
    const struct slice source = b->kind == BLOCK_PROSE ? b->as.prose.source : SLICE("");

    look(w, source);
    if (b->kind == BLOCK_HEADING)
        look_line(w, &b->as.heading.line);
    if (b->kind == BLOCK_PARAGRAPH)
        look_line(w, &b->as.paragraph);
    if (b->kind == BLOCK_CALLOUT || b->kind == BLOCK_DETAILS)
        look_line(w, &b->as.container.line);
    if (b->kind == BLOCK_TABLE)
        look_table(w, &b->as.table);
    if (b->kind == BLOCK_FIGURE)
        look_figure(w, &b->as.figure);
    for (const struct item *i = b->kind == BLOCK_LIST ? b->as.list.first : NULL; i; i = i->next)
        look_line(w, &i->line);
    for (const struct fact *f = b->kind == BLOCK_FACTS ? b->as.facts.first : NULL; f; f = f->next)
        look(w, slice_from(f->label));
}

static void look_blocks(struct wanted *w, const struct block *first)
{
    for (const struct block *b = first; b && !w->found; b = b->next) {
        look_block(w, b);
        if (b->kind == BLOCK_CALLOUT || b->kind == BLOCK_DETAILS)
            look_blocks(w, b->as.container.first);
    }
}

static bool is_used(const struct document *d, const struct term *t)
{
    struct wanted w = {t, false};

    for (const struct section *s = d->first; s && !w.found; s = s->next) {
        look(&w, slice_from(s->title));
        look_blocks(&w, s->first);
    }
    return w.found;
}

bool section_glossary(struct builder *b, const struct context *c)
{
    const struct glossary *g = c->options->glossary;
    struct line *summary;
    struct list *list = NULL;
    struct builder in;

    for (size_t i = 0; g && i < g->count; i++) {
        if (!is_used(c->d, &g->terms[i]))
            continue;
        if (!list) {
            in = build_details(b, NULL, SLICE(""), &summary);
            line_text(&in, summary, g->title);
            list = build_list(&in, false, NULL);
        }
        struct line *l = list_item(&in, list);
        line_strong(&in, l, g->terms[i].names[0]);
        line_text(&in, l, SLICE(": "));
        line_text(&in, l, g->terms[i].meaning);
    }
    return list != NULL;
}
