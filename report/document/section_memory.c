/* section_memory.c - what the resident memory consists of. */
#include "section.h"

static void parts_figure(struct builder *b, const struct model *m)
{
    struct figure *f = build_figure(b, FIGURE_PARTS, "Resident memory by part", m->nsides);
    for (size_t i = 0; i < m->nmemory; i++) {
        const struct memory_part *p = &m->memory[i];
        struct bar *bar = figure_bar(b, f, slice_from(p->name));
        for (size_t side = 0; side < m->nsides; side++)
            bar->value[side] = p->bytes[side];
        bar->text = number_sides(b->arena, m, UNIT_BYTES, p->bytes);
    }
    f->alternative = SLICE("One bar per bundle, divided into the parts of the table below.");
}

bool section_memory(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nmemory == 0) {
        build_absence(b, c, "memory.smaps_rollup", "account of memory");
        return true;
    }
    parts_figure(b, m);
    struct table *t = build_table(b, "Memory by part", NULL);
    table_column(t, "Part", COLUMN_TEXT);
    columns_sides(t, m, "Size");
    table_column(t, "From", COLUMN_TEXT);
    for (size_t i = 0; i < m->nmemory; i++) {
        table_row(b, t);
        table_text(b, t, slice_from(m->memory[i].name));
        cells_sides(b, t, m, UNIT_BYTES, m->memory[i].bytes);
        table_text(b, t, slice_from(m->memory[i].note));
    }
    return true;
}
