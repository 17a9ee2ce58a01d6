/* section_timeline.c - what was collected when, how long it took, how large it is. */
#include "section.h"

static void one_side(struct builder *b, const struct model *m, int side)
{
    struct table *t = build_table(b, "Artifacts", NULL);
    table_column(t, "Artifact", COLUMN_CODE);
    table_column(t, "Status", COLUMN_TEXT);
    table_column(t, "Start", COLUMN_NUMBER);
    table_column(t, "Took", COLUMN_NUMBER);
    table_column(t, "Size", COLUMN_NUMBER);
    for (size_t i = 0; i < m->nartifacts[side]; i++) {
        const struct artifact *a = &m->artifacts[side][i];
        double took = a->end_s - a->start_s;
        table_row(b, t);
        table_text(b, t, a->id)->note = text_line(b->arena, a->member, TEXT_NAME_MAX);
        table_text(b, t, slice_from(bundle_status_names[a->status]));
        table_number(b, t, number_text(b->arena, UNIT_SECONDS, a->start_s), a->start_s);
        table_number(b, t, number_text(b->arena, UNIT_SECONDS, took), took);
        table_number(b, t, number_text(b->arena, UNIT_BYTES, (double)a->bytes), (double)a->bytes);
    }
}

bool section_timeline(struct builder *b, const struct context *c)
{
    bool any = false;
    for (int side = 0; side < (int)c->m->nsides; side++) {
        if (c->m->nartifacts[side] == 0)
            continue;
        struct line *summary;
        struct builder in = build_details(b, NULL, SLICE(""), &summary);
        if (c->m->nsides == 2)
            line_textf(&in, summary, "%s: ", side == 0 ? "Before" : "After");
        line_textf(&in, summary, "%zu artifacts", c->m->nartifacts[side]);
        one_side(&in, c->m, side);
        any = true;
    }
    return any;
}
