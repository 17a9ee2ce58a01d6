/* The process that is watched: it may die, come back, stand still, or not be readable yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "exit_watch.h"
#include "sample_limit.h"
#include "watching.h"

static const double AGAIN_FIRST_S = 5, AGAIN_MOST_S = 600, LIMITS_EVERY_S = 60;
enum { SILENT_MOST = 3 };

/* Where heap and goroutines come from, and why not from a better place. */
static void tell_reader(struct watch *w)
{
    const struct error *why = sample_go_error(w->sampler);
    watch_event(w, EVENT_READER, NULL, why ? "none" : "live", why ? why->msg : NULL);
}

static void open_sampler(struct watch *w)
{
    const struct target *t = &w->target;
    struct source_context ctx = {.procfd = t->procfd,
                                 .rootfd = t->rootfd,
                                 .pid = t->pid,
                                 .start = t->start_ticks,
                                 .live_never = w->options->live == LIVE_NEVER};
    sample_end(w->sampler);
    w->sampler = sample_begin(&ctx);
    w->silent = 0;
    w->had_heap = false;
}

/* Heap and goroutines from its server, where they cannot be had otherwise. */
void watch_ask_server(struct watch *w)
{
    bool answered_before = w->server.answers;
    if (!w->server_found || !sample_go_error(w->sampler))
        return;
    watch_pprof_take(&w->server, &w->resolved.run, &w->sample);
    if (w->server.answers && !answered_before)
        watch_event(w, EVENT_READER, NULL, "pprof", sample_go_error(w->sampler)->msg);
}

void watch_attach(struct watch *w)
{
    open_sampler(w);
    w->exit_fd = w->target.pid ? exit_watch_open(w->target.pid) : -1;
    w->is_stopped = false;
    w->look_again_in = AGAIN_FIRST_S;
    w->look_again_at = clock_seconds() + w->look_again_in;
    w->limits_at = 0;
    if (w->sampler)
        tell_reader(w);
}

void watch_detach(struct watch *w)
{
    sample_end(w->sampler);
    w->sampler = NULL;
    if (w->exit_fd >= 0)
        close(w->exit_fd);
    w->exit_fd = -1;
    watch_pprof_done(&w->server);
}

/* A program that was just started has no runtime to be read yet, and one that has executed another
 * has another one. */
void watch_note_readable(struct watch *w)
{
    bool unreadable = sample_go_error(w->sampler) != NULL;
    bool has_heap = w->sample.cell[WATCH_HEAP_ALLOC].known;
    /* the two parts of the runtime's bookkeeping are recognised by sums, which do not hold at each
     * moment: one of them may have been missed */
    bool is_partial =
        has_heap && (!w->sample.cell[WATCH_NUM_GC].known || !w->sample.cell[WATCH_HEAP_IDLE].known);
    double now = clock_seconds();
    w->had_heap = w->had_heap || has_heap;
    w->silent = has_heap || !w->had_heap ? 0 : w->silent + 1;
    if ((!unreadable && !is_partial && w->silent < SILENT_MOST) || now < w->look_again_at)
        return;
    open_sampler(w);
    w->look_again_in = w->look_again_in * 3 < AGAIN_MOST_S ? w->look_again_in * 3 : AGAIN_MOST_S;
    w->look_again_at = now + w->look_again_in;
    if (w->sampler && unreadable != (sample_go_error(w->sampler) != NULL))
        tell_reader(w);
}

/* Some condition speaks of a part of this limit. */
static bool needs_limit(const struct watch *w, enum watch_column_id column)
{
    for (size_t i = 0; i < w->triggers; i++) {
        const struct when *when = &w->trigger[i].when;
        bool limited = when->has_dangerous && when->dangerous.of_limit;
        for (size_t k = 0; k < when->rungs; k++)
            limited = limited || when->rung[k].of_limit;
        if (limited && when->metric.column == column)
            return true;
    }
    return false;
}

void watch_read_limits(struct watch *w)
{
    static const enum watch_column_id limited[] = {WATCH_FDS, WATCH_RSS};
    double now = clock_seconds();
    if (w->limits_at > 0 && now < w->limits_at)
        return;
    w->limits_at = now + LIMITS_EVERY_S;
    for (size_t i = 0; i < sizeof limited / sizeof limited[0]; i++)
        if (needs_limit(w, limited[i]))
            w->seen.limit[limited[i]] = sample_limit(&w->target, limited[i]);
}

void watch_note_state(struct watch *w)
{
    bool stopped = w->sample.state == 'T' || w->sample.state == 't';
    if (stopped == w->is_stopped)
        return;
    w->is_stopped = stopped;
    watch_event(w, stopped ? EVENT_STOPPED : EVENT_CONTINUED, NULL, w->target.name, NULL);
}

static void tell_exit(struct watch *w)
{
    int status = 0;
    double code;
    if (!exit_watch_status(w->exit_fd, w->target.procfd, &status)) {
        watch_event(w, EVENT_EXIT, NULL, w->target.name, "how is not known");
    } else if (WIFSIGNALED(status)) {
        watch_eventf(w, EVENT_EXIT, NULL, w->target.name, "signal %d", WTERMSIG(status));
    } else {
        code = WEXITSTATUS(status);
        watch_eventf(w, EVENT_EXIT, &code, w->target.name, "exit code %.0f", code);
    }
}

void watch_ended(struct watch *w)
{
    const char *expression = NULL;
    tell_exit(w);
    for (size_t i = 0; i < w->triggers; i++) {
        if (!trigger_feed_exit(&w->trigger[i], watch_elapsed(w)))
            continue;
        expression = w->trigger[i].text;
        watch_event(w, EVENT_TRIGGER, NULL, expression, NULL);
    }
    watch_detach(w);
    observation_forget(&w->seen); /* what it was like does not restrain the bundles after it */
    if (w->phase == PHASE_LAST)
        return;
    if (expression || !w->options->follow)
        watch_want(w, OCCASION_EXIT, expression);
    w->phase = w->options->follow ? PHASE_WAITING : PHASE_LAST;
    w->end_reason = "exit";
}

static const char *base_name(const char *path, char *into, size_t size)
{
    struct slice s = slice_from(path);
    if (slice_has_suffix(s, SLICE(" (deleted)")))
        s.len -= SLICE(" (deleted)").len;
    size_t cut = slice_rfind_byte(s, '/');
    snprintf(into, size, "%.*s", SLICE_ARG(cut == SIZE_MAX ? s : slice_drop(s, cut + 1)));
    return into;
}

/* The youngest process of the same executable and user. */
static bool find_successor(const struct watch *w, struct target *ret)
{
    char name[TARGET_PATH_MAX], path[TARGET_PATH_MAX];
    const struct target *old = &w->target;
    AUTO_FREE struct target_candidate *found = calloc(TARGET_CANDIDATES_MAX, sizeof *found);
    bool any = false;
    base_name(old->executable[0] ? old->executable : old->name, name, sizeof name);
    struct slice same = slice_from(old->executable);
    if (slice_has_suffix(same, SLICE(" (deleted)")))
        same.len -= SLICE(" (deleted)").len;
    snprintf(path, sizeof path, "%.*s", SLICE_ARG(same));
    size_t count = found ? target_find(name, found) : 0;
    for (size_t i = 0; i < count && i < TARGET_CANDIDATES_MAX; i++) {
        struct target t;
        struct error err = {0};
        if (target_open(&t, found[i].pid, &err) != STATUS_OK)
            continue;
        bool fits = t.uid == old->uid && strcmp(t.executable, path) == 0 &&
                    t.start_ticks > old->start_ticks && /* older ones ran beside it */
                    (!any || t.start_ticks > ret->start_ticks);
        if (fits && any)
            target_close(ret);
        if (fits)
            *ret = t;
        else
            target_close(&t);
        any = any || fits;
    }
    return any;
}

/* The new process may listen elsewhere, and another one where this one did. */
static void forget_address(struct watch *w)
{
    struct run *r = &w->resolved.run;
    w->server_found = false;
    if (w->is_named)
        return;
    free(r->url);
    free(r->unix_path);
    r->url = r->unix_path = NULL;
}

void watch_follow(struct watch *w)
{
    struct target next;
    double before = (double)w->target.pid;
    w->now = moment_now();
    /* a bundle that is being taken still shows the old one */
    if (w->job.pid || w->pending.wanted || !find_successor(w, &next))
        return;
    target_close(&w->target);
    w->target = next;
    watch_eventf(w, EVENT_RESTART, &before, w->target.name, "start_ticks=%llu",
                 (unsigned long long)w->target.start_ticks);
    w->timeline.has_last = false;
    forget_address(w);
    for (size_t i = 0; i < w->triggers; i++)
        trigger_restart(&w->trigger[i]);
    watch_attach(w);
    w->phase = PHASE_WATCHING;
    watch_want(w, OCCASION_RESTART, NULL);
}
