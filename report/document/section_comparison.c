/* section_comparison.c - every metric, of one bundle or of two with change and rate per hour. */
#include "section.h"

#include <math.h>

/* What a reader asks for first, in that order; everything else is folded. Those with bar also make
 * the figure of two bundles. */
static const struct {
    const char *name;
    bool bar;
} key_metrics[] = {
    {"process.footprint", true},
    {"process.rss", true},
    {"process.compressed", false},
    {"process.swap", false},
    {"go.memstats.heap_inuse", true},
    {"go.memstats.heap_objects", false},
    {"go.memstats.stack_inuse", false},
    {"go.memstats.sys", false},
    {"go.goroutines", true},
    {"go.goroutines_waiting_long", false},
    {"fds.total", true},
    {"fds.duplicates", false},
    {"fds.deleted", false},
    {"fds.sockets", true},
    {"sockets.close_wait", false},
    {"threads.total", true},
    {"process.cpu_seconds", false},
    {"process.cpu_now", false},
    {"go.memstats.num_gc", false},
    {"go.memstats.gc_cpu_fraction", false},
};
enum { SHORT_TIME_S = 900 };
enum { KEYS = sizeof key_metrics / sizeof key_metrics[0] };

/* The values of both sides; false when neither is known. */
static bool values_of(const struct model *m, size_t i, struct number *values)
{
    bool known = false;
    for (int side = 0; side < SIDES_MAX; side++) {
        values[side] =
            side < (int)m->nsides ? model_metric_at(m, i, side) : (struct number){false, 0};
        known = known || values[side].known;
    }
    return known;
}

/* Index into metrics[], or metrics_count. */
static size_t find_metric(const char *name)
{
    size_t i = 0;
    while (i < metrics_count && !slice_is(slice_from(metrics[i].name), name))
        i++;
    return i;
}

static bool is_key(const char *name)
{
    for (size_t k = 0; k < KEYS; k++)
        if (slice_is(slice_from(name), key_metrics[k].name))
            return true;
    return false;
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

/* A rate is an estimate: a count of ten an hour or more needs no decimals. */
static struct slice rate_text(struct arena *a, enum unit unit, double rate)
{
    return number_signed(a, unit, unit == UNIT_COUNT && fabs(rate) >= 10 ? round(rate) : rate);
}

static void metric_row(struct builder *b, struct table *t, const struct model *m, size_t i,
                       const struct number *values)
{
    double rate;
    table_row(b, t);
    table_text(b, t, slice_from(metrics[i].what))->note = slice_from(metrics[i].name);
    cells_sides(b, t, m, metrics[i].unit, values);
    if (m->nsides == 1)
        return;
    if (unit_has_rate(metrics[i].unit) && rate_per_hour(m, values, &rate))
        table_number(b, t, rate_text(b->arena, metrics[i].unit, rate), rate);
    else
        table_unknown(b, t);
}

/* A rate from two bundles that are seconds apart is a rate, but not a forecast. */
static void warn_of_short_time(struct builder *b, const struct model *m)
{
    if (!m->same_process || !(m->hours > 0) || m->hours * 3600 >= SHORT_TIME_S)
        return;
    struct units_text t = units_duration(m->hours * 3600);
    line_textf(b, build_paragraph(b, "note"),
               "Rates per hour are stretched from %s between the two bundles; take the second "
               "bundle later for a forecast.",
               t.s);
}

/* As bars, so that the eye sees a doubling before it reads one. */
static void growth_figure(struct builder *b, const struct model *m)
{
    struct figure *f = NULL;
    for (size_t k = 0; k < KEYS; k++) {
        struct number values[SIDES_MAX];
        size_t i = find_metric(key_metrics[k].name);
        if (!key_metrics[k].bar || i == metrics_count || !values_of(m, i, values) ||
            !values[0].known || !values[1].known)
            continue;
        if (!f)
            f = build_figure(b, FIGURE_BARS, "Before and after", m->nsides);
        struct bar *bar = figure_bar(b, f, slice_from(metrics[i].what));
        bar->value[0] = values[0];
        bar->value[1] = values[1];
        bar->text = number_sides(b->arena, m, metrics[i].unit, values);
    }
    if (f)
        f->alternative = SLICE("Pairs of bars, each pair on its own scale, before above after; the "
                               "numbers stand beside them and in the table below.");
}

/* The others, folded: a table of seventy rows hides the six that matter. */
static void other_metrics(struct builder *b, const struct model *m)
{
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    struct table *t = open_table(&in, m, "More numbers");
    for (size_t i = 0; i < metrics_count; i++) {
        struct number values[SIDES_MAX];
        if (!is_key(metrics[i].name) && values_of(m, i, values))
            metric_row(&in, t, m, i, values);
    }
    line_textf(&in, summary, "%zu more numbers", t->nrows);
}

/* "50 to 150", "below 60", "" */
static struct slice range_text(struct arena *a, const struct range_row *r)
{
    enum unit unit = metrics[r->metric].unit;
    if (r->to <= 0)
        return SLICE("");
    struct slice to = number_text(a, unit, r->to);
    if (r->from <= 0)
        return arena_printf(a, "up to %.*s", SLICE_ARG(to));
    return arena_printf(a, "%.*s to %.*s", SLICE_ARG(number_text(a, unit, r->from)), SLICE_ARG(to));
}

static void bound_cell(struct builder *b, struct table *t, enum unit unit, double bound)
{
    if (bound > 0)
        table_number(b, t, number_text(b->arena, unit, bound), bound);
    else
        table_text(b, t, SLICE(""));
}

/* What the guide of this program calls healthy, beside what was found. */
static void ranges(struct builder *b, const struct context *c)
{
    const struct findings *f = c->f;
    if (f->nranges == 0)
        return;
    build_textf(b, "What the guide to this program calls healthy, beside what was found:");
    struct table *t = build_table(b, "Ranges of the guide", "ranges");
    table_column(t, "Metric", COLUMN_TEXT);
    table_column(t, "Now", COLUMN_NUMBER);
    table_column(t, "Status", COLUMN_STATUS);
    table_column(t, "Healthy", COLUMN_TEXT);
    table_column(t, "Warning from", COLUMN_NUMBER);
    table_column(t, "Critical from", COLUMN_NUMBER);
    for (size_t i = 0; i < f->nranges; i++) {
        const struct range_row *r = &f->ranges[i];
        enum unit unit = metrics[r->metric].unit;
        table_row(b, t);
        table_text(b, t, slice_from(metrics[r->metric].what))->note =
            text_line(b->arena, r->text, TEXT_NAME_MAX);
        if (r->value.known)
            table_number(b, t, number_text(b->arena, unit, r->value.value), r->value.value);
        else
            table_unknown(b, t);
        table_status(t, r->value.known ? (int)r->severity : SEVERITY_UNKNOWN);
        table_text(b, t, range_text(b->arena, r));
        bound_cell(b, t, unit, r->amber);
        bound_cell(b, t, unit, r->red);
    }
}

/* More than two bundles: the tables compare the first with the last, and this shows all. */
static void history(struct builder *b, const struct model *m)
{
    if (m->nhistory == 0)
        return;
    line_textf(b, build_paragraph(b, NULL),
               "%zu bundles of one process: everything else in this report compares the first with "
               "the last, this chart follows the numbers over all.",
               m->nbundles);
    if (m->strangers > 0)
        line_textf(b, build_paragraph(b, "note"), "%zu more %s of another process, and not in it.",
                   m->strangers, m->strangers == 1 ? "is" : "are");
    const struct series_view all = {.title = "Over all bundles",
                                    .m = m,
                                    .list = m->history,
                                    .count = m->nhistory,
                                    .nsides = 1,
                                    .start_utc_ns = m->identity[0].collected_utc_ns,
                                    .regular = false,
                                    /* A night has the better one, from all its samples. */
                                    .forecast = m->night == NULL};
    if (build_series(b, &all))
        line_textf(
            b, build_paragraph(b, "note"),
            "A trend takes five bundles. It is a straight line through them with two standard "
            "errors; a curve that flattens is a cache, a straight line a leak.");
}

bool section_comparison(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    history(b, m);
    if (!m->night)
        build_legs(b, m);
    if (m->nsides == 2) {
        if (!m->same_process)
            build_textf(b, "The two bundles do not show one and the same process, so a difference "
                           "is not growth and there is no rate per hour.");
        growth_figure(b, m);
        warn_of_short_time(b, m);
    }
    struct table *t = open_table(b, m, "Key numbers");
    for (size_t k = 0; k < KEYS; k++) {
        struct number values[SIDES_MAX];
        size_t i = find_metric(key_metrics[k].name);
        if (i < metrics_count && values_of(m, i, values))
            metric_row(b, t, m, i, values);
    }
    ranges(b, c);
    other_metrics(b, m);
    return true;
}
