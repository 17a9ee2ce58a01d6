/* section_threads.c - threads by name, state and wait channel. */
#include "section.h"

bool section_threads(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nthreads == 0) {
        build_absence(b, c, "process.threads", "table of threads");
        return true;
    }
    static const bool known[SIDES_MAX] = {true, true};
    struct table *t = build_table(b, "Threads", NULL);
    table_column(t, "Name", COLUMN_CODE);
    table_column(t, "State", COLUMN_TEXT);
    table_column(t, "Waits in", COLUMN_CODE);
    columns_sides(t, m, "Count");
    size_t n = m->nthreads < c->options->top ? m->nthreads : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct thread_group *g = &m->threads[i];
        table_row(b, t);
        table_text(b, t, g->name);
        table_text(b, t, state_text(b->arena, g->state));
        table_text(b, t, g->wchan);
        cells_counts(b, t, m, known, g->count);
    }
    build_left_out(b, t, m->nthreads, "groups");
    return true;
}
