/* section_sources.c - numbers that two members of one bundle tell: read out of memory, and told by
 * the program. */
#include "section.h"

static struct slice why_text(struct arena *a, const struct crosscheck *c)
{
    struct slice word = slice_from(crosscheck_words[c->result]);

    return c->why.len > 0 ? arena_printf(a, "%.*s: %.*s", SLICE_ARG(word), SLICE_ARG(c->why))
                          : word;
}

static void row(struct builder *b, struct table *t, const struct model *m,
                const struct crosscheck *c)
{
    table_row(b, t);
    table_text(b, t, slice_from(c->what));
    for (size_t i = 0; i < 2; i++)
        table_number(b, t, number_text(b->arena, c->unit, c->value[i].value), c->value[i].value)
            ->note = slice_from(c->member[i]);
    if (c->apart_s.known)
        table_number(b, t, number_text(b->arena, UNIT_SECONDS, c->apart_s.value), c->apart_s.value);
    else
        table_unknown(b, t);
    table_text(b, t, why_text(b->arena, c));
    if (m->nsides == 2)
        table_text(b, t, slice_from(side_name(m, c->side)));
}

bool section_sources(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    size_t unexplained = 0;
    if (m->ncrosschecks == 0)
        return false;
    for (size_t i = 0; i < m->ncrosschecks; i++)
        unexplained += m->crosschecks[i].result == CROSSCHECK_DIFFERS;
    build_textf(b,
                "Some numbers are in the bundle twice: read out of the memory of the process, and "
                "told by the program at another moment. %s",
                unexplained == 0 ? "Where they differ, the time in between can explain it."
                                 : "Not every difference can be explained: believe these numbers "
                                   "less.");
    struct table *t = build_table(b, "Numbers that two sources tell", NULL);
    table_column(t, "Number", COLUMN_TEXT);
    table_column(t, "Read from memory", COLUMN_NUMBER);
    table_column(t, "Told by the program", COLUMN_NUMBER);
    table_column(t, "Later by", COLUMN_NUMBER);
    table_column(t, "Difference", COLUMN_TEXT);
    if (m->nsides == 2)
        table_column(t, "Bundle", COLUMN_TEXT);
    for (size_t i = 0; i < m->ncrosschecks; i++)
        row(b, t, m, &m->crosschecks[i]);
    return true;
}
