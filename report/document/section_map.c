/* section_map.c - part of the section on memory: the memory map by what its regions are. */
#include "section.h"

static bool any_resident(const struct model *m)
{
    for (size_t i = 0; i < m->nmap_categories; i++)
        if (m->map_categories[i].resident[0].known ||
            m->map_categories[i].resident[model_last(m)].known)
            return true;
    return false;
}

/* What is resident; where only the map is there, how much address space. */
static void map_figure(struct builder *b, const struct model *m, bool resident)
{
    struct figure *f = build_figure(
        b, FIGURE_BARS, resident ? "Resident memory by kind of region" : "Address space by kind",
        m->nsides);
    f->common = true;
    for (size_t i = 0; i < m->nmap_categories; i++) {
        const struct map_category *c = &m->map_categories[i];
        struct bar *bar = figure_bar(b, f, slice_from(c->name));
        for (size_t side = 0; side < m->nsides; side++)
            bar->value[side] = resident ? c->resident[side] : c->space[side];
        bar->text = number_sides(b->arena, m, UNIT_BYTES, bar->value);
    }
    f->alternative = figure_sides_words(m);
}

void build_map(struct builder *b, const struct model *m)
{
    bool resident = any_resident(m);
    if (m->nmap_categories == 0)
        return;
    map_figure(b, m, resident);
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "The memory map by %zu kinds of region", m->nmap_categories);
    struct table *t = build_table(&in, "Memory map", NULL);
    table_column(t, "Kind", COLUMN_TEXT);
    columns_sides(t, m, "Resident");
    table_column(t, "Regions", COLUMN_NUMBER);
    table_column(t, "Address space", COLUMN_NUMBER);
    for (size_t i = 0; i < m->nmap_categories; i++) {
        const struct map_category *c = &m->map_categories[i];
        table_row(&in, t);
        table_text(&in, t, slice_from(c->name));
        cells_sides(&in, t, m, UNIT_BYTES, c->resident);
        cell_number(&in, t, UNIT_COUNT, c->regions[model_last(m)]);
        cell_number(&in, t, UNIT_BYTES, c->space[model_last(m)]);
    }
}
