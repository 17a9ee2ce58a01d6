/* section_buckets.c - part of the section on goroutines: how many wait how long, and in which
 * groups. */
#include "section.h"

enum { GROUPS_SHOWN = 6 };

struct pick {
    const struct goroutine_group *groups[GROUPS_SHOWN];
    size_t count;
};

static uint64_t waits_of(const struct goroutine_group *g, size_t side)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < WAIT_BUCKETS; i++)
        sum += g->waits[i][side];
    return sum;
}

/* The largest ones of the last bundle, in falling order. */
static struct pick pick_groups(const struct model *m)
{
    struct pick p = {.count = 0};
    size_t last = (size_t)model_last(m);
    for (size_t i = 0; i < m->ngoroutines; i++) {
        const struct goroutine_group *g = &m->goroutines[i];
        size_t at = p.count;
        if (waits_of(g, last) == 0)
            continue;
        while (at > 0 && waits_of(p.groups[at - 1], last) < waits_of(g, last))
            at--;
        if (at == GROUPS_SHOWN)
            continue;
        p.count += p.count < GROUPS_SHOWN;
        for (size_t k = p.count - 1; k > at; k--)
            p.groups[k] = p.groups[k - 1];
        p.groups[at] = g;
    }
    return p;
}

static struct slice group_name(struct arena *a, const struct goroutine_group *g)
{
    struct slice where = text_line(a, goroutine_place(g), TEXT_NAME_MAX);
    struct slice state = text_line(a, g->state, TEXT_NAME_MAX);
    return state.len > 0 ? arena_printf(a, "%.*s (%.*s)", SLICE_ARG(where), SLICE_ARG(state))
                         : where;
}

/* One bar for each stretch of time, divided by group; the last segment is all other groups. */
static void add_bucket(struct builder *b, struct figure *f, const struct model *m,
                       const struct pick *p, size_t bucket)
{
    struct bar *bar = figure_bar(b, f, slice_from(wait_bucket_names[bucket]));
    for (size_t side = 0; side < m->nsides; side++) {
        double *parts = ARENA_ARRAY(b->arena, double, p->count + 1);
        double rest = (double)m->waits[bucket][side];
        for (size_t i = 0; i < p->count; i++) {
            parts[i] = (double)p->groups[i]->waits[bucket][side];
            rest -= parts[i];
        }
        parts[p->count] = rest > 0 ? rest : 0;
        bar->parts[side] = p->count > 0 ? parts : NULL;
        bar->value[side] = (struct number){m->has_waits[side], (double)m->waits[bucket][side]};
    }
    bar->text = number_sides(b->arena, m, UNIT_COUNT, bar->value);
}

static void buckets_figure(struct builder *b, const struct model *m, const struct pick *p)
{
    struct figure *f = build_figure(b, FIGURE_BARS, "How long goroutines wait", m->nsides);
    struct slice *names = ARENA_ARRAY(b->arena, struct slice, p->count + 1);
    for (size_t i = 0; i < p->count; i++)
        names[i] = group_name(b->arena, p->groups[i]);
    names[p->count] = SLICE("all other groups");
    f->common = true;
    f->parts = names;
    f->nparts = p->count > 0 ? p->count + 1 : 0;
    for (size_t i = 0; i < WAIT_BUCKETS; i++)
        add_bucket(b, f, m, p, i);
    f->alternative =
        arena_printf(b->arena, "By the minutes that the dump prints%s. %.*s",
                     p->count > 0 ? ", divided by group" : "", SLICE_ARG(figure_sides_words(m)));
}

/* The numbers behind it: of the last bundle, by group. */
static void groups_table(struct builder *b, const struct model *m, const struct pick *p)
{
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "Waiting time of the %zu largest groups%s", p->count,
               m->nsides == 2 ? ", after" : "");
    struct table *t = build_table(&in, "Waiting time by group", NULL);
    table_column(t, "Where", COLUMN_CODE);
    for (size_t i = 0; i < WAIT_BUCKETS; i++)
        table_column(t, wait_bucket_names[i], COLUMN_NUMBER);
    for (size_t i = 0; i < p->count; i++) {
        const struct goroutine_group *g = p->groups[i];
        table_row(&in, t);
        struct cell *where = table_text(&in, t, goroutine_place(g));
        where->anchor = text_anchor(b->arena, "goroutines-", g->id);
        where->note = text_line(b->arena, g->state, TEXT_NAME_MAX);
        for (size_t k = 0; k < WAIT_BUCKETS; k++)
            cell_number(&in, t, UNIT_COUNT, number_known((double)g->waits[k][model_last(m)]));
    }
}

void build_wait_buckets(struct builder *b, const struct model *m)
{
    if (!m->has_waits[0] && !m->has_waits[model_last(m)])
        return;
    struct pick p = pick_groups(m);
    buckets_figure(b, m, &p);
    struct table *t = build_table(b, "Waiting time", "waits");
    table_column(t, "Printed wait", COLUMN_TEXT);
    columns_sides(t, m, "Goroutines");
    for (size_t i = 0; i < WAIT_BUCKETS; i++) {
        table_row(b, t);
        table_text(b, t, slice_from(wait_bucket_names[i]));
        cells_counts(b, t, m, m->has_waits, m->waits[i]);
    }
    if (p.count > 0)
        groups_table(b, m, &p);
}
