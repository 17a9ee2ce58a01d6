/* section_findings.c - each finding: what, on which evidence, what it means, what to do next. */
#include "section.h"

#include <string.h>

/* The first finding of the same rule: what it says about all of them is not said again. */
static const struct finding *first_of(const struct findings *all, const struct finding *f)
{
    const struct finding *first = all->items;
    while (first < f && strcmp(first->rule, f->rule) != 0)
        first++;
    return first;
}

/* "finding-heap-growing", and "finding-heap-growing-2" for the next one of that rule. */
static struct slice anchor_of(struct builder *b, const struct findings *all,
                              const struct finding *f)
{
    size_t n = 1;
    for (const struct finding *x = all->items; x < f; x++)
        n += strcmp(x->rule, f->rule) == 0;
    struct slice anchor = text_anchor(b->arena, "finding-", slice_from(f->rule));
    return n == 1 ? anchor : arena_printf(b->arena, "%.*s-%zu", SLICE_ARG(anchor), n);
}

/* The paragraphs of a template that have a slot in them: the others say the same for each. */
static struct slice particular(struct arena *a, struct slice source)
{
    struct slice kept = {0};
    while (source.len > 0) {
        size_t end = slice_find(source, SLICE("\n\n"));
        struct slice paragraph = slice_take(source, end);
        source = end == SIZE_MAX ? SLICE("") : slice_drop(source, end + 2);
        if (slice_find(paragraph, SLICE("{{")) != SIZE_MAX)
            kept = arena_printf(a, "%.*s%s%.*s", SLICE_ARG(kept), kept.len > 0 ? "\n\n" : "",
                                SLICE_ARG(paragraph));
    }
    return kept;
}

static bool has_step(const struct finding *f, struct slice step)
{
    for (size_t i = 0; i < f->nnext; i++)
        if (slice_equal(f->next[i], step))
            return true;
    return false;
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

/* Without the steps that first, when it is another finding, has already told. */
static void next_steps(struct builder *b, const struct finding *f, const struct finding *first)
{
    struct list *list = NULL;
    for (size_t i = 0; i < f->nnext; i++) {
        struct slice step = f->next[i];
        if (first != f && has_step(first, step))
            continue;
        if (!list) {
            line_strong(b, build_paragraph(b, NULL), SLICE("Next"));
            list = build_list(b, true, "next");
        }
        if (slice_skip(&step, SLICE("$ "))) /* a command, to be copied */
            line_code(b, list_item(b, list), step);
        else
            line_text(b, list_item(b, list), step);
    }
}

static void references(struct builder *b, const struct findings *all, const struct finding *f)
{
    const struct finding *first = first_of(all, f);
    struct line *l = build_paragraph(b, "note");
    if (first != f) {
        line_text(b, l, SLICE("What it means, and what else to do: as for "));
        line_link(b, l, first->title, anchor_of(b, all, first));
        line_text(b, l, SLICE(". "));
    }
    line_textf(b, l, "Confidence: %s. Rule: ", confidence_names[f->confidence]);
    line_code(b, l, slice_from(f->rule));
    line_text(b, l, SLICE("."));
    if (f->explained_by) {
        line_text(b, l, SLICE(" Explained by "));
        line_link(b, l, f->explained_by->title, anchor_of(b, all, f->explained_by));
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
    const struct finding *first = first_of(c->f, f);
    (*here)->anchor = anchor_of(b, c->f, f);
    line_text(&in, title, f->title);
    if (f->source.len > 0)
        build_prose(&in, first == f ? f->source : particular(b->arena, f->source), f->slots,
                    f->nslots);
    else
        line_text(&in, build_paragraph(&in, NULL), f->text);
    evidence(&in, c, f);
    next_steps(&in, f, first);
    references(&in, c->f, f);
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
