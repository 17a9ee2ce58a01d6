#include "run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "choice.h"
#include "cleanup.h"
#include "clocks.h"
#include "discover.h"
#include "limits_input.h"
#include "progress.h"
#include "tasks.h"

enum { LOG_MAX = 1024 * 1024 };
static const double PACKING_SHARE = 0.1,
                    PACKING_MOST = 10; /* of the deadline, kept for the archive */
static const double WATCH_LEAST_S = 3;

void run_init(struct run *r, const struct collect_options *options, struct target *target)
{
    *r = (struct run){.options = options,
                      .target = target,
                      .alive_after = -1,
                      .identity_intact = -1,
                      .spare = -1};
    sbuf_init(&r->log, LOG_MAX);
    r->started = clock_seconds();
    r->started_utc_ns = clock_utc_ns();
    r->started_monotonic_ns = clock_ns(CLOCK_MONOTONIC);
    r->started_boot_ns = clock_boot_ns();
}

void run_done(struct run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->artifacts[i]->fd >= 0)
            close(r->artifacts[i]->fd);
        free(r->artifacts[i]);
    }
    if (r->spare >= 0)
        close(r->spare);
    r->spare = -1;
    free(r->url);
    free(r->unix_path);
    free(r->spool_dir);
    sbuf_done(&r->log);
    r->count = 0;
}

double run_seconds(const struct run *r)
{
    return clock_seconds() - r->started;
}

bool run_target_ended(const struct run *r)
{
    uint64_t start, cpu;
    char state;
    return r->target->pid != 0 && (!target_stat(r->target, &start, &cpu, &state) || state == 'Z' ||
                                   start != r->target->start_ticks);
}

void run_log(struct run *r, const char *fmt, ...)
{
    char line[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    sbuf_addf(&r->log, "%9.3f  %s\n", run_seconds(r), line);
}

struct artifact *run_find(const struct run *r, const char *id)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->artifacts[i]->id, id) == 0)
            return r->artifacts[i];
    return NULL;
}

struct artifact *run_plan(struct run *r, const char *id, const char *path, enum bundle_kind kind)
{
    struct artifact *a = r->count < RUN_ARTIFACTS_MAX ? calloc(1, sizeof *a) : NULL;
    if (!a)
        return NULL;
    a->fd = -1;
    a->kind = kind;
    snprintf(a->id, sizeof a->id, "%s", id);
    snprintf(a->path, sizeof a->path, "%s", path);
    r->artifacts[r->count++] = a;
    return a;
}

/* A row for a probe that is not run. */
static void plan_without(struct run *r, const char *id, enum bundle_status status, const char *why)
{
    const struct bundle_entry *entry = bundle_entry_by_id(id);
    struct artifact *a = run_plan(r, id, entry->path, entry->kind);
    if (!a)
        return;
    a->status = status;
    snprintf(a->reason, sizeof a->reason, "%s", why);
}

/* Whether the control groups have room for it now. */
static bool has_room(struct run *r, const char *id, uint64_t goroutines, char *reason, size_t size)
{
    if (headrooms_allow(&r->headrooms, id, goroutines, reason, size))
        return true;
    run_log(r, "%s: skipped: %s", id, reason);
    return false;
}

static void look_for_room(struct run *r)
{
    if (!r->options->ignore_memory_limit)
        headrooms_look(r->target->procfd, r->target->rootfd, &r->headrooms);
}

/* The artifact of a row, or NULL with a record of why it is not collected. */
static struct artifact *plan_row(struct run *r, const char *id)
{
    bool of_process = strncmp(id, "host.", 5) != 0;
    const char *left_out = choice_left_out(r->options, id);
    const struct bundle_entry *entry = bundle_entry_by_id(id);
    char reason[200];
    if (left_out)
        plan_without(r, id, BUNDLE_SKIPPED, left_out);
    else if (of_process && r->target->procfd < 0 && r->owner_hidden)
        plan_without(r, id, BUNDLE_DENIED,
                     "the process belongs to another user; sudo collect would see it");
    else if (of_process && r->target->procfd < 0)
        plan_without(r, id, BUNDLE_UNSUPPORTED, "the process is not on this machine, or not known");
    else if (!has_room(r, id, 0, reason, sizeof reason))
        plan_without(r, id, BUNDLE_SKIPPED, reason);
    else
        return run_plan(r, id, entry->path, entry->kind);
    return NULL;
}

static void plan_probes(struct tasks *ts)
{
    look_for_room(ts->run);
    for (size_t i = 0; i < sources_count;) {
        struct artifact *output[SOURCE_OUTPUTS_MAX];
        size_t n = source_outputs(i), wanted = 0;
        for (size_t k = 0; k < n; k++) {
            output[k] = plan_row(ts->run, sources[i + k].id);
            wanted += output[k] != NULL;
        }
        struct task *t = wanted ? tasks_add_probe(ts, &sources[i], output, n) : NULL;
        if (t)
            tasks_start(ts, t);
        i += n;
    }
}

/* The beginning of what was collected as id. */
static struct slice head_of(const struct run *r, const char *id, unsigned char *into, size_t size)
{
    const struct artifact *a = run_find(r, id);
    ssize_t n = a && a->fd >= 0 ? pread(a->fd, into, size, 0) : 0;
    return (struct slice){into, n > 0 ? (size_t)n : 0};
}

/* "goroutine profile: total 1243" -> 1243; the index says it too, where that text was left out. */
static bool goroutine_count(const struct run *r, uint64_t *count)
{
    unsigned char head[8192];
    struct slice text = head_of(r, "go.goroutine.debug1", head, 80), line;
    if (slice_skip(&text, SLICE("goroutine profile: total ")) && slice_next(&text, '\n', &line) &&
        slice_to_u64(line, count))
        return true;
    return choice_left_out(r->options, "go.goroutine.debug1") &&
           endpoints_listed_count(head_of(r, "go.index", head, sizeof head), "goroutine", count);
}

/* A full dump stops the program while it is written: only when the count says that this is short.
 */
static bool is_too_long(const struct run *r, bool counted, uint64_t count, char *reason,
                        size_t size)
{
    uint64_t most = r->options->max_goroutines;
    if (most == 0 || (counted && count <= most))
        return false;
    if (counted)
        snprintf(reason, size,
                 "stops the program, and there are %llu goroutines; "
                 "--max-goroutines 0 asks all the same",
                 (unsigned long long)count);
    else
        snprintf(reason, size,
                 "stops the program, and the number of goroutines is unknown; "
                 "--max-goroutines 0 asks all the same");
    return true;
}

/* Why it is not asked for. False when it is. */
static bool gate_closed(struct run *r, const char *id, char *reason, size_t size)
{
    uint64_t count = 0;
    if (strcmp(id, "go.goroutine.debug2") == 0) {
        bool counted = goroutine_count(r, &count);
        if (is_too_long(r, counted, count, reason, size)) {
            run_log(r, "%s: skipped: %s", id, reason);
            return true;
        }
    }
    return !has_room(r, id, count, reason, size);
}

static void leave_out(struct task *t, enum bundle_status status, const char *reason)
{
    struct artifact *a = t->artifact;
    t->state = TASK_DONE;
    a->status = status;
    snprintf(a->reason, sizeof a->reason, "%s", reason);
}

static void start_stage(struct tasks *ts)
{
    enum stage stage = tasks_stage(ts);
    bool looked = false, ended = false;
    for (size_t i = 0; i < ts->count; i++) {
        struct task *t = &ts->item[i];
        char reason[200];
        if (t->probe || t->state != TASK_WAITING || t->stage != stage)
            continue;
        if (!looked) {
            look_for_room(ts->run);
            ended = run_target_ended(ts->run);
        }
        looked = true;
        if (ended)
            leave_out(t, BUNDLE_FAILED, RUN_ENDED);
        else if (gate_closed(ts->run, t->artifact->id, reason, sizeof reason))
            leave_out(t, BUNDLE_SKIPPED, reason);
        else
            tasks_start(ts, t);
    }
}

static void look_again(struct run *r)
{
    uint64_t start = 0;
    char state = 0;
    if (r->target->procfd < 0)
        return;
    r->alive_after = target_stat(r->target, &start, &r->cpu_ticks_after, &state) && state != 'Z';
    r->identity_intact = r->alive_after ? start == r->target->start_ticks : -1;
    run_log(r, "the process is %s", r->alive_after ? "still there" : "gone");
}

/* What the kernel does not let us read of the process's memory is no gap where its own server told
 * the same. */
static void settle_live(struct run *r)
{
    static const struct {
        const char *live, *instead;
    } same[] = {
        {"go.live.goroutines", "go.goroutine.debug2"},
        {"go.live.channels", "go.goroutine.debug2"},
        {"go.live.summary", "go.goroutine.debug2"},
        {"go.live.memstats", "go.heap.debug1"},
        {"go.live.heap", "go.heap"},
        {"go.live.heap-latest", "go.heap"},
        {"go.live.block", "go.block"},
        {"go.live.mutex", "go.mutex"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct artifact *a = run_find(r, same[i].live);
        const struct artifact *instead = run_find(r, same[i].instead);
        char why[sizeof a->reason];
        if (!a || a->status != BUNDLE_DENIED || r->options->live == LIVE_ALWAYS || !instead ||
            instead->status != BUNDLE_OK)
            continue;
        memcpy(why, a->reason, sizeof why);
        a->status = BUNDLE_UNSUPPORTED;
        snprintf(a->reason, sizeof a->reason, "not needed, %.24s has it; %.150s", same[i].instead,
                 why);
    }
}

/* The index is read to find everything else, even where --skip does not want it. */
static void forget_index(struct run *r)
{
    struct artifact *a = run_find(r, "go.index");
    if (!a || a->status != BUNDLE_OK || !choice_skips(r->options, a->id))
        return;
    if (a->fd >= 0)
        close(a->fd);
    a->fd = -1;
    a->status = BUNDLE_SKIPPED;
    snprintf(a->reason, sizeof a->reason, "by --skip");
}

enum status run_collect(struct run *r, const volatile sig_atomic_t *interrupt, struct error *err)
{
    AUTO_FREE struct tasks *ts = calloc(1, sizeof *ts);
    AUTO_FREE struct discover *d = calloc(1, sizeof *d);
    uint64_t start;
    char state;
    if (!ts || !d)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    ts->run = r;
    ts->http = http_new();
    if (!ts->http)
        return error_set(err, STATUS_IO, 0, "libcurl does not start");
    if (r->access && http_set_access(ts->http, r->access, err) != STATUS_OK) {
        http_free(ts->http);
        return err->code;
    }
    goroutine_count_begin(&ts->goroutines);
    double packing = r->options->deadline * PACKING_SHARE;
    ts->ends_at = r->options->deadline - (packing < PACKING_MOST ? packing : PACKING_MOST);
    (void)target_stat(r->target, &start, &r->cpu_ticks_before, &state);
    run_log(r, "collect %s begins, deadline %g s", EXHIBIT_VERSION, r->options->deadline);
    /* without a CPU profile nothing takes time; samples of a moment say nothing about CPU and
     * trends */
    double watching = r->options->seconds < WATCH_LEAST_S ? r->options->seconds : WATCH_LEAST_S;
    plan_probes(ts);
    struct progress progress = progress_begin(r->options->quiet);
    while (!*interrupt && run_seconds(r) < ts->ends_at && tasks_reading_live(ts)) {
        tasks_step(ts);
        progress_show(&progress, ts);
    }
    discover_begin(d, ts);
    while (!*interrupt && run_seconds(r) < ts->ends_at) {
        discover_step(d, ts);
        if (d->settled)
            start_stage(ts);
        goroutine_count_step(&ts->goroutines, ts);
        if (d->settled && run_seconds(r) >= watching)
            tasks_wind_up(ts);
        if (d->settled && tasks_over(ts))
            break;
        tasks_step(ts);
        progress_show(&progress, ts);
    }
    progress_end(&progress);
    r->interrupted = *interrupt != 0;
    r->out_of_time = !r->interrupted && !tasks_over(ts);
    if (!d->settled && d->index)
        snprintf(d->index->reason, sizeof d->index->reason, "no time left to look for it");
    tasks_give_up(ts, r->interrupted ? "interrupted by the user" : "no time left");
    look_again(r);
    settle_live(r);
    forget_index(r);
    r->finished_s = run_seconds(r);
    tasks_done(ts);
    return STATUS_OK;
}
