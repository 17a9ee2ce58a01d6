#include "night.h"

#include <math.h>
#include <string.h>

#include "bundle_reader.h"
#include "night_series.h"
#include "sort_doubles.h"
#include "units.h"

#define LOG_MEMBER    "60-samples/watch.csv"
#define EVENTS_MEMBER "60-samples/events.tsv"

enum { STEPS = 2000 };

/* The usual time between two rows. */
static double period_of(struct arena *a, const struct watch_log *l)
{
    double *steps = ARENA_ARRAY(a, double, STEPS + 1);
    size_t every = l->nrows / STEPS + 1, n = 0;
    for (size_t row = 1; row < l->nrows; row += every)
        steps[n++] = l->at_s[row] - l->at_s[row - 1];
    sort_doubles(steps, n);
    return n > 0 ? steps[n / 2] : 0;
}

static void describe(const struct watch_log *l, struct night *n)
{
    n->rows = l->nrows;
    n->span_s = l->at_s[l->nrows - 1];
    n->start_s = l->start_s;
    n->dated = l->dated;
    n->utc = l->utc;
    n->broken = l->broken;
    n->odd = l->odd;
    n->timeless = l->timeless;
    n->backwards = l->backwards;
    n->clock_sets = l->clock_sets;
    n->every = l->every;
    n->newest_first = l->newest_first;
}

/* Files without a bundle: the last row is the best that is known of the state. */
static void fill_metrics(struct arena *a, const struct night *n, struct model *m)
{
    int side = model_last(m);
    struct number *values = ARENA_ARRAY(a, struct number, metrics_count);
    const char **members = ARENA_ARRAY(a, const char *, metrics_count);
    for (size_t i = 0; i < metrics_count; i++) {
        values[i] = m->values[side][i];
        members[i] = m->members[side][i];
    }
    for (size_t i = 0; i < n->nseries; i++) {
        size_t at = metric_index(slice_from(n->series[i].name));
        if (values[at].known || n->series[i].known == 0)
            continue;
        values[at] = (struct number){true, n->series[i].last};
        members[at] = LOG_MEMBER;
    }
    m->values[side] = values;
    m->members[side] = members;
}

static void add_gap(struct arena *a, const struct bundle_member *log, struct slice reason,
                    struct model *m)
{
    const struct bundle_entry *entry = bundle_entry_by_path(LOG_MEMBER);
    struct gap *list = ARENA_ARRAY(a, struct gap, m->ngaps + 1);
    for (size_t i = 0; i < m->ngaps; i++)
        list[i] = m->gaps[i];
    list[m->ngaps++] = (struct gap){.artifact = entry ? slice_from(entry->id) : log->name,
                                    .member = log->file.len > 0 ? log->file : log->name,
                                    .status = BUNDLE_PARTIAL,
                                    .reason = reason,
                                    .side = model_last(m)};
    m->gaps = list;
}

static struct slice rows_text(struct arena *a, size_t rows)
{
    return arena_printf(a, "%s %s", units_count((double)rows).s, rows == 1 ? "row" : "rows");
}

/* "600 rows, of which 1 could be used: 599 whose time does not fit" */
static struct slice why_unused(struct arena *a, const struct watch_log *l, size_t all)
{
    const struct {
        size_t count;
        const char *what;
    } lost[] = {{l->timeless, "without a time"},
                {l->backwards, "whose time does not fit"},
                {l->odd, "with more cells than others have, too long or without an end"}};
    struct slice why = {0};
    for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++)
        if (lost[i].count > 0)
            why = arena_printf(a, "%.*s%s%s %s", SLICE_ARG(why), why.len > 0 ? ", " : "",
                               units_count((double)lost[i].count).s, lost[i].what);
    if (all == 0)
        return SLICE("it has no rows");
    return arena_printf(a, "%.*s, of which %s could be used: %.*s", SLICE_ARG(rows_text(a, all)),
                        l->nrows == 0 ? "none" : units_count((double)l->nrows).s, SLICE_ARG(why));
}

/* What was not taken as it stands, or not at all. The log of a bundle may have no rows yet. */
static void tell_damage(struct arena *a, const struct bundle_member *log, bool loose,
                        const struct watch_log *l, struct model *m)
{
    enum { NAME_MAX_SHOWN = 64 };
    size_t lost = l->timeless + l->backwards + l->odd;
    if (lost > l->nrows || (loose && l->nrows == 0))
        add_gap(a, log, why_unused(a, l, lost + l->nrows), m);
    if (l->nrows > 0 && l->longer > 0)
        add_gap(a, log,
                arena_printf(a,
                             "%.*s with more cells than the header has names: only those named are "
                             "read, and are not true where a comma stands inside of a number",
                             SLICE_ARG(rows_text(a, l->longer))),
                m);
    if (l->nrows > 0 && l->twice.len > 0)
        add_gap(a, log,
                arena_printf(a, "two columns are named \"%.*s\": the first one is read",
                             SLICE_ARG(slice_take(l->twice, NAME_MAX_SHOWN))),
                m);
}

void night_build(struct arena *a, const struct bundle *last, struct model *m)
{
    const struct bundle_member *log =
        last->beside_log ? last->beside_log : bundle_find(last, LOG_MEMBER);
    const struct bundle_member *events =
        last->beside_log ? last->beside_events : bundle_find(last, EVENTS_MEMBER);
    struct watch_log *l = ARENA_NEW(a, struct watch_log);
    struct night *n = ARENA_NEW(a, struct night);
    if (!log)
        return;
    watch_log_parse(a, log->data, l);
    tell_damage(a, log, last->loose || last->beside_log, l, m);
    if (l->nrows == 0)
        return;
    describe(l, n);
    n->source = log->file.len > 0 ? log->file : log->name;
    n->period_s = period_of(a, l);
    night_processes(a, l, n);
    night_events_build(a, l, events ? events->data : (struct slice){0}, n);
    night_series_build(a, l, m, n);
    night_collections_build(a, l, n);
    m->night = n;
    if (last->loose)
        fill_metrics(a, n, m);
}

const struct night_series *night_leading(const struct night *n)
{
    for (size_t i = 0; i < n->nseries; i++)
        if (n->series[i].leading)
            return &n->series[i];
    return NULL;
}

bool night_knows_course(const struct night *n)
{
    for (size_t i = 0; i < n->nseries; i++)
        if (n->series[i].grows && n->series[i].growth.course != COURSE_UNKNOWN)
            return true;
    return false;
}

struct slice night_time(struct arena *a, const struct night *n, double at_s)
{
    double t = n->start_s + at_s;
    if (n->dated && fabs(t) < 9e9) {
        struct units_text text = units_utc((int64_t)(t * 1e9));
        return arena_printf(a, "%.10s %.8s%s", text.s, text.s + 11, n->utc ? " UTC" : "");
    }
    unsigned s = (unsigned)fmod(fmax(0, t), 86400);
    return arena_printf(a, "%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
}

struct slice night_began(struct arena *a, const struct night *n, const struct growth *g)
{
    double off = fmax(g->begin_s - g->from_s, g->until_s - g->begin_s);
    return arena_printf(a, "%.*s (\u00B1%s)", SLICE_ARG(night_time(a, n, g->begin_s)),
                        units_duration(fmax(off, n->period_s)).s);
}

struct slice night_first(struct arena *a, const struct night *n, const struct growth *g)
{
    double begin = n->nprocesses > 0 ? n->processes[n->nprocesses - 1].from_s : 0;
    if (g->begin_s - begin <= 2 * n->period_s)
        return SLICE("the first sample");
    return arena_printf(a, "the first sample that can be compared (%.*s)",
                        SLICE_ARG(night_time(a, n, g->begin_s)));
}

struct slice night_rate(struct arena *a, enum unit unit, const struct growth *g)
{
    double slope = g->per_s * 3600, error = g->error_s * 3600;
    const char *sign = slope < 0 ? "-" : "+";
    if (unit == UNIT_BYTES)
        return arena_printf(a, "%s%s \u00B1 %s per hour", sign, units_bytes(fabs(slope)).s,
                            units_bytes(error).s);
    if (fabs(slope) >= 10) {
        slope = round(slope);
        error = ceil(error);
    }
    return arena_printf(a, "%s%s \u00B1 %s per hour", sign, units_count(fabs(slope)).s,
                        units_count(error).s);
}

struct slice night_reached(struct arena *a, const struct night_series *s)
{
    struct units_text soon = units_duration(s->soonest_s.value);
    if (!s->latest_s.known)
        return arena_printf(a, "%s at the soonest, perhaps never", soon.s);
    struct units_text late = units_duration(s->latest_s.value);
    return strcmp(soon.s, late.s) == 0 ? arena_printf(a, "%s", soon.s)
                                       : arena_printf(a, "%s to %s", soon.s, late.s);
}

/* Heights of a line through counts: parts of one say nothing. */
static struct units_text level(enum unit unit, double value, bool whole)
{
    if (unit == UNIT_BYTES)
        return units_bytes(fmax(0, value));
    return units_count(whole ? round(value) : value);
}

/* A line through noise may begin below nothing at all. */
struct slice night_levels(struct arena *a, enum unit unit, const struct growth *g)
{
    double begin = fmax(0, g->begin), end = fmax(0, g->end);
    bool whole = begin >= 10 || end >= 10;
    return arena_printf(a, "%s \u2192 %s", level(unit, begin, whole).s, level(unit, end, whole).s);
}
