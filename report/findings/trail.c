/* trail.c - the questions that lead from "it takes too much memory" to where: is it much, do
 * descriptors hold it, is it outside of the Go heap, who holds the heap. */
#include "candidate.h"

#include <string.h>

#include "slots.h"

#define GROWN_LEAST    (16.0 * 1024 * 1024)
#define RSS_HIGH       (500.0 * 1024 * 1024) /* much for a program that is idle */
#define FDS_HIGH       200.0
#define REGIONS_HIGH   2000.0
#define OUTSIDE_HEAP   0.5
#define MOSTLY_ITS_OWN 0.5

struct asked {
    struct arena *a;
    const struct model *m;
    const struct candidates *c;
    const struct findings *f;
};

static struct number last(const struct asked *q, const char *metric)
{
    return model_metric(q->m, metric, model_last(q->m));
}

/* "731.0 MiB, +310.0 MiB": the change only where it is one. */
static struct slice with_change(const struct asked *q, const char *metric, const char *label)
{
    size_t index = metric_index(slice_from(metric));
    struct number now = last(q, metric), before = model_metric(q->m, metric, 0);
    struct slice text = slot_number(q->a, now, metrics[index].unit, false);

    if (q->m->nsides == 2 && q->m->same_process && before.known && now.known) {
        struct number delta = {true, now.value - before.value};
        return arena_printf(q->a, "%.*s %s (%.*s)", SLICE_ARG(text), label,
                            SLICE_ARG(slot_number(q->a, delta, metrics[index].unit, true)));
    }
    return arena_printf(q->a, "%.*s %s", SLICE_ARG(text), label);
}

static bool found(const struct asked *q, enum area area, enum severity least)
{
    for (size_t i = 0; i < q->c->count; i++)
        if (q->c->items[i].rule->area == area && q->c->items[i].severity >= least)
            return true;
    return false;
}

/* The finding of the first rule in the list that fired, or NULL. */
static const struct finding *first_of(const struct asked *q, const char *const *rules)
{
    for (; *rules; rules++)
        for (size_t i = 0; i < q->f->count; i++)
            if (strcmp(q->f->items[i].rule, *rules) == 0)
                return &q->f->items[i];
    return NULL;
}

/* Enough for a leak, if it had been watched for long enough: see memory.growing. */
static bool memory_has_grown(const struct model *m)
{
    struct number before = model_metric(m, "process.rss", 0),
                  now = model_metric(m, "process.rss", 1);

    return m->nsides == 2 && m->same_process && before.known && now.known &&
           now.value - before.value >= GROWN_LEAST && now.value >= 1.25 * before.value;
}

static struct trail_step is_memory_high(const struct asked *q)
{
    struct trail_step s = {.question = "Is the resident memory high, or does it grow?",
                           .anchor = "memory",
                           .number = with_change(q, "process.rss", "resident")};
    struct number rss = last(q, "process.rss"), footprint = last(q, "process.footprint");

    if (footprint.known) { /* macOS: what the system goes by */
        rss = footprint;
        s.question = "Is the physical footprint high, or does it grow?";
        s.number = with_change(q, "process.footprint", "charged");
    }

    if (!rss.known)
        s.next = SLICE("not collected: ask for a bundle taken on the machine, by PID or name");
    else if (rss.value >= RSS_HIGH || found(q, AREA_MEMORY, SEVERITY_WARNING)) {
        s.answer = ANSWER_YES;
        s.next = SLICE("see whether open files or watchers hold it: the next question");
    } else if (memory_has_grown(q->m)) {
        s.next = SLICE("it has grown, but so does every program that starts: collect again in ten "
                       "minutes or later");
    } else {
        s.answer = ANSWER_NO;
        s.next = SLICE("memory is not the problem now; the others below answer for the record");
    }
    return s;
}

static struct trail_step are_descriptors_many(const struct asked *q)
{
    struct trail_step s = {.question = "Are many descriptors open, or do they grow?",
                           .anchor = "descriptors",
                           .number = with_change(q, "fds.total", "open")};
    struct number fds = last(q, "fds.total");

    if (!fds.known)
        s.next = SLICE("not collected; on the machine: ls /proc/PID/fd | wc -l");
    else if (fds.value >= FDS_HIGH || found(q, AREA_DESCRIPTORS, SEVERITY_WARNING)) {
        s.answer = ANSWER_YES;
        s.next = SLICE("look at descriptors by target: what is opened and not closed keeps its "
                       "buffers and watchers in memory, too");
    } else {
        s.answer = ANSWER_NO;
        s.next = SLICE("descriptors are not the cause: go on with the memory map");
    }
    return s;
}

static struct trail_step is_it_outside_of_go(const struct asked *q)
{
    struct trail_step s = {.question = "Does the memory map hold more than the Go heap explains?",
                           .anchor = "memory"};
    struct number outside = last(q, "memory.outside_go"), rss = last(q, "process.rss");
    struct number regions = last(q, "maps.anonymous"), shared = last(q, "maps.shared_anonymous");
    double anonymous = regions.value + shared.value;

    if (!outside.known || !rss.known || rss.value <= 0) {
        s.next = SLICE("the runtime's own numbers are missing: switch pprof on, or read the parts "
                       "that the kernel tells apart");
        return s;
    }
    s.number = arena_printf(q->a, "%.*s of %.*s are neither of a file nor of Go",
                            SLICE_ARG(slot_number(q->a, outside, UNIT_BYTES, false)),
                            SLICE_ARG(slot_number(q->a, rss, UNIT_BYTES, false)));
    if (regions.known)
        s.number =
            arena_printf(q->a, "%.*s, %.0f anonymous regions", SLICE_ARG(s.number), anonymous);
    if (outside.value / rss.value >= OUTSIDE_HEAP || anonymous >= REGIONS_HIGH) {
        s.answer = ANSWER_YES;
        s.next = SLICE("look at the parts of the memory: no Go profile shows these");
    } else {
        s.answer = ANSWER_NO;
        s.next = SLICE("files and the Go runtime explain most of it: go on with the heap profile");
    }
    return s;
}

static struct trail_step does_one_hold_the_heap(const struct asked *q)
{
    static const char *const holders[] = {"heap.growing", "heap.holder", NULL};
    struct trail_step s = {.question = "Does one function hold or grow the heap?",
                           .anchor = "heap"};
    const struct finding *f = first_of(q, holders);
    const struct profile *heap = model_profile(q->m, "heap");

    if (f) {
        s.answer = ANSWER_YES;
        s.number = f->title;
        s.next = f->nnext > 0 ? f->next[0] : SLICE("");
    } else if (heap && heap->present[model_last(q->m)]) {
        s.answer = ANSWER_NO;
        s.number = with_change(q, "go.heap.inuse_space", "in the heap profile");
        s.next = q->m->nsides == 2 && q->m->same_process && heap->present[0]
                     ? SLICE("the heap grows nowhere beyond the noise of sampling")
                     : SLICE("no function holds most of it; collect again later, and compare");
    } else {
        s.next = SLICE("there is no heap profile: import net/http/pprof in the program, start it "
                       "again, and collect when the problem is back");
    }
    return s;
}

/* Of another language nothing divides the heap, but the kernel tells it from files. */
static struct trail_step is_it_of_its_own(const struct asked *q)
{
    struct trail_step s = {.question = "Is most of it memory of its own, and not of files?",
                           .anchor = "memory"};
    struct number own = last(q, "process.rss_anon"), rss = last(q, "process.rss");

    if (!own.known || !rss.known || rss.value <= 0) {
        s.next = SLICE("not collected: ask for a bundle taken on the machine, by PID or name");
        return s;
    }
    s.number = with_change(q, "process.rss_anon", "without a file");
    s.answer = own.value / rss.value >= MOSTLY_ITS_OWN ? ANSWER_YES : ANSWER_NO;
    s.next = s.answer == ANSWER_YES
                 ? SLICE("the memory map tells C heap, stacks and the rest apart; what is in the "
                         "heap, only a profiler of its language can tell")
                 : SLICE("look in the memory map for the files, or shared memory, that hold it");
    return s;
}

void trail_fill(struct arena *a, const struct model *m, const struct candidates *c,
                struct findings *f)
{
    const struct asked q = {a, m, c, f};
    enum { ANY, GO, OTHER };
    static const struct {
        int program;
        struct trail_step (*answer)(const struct asked *);
    } steps[] = {{ANY, is_memory_high},
                 {ANY, are_descriptors_many},
                 {OTHER, is_it_of_its_own},
                 {GO, is_it_outside_of_go},
                 {GO, does_one_hold_the_heap}};
    enum { COUNT = sizeof steps / sizeof steps[0] };
    int program = m->identity[model_last(m)].not_go ? OTHER : GO;
    struct trail_step *trail = ARENA_ARRAY(a, struct trail_step, COUNT);

    for (size_t i = 0; i < COUNT; i++)
        if (steps[i].program == ANY || steps[i].program == program)
            trail[f->ntrail++] = steps[i].answer(&q);
    f->trail = trail;
}
