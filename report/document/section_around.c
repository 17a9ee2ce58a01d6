/* section_around.c - what stands around the process: its family, for the section "Process", and
 * locks, watches and pipes, for the section "Descriptors". */
#include "section.h"

static struct slice pid_text(struct arena *a, struct number pid)
{
    return pid.known ? arena_printf(a, "%.0f", pid.value) : SLICE("");
}

void build_family(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nfamily == 0)
        return;
    if (m->zombies > 0)
        build_textf(b,
                    "%zu ended %s still in the process table, because the program has not waited "
                    "for %s.",
                    m->zombies, m->zombies == 1 ? "child is" : "children are",
                    m->zombies == 1 ? "it" : "them");
    struct table *t = build_table(b, "Family", NULL);
    table_column(t, "Relation", COLUMN_TEXT);
    table_column(t, "PID", COLUMN_TEXT);
    table_column(t, "Name", COLUMN_CODE);
    table_column(t, "State", COLUMN_TEXT);
    table_column(t, "Age", COLUMN_NUMBER);
    table_column(t, "CPU time", COLUMN_NUMBER);
    size_t n = m->nfamily < c->options->top ? m->nfamily : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct relative *r = &m->family[i];
        table_row(b, t);
        table_text(b, t, r->relation);
        table_text(b, t, pid_text(b->arena, r->pid));
        table_text(b, t, r->name);
        table_text(b, t, state_text(b->arena, r->state));
        cell_number(b, t, UNIT_SECONDS, r->age_s);
        cell_number(b, t, UNIT_SECONDS, r->cpu_s);
    }
    build_left_out(b, t, m->nfamily, "processes");
}

void build_watches(struct builder *b, const struct model *m)
{
    if (m->watchers > 0)
        build_textf(b, "%.0f watches of files and folders stand behind %zu inotify %s.",
                    m->watches.value, m->watchers, m->watchers == 1 ? "descriptor" : "descriptors");
}

void build_locks(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nlocks == 0)
        return;
    struct table *t = build_table(b, "Locks on open files", NULL);
    table_column(t, "File", COLUMN_CODE);
    table_column(t, "Lock", COLUMN_TEXT);
    table_column(t, "Held or waited for", COLUMN_TEXT);
    table_column(t, "Relation", COLUMN_TEXT);
    table_column(t, "PID", COLUMN_TEXT);
    table_column(t, "Name", COLUMN_CODE);
    size_t n = m->nlocks < c->options->top ? m->nlocks : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct file_lock *l = &m->locks[i];
        table_row(b, t);
        table_text(b, t, l->path);
        table_text(b, t,
                   arena_printf(b->arena, "%.*s %.*s", SLICE_ARG(text_line(b->arena, l->kind, 16)),
                                SLICE_ARG(text_line(b->arena, l->mode, 16))));
        table_text(b, t, l->waits ? SLICE("waits") : SLICE("holds"));
        table_text(b, t, slice_is(l->relation, "self") ? SLICE("this process") : l->relation);
        table_text(b, t, pid_text(b->arena, l->pid));
        table_text(b, t, l->name);
    }
    build_left_out(b, t, m->nlocks, "locks");
}

static void pipe_totals(struct builder *b, const struct pipe_totals *p)
{
    struct line *l = build_paragraph(b, NULL);
    line_textf(b, l, "Of %s %s, %s %s both ends in this process alone. ",
               units_count((double)p->total).s, p->total == 1 ? "pipe" : "pipes",
               units_count((double)p->inside).s, p->inside == 1 ? "has" : "have");
    if (p->nobody_reads > 0)
        line_textf(b, l, "From %s nobody reads any more. ", units_count((double)p->nobody_reads).s);
    if (p->nobody_writes > 0)
        line_textf(b, l, "Into %s nobody writes any more. ",
                   units_count((double)p->nobody_writes).s);
    if (p->unseen.len > 0 && p->nobody_reads + p->nobody_writes > 0) {
        line_text(b, l, SLICE("That is as far as can be seen: "));
        line_text(b, l, p->unseen);
        line_text(b, l, SLICE("."));
    }
}

void build_pipes(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->pipes.total == 0)
        return;
    pipe_totals(b, &m->pipes);
    if (m->npipe_peers == 0)
        return;
    struct table *t = build_table(b, "Pipes in common with other processes", NULL);
    table_column(t, "Relation", COLUMN_TEXT);
    table_column(t, "Name", COLUMN_CODE);
    table_column(t, "Pipes", COLUMN_NUMBER);
    table_column(t, "It reads", COLUMN_NUMBER);
    table_column(t, "It writes", COLUMN_NUMBER);
    size_t n = m->npipe_peers < c->options->top ? m->npipe_peers : c->options->top;
    for (size_t i = 0; i < n; i++) {
        const struct pipe_peer *p = &m->pipe_peers[i];
        table_row(b, t);
        table_text(b, t, p->relation);
        table_text(b, t, p->name);
        cell_number(b, t, UNIT_COUNT, number_known((double)p->pipes));
        cell_number(b, t, UNIT_COUNT, number_known((double)p->reads));
        cell_number(b, t, UNIT_COUNT, number_known((double)p->writes));
    }
    build_left_out(b, t, m->npipe_peers, "processes");
}
