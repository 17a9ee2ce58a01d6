/* section_threads.c - threads by name, state and wait channel. */
#include "section.h"

/* Where they were seen when the system looked some hundred times: leaves, not goroutines. */
static void sampled(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nsampled == 0)
        return;
    struct table *t = build_table(b, "Where threads were seen", NULL);
    table_column(t, "Function", COLUMN_CODE);
    table_column(t, "In", COLUMN_CODE);
    table_column(t, "Share", COLUMN_NUMBER);
    size_t n = m->nsampled < c->options->top ? m->nsampled : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct sampled_leaf *s = &m->sampled[i];
        table_row(b, t);
        table_text(b, t, s->function);
        table_text(b, t, s->module);
        table_number(b, t, number_text(b->arena, UNIT_FRACTION, s->share), s->share);
    }
    build_left_out(b, t, m->nsampled, "functions");
    build_textf(
        b, "By sample(1): threads of the system, waiting ones included; kevent, __psynch_cvwait "
           "and semaphore_wait are idle threads.");
}

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
    sampled(b, c);
    return true;
}
