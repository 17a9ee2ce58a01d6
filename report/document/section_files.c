/* section_files.c - files that collect did not put together: what each of them was taken for. */
#include "section.h"

enum { FILES_MAX = 200 };

bool section_files(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    size_t total = 0;
    for (size_t side = 0; side < m->nsides; side++)
        total += m->identity[side].nfiles;
    if (total == 0)
        return false;
    build_textf(b, "These files were not put together by collect. What each of them is was told by "
                   "its content; that they belong to one process is taken for granted.");
    struct table *t = build_table(b, "Files and what they were taken for", NULL);
    table_column(t, "File", COLUMN_CODE);
    table_column(t, "Read as", COLUMN_CODE);
    table_column(t, "Bytes", COLUMN_NUMBER);
    if (m->nsides == 2)
        table_column(t, "Side", COLUMN_TEXT);
    size_t shown = 0;
    for (int side = 0; side < (int)m->nsides; side++) {
        const struct identity *id = &m->identity[side];
        for (size_t i = 0; i < id->nfiles && shown < FILES_MAX; i++, shown++) {
            table_row(b, t);
            table_text(b, t, id->files[i].name);
            table_text(b, t, id->files[i].member);
            table_number(b, t, number_text(b->arena, UNIT_BYTES, (double)id->files[i].bytes),
                         (double)id->files[i].bytes);
            if (m->nsides == 2)
                table_text(b, t, slice_from(side_name(m, side)));
        }
    }
    build_left_out(b, t, total, "files");
    return true;
}
