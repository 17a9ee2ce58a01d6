/* section_gaps.c - what was not collected, not readable or not judged, and why. */
#include "section.h"

enum { GAPS_MAX = 200 };

static void gap_table(struct builder *b, const struct model *m)
{
    struct table *t = build_table(b, "Missing artifacts", NULL);
    table_column(t, "Artifact", COLUMN_CODE);
    table_column(t, "Status", COLUMN_TEXT);
    table_column(t, "Reason", COLUMN_TEXT);
    if (m->nsides == 2)
        table_column(t, "Bundle", COLUMN_TEXT);
    for (size_t i = 0; i < m->ngaps && i < GAPS_MAX; i++) {
        const struct gap *g = &m->gaps[i];
        table_row(b, t);
        table_text(b, t, g->artifact)->note = text_line(b->arena, g->member, TEXT_NAME_MAX);
        table_text(b, t, slice_from(bundle_status_names[g->status]));
        table_text(b, t, g->reason);
        if (m->nsides == 2)
            table_text(b, t, slice_from(side_name(m, g->side)));
    }
    build_left_out(b, t, m->ngaps, "gaps");
}

static void skipped_rules(struct builder *b, const struct findings *f)
{
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "%zu %s not evaluated", f->nskipped,
               f->nskipped == 1 ? "rule was" : "rules were");
    struct table *t = build_table(&in, "Rules that were not evaluated", NULL);
    table_column(t, "Rule", COLUMN_CODE);
    table_column(t, "Because", COLUMN_TEXT);
    for (size_t i = 0; i < f->nskipped; i++) {
        table_row(&in, t);
        table_text(&in, t, slice_from(f->skipped[i].rule));
        table_text(&in, t, f->skipped[i].reason);
    }
}

bool section_gaps(struct builder *b, const struct context *c)
{
    for (int side = 0; side < (int)c->m->nsides; side++) {
        const struct identity *id = &c->m->identity[side];
        if (id->damage.len == 0)
            continue;
        struct line *l = build_paragraph(b, NULL);
        line_text(b, l, SLICE("The archive "));
        line_code(b, l, id->label);
        line_text(b, l, SLICE(" could not be read to its end: "));
        line_text(b, l, id->damage);
        line_text(b, l, SLICE("."));
    }
    if (c->m->ngaps > 0)
        gap_table(b, c->m);
    else
        build_textf(b, "No artifact is recorded as missing.");
    if (c->f->nskipped > 0)
        skipped_rules(b, c->f);
    return true;
}
