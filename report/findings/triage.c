/* triage.c - the table on the first screen: one row per area, whatever the findings are. */
#include "candidate.h"

#include <string.h>

#include "night.h"
#include "slots.h"

/* "+0", "-0.00", "+0.0 %" */
static bool shows_nothing(struct slice number)
{
    for (size_t i = 0; i < number.len; i++)
        if (number.ptr[i] >= '1' && number.ptr[i] <= '9')
            return false;
    return true;
}

/* "731.0 MiB (+310.0 MiB)"; empty when the last side does not know it. */
static struct slice metric_value(struct arena *a, const struct model *m, const char *name)
{
    size_t index = metric_index(slice_from(name));
    const struct condition c = {.metric = index};
    const struct subject whole = {.model = m, .kind = SUBJECT_PROCESS};

    if (index == SIZE_MAX)
        return SLICE("");
    struct measure q = measure_read(&c, &whole);
    struct number last = measure_value(&q, m, READING_LAST);
    struct number delta = measure_value(&q, m, READING_DELTA);
    if (!last.known)
        return SLICE("");
    struct slice text = slot_number(a, last, q.unit, false);
    if (!delta.known || !m->same_process)
        return text;
    struct slice change = slot_number(a, delta, q.unit, true);
    if (shows_nothing(change)) /* steady: what has changed shall stand out */
        return text;
    return arena_printf(a, "%.*s (%.*s)", SLICE_ARG(text), SLICE_ARG(change));
}

enum { PARTS_MAX = 3 };

struct area_row {
    enum area area;
    const char *title, *anchor;
    struct {
        const char *metric, *label;
        const char *one; /* the label of the number 1; NULL: the same */
    } parts[PARTS_MAX];
    struct {
        const char *metric, *label;
    } otherwise[PARTS_MAX]; /* the first that is known, where none of the parts is */
    const char *healthy;
};

static const struct area_row areas[] = {
    {AREA_MEMORY,
     "Memory",
     "memory",
     {{"process.footprint", "footprint", NULL},
      {"process.rss", "resident", NULL},
      {"go.memstats.heap_inuse", "Go heap in use", NULL}},
     {{"process.pss", "resident, by the share of what others use too"},
      {"go.heap.inuse_space", "in the heap profile"}},
     "steady under the same load"},
    {AREA_DESCRIPTORS,
     "Descriptors",
     "descriptors",
     {{"fds.total", "open", NULL}, {"fds.limit_used", "of the limit", NULL}},
     {{NULL, NULL}},
     "steady, below 80 % of the limit"},
    {AREA_GOROUTINES,
     "Goroutines",
     "goroutines",
     {{"go.goroutines", "goroutines", "goroutine"}},
     {{NULL, NULL}},
     "steady; some tens when idle"},
    {AREA_CPU,
     "CPU",
     "cpu",
     {{"process.cpu_now", "CPUs busy", NULL}, {"go.cpu.busy", "in the CPU profile", NULL}},
     {{NULL, NULL}},
     "near 0 when idle"},
    {AREA_THREADS,
     "Threads",
     "threads",
     {{"threads.total", "threads", "thread"}},
     {{NULL, NULL}},
     "steady, below 100"},
    {AREA_RESPONSIVENESS,
     "Responsiveness",
     "goroutines",
     {{"threads.blocked", "threads blocked in the kernel", "thread blocked in the kernel"},
      {"go.goroutines_waiting_for_locks", "goroutines wait for locks",
       "goroutine waits for a lock"}},
     {{NULL, NULL}},
     "none blocked, no queue at a lock"},
};

static struct slice row_value(struct arena *a, const struct model *m, const struct area_row *row)
{
    struct slice text = {0};

    for (size_t i = 0; i < PARTS_MAX && row->parts[i].metric; i++) {
        struct slice value = metric_value(a, m, row->parts[i].metric);
        if (value.len == 0)
            continue;
        const char *one = row->parts[i].one;
        bool single = one && (slice_is(value, "1") || slice_has_prefix(value, SLICE("1 ")));
        text = arena_printf(a, "%.*s%s%.*s %s", SLICE_ARG(text), text.len > 0 ? ", " : "",
                            SLICE_ARG(value), single ? one : row->parts[i].label);
    }
    for (size_t i = 0; text.len == 0 && i < PARTS_MAX && row->otherwise[i].metric; i++) {
        struct slice value = metric_value(a, m, row->otherwise[i].metric);
        if (value.len > 0)
            text = arena_printf(a, "%.*s %s", SLICE_ARG(value), row->otherwise[i].label);
    }
    return text;
}

/* The range of the program's own guide is worth more than a general one. */
static struct slice healthy_text(struct arena *a, const struct findings *f,
                                 const struct area_row *row)
{
    for (size_t i = 0; i < f->nranges; i++) {
        const struct range_row *r = &f->ranges[i];
        struct slice to =
            slot_number(a, (struct number){true, r->to}, metrics[r->metric].unit, false);
        if (strcmp(metrics[r->metric].name, row->parts[0].metric) != 0 || r->to <= 0)
            continue;
        if (r->from <= 0)
            return arena_printf(a, "up to %.*s, says the guide", SLICE_ARG(to));
        return arena_printf(a, "%.*s to %.*s, says the guide",
                            SLICE_ARG(slot_number(a, (struct number){true, r->from},
                                                  metrics[r->metric].unit, false)),
                            SLICE_ARG(to));
    }
    return slice_from(row->healthy);
}

void triage_fill(struct arena *a, const struct model *m, const struct candidates *c,
                 struct findings *f)
{
    size_t count = sizeof areas / sizeof areas[0];
    struct triage_row *rows = ARENA_ARRAY(a, struct triage_row, count);
    bool not_go = m->identity[model_last(m)].not_go;

    for (size_t i = 0; i < count; i++) {
        if (areas[i].area == AREA_GOROUTINES && not_go)
            continue; /* it has none, which is no gap */
        struct triage_row *row = &rows[f->ntriage++];
        row->area = areas[i].title;
        row->anchor = areas[i].anchor;
        row->value = row_value(a, m, &areas[i]);
        row->known = row->value.len > 0;
        row->healthy = healthy_text(a, f, &areas[i]);
        for (size_t k = c->count; k-- > 0;)
            if (c->items[k].rule->area == areas[i].area) { /* backwards: the worst comes last */
                row->known = true;
                row->status = c->items[k].severity;
                row->next = f->items[k].nnext > 0 ? f->items[k].next[0] : SLICE("");
            }
    }
    f->triage = rows;
    f->judged = c->count > 0 || (m->night && night_knows_course(m->night));
    for (size_t i = 0; i < f->ntriage; i++)
        f->judged = f->judged || rows[i].known;
}
