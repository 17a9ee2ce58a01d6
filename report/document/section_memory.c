/* section_memory.c - what the resident memory consists of, or the footprint on macOS. */
#include "section.h"

static const char *whole(const struct model *m)
{
    return m->memory_whole ? m->memory_whole : "process.rss";
}

static void parts_figure(struct builder *b, const struct model *m)
{
    struct figure *f = build_figure(
        b, FIGURE_PARTS, m->memory_whole ? "Physical footprint by part" : "Resident memory by part",
        m->nsides);
    for (size_t i = 0; i < m->nmemory; i++) {
        const struct memory_part *p = &m->memory[i];
        struct bar *bar = figure_bar(b, f, slice_from(p->name));
        for (size_t side = 0; side < m->nsides; side++)
            bar->value[side] = p->bytes[side];
        bar->text = number_sides(b->arena, m, UNIT_BYTES, p->bytes);
        bar->unsure = p->source == MEMORY_BY_DIFFERENCE;
    }
    f->alternative =
        m->nsides == 2
            ? SLICE("One bar for each bundle, on one scale, divided into the parts of the table "
                    "below. What is hatched is known as a difference only.")
            : SLICE("Divided into the parts of the table below. What is hatched is known as a "
                    "difference only.");
}

static const char *const how_known[] = {
    [MEMORY_BY_KERNEL] = "counted by the kernel",
    [MEMORY_BY_RUNTIME] = "counted by the Go runtime",
    [MEMORY_BY_SHAPE] = "told by its shape in the map",
    [MEMORY_BY_DIFFERENCE] = "what is left",
};

/* How much of it the parts explain, and how sure that is. */
static void explained(struct builder *b, const struct model *m)
{
    struct number rss = model_metric(m, whole(m), model_last(m));
    if (!rss.known)
        return;
    if (!m->memory_explained.known) { /* no runtime says what its regions are for */
        build_textf(b, "The parts below add up to the %s that are resident.",
                    units_bytes(rss.value).s);
        return;
    }
    struct line *l = build_paragraph(b, NULL);
    double share = m->memory_explained.value;
    line_text(b, l, number_text(b->arena, UNIT_FRACTION, share));
    line_text(b, l, SLICE(" of the "));
    line_text(b, l, number_text(b->arena, UNIT_BYTES, rss.value));
    line_text(b, l,
              m->memory_whole
                  ? SLICE(" of physical footprint are explained; the parts below add up "
                          "to it. ")
                  : SLICE(" that are resident are explained; the parts below add up "
                          "to it. "));
    line_text(
        b, l,
        share >= 0.95 ? SLICE("That is as good as it gets: the kernel and the runtime are "
                              "asked one after the other, not at once.")
        : share >= 0.8
            ? SLICE("So the large parts are sure, and the rest is not worth a search yet.")
            : SLICE("So a large part is known by its size only: see the row \"not explained\"."));
}

static void sum_row(struct builder *b, struct table *t, const struct model *m)
{
    struct number sums[SIDES_MAX] = {{false, 0}, {false, 0}};
    for (size_t side = 0; side < m->nsides; side++)
        sums[side] = model_metric(m, whole(m), (int)side);
    table_row(b, t);
    table_text(b, t,
               m->memory_whole ? SLICE("physical footprint, the sum")
                               : SLICE("resident memory, the sum"));
    cells_sides(b, t, m, UNIT_BYTES, sums);
    table_text(b, t, slice_from(how_known[MEMORY_BY_KERNEL]))->note =
        m->memory_whole ? SLICE("what the system charges the process with") : SLICE("VmRSS");
}

/* Resident memory is another thing: pages of libraries are in it, compressed ones are not. */
static void resident_note(struct builder *b, const struct model *m)
{
    struct number rss[SIDES_MAX] = {{false, 0}, {false, 0}};
    if (!m->memory_whole)
        return;
    for (size_t side = 0; side < m->nsides; side++)
        rss[side] = model_metric(m, "process.rss", (int)side);
    if (!rss[model_last(m)].known)
        return;
    struct line *l = build_paragraph(b, "note");
    line_text(b, l, SLICE("Resident: "));
    line_text(b, l, number_sides(b->arena, m, UNIT_BYTES, rss));
    line_text(b, l,
              SLICE(". That counts pages of shared libraries and memory that was given back "
                    "but not taken yet, and not what is compressed: on macOS the footprint "
                    "is the number that counts."));
}

/* Not part of the sum: what is in swap is not resident. */
static void swap_note(struct builder *b, const struct model *m)
{
    struct number swap[SIDES_MAX] = {{false, 0}, {false, 0}};
    for (size_t side = 0; side < m->nsides; side++)
        swap[side] = model_metric(m, "process.swap", (int)side);
    if (!swap[model_last(m)].known || !(swap[0].value + swap[1].value > 0))
        return;
    struct line *l = build_paragraph(b, "note");
    line_text(b, l, SLICE("In swap, and so not in the sum: "));
    line_text(b, l, number_sides(b->arena, m, UNIT_BYTES, swap));
    line_text(b, l, SLICE("."));
}

bool section_memory(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nmemory == 0) {
        build_absence(b, c, "memory.smaps_rollup", "account of memory");
        build_map(b, m);
        return true;
    }
    explained(b, m);
    parts_figure(b, m);
    struct table *t = build_table(b, "Memory by part", NULL);
    table_column(t, "Part", COLUMN_TEXT);
    columns_sides(t, m, "Size");
    table_column(t, "How known", COLUMN_TEXT);
    for (size_t i = 0; i < m->nmemory; i++) {
        table_row(b, t);
        table_text(b, t, slice_from(m->memory[i].name));
        cells_sides(b, t, m, UNIT_BYTES, m->memory[i].bytes);
        table_text(b, t, slice_from(how_known[m->memory[i].source]))->note =
            slice_from(m->memory[i].note);
    }
    sum_row(b, t, m);
    resident_note(b, m);
    swap_note(b, m);
    build_map(b, m);
    return true;
}
