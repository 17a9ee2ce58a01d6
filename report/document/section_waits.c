/* section_waits.c - parts of the section on goroutines: which may be leaks, and who waits for whom.
 */
#include "section.h"

void build_suspects(struct builder *b, const struct model *m)
{
    if (m->nsuspects == 0)
        return;
    build_textf(b,
                "Where to look first if goroutines leak. This is a ranking, not a finding: growth, "
                "number, age and the lack of somebody who waits for them are added up, and what "
                "waits by design is left out.");
    struct table *t = build_table(b, "Suspects", "suspects");
    table_column(t, "Where", COLUMN_CODE);
    columns_sides(t, m, "Count");
    table_column(t, "What speaks for it", COLUMN_TEXT);
    for (size_t i = 0; i < m->nsuspects; i++) {
        const struct goroutine_group *g = m->suspects[i].group;
        table_row(b, t);
        struct cell *where = table_text(b, t, goroutine_place(g));
        where->anchor = text_anchor(b->arena, "goroutines-", g->id);
        where->note = text_line(b->arena, g->state, TEXT_NAME_MAX);
        cells_counts(b, t, m, m->has_goroutines, g->count);
        table_text(b, t, m->suspects[i].why);
    }
}

/* "goroutine 18 in main.(*Store).flush (IO wait)" */
static struct slice holder_text(struct arena *a, const struct lock_queue *q)
{
    struct slice where = text_line(a, q->holder_where, TEXT_NAME_MAX);
    struct slice state = text_line(a, q->holder_state, TEXT_NAME_MAX);
    if (q->holder == 0)
        return q->address.len > 0 ? SLICE("nobody was found who has it, or what it is a field of")
                                  : SLICE("nobody was found");
    return arena_printf(a, "goroutine %llu in %.*s (%.*s)%s", (unsigned long long)q->holder,
                        SLICE_ARG(where), SLICE_ARG(state),
                        q->candidates > 1 ? ", one of several" : "");
}

/* What was seen of the holder, and no more. */
static struct slice belief_text(struct arena *a, const struct lock_queue *q)
{
    struct slice seen = lock_evidence_text(a, q);
    bool likely = q->evidence != LOCK_BY_TYPE && (q->candidates == 1 || q->closed);

    if (q->holder == 0)
        return (struct slice){0};
    if (!q->cycle)
        return arena_printf(a, "%s: %.*s", likely ? "likely" : "possible", SLICE_ARG(seen));
    return arena_printf(a, "%s: %.*s; it waits for %.*s, and so on in a circle%s",
                        likely ? "likely" : "possible", SLICE_ARG(seen),
                        SLICE_ARG(q->holder_waits_for),
                        q->in_both ? ", as in the first bundle" : "");
}

static void lock_queues(struct builder *b, const struct model *m)
{
    if (m->nlock_queues == 0)
        return;
    struct table *t = build_table(b, "Queues at locks", "locks");
    table_column(t, "Waiting", COLUMN_NUMBER);
    table_column(t, "Where", COLUMN_CODE);
    table_column(t, "Lock", COLUMN_CODE);
    table_column(t, "Who may hold it", COLUMN_TEXT);
    for (size_t i = 0; i < m->nlock_queues; i++) {
        const struct lock_queue *q = &m->locks_waited_for[i];
        table_row(b, t);
        table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)q->waiters),
                     (double)q->waiters);
        table_text(b, t, q->where);
        table_text(b, t, q->address.len > 0 ? q->address : SLICE("not printed"));
        table_text(b, t, holder_text(b->arena, q))->note = belief_text(b->arena, q);
    }
    build_textf(
        b,
        "The runtime never says who holds a lock. Named is who does not wait for it and has its "
        "address, or one below it that who waits has, too, among the arguments that the dump "
        "prints without a doubt: it can have the lock, but whether it has locked it is not seen.");
}

static void wait_groups(struct builder *b, const struct model *m)
{
    if (m->nwait_groups == 0)
        return;
    build_textf(b,
                "Who waits until others are done (sync.WaitGroup), and how many of those that it "
                "has started still live:");
    struct table *t = build_table(b, "Wait groups", "waitgroups");
    table_column(t, "Waiting", COLUMN_NUMBER);
    table_column(t, "Where", COLUMN_CODE);
    table_column(t, "Started and not ended", COLUMN_NUMBER);
    table_column(t, "One of these is in", COLUMN_CODE);
    for (size_t i = 0; i < m->nwait_groups; i++) {
        const struct wait_group *w = &m->wait_groups[i];
        table_row(b, t);
        table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)w->waiting),
                     (double)w->waiting);
        table_text(b, t, w->where);
        if (w->alive > 0)
            table_number(b, t, number_text(b->arena, UNIT_COUNT, (double)w->alive),
                         (double)w->alive);
        else
            table_unknown(b, t);
        table_text(b, t, w->alive_where);
    }
}

void build_waits(struct builder *b, const struct model *m)
{
    lock_queues(b, m);
    wait_groups(b, m);
}
