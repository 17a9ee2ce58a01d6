#include "watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include "clocks.h"
#include "exit_codes.h"
#include "fileio.h"
#include "naming.h"
#include "platform.h"
#include "resolve.h"
#include "stop.h"
#include "units.h"
#include "watching.h"

static const double LINE_EVERY_S = 1;

/* How often each signal came. */
static volatile sig_atomic_t interrupts, terminations, resizes;

static void on_interrupt(int number)
{
    (void)number;
    interrupts++;
}

static void on_termination(int number)
{
    (void)number;
    terminations++;
}

static void on_resize(int number)
{
    (void)number;
    resizes++;
}

double watch_elapsed(const struct watch *w)
{
    return (double)(w->now.boot - w->began.boot) / 1e9;
}

void watch_event(struct watch *w, enum bundle_event kind, const double *value, const char *subject,
                 const char *detail)
{
    struct error err = {0};
    struct watch_event e = {.kind = kind,
                            .utc_ns = w->now.utc,
                            .elapsed_s = watch_elapsed(w),
                            .pid = w->target.pid,
                            .value = {value != NULL, value ? *value : 0},
                            .subject = subject,
                            .detail = detail};
    enum status s = watch_files_event(&w->files, &e, &err);
    /* the event of a removal makes no room itself */
    if (s != STATUS_OK && fileio_is_full(err.sys) && kind != EVENT_BUNDLE_REMOVED &&
        watch_make_room(w))
        (void)!watch_files_event(&w->files, &e, &err);
}

void watch_eventf(struct watch *w, enum bundle_event kind, const double *value, const char *subject,
                  const char *fmt, ...)
{
    char detail[300];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(detail, sizeof detail, fmt, ap);
    va_end(ap);
    watch_event(w, kind, value, subject, detail);
}

static enum status parse_conditions(struct watch *w, const struct collect_options *o,
                                    const char **which, struct error *err)
{
    for (size_t i = 0; i < o->when.count; i++) {
        struct when when;
        *which = o->when.item[i];
        enum status s = when_parse(slice_from(*which), &when, err);
        if (s != STATUS_OK)
            return s;
        if (when.kind == WHEN_GROWS && when.window_s < 2 * o->every)
            return error_set(err, STATUS_SYNTAX, 0, "its time must be at least twice --every");
        if (w)
            trigger_init(&w->trigger[w->triggers++], &when, *which);
    }
    return STATUS_OK;
}

enum status watch_check(const struct collect_options *o, const char **which, struct error *err)
{
    static const double LEAST_S = 0.1, MOST_S = 86400;
    *which = NULL;
    bool given = o->when.count || o->follow || o->lasting > 0;
    if (!o->watch)
        return given ? error_set(err, STATUS_USAGE, 0, "--when, --for and --follow go with --watch")
                     : STATUS_OK;
    if (o->json || o->dry_run || collect_options_to_stdout(o))
        return error_set(err, STATUS_USAGE, 0,
                         "--watch writes into a folder: not with --json, --dry-run or -o -");
    if (o->every < LEAST_S || o->every > MOST_S)
        return error_set(err, STATUS_USAGE, 0, "--every must be from 0.1 s to a day");
    return parse_conditions(NULL, o, which, err);
}

static int open_files(struct watch *w)
{
    struct error err = {0};
    char name[NAMING_MAX], folder[NAMING_MAX + 8];
    naming_bundle(&w->resolved.run, name);
    snprintf(folder, sizeof folder, "%s-watch", name);
    const char *to = w->options->output ? w->options->output : folder;
    if (watch_files_open(&w->files, to, w->began.utc, &err) == STATUS_OK) {
        free(w->resolved.run.spool_dir);
        w->resolved.run.spool_dir = strdup(to);
        return EXIT_COMPLETE;
    }
    fprintf(stderr, "collect: %s: %s\n", to, err.msg);
    return EXIT_CANNOT_WRITE;
}

static void tell_start(struct watch *w)
{
    AUTO_SBUF struct sbuf detail;
    sbuf_init(&detail, 300);
    sbuf_addf(&detail, "start_ticks=%llu boot_id=", (unsigned long long)w->target.start_ticks);
    platform_boot_id(w->target.rootfd, &detail);
    sbuf_addf(&detail, " tool=%s", EXHIBIT_VERSION);
    watch_event(w, EVENT_START, &w->options->every, w->target.name, sbuf_text(&detail));
    printf("%s/%s\n", w->files.folder, w->files.log.name);
    fflush(stdout);
}

static int begin(struct watch *w, const char *given)
{
    struct error err = {0};
    const char *which;
    int code = snapshot_begin(&w->resolved, w->options, &w->target);
    if (code == EXIT_COMPLETE)
        code = resolve_target(&w->resolved.run, given);
    w->is_named = w->resolved.run.url != NULL;
    if (code == EXIT_COMPLETE)
        code = snapshot_admit(&w->resolved); /* for its warnings, once */
    if (code == EXIT_COMPLETE && w->target.pid == 0) {
        fputs("collect: --watch needs a process of this machine that it may see\n", stderr);
        code = EXIT_NO_TARGET;
    }
    w->began = w->now = moment_now();
    if (code == EXIT_COMPLETE)
        code = open_files(w);
    if (code != EXIT_COMPLETE)
        return code;
    (void)!parse_conditions(w, w->options, &which, &err); /* checked before */
    tell_start(w);
    watch_attach(w);
    watch_want(w, OCCASION_BASELINE, NULL);
    w->next_at = clock_seconds();
    return EXIT_COMPLETE;
}

static void end_with(struct watch *w, const char *reason)
{
    w->now = moment_now();
    w->end_reason = reason;
    w->phase = PHASE_LAST;
    watch_want(w, OCCASION_END, NULL);
}

/* Ctrl-C: the last bundle, in full; again: with what it has by then; a third time: none. A request
 * to terminate comes from a system that does not wait long. */
static void mind_signals(struct watch *w)
{
    int asked = interrupts + terminations;
    if (asked == w->asked)
        return;
    w->asked = asked;
    w->hurried = w->hurried || terminations > 0;
    live_line_hide(&w->line);
    if (w->phase == PHASE_WATCHING || w->phase == PHASE_WAITING) {
        if (!w->options->quiet)
            fputs("collect: taking the last bundle; once more to end with what there is\n", stderr);
        end_with(w, terminations ? "terminated" : "interrupted");
        bundle_job_stop(&w->job); /* one that is under way ends with what it has */
        w->stops = 0;
        return;
    }
    if (w->stops++ == 0)
        bundle_job_stop(&w->job);
    else
        bundle_job_kill(&w->job);
    w->hurried = true;
}

static void wait_for_something(struct watch *w, const sigset_t *outside)
{
    double now = clock_seconds(), left = w->next_at - now;
    if (w->line.on && w->line_due_at - now < left)
        left = w->line_due_at - now;
    fd_set readable;
    int most = -1;
    FD_ZERO(&readable);
    const int fds[] = {w->job.pid ? w->job.pipe : -1, w->exit_fd};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        if (fds[i] < 0 || fds[i] >= FD_SETSIZE)
            continue;
        FD_SET(fds[i], &readable);
        most = fds[i] > most ? fds[i] : most;
    }
    left = left > 0 ? left : 0;
    struct timespec t = {.tv_sec = (time_t)left,
                         .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
    if (pselect(most + 1, &readable, NULL, NULL, &t, outside) <= 0)
        return;
    w->now = moment_now();
    if (w->job.pid && FD_ISSET(w->job.pipe, &readable))
        watch_take_verdict(w);
    if (w->exit_fd >= 0 && FD_ISSET(w->exit_fd, &readable))
        watch_ended(w);
}

static void show_line(struct watch *w)
{
    struct sample_value cpu = w->seen.rate[WATCH_CPU];
    double elapsed = (double)(moment_now().boot - w->began.boot) / 1e9;
    live_line_show(&w->line, elapsed, cpu.known ? cpu.value : -1, w->made.count, w->job.pid != 0);
}

/* On a terminal the line is written once a second, however long the period is, and at once when the
 * window has another width, or something else was printed. */
static void keep_line(struct watch *w)
{
    double now = clock_seconds();
    if (!w->line.on || w->phase == PHASE_OVER ||
        (w->line.is_shown && resizes == w->resizes && now < w->line_due_at))
        return;
    w->resizes = resizes;
    w->line_due_at = now + LINE_EVERY_S;
    show_line(w);
}

/* One look, and then the next one at a whole number of periods from the first. */
static void tick(struct watch *w)
{
    double now = clock_seconds(), period = w->options->every;
    if (now < w->next_at)
        return;
    w->next_at += period;
    if (w->next_at <= now) /* late: those that were missed are not made up for */
        w->next_at = now + period;
    if (w->sampler)
        watch_look(w);
    else if (w->phase == PHASE_WAITING)
        watch_follow(w);
    if (w->options->lasting > 0 && w->phase < PHASE_LAST &&
        watch_elapsed(w) + period / 2 >= w->options->lasting)
        end_with(w, "time");
    show_line(w);
}

static void go_on(struct watch *w)
{
    sigset_t outside; /* the signals are let in only while nothing else is done: in pselect() */
    struct sigaction resize = {.sa_handler = on_resize, .sa_flags = SA_RESTART};
    stop_handle(on_interrupt, on_termination);
    stop_hold(&outside);
    sigaction(SIGWINCH, &resize, NULL);
    while (w->phase != PHASE_OVER) {
        mind_signals(w);
        watch_check_job(w);
        watch_start_wanted(w);
        if (w->phase != PHASE_OVER)
            wait_for_something(w, &outside);
        tick(w);
        keep_line(w);
    }
    w->now = moment_now();
    watch_event(w, EVENT_END, NULL, NULL, w->end_reason);
    live_line_hide(&w->line);
    stop_release(&outside);
}

static int finish(struct watch *w, int code)
{
    watch_detach(w);
    if (code == EXIT_COMPLETE && (w->failed || w->with_gaps))
        code = EXIT_GAPS;
    if (code <= EXIT_GAPS && !w->options->quiet)
        fprintf(stderr, "Watched for %s: %zu bundles%s\nExplain it: report %s\n",
                units_duration(watch_elapsed(w)).s, w->made.count,
                w->failed ? ", and some that failed" : "", w->files.folder);
    watch_files_close(&w->files);
    code = snapshot_end(&w->resolved, code);
    target_close(&w->target);
    return code;
}

int watch_run(const struct collect_options *o, const char *given)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return EXIT_CANNOT_WRITE;
    w->options = o;
    w->target = (struct target){.procfd = -1, .rootfd = -1};
    w->files = (struct watch_files)WATCH_FILES_INIT;
    w->job.pipe = w->exit_fd = -1;
    w->made.keep = (size_t)o->keep;
    w->timeline.period_s = o->every;
    w->line = live_line_begin(o->quiet);
    int code = begin(w, given);
    if (code == EXIT_COMPLETE)
        go_on(w);
    code = finish(w, code);
    free(w);
    return code;
}
