#include "series.h"

#include <string.h>

#include "samples.h"
#include "sort_doubles.h"

/* What is drawn from which column. A rate is the change of a counter between two samples, per
 * second. */
static const struct {
    const char *column, *name, *what;
    enum unit unit;
    bool rate;
    const char *other; /* column that stands in for it, in MiB */
} kinds[] = {
    {"rss_bytes", "process.rss", "resident memory", UNIT_BYTES, false, "rss_mb"},
    {"heap_alloc_bytes", "go.memstats.heap_alloc", "objects of the Go heap", UNIT_BYTES, false,
     NULL},
    {"heap_inuse_bytes", "go.memstats.heap_inuse", "Go heap in use", UNIT_BYTES, false, NULL},
    {"goroutines", "go.goroutines", "goroutines", UNIT_COUNT, false, NULL},
    {"swap_bytes", "process.swap", "memory in swap", UNIT_BYTES, false, NULL},
    {"cpu_s", "process.cpu_now", "CPUs busy", UNIT_COUNT, true, NULL},
    {"children_cpu_s", "children.cpu_now", "CPUs that ended children used", UNIT_COUNT, true, NULL},
    {"fds", "fds.total", "open descriptors", UNIT_COUNT, false, NULL},
    {"threads", "threads.total", "threads", UNIT_COUNT, false, NULL},
    {"major_faults", "process.major_faults", "page faults that had to wait for a disk, per second",
     UNIT_COUNT, true, NULL},
    {"started", "host.spawn_rate", "processes and threads that the machine started per second",
     UNIT_COUNT, true, NULL},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };
static const double LEAST_STEP_S = 0.5; /* over a shorter time a rate is mostly rounding */

static void add_point(struct series *s, int side, double *at, double *value, double t, double v)
{
    at[s->count[side]] = t;
    value[s->count[side]++] = v;
}

static void fill(struct arena *a, const struct samples *from, size_t kind, int side,
                 struct series *s)
{
    size_t column = samples_column(from, kinds[kind].column);
    double factor = 1;
    if (column == from->ncolumns && kinds[kind].other) {
        column = samples_column(from, kinds[kind].other);
        factor = 1024.0 * 1024;
    }
    double *at = ARENA_ARRAY(a, double, from->nrows + 1);
    double *value = ARENA_ARRAY(a, double, from->nrows + 1);
    struct known_real t0 = {0}, v0 = {0};
    for (size_t row = 0; row < from->nrows; row++) {
        struct known_real t = from->at_s[row], v = samples_cell(from, row, column);
        if (!t.known || !v.known)
            continue;
        v.value *= factor;
        if (!kinds[kind].rate)
            add_point(s, side, at, value, t.value, v.value);
        else if (t0.known && t.value - t0.value >= LEAST_STEP_S && v.value >= v0.value)
            add_point(s, side, at, value, t.value, (v.value - v0.value) / (t.value - t0.value));
        else if (t0.known && t.value >= t0.value && v.value >= v0.value)
            continue; /* too short a step: measure from the same start to the next sample */
        t0 = t;
        v0 = v;
    }
    s->at_s[side] = at;
    s->value[side] = value;
}

/* The mean of a rate over all samples of this bundle. */
static struct number mean_of(const struct series *s, size_t side)
{
    double sum = 0;
    for (size_t i = 0; i < s->count[side]; i++)
        sum += s->value[side][i];
    return (struct number){s->count[side] > 0,
                           s->count[side] > 0 ? sum / (double)s->count[side] : 0};
}

/* What the machine starts in most seconds. collect starts some processes itself, nearly all of them
 * in the first moments and the last: a mean would tell of these, and so would a short time. */
static struct number usual_of(struct arena *a, const struct series *s, size_t side)
{
    enum { LEAST = 8 };
    size_t n = s->count[side];
    if (n < LEAST)
        return (struct number){false, 0};
    double *sorted = ARENA_ARRAY(a, double, n);
    memcpy(sorted, s->value[side], n * sizeof *sorted);
    sort_doubles(sorted, n);
    return (struct number){true, sorted[n / 2]};
}

void series_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    struct series *all = ARENA_ARRAY(a, struct series, KINDS);
    for (size_t k = 0; k < KINDS; k++)
        all[k] =
            (struct series){.name = kinds[k].name, .what = kinds[k].what, .unit = kinds[k].unit};
    for (size_t side = 0; side < SIDES_MAX && in[side]; side++) {
        for (size_t k = 0; in[side]->in.samples && k < KINDS; k++)
            fill(a, in[side]->in.samples, k, (int)side, &all[k]);
        for (size_t k = 0; k < KINDS; k++) {
            if (strcmp(kinds[k].name, "children.cpu_now") == 0)
                in[side]->in.children_cpu_now = mean_of(&all[k], side);
            if (strcmp(kinds[k].name, "host.spawn_rate") == 0)
                in[side]->in.spawn_rate = usual_of(a, &all[k], side);
        }
    }
    m->series = all;
    m->nseries = KINDS;
}
