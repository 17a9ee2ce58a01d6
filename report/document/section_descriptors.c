/* section_descriptors.c - open descriptors by type and by path, with duplicates. */
#include "section.h"

enum { BARS_MOST = 12 };

static void count_bar(struct builder *b, struct figure *f, const struct model *m,
                      struct slice label, const uint64_t *count)
{
    struct bar *bar = figure_bar(b, f, label);
    for (size_t side = 0; side < m->nsides; side++)
        bar->value[side] = (struct number){m->has_descriptors[side], (double)count[side]};
    bar->text = number_sides(b->arena, m, UNIT_COUNT, bar->value);
}

static struct figure *count_figure(struct builder *b, const struct model *m, const char *title)
{
    struct figure *f = build_figure(b, FIGURE_BARS, title, m->nsides);
    f->common = true;
    f->alternative = figure_sides_words(m);
    return f;
}

static void by_type(struct builder *b, const struct model *m)
{
    struct figure *f = count_figure(b, m, "Open descriptors by type");
    for (size_t i = 0; i < m->ndescriptor_types && i < BARS_MOST; i++)
        count_bar(b, f, m, m->descriptor_types[i].type, m->descriptor_types[i].count);
    struct table *t = build_table(b, "By type", NULL);
    table_column(t, "Type", COLUMN_TEXT);
    columns_sides(t, m, "Open");
    for (size_t i = 0; i < m->ndescriptor_types; i++) {
        table_row(b, t);
        table_text(b, t, m->descriptor_types[i].type);
        cells_counts(b, t, m, m->has_descriptors, m->descriptor_types[i].count);
    }
}

/* By growth, as the groups are ordered; one descriptor alone is no part of a picture. */
static void by_path_figure(struct builder *b, const struct model *m)
{
    struct figure *f = NULL;
    for (size_t i = 0; i < m->ndescriptors && i < BARS_MOST; i++) {
        const struct descriptor_group *g = &m->descriptors[i];
        if (g->count[0] < 2 && g->count[1] < 2)
            continue;
        f = f ? f : count_figure(b, m, "Open descriptors by target");
        count_bar(b, f, m, g->template, g->count);
    }
}

static void by_path(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    int last = model_last(m);
    by_path_figure(b, m);
    struct table *t = build_table(b, "By target", NULL);
    table_column(t, "Target", COLUMN_CODE);
    table_column(t, "Type", COLUMN_TEXT);
    columns_sides(t, m, "Open");
    table_column(t, "Duplicates", COLUMN_NUMBER);
    table_column(t, "Deleted", COLUMN_NUMBER);
    size_t n = m->ndescriptors < c->options->top ? m->ndescriptors : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct descriptor_group *g = &m->descriptors[i];
        table_row(b, t);
        struct cell *target = table_text(b, t, g->template);
        if (!slice_equal(g->example, g->template))
            target->note = text_line(b->arena, g->example, TEXT_NAME_MAX);
        table_text(b, t, g->type);
        cells_counts(b, t, m, m->has_descriptors, g->count);
        cell_number(b, t, UNIT_COUNT, number_known((double)g->duplicates[last]));
        cell_number(b, t, UNIT_COUNT, number_known((double)g->deleted[last]));
    }
    build_left_out(b, t, m->ndescriptors, "targets");
}

bool section_descriptors(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (!m->has_descriptors[0] && !m->has_descriptors[model_last(m)]) {
        build_absence(b, c, "files.fd", "table of descriptors");
        return true;
    }
    if (m->ndescriptor_types > 0)
        by_type(b, m);
    if (m->ndescriptors > 0) {
        build_textf(b, "Targets with their varying parts replaced by *. A duplicate is a handle "
                       "beyond the first on one and the same target.");
        by_path(b, c);
    }
    build_watches(b, m);
    build_pipes(b, c);
    build_locks(b, c);
    return true;
}
