/* section_legs.c - a night in two legs: what changed up to a trigger, and what after it. */
#include "section.h"

#include <math.h>

#include "legs.h"

static struct slice moment(struct builder *b, const struct identity *id)
{
    struct slice text = time_text(b->arena, id->collected_utc_ns);
    return text.len > 0 ? text : SLICE("an unknown time");
}

static void tell_moments(struct builder *b, const struct legs *l)
{
    const struct identity *trigger = &l->leg[LEG_UP_TO]->identity[1];
    struct line *p = build_paragraph(b, NULL);
    line_textf(b, p, "The bundle of %.*s was taken because ", SLICE_ARG(moment(b, trigger)));
    if (trigger->trigger.len > 0)
        line_code(b, p, trigger->trigger);
    else
        line_textf(b, p, "a condition");
    line_textf(b, p, " came true, %s after the first bundle and %s before the last one.",
               units_duration(l->leg[LEG_UP_TO]->hours * 3600).s,
               units_duration(l->leg[LEG_AFTER]->hours * 3600).s);
    if (l->triggers > 1)
        line_textf(b, p, " It is one of %zu such bundles.", l->triggers);
    line_textf(b, p, " What changed up to it, and what after it:");
}

static void name_cell(struct builder *b, struct table *t, const struct leg_row *r)
{
    static const char *const of[LEG_KINDS] = {[LEG_GOROUTINES] = "goroutines in",
                                              [LEG_DESCRIPTORS] = "descriptors",
                                              [LEG_HEAP] = "heap by way of"};
    struct slice name = r->group ? goroutine_place(r->group) : r->name;
    if (r->kind == LEG_METRIC)
        (void)table_text(b, t, slice_from(metrics[metric_index(r->name)].what));
    else
        table_text(b, t, arena_printf(b->arena, "%s %.*s", of[r->kind], SLICE_ARG(name)))->note =
            r->type;
}

/* "+1.2 GiB", and below it the same by the hour. */
static void change_cell(struct builder *b, struct table *t, const struct legs *l,
                        const struct leg_row *r, enum leg leg)
{
    struct number change = leg_change(r, leg), ends[SIDES_MAX] = {r->value[leg], r->value[leg + 1]};
    double rate;
    if (!change.known) {
        table_unknown(b, t);
        return;
    }
    struct cell *c =
        table_number(b, t, number_signed(b->arena, r->unit, change.value), change.value);
    if (rate_per_hour(l->leg[leg], ends, &rate) && change.value != 0)
        c->note = arena_printf(
            b->arena, "%.*s per hour",
            SLICE_ARG(number_signed(b->arena, r->unit, fabs(rate) < 10 ? rate : round(rate))));
}

static void tell_left_out(struct builder *b, const struct legs *l)
{
    struct line *p = NULL;
    for (size_t k = 0; k < LEG_KINDS; k++) {
        if (l->known[k] && l->left_out[k] == 0)
            continue;
        p = p ? p : build_paragraph(b, "note");
        if (l->known[k])
            line_textf(b, p, "%s%zu more of %s changed by little.", p->first ? " " : "",
                       l->left_out[k], leg_kind_names[k]);
        else
            line_textf(b, p, "%sNot all three bundles tell of %s.", p->first ? " " : "",
                       leg_kind_names[k]);
    }
}

void build_legs(struct builder *b, const struct model *m)
{
    static const char *const titles[] = {"First", "Trigger", "Last", "Up to the trigger",
                                         "After it"};
    const struct legs *l = m->legs;
    if (!l)
        return;
    tell_moments(b, l);
    struct table *t = build_table(b, "Up to the trigger, and after it", NULL);
    table_column(t, "What", COLUMN_TEXT);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        table_column(t, titles[i], COLUMN_NUMBER);
    for (size_t i = 0; i < l->nrows; i++) {
        const struct leg_row *r = &l->rows[i];
        table_row(b, t);
        name_cell(b, t, r);
        for (size_t k = 0; k <= LEGS; k++)
            cell_number(b, t, r->unit, r->value[k]);
        change_cell(b, t, l, r, LEG_UP_TO);
        change_cell(b, t, l, r, LEG_AFTER);
    }
    tell_left_out(b, l);
}
