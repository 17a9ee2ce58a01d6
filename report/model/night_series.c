#include "night_series.h"

#include <math.h>
#include <string.h>

#include "metric_limit.h"
#include "watch_format.h"

/* What is followed, in the order in which a reader asks for it: the first one that rises leads. */
static const struct {
    enum watch_column_id column;
    bool rate, grows;
    bool garbage;     /* what nobody holds any more is in it until the next collection */
    const char *what; /* fit for a title */
} kinds[] = {
    {WATCH_RSS, false, true, false, "resident memory"},
    {WATCH_FOOTPRINT, false, true, false, "physical footprint"},
    {WATCH_PSS, false, true, false, "its share of resident memory (PSS)"},
    {WATCH_SWAP, false, true, false, "memory in swap"},
    {WATCH_HEAP_INUSE, false, true, true, "Go heap in use"},
    {WATCH_HEAP_ALLOC, false, true, true, "objects of the Go heap"},
    {WATCH_HEAP_IDLE, false, false, false, "Go heap that is idle"},
    {WATCH_HEAP_RELEASED, false, false, false, "idle Go heap given back"},
    {WATCH_GOROUTINES, false, true, false, "goroutines"},
    {WATCH_FDS, false, true, false, "open descriptors"},
    {WATCH_FDS_FILES, false, true, false, "open regular files"},
    {WATCH_FDS_DIRS, false, true, false, "open folders"},
    {WATCH_FDS_PIPES, false, true, false, "ends of pipes and FIFOs"},
    {WATCH_FDS_SOCKETS, false, true, false, "sockets"},
    {WATCH_FDS_INOTIFY, false, true, false, "watchers of files (inotify)"},
    {WATCH_FDS_KQUEUE, false, true, false, "event queues (kqueue)"},
    {WATCH_FDS_DELETED, false, true, false, "open files whose name is gone"},
    {WATCH_THREADS, false, true, false, "threads"},
    {WATCH_CHILDREN, false, true, false, "children"},
    {WATCH_CPU, true, false, false, "CPUs busy"},
    {WATCH_CHILDREN_CPU, true, false, false, "CPUs that ended children used"},
    {WATCH_PRESSURE_CPU, false, false, false, "time in which some task waited for a CPU"},
    {WATCH_PRESSURE_MEMORY, false, false, false, "time in which some task waited for memory"},
    {WATCH_PRESSURE_IO, false, false, false, "time in which some task waited for a disk"},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* What a log ought to have: the five columns of the guide's script, without the time. */
static const enum watch_column_id wanted[] = {WATCH_HEAP_ALLOC, WATCH_HEAP_INUSE, WATCH_GOROUTINES,
                                              WATCH_RSS_MB};

/* ---- processes ---------------------------------------------------------------------------------
 */

/* A counter of a process never falls; a little is left to rounding. */
static bool begins_anew(const double *counter, double *before, size_t row)
{
    if (!counter || isnan(counter[row]))
        return false;
    bool fell = counter[row] < *before - 0.05 - *before * 1e-3;
    *before = counter[row];
    return fell;
}

static bool is_other(double pid, double before)
{
    return !isnan(pid) && !isnan(before) && (pid > before || pid < before);
}

void night_processes(struct arena *a, const struct watch_log *l, struct night *n)
{
    const double *pid = watch_log_column(l, "pid"), *cpu = watch_log_column(l, "cpu_s");
    const double *gc = watch_log_column(l, "num_gc");
    double last_pid = NAN, last_cpu = 0, last_gc = 0;
    struct night_process *list = NULL;
    size_t cap = 0;
    for (size_t row = 0; row < l->nrows; row++) {
        bool anew = begins_anew(cpu, &last_cpu, row);
        anew = begins_anew(gc, &last_gc, row) || anew;
        if (pid)
            anew = is_other(pid[row], last_pid);
        if (row == 0 || anew)
            *ARENA_PUSH(a, list, n->nprocesses, cap) =
                (struct night_process){.from_s = l->at_s[row], .begin = row};
        struct night_process *p = &list[n->nprocesses - 1];
        if (pid && !isnan(pid[row])) {
            last_pid = pid[row];
            p->pid = (struct number){true, last_pid};
        }
        p->until_s = l->at_s[row];
        p->end = row + 1;
    }
    n->processes = list;
}

/* ---- values ------------------------------------------------------------------------------------
 */

/* The change of a counter per second from row to row, within one process. */
static const double *rate_of(struct arena *a, const struct watch_log *l, const struct night *n,
                             const double *counter)
{
    double *rate = ARENA_ARRAY(a, double, l->nrows + 1);
    for (size_t p = 0; p < n->nprocesses; p++) {
        double before = NAN, before_s = 0;
        for (size_t row = n->processes[p].begin; row < n->processes[p].end; row++) {
            double step = l->at_s[row] - before_s;
            rate[row] = NAN;
            if (isnan(counter[row]))
                continue;
            if (!isnan(before) && counter[row] >= before && step > 0)
                rate[row] = (counter[row] - before) / step;
            before = counter[row];
            before_s = l->at_s[row];
        }
    }
    return rate;
}

/* Old logs have memory in MiB only. */
static const double *in_bytes(struct arena *a, const struct watch_log *l, const double *mib)
{
    double *bytes = ARENA_ARRAY(a, double, l->nrows + 1);
    for (size_t row = 0; row < l->nrows; row++)
        bytes[row] = mib[row] * 1024 * 1024;
    return bytes;
}

static bool has_any(const double *values, size_t from, size_t until)
{
    for (size_t row = from; values && row < until; row++)
        if (!isnan(values[row]))
            return true;
    return false;
}

static const double *values_of(struct arena *a, const struct watch_log *l, const struct night *n,
                               size_t kind)
{
    const double *v = watch_log_column(l, watch_columns[kinds[kind].column].name);
    if (kinds[kind].column == WATCH_RSS && !has_any(v, 0, l->nrows)) {
        v = watch_log_column(l, watch_columns[WATCH_RSS_MB].name);
        v = v ? in_bytes(a, l, v) : NULL;
    }
    if (!v || !has_any(v, 0, l->nrows))
        return NULL;
    return kinds[kind].rate ? rate_of(a, l, n, v) : v;
}

/* ---- growth ------------------------------------------------------------------------------------
 */

struct known_points {
    double *at, *value; /* room for all rows */
    size_t n;
};

enum { TROUGHS_LEAST = 8, POINTS_LEAST = 8 };

/* Rows of which skip says so are left out; NULL: none are. */
static void take_known(const struct night_series *s, const struct night_process *p,
                       const bool *skip, struct known_points *k)
{
    k->n = 0;
    for (size_t row = p->begin; row < p->end; row++) {
        if (isnan(s->value[row]) || (skip && skip[row]))
            continue;
        k->at[k->n] = s->at_s[row];
        k->value[k->n++] = s->value[row];
    }
}

/* The same, of rows before which garbage was collected: without the teeth of the saw in between,
 * the bottom of which is what somebody holds. */
static void take_troughs(const struct night_series *s, const struct night_process *p,
                         const double *collections, const bool *skip, struct known_points *k)
{
    double before = NAN;
    k->n = 0;
    for (size_t row = p->begin; row < p->end; row++) {
        if (isnan(s->value[row]) || isnan(collections[row]))
            continue;
        if (collections[row] > before &&
            !skip[row]) { /* not so for NAN: when the first row was is not known */
            k->at[k->n] = s->at_s[row];
            k->value[k->n++] = s->value[row];
        }
        before = collections[row];
    }
}

static void set_range(struct night_series *s, const struct known_points *k)
{
    s->known = k->n;
    if (k->n == 0)
        return;
    s->first = s->least = s->most = k->value[0];
    s->last = k->value[k->n - 1];
    for (size_t i = 0; i < k->n; i++) {
        s->least = fmin(s->least, k->value[i]);
        s->most = fmax(s->most, k->value[i]);
    }
}

/* Between two collections the heap of every program rises: a rise of it says something when it went
 * on over some of them. Where the log does not count them, nobody knows. */
static void doubt_garbage(const struct watch_log *l, struct growth *g)
{
    enum { COLLECTIONS = 2 };
    const double *gc = watch_log_column(l, watch_columns[WATCH_NUM_GC].name);
    double begin = NAN, end = NAN;
    for (size_t row = 0; gc && row < l->nrows; row++) {
        if (isnan(gc[row]))
            continue;
        if (isnan(begin) || l->at_s[row] <= g->begin_s)
            begin = gc[row];
        end = gc[row];
    }
    if (g->course == COURSE_RISING && end - begin < COLLECTIONS) /* not so for NAN */
        g->course = COURSE_UNKNOWN;
}

/* While a bundle is taken the program serves collect: its connections, the garbage of its answers
 * and their processor time are no growth, unless there is little else to see. */
static void take_quiet(const struct night *n, const struct night_series *s, struct known_points *k)
{
    const struct night_process *p = &n->processes[n->nprocesses - 1];

    take_known(s, p, n->taken, k);
    if (k->n < POINTS_LEAST)
        take_known(s, p, NULL, k);
}

static struct growth heap_growth(const struct watch_log *l, const struct night *n,
                                 const struct night_series *s, struct known_points *k)
{
    const struct night_process *p = &n->processes[n->nprocesses - 1];
    const double *collections = watch_log_column(l, watch_columns[WATCH_NUM_GC].name);

    if (collections)
        take_troughs(s, p, collections, n->taken, k);
    if (!collections || k->n < TROUGHS_LEAST)
        take_quiet(n, s, k);
    struct growth g = growth_of(k->at, k->value, k->n);
    doubt_garbage(l, &g);
    return g;
}

/* What rises by less in all of the log is steady, however clear its slope is: the runtime of an
 * idle program keeps ten KiB more a minute. */
static const double least_rise[] = {[UNIT_COUNT] = 3,
                                    [UNIT_BYTES] = 1024.0 * 1024,
                                    [UNIT_SECONDS] = 0,
                                    [UNIT_FRACTION] = 0,
                                    [UNIT_LOAD] = 0};

static void doubt_little(struct night_series *s)
{
    struct growth *g = &s->growth;
    double least = least_rise[s->unit];

    if (g->course == COURSE_RISING && g->end - g->begin < least)
        g->course = COURSE_STEADY;
    if (g->course == COURSE_UNKNOWN && g->few && s->most - s->least < least)
        g->course = COURSE_STEADY;
}

/* At the slope that it has, and at the steepest and the flattest that the noise allows; from the
 * end of the log on, which may be later than the last sample that was compared. */
static void set_limit(const struct model *m, const struct night *n, struct night_series *s)
{
    const struct growth *g = &s->growth;
    struct metric_limit limit = metric_limit(m, slice_from(s->name));
    s->limit = limit.value;
    s->limit_name = limit.name;
    if (!s->limit.known || g->course != COURSE_RISING)
        return;
    double rest = fmax(0, s->limit.value - g->end), since = n->span_s - g->end_s;
    s->soonest_s = (struct number){true, fmax(0, rest / (g->per_s + g->error_s) - since)};
    if (g->per_s > g->error_s)
        s->latest_s = (struct number){true, fmax(0, rest / (g->per_s - g->error_s) - since)};
}

static bool meets(const struct growth *x, const struct growth *y, double slack)
{
    return x->from_s <= y->until_s + slack && y->from_s <= x->until_s + slack;
}

static bool began_to_rise(const struct night_series *s)
{
    return s->growth.course == COURSE_RISING && s->growth.began;
}

bool night_began_together(const struct night *n, const struct night_series *x,
                          const struct night_series *y)
{
    double slack = fmax(2 * n->period_s, n->span_s / 100);
    return began_to_rise(x) && began_to_rise(y) && meets(&x->growth, &y->growth, slack);
}

/* Which of them began to rise at the same time. */
static void set_together(struct night_series *list, struct night *n)
{
    struct night_series *lead = NULL;
    for (size_t i = 0; i < n->nseries && !lead; i++)
        if (list[i].grows && began_to_rise(&list[i]))
            lead = &list[i];
    if (!lead)
        return;
    lead->leading = true;
    for (size_t i = 0; i < n->nseries; i++)
        list[i].together = &list[i] != lead && night_began_together(n, &list[i], lead);
}

static void set_lacks(struct arena *a, const struct watch_log *l, struct night *n)
{
    struct night_lack *list = ARENA_ARRAY(a, struct night_lack, sizeof wanted / sizeof wanted[0]);
    bool bytes = has_any(watch_log_column(l, watch_columns[WATCH_RSS].name), 0, l->nrows);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const char *name = watch_columns[wanted[i]].name;
        const double *v = watch_log_column(l, name);
        if (!has_any(v, 0, l->nrows) && !(wanted[i] == WATCH_RSS_MB && bytes))
            list[n->nlacks++] = (struct night_lack){name, v != NULL};
    }
    n->lacks = list;
}

void night_series_build(struct arena *a, const struct watch_log *l, const struct model *m,
                        struct night *n)
{
    struct night_series *list = ARENA_ARRAY(a, struct night_series, KINDS);
    struct known_points k = {ARENA_ARRAY(a, double, l->nrows + 1),
                             ARENA_ARRAY(a, double, l->nrows + 1), 0};
    for (size_t i = 0; i < KINDS; i++) {
        const struct watch_column *c = &watch_columns[kinds[i].column];
        const double *values = values_of(a, l, n, i);
        if (!values)
            continue;
        struct night_series *s = &list[n->nseries++];
        *s = (struct night_series){.name = kinds[i].rate ? c->rate : c->metric,
                                   .grows = kinds[i].grows,
                                   .count = l->nrows,
                                   .at_s = l->at_s,
                                   .value = values};
        s->what = kinds[i].what;
        s->unit = metrics[metric_index(slice_from(s->name))].unit;
        take_known(s, &n->processes[n->nprocesses - 1], NULL, &k);
        set_range(s, &k);
        take_quiet(n, s, &k);
        s->growth = kinds[i].garbage ? heap_growth(l, n, s, &k) : growth_of(k.at, k.value, k.n);
        doubt_little(s);
        set_limit(m, n, s);
    }
    set_together(list, n);
    set_lacks(a, l, n);
    n->series = list;
}
