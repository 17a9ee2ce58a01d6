/* section_findings.c - each finding: what, on which evidence, what it means, what to do next. */
#include "section.h"

static struct slice anchor_of(struct builder *b, const struct finding *f)
{
    return text_anchor(b->arena, "finding-", slice_from(f->rule));
}

static void evidence(struct builder *b, const struct context *c, const struct finding *f)
{
    if (f->nevidence == 0)
        return;
    struct table *t = build_table(b, "Evidence", "evidence");
    table_column(t, "Number", COLUMN_TEXT);
    table_column(t, "From", COLUMN_CODE);
    if (c->m->nsides == 2)
        table_column(t, "Bundle", COLUMN_TEXT);
    for (size_t i = 0; i < f->nevidence; i++) {
        table_row(b, t);
        table_text(b, t, f->evidence[i].text);
        table_text(b, t, f->evidence[i].member);
        if (c->m->nsides == 2)
            table_text(b, t, slice_from(side_name(c->m, f->evidence[i].side)));
    }
}

static void next_steps(struct builder *b, const struct finding *f)
{
    if (f->nnext == 0)
        return;
    line_strong(b, build_paragraph(b, NULL), SLICE("Next"));
    struct list *list = build_list(b, true, "next");
    for (size_t i = 0; i < f->nnext; i++) {
        struct slice step = f->next[i];
        if (slice_skip(&step, SLICE("$ "))) /* a command, to be copied */
            line_code(b, list_item(b, list), step);
        else
            line_text(b, list_item(b, list), step);
    }
}

static void references(struct builder *b, const struct finding *f)
{
    struct line *l = build_paragraph(b, "note");
    line_textf(b, l, "Confidence: %s. Rule: ", confidence_names[f->confidence]);
    line_code(b, l, slice_from(f->rule));
    line_text(b, l, SLICE("."));
    if (f->explained_by) {
        line_text(b, l, SLICE(" Explained by "));
        line_link(b, l, f->explained_by->title, anchor_of(b, f->explained_by));
        line_text(b, l, SLICE("."));
    }
    if (f->anchor) {
        line_text(b, l, SLICE(" Details: "));
        line_link(b, l, slice_from(f->anchor), slice_from(f->anchor));
        line_text(b, l, SLICE("."));
    }
}

static void one(struct builder *b, const struct context *c, const struct finding *f)
{
    struct block **here = b->tail;
    struct line *title;
    struct builder in = build_callout(b, "finding", (int)f->severity, &title);
    (*here)->anchor = anchor_of(b, f);
    line_text(&in, title, f->title);
    if (f->source.len > 0)
        build_prose(&in, f->source, f->slots, f->nslots);
    else
        line_text(&in, build_paragraph(&in, NULL), f->text);
    evidence(&in, c, f);
    next_steps(&in, f);
    references(&in, f);
}

bool section_findings(struct builder *b, const struct context *c)
{
    if (c->f->count == 0)
        build_textf(b, "No rule found a fault. Rules that could not be judged are listed under "
                       "what is missing.");
    for (size_t i = 0; i < c->f->count; i++)
        one(b, c, &c->f->items[i]);
    return true;
}
