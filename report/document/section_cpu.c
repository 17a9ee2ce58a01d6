/* section_cpu.c - who uses the processors: now against the whole life, the process against its
 * children, what is started; then the profile. */
#include "section.h"

static const struct {
    const char *metric, *what;
} uses[] = {
    {"process.cpu_now", "CPUs that the process keeps busy now, the examination included"},
    {"process.cpu_percent", "CPUs that it kept busy on average, over its whole life"},
    {"children.cpu_now", "CPUs that children keep busy now, as far as they have ended"},
    {"children.cpu_seconds", "CPU time of its children, over its whole life"},
    {"children.young", "children, and what they started, that are less than a minute old"},
    {"host.spawn_rate",
     "processes and threads that the machine starts per second, all programs together"},
};

/* A share of one CPU and CPUs are the same number: side by side they have one unit. */
static enum unit unit_here(enum unit unit)
{
    return unit == UNIT_FRACTION ? UNIT_LOAD : unit;
}

/* False when nothing is known. */
static bool build_uses(struct builder *b, const struct model *m)
{
    struct table *t = NULL;
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        size_t at = metric_index(slice_from(uses[i].metric));
        struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
        bool known = false;
        for (int side = 0; side < (int)m->nsides; side++) {
            values[side] = model_metric_at(m, at, side);
            known = known || values[side].known;
        }
        if (!known)
            continue;
        if (!t) {
            t = build_table(b, "Use of the processors", "metrics");
            table_column(t, "What", COLUMN_TEXT);
            columns_sides(t, m, "Value");
        }
        table_row(b, t);
        table_text(b, t, slice_from(uses[i].what))->note = slice_from(uses[i].metric);
        cells_sides(b, t, m, unit_here(metrics[at].unit), values);
    }
    return t != NULL;
}

bool section_cpu(struct builder *b, const struct context *c)
{
    const struct profile *p = model_profile(c->m, "cpu");
    bool any = build_uses(b, c->m);
    if (p)
        build_profile(b, c, p);
    else if (c->m->identity[model_last(c->m)].not_go)
        return any;
    else
        build_absence(b, c, "go.cpu", "CPU profile");
    return true;
}
