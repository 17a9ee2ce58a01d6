/* section_threads.c - threads by name, state and wait channel; who is in which system call. */
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

static void call_row(struct builder *b, struct table *t, const struct model *m,
                     const struct syscall_wait *w, bool not_go)
{
    table_row(b, t);
    struct cell *name = table_text(b, t, w->name);
    if (w->number.known)
        name->note = arena_printf(b->arena, "number %.0f", w->number.value);
    if (!not_go)
        table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)w->goroutines),
                     (double)w->goroutines);
    if (m->has_thread_calls && w->number.known)
        table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)w->threads),
                     (double)w->threads);
    else
        table_unknown(b, t);
    struct cell *where = table_text(b, t, w->wchan);
    if (w->blocked > 0)
        where->note = arena_printf(b->arena, "%s cannot be interrupted (D)",
                                   units_count((double)w->blocked).s);
    if (not_go)
        return;
    table_text(b, t, w->where);
    if (w->minutes.known)
        table_number(b, t, arena_printf(b->arena, "%.0f min", w->minutes.value), w->minutes.value);
    else
        table_unknown(b, t);
}

/* Goroutines beside the threads that do for them what they wait for; elsewhere the threads. */
static void system_calls(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    bool not_go = m->identity[model_last(m)].not_go;
    if (m->nsyscalls == 0)
        return;
    struct table *t = build_table(b, "System calls", NULL);
    table_column(t, "System call", COLUMN_CODE);
    if (!not_go)
        table_column(t, "Goroutines in it", COLUMN_NUMBER);
    table_column(t, "Threads in it", COLUMN_NUMBER);
    table_column(t, "Wait in the kernel", COLUMN_CODE);
    if (!not_go) {
        table_column(t, "Where", COLUMN_CODE);
        table_column(t, "Longest printed wait", COLUMN_NUMBER);
    }
    size_t n = m->nsyscalls < c->options->top ? m->nsyscalls : c->options->top;
    for (size_t i = 0; i < n; i++)
        call_row(b, t, m, &m->syscalls[i], not_go);
    build_left_out(b, t, m->nsyscalls, "system calls");
    if (!not_go)
        build_textf(b, "A goroutine in a system call has a thread of its own there. Nobody says "
                       "which one, so they are put side by side by the number of the call, and "
                       "were looked at one after the other. Threads without a goroutine are "
                       "mostly idle ones of the runtime: futex, epoll_pwait and nanosleep.");
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
    system_calls(b, c);
    sampled(b, c);
    return true;
}
