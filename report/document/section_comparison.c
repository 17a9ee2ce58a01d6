/* section_comparison.c - every metric, of one bundle or of two with change and rate per hour. */
#include "section.h"

enum { BARS_MAX = 6 };

static void values_of(const struct model *m, size_t i, struct number *values)
{
    for (int side = 0; side < (int)m->nsides; side++)
        values[side] = model_metric_at(m, i, side);
}

static bool any_known(const struct model *m, const struct number *values)
{
    return values[0].known || (m->nsides == 2 && values[1].known);
}

static bool changed(const struct number *values)
{
    return values[0].known != values[1].known || values[0].value < values[1].value ||
           values[0].value > values[1].value;
}

static struct table *open_table(struct builder *b, const struct model *m, const char *caption)
{
    struct table *t = build_table(b, caption, "metrics");
    table_column(t, "Metric", COLUMN_TEXT);
    columns_sides(t, m, "Value");
    if (m->nsides == 2)
        table_column(t, "Per hour", COLUMN_NUMBER);
    return t;
}

static void metric_row(struct builder *b, struct table *t, const struct model *m, size_t i)
{
    struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
    values_of(m, i, values);
    table_row(b, t);
    struct cell *name = table_text(b, t, slice_from(metrics[i].what));
    name->note = slice_from(metrics[i].name);
    cells_sides(b, t, m, metrics[i].unit, values);
    double rate;
    if (m->nsides == 1)
        return;
    if (rate_per_hour(m, values, &rate))
        table_number(b, t, number_signed(b->arena, metrics[i].unit, rate), rate);
    else
        table_unknown(b, t);
}

/* The metrics that grew most by share, as bars: the eye sees a doubling before it reads one. */
static void growth_figure(struct builder *b, const struct model *m)
{
    static const char *const names[] = {
        "process.rss", "go.memstats.heap_inuse", "go.heap.inuse_space", "go.goroutines",
        "fds.total",   "threads.total",          "go.memstats.sys",     "fds.sockets"};
    struct figure *f = NULL;
    size_t shown = 0;
    for (size_t n = 0; n < sizeof names / sizeof names[0] && shown < BARS_MAX; n++) {
        for (size_t i = 0; i < metrics_count; i++) {
            struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
            values_of(m, i, values);
            if (!slice_is(slice_from(metrics[i].name), names[n]) || !values[0].known ||
                !values[1].known)
                continue;
            if (!f)
                f = build_figure(b, FIGURE_BARS, "Before and after", m->nsides);
            struct bar *bar = figure_bar(b, f, slice_from(metrics[i].what));
            bar->value[0] = values[0];
            bar->value[1] = values[1];
            bar->text = number_sides(b->arena, m, metrics[i].unit, values);
            shown++;
        }
    }
    if (f)
        f->alternative = SLICE("Pairs of bars, before and after, each pair on its own scale; the "
                               "numbers stand beside them and in the table below.");
}

bool section_comparison(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    if (m->nsides == 2) {
        growth_figure(b, m);
        if (!m->same_process)
            build_textf(b, "The two bundles do not show one and the same process, so a difference "
                           "is not growth and there is no rate per hour.");
    }
    struct table *t = open_table(b, m, m->nsides == 2 ? "What changed" : "Metrics");
    size_t same = 0;
    for (size_t i = 0; i < metrics_count; i++) {
        struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
        values_of(m, i, values);
        if (!any_known(m, values))
            continue;
        if (m->nsides == 2 && !changed(values))
            same++;
        else
            metric_row(b, t, m, i);
    }
    if (same == 0)
        return t->nrows > 0;
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "%zu metrics that did not change", same);
    t = open_table(&in, m, "What did not change");
    for (size_t i = 0; i < metrics_count; i++) {
        struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
        values_of(m, i, values);
        if (any_known(m, values) && !changed(values))
            metric_row(&in, t, m, i);
    }
    return true;
}
