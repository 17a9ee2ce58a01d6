/* night_events.c - what happened during the watch. */
#include <math.h>
#include <stdlib.h>

#include "night_series.h"
#include "table.h"
#include "watch_format.h"

static const double GAP = 3; /* as many periods without a row are a gap */
static const double GAP_LEAST_S = 3;
enum { WRITTEN_MAX = 10000, INFERRED_MAX = 1000 }; /* a night has tens of them */

struct events {
    struct night_event *items;
    size_t count, cap;
};

static enum bundle_event kind_of(struct slice name)
{
    size_t k = 0;
    while (k < EVENT_COUNT && !slice_is(name, bundle_event_names[k]))
        k++;
    return (enum bundle_event)k;
}

static struct number number_in(struct table *t, size_t column)
{
    struct number n = {false, 0};
    n.known = slice_to_double(table_cell(t, column), &n.value) && fabs(n.value) < 1e18;
    return n;
}

/* ---- how long a bundle took --------------------------------------------------------------------
 */

/* "125655" or "12:56:55" -> seconds of the day; below 0 when it is none. */
static double seconds_of_day(struct slice clock, size_t step)
{
    static const int scale[] = {3600, 60, 1};
    double sum = 0;
    for (size_t i = 0; i < 3; i++) {
        uint64_t n;
        if (!slice_to_u64(slice_take(slice_drop(clock, i * step), 2), &n) || n > 60)
            return -1;
        sum += (double)n * scale[i];
    }
    return sum;
}

/* Its name says when it was begun: "leaky-17956-20261125T125655Z-baseline.tgz". */
static double begun(struct slice subject)
{
    enum { DATE = 8, CLOCK = 6 };
    double found = -1;
    for (size_t i = DATE; i + CLOCK + 1 < subject.len; i++) {
        uint64_t date;
        struct slice clock = slice_take(slice_drop(subject, i + 1), CLOCK);
        if (subject.ptr[i] == 'T' && subject.ptr[i + 1 + CLOCK] == 'Z' &&
            slice_to_u64(slice_take(slice_drop(subject, i - DATE), DATE), &date))
            found = seconds_of_day(clock, 2);
    }
    return found;
}

/* Both are of one clock. 0 when they make no sense. */
static double took(struct slice ended, struct slice subject)
{
    enum { DAY = 86400, MOST = 1800 };
    size_t at = slice_find(ended, SLICE("T"));
    double from = begun(subject), until = -1;
    if (at != SIZE_MAX)
        until = seconds_of_day(slice_drop(ended, at + 1), 3);
    if (from < 0 || until < 0)
        return 0;
    double seconds = until - from + (until < from ? DAY : 0);
    return seconds <= MOST ? seconds : 0;
}

/* Events are in the order of their ends, and one bundle is taken after the other. */
static void mark_taken(struct arena *a, const struct watch_log *l, struct night *n)
{
    bool *taken = ARENA_ARRAY(a, bool, l->nrows + 1);
    size_t row = 0;
    for (size_t i = 0; i < n->nevents; i++) {
        const struct night_event *e = &n->events[i];
        if (!(e->took_s > 0))
            continue;
        double slack = fmin(1, n->period_s);
        for (; row < l->nrows && l->at_s[row] <= e->at_s + slack; row++)
            taken[row] = l->at_s[row] >= e->at_s - e->took_s - slack;
    }
    n->taken = taken;
}

/* ---- as written down ---------------------------------------------------------------------------
 */

/* The first row of the log is 0 in the night, and elapsed_s in the log. */
static void read_written(struct arena *a, const struct watch_log *l, struct slice text,
                         struct night *n, struct events *out)
{
    struct table t;
    struct error err;
    const double *elapsed = watch_log_column(l, "elapsed_s");
    double zero = elapsed && !isnan(elapsed[0]) ? elapsed[0] : 0;
    if (text.len == 0 || table_open(a, text, &t, &err) != STATUS_OK) {
        n->odd_events = text.len > 0;
        return;
    }
    size_t at = table_find(&t, "elapsed_s"), event = table_find(&t, "event");
    size_t value = table_find(&t, "value"), subject = table_find(&t, "subject");
    size_t detail = table_find(&t, "detail"), time = table_find(&t, "time");
    while (table_next(&t)) {
        struct number when = number_in(&t, at);
        if (!when.known || out->count >= WRITTEN_MAX) {
            n->odd_events++;
            continue;
        }
        struct night_event *e = ARENA_PUSH(a, out->items, out->count, out->cap);
        *e = (struct night_event){.at_s = when.value - zero,
                                  .value = number_in(&t, value),
                                  .name = table_cell(&t, event),
                                  .subject = table_cell(&t, subject),
                                  .detail = table_cell(&t, detail)};
        e->kind = kind_of(e->name);
        if (e->kind == EVENT_BUNDLE)
            e->took_s = took(table_cell(&t, time), e->subject);
    }
    n->odd_events += t.skipped;
}

static bool is_written(const struct events *e, enum bundle_event kind, double from, double until)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->items[i].kind == kind && e->items[i].at_s >= from && e->items[i].at_s <= until)
            return true;
    return false;
}

static void infer(struct arena *a, struct events *e, enum bundle_event kind, double at,
                  struct number value)
{
    *ARENA_PUSH(a, e->items, e->count, e->cap) =
        (struct night_event){.kind = kind,
                             .at_s = at,
                             .value = value,
                             .name = slice_from(bundle_event_names[kind]),
                             .inferred = true};
}

static void infer_restarts(struct arena *a, const struct night *n, struct events *e)
{
    size_t most = n->nprocesses < INFERRED_MAX ? n->nprocesses : INFERRED_MAX;
    for (size_t i = 1; i < most; i++) {
        const struct night_process *p = &n->processes[i], *before = p - 1;
        if (!is_written(e, EVENT_RESTART, before->until_s - n->period_s, p->from_s + n->period_s))
            infer(a, e, EVENT_RESTART, p->from_s, before->pid);
    }
}

static void infer_gaps(struct arena *a, const struct watch_log *l, struct night *n,
                       struct events *e)
{
    double most = fmax(GAP * n->period_s, GAP_LEAST_S);
    size_t written = e->count;
    for (size_t row = 1; row < l->nrows; row++) {
        double from = l->at_s[row - 1], until = l->at_s[row];
        if (until - from <= most)
            continue;
        n->missing_s += until - from;
        struct events known = {e->items, written, 0};
        if (e->count - written < INFERRED_MAX &&
            !is_written(&known, EVENT_GAP, from, until + n->period_s))
            infer(a, e, EVENT_GAP, until, (struct number){true, until - from});
    }
}

/* A counter that falls is that of another process. */
void night_collections_build(struct arena *a, const struct watch_log *l, struct night *n)
{
    enum { MOST = 1000 };
    const double *counted = watch_log_column(l, watch_columns[WATCH_NUM_GC].name);
    struct night_collections *list = NULL;
    double before = (double)NAN, pending = 0, last_s = -INFINITY;
    size_t cap = 0;
    for (size_t row = 0; counted && row < l->nrows; row++) {
        if (isnan(counted[row]))
            continue;
        n->all_collections.known = true;
        pending += counted[row] > before ? counted[row] - before : 0; /* not so for NAN */
        before = counted[row];
        if (!(pending > 0) || l->at_s[row] - last_s < n->span_s / MOST)
            continue;
        last_s = l->at_s[row];
        n->all_collections.value += pending;
        *ARENA_PUSH(a, list, n->ncollections, cap) = (struct night_collections){last_s, pending};
        pending = 0;
    }
    if (list && n->ncollections > 0)
        list[n->ncollections - 1].times += pending;
    n->all_collections.value += pending;
    n->collections = list;
}

static int by_time(const void *x, const void *y)
{
    const struct night_event *a = x, *b = y;
    if (a->at_s < b->at_s || a->at_s > b->at_s)
        return a->at_s < b->at_s ? -1 : 1;
    return (a > b) - (a < b);
}

void night_events_build(struct arena *a, const struct watch_log *l, struct slice text,
                        struct night *n)
{
    struct events e = {NULL, 0, 0};
    read_written(a, l, text, n, &e);
    infer_restarts(a, n, &e);
    infer_gaps(a, l, n, &e);
    if (e.count > 1)
        qsort(e.items, e.count, sizeof *e.items, by_time);
    n->events = e.items;
    n->nevents = e.count;
    mark_taken(a, l, n);
}
