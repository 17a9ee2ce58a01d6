#include "tasks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clocks.h"
#include "fileio.h"
#include "limits_input.h"

enum { TICK_MS = 100, LAST_WORDS_S = 2 };

void tasks_read_spool(int fd, struct sbuf *out)
{
    char chunk[4096];
    ssize_t n;
    for (off_t at = 0; fd >= 0 && (n = pread(fd, chunk, sizeof chunk, at)) > 0; at += n)
        sbuf_add(out, (struct slice){(unsigned char *)chunk, (size_t)n});
}

static struct task *add(struct tasks *ts, struct artifact *a)
{
    if (!a || ts->count == RUN_ARTIFACTS_MAX)
        return NULL;
    struct task *t = &ts->item[ts->count++];
    *t = (struct task){.artifact = a, .output = {a}, .outputs = 1, .child = {0, -1, 0, NULL}};
    return t;
}

struct task *tasks_add_probe(struct tasks *ts, const struct source *s,
                             struct artifact *const *output, size_t outputs)
{
    size_t first = 0;
    while (first + 1 < outputs && !output[first])
        first++;
    struct task *t = add(ts, output[first]);
    if (!t)
        return NULL;
    t->probe = s;
    t->deadline = s->deadline;
    t->outputs = outputs;
    for (size_t i = 0; i < outputs; i++) {
        t->output[i] = output[i];
        if (output[i])
            snprintf(output[i]->source, sizeof output[i]->source, "%s", s[i].from);
    }
    return t;
}

static void name_source(struct task *t)
{
    struct artifact *a = t->artifact;
    char *public = t->url ? http_url_public(t->url) : NULL;
    snprintf(a->source, sizeof a->source, "GET %s", public ? public : "");
    free(public);
}

struct task *tasks_add_request(struct tasks *ts, const struct endpoint *e, struct artifact *a,
                               const char *url, const char *unix_path, double extra)
{
    struct task *t = add(ts, a);
    if (!t)
        return NULL;
    t->endpoint = e;
    t->stage = e->stage;
    t->deadline = e->deadline + extra;
    t->asked = extra;
    t->ceiling = e->ceiling;
    t->url = strdup(url);
    t->unix_path = unix_path ? strdup(unix_path) : NULL;
    name_source(t);
    return t;
}

static void finish_artifact(struct tasks *ts, struct artifact *a, enum bundle_status status,
                            const char *reason)
{
    if (!a)
        return;
    a->end_s = run_seconds(ts->run);
    a->status = status;
    snprintf(a->reason, sizeof a->reason, "%s", reason);
    off_t size = a->fd >= 0 ? lseek(a->fd, 0, SEEK_END) : 0;
    a->bytes_raw = size > 0 ? (uint64_t)size : 0;
    run_log(ts->run, "%s: %s%s%s, %llu bytes, %.3f s", a->id, bundle_status_names[status],
            reason[0] ? ": " : "", reason, (unsigned long long)a->bytes_raw, a->end_s - a->start_s);
}

static void finish(struct tasks *ts, struct task *t, enum bundle_status status, const char *reason)
{
    t->state = TASK_DONE;
    for (size_t i = 0; i < t->outputs; i++)
        finish_artifact(ts, t->output[i], status, reason);
}

static void start_request(struct tasks *ts, struct task *t, struct error *err)
{
    struct http_request q = {.url = t->url,
                             .unix_path = t->unix_path,
                             .fd = t->artifact->fd,
                             .ceiling = t->ceiling,
                             .deadline = t->ends_at - run_seconds(ts->run),
                             .tail_from = t->endpoint->tail_from,
                             .owner = t};
    if (!t->url || q.deadline <= 0)
        (void)error_set(err, STATUS_TIMEOUT, 0, "no time left");
    else
        (void)!http_start(ts->http, &q, err);
}

static void start_probe(const struct tasks *ts, struct task *t, struct error *err)
{
    const struct target *target = ts->run->target;
    struct source_context ctx = {.procfd = target->procfd,
                                 .rootfd = target->rootfd,
                                 .pid = target->pid,
                                 .start = target->start_ticks,
                                 .live_never = ts->run->options->live == LIVE_NEVER,
                                 .live_always = ts->run->options->live == LIVE_ALWAYS,
                                 .briefly_stop = ts->run->options->briefly_stop,
                                 .walk = ts->run->options->smaps,
                                 .goroutines = ts->goroutines.shared};
    int spool[SOURCE_OUTPUTS_MAX];
    for (size_t i = 0; i < t->outputs; i++)
        spool[i] = t->output[i] ? t->output[i]->fd : -1;
    (void)!child_start(&t->child, t->probe, &ctx, spool, t->outputs, err);
}

/* A file for each output. False when there is no room. */
static bool spool_outputs(struct tasks *ts, struct task *t)
{
    for (size_t i = 0; i < t->outputs; i++) {
        struct artifact *a = t->output[i];
        if (!a)
            continue;
        a->start_s = run_seconds(ts->run);
        a->start_utc_ns = clock_utc_ns();
        a->fd = fileio_anonymous(ts->run->spool_dir);
        if (a->fd < 0)
            return false;
    }
    return true;
}

void tasks_start(struct tasks *ts, struct task *t)
{
    struct error err = {0};
    double now = run_seconds(ts->run);
    t->state = TASK_RUNNING;
    t->ends_at = now + t->deadline < ts->ends_at ? now + t->deadline : ts->ends_at;
    if (!spool_outputs(ts, t))
        (void)error_sys(&err, "no room to spool");
    else if (t->probe)
        start_probe(ts, t, &err);
    else
        start_request(ts, t, &err);
    if (err.code != STATUS_OK)
        finish(ts, t, err.code == STATUS_TIMEOUT ? BUNDLE_TIMEOUT : BUNDLE_FAILED, err.msg);
}

static void take_verdict(struct tasks *ts, struct task *t)
{
    struct child_verdict v[SOURCE_OUTPUTS_MAX];
    if (!child_finish(&t->child, v))
        return;
    t->state = TASK_DONE;
    for (size_t i = 0; i < t->outputs; i++) {
        if (t->output[i])
            t->output[i]->signal = v[i].signal;
        finish_artifact(ts, t->output[i], v[i].status, v[i].reason);
    }
}

static struct slice head_of(const struct task *t, char *into, size_t size)
{
    ssize_t n = t->artifact->fd >= 0 ? pread(t->artifact->fd, into, size, 0) : 0;
    return (struct slice){(unsigned char *)into, n > 0 ? (size_t)n : 0};
}

/* Text that is not what was asked for (a login page, an error text) must not pass for evidence. */
static void check_text(struct task *t, struct http_result *r)
{
    char head[64];
    struct slice expect = slice_from(t->endpoint->expect);
    bool web_page = r->html && t->artifact->kind == BUNDLE_KIND_PPROF;
    if (r->status != BUNDLE_OK || (!t->endpoint->expect && !web_page))
        return;
    if (!web_page && slice_has_prefix(head_of(t, head, sizeof head), expect))
        return;
    r->status = BUNDLE_FAILED;
    snprintf(r->reason, sizeof r->reason, "%s",
             r->html ? "the server answered with a web page, perhaps a login: --header 'Cookie: "
                       "NAME=VALUE' sends its cookie"
                     : "the server answered with something else");
}

/* What many servers do not have, and some answer with a page of their own for any path. */
static void check_optional(const struct task *t, struct http_result *r)
{
    char head[512];
    bool refused = r->http_status >= 300 && r->http_status < 500 && r->http_status != 401 &&
                   r->http_status != 403;
    bool foreign = false;
    if (r->status == BUNDLE_OK) {
        struct slice text = head_of(t, head, sizeof head);
        foreign = r->html ||
                  (t->endpoint->expect ? !slice_has_prefix(text, slice_from(t->endpoint->expect))
                                       : !endpoints_is_metrics(text));
    }
    if (!refused && !foreign)
        return;
    r->status = BUNDLE_UNSUPPORTED;
    if (foreign)
        snprintf(r->reason, sizeof r->reason, "the server answers something else at that path");
}

/* Refusals that their text tells apart. A process can take one profile of its CPU at a time, and
 * one trace. */
static const struct {
    int http_status;
    const char *said, *reason;
} refusals[] = {
    {400, "HTTP request to an HTTPS server",
     "this port speaks TLS: give its address as https://HOST:PORT"},
    {500, "cpu profiling already in use",
     "somebody else is taking a CPU profile of it: try again when that has ended"},
    {500, "tracing is already enabled",
     "somebody else is taking a trace of it: try again when that has ended"},
    {500, "execution tracer already enabled", /* since Go 1.25 */
     "somebody else is taking a trace of it: try again when that has ended"},
};

static void read_refusal(const struct task *t, struct http_result *r)
{
    char text[256];
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (r->http_status == refusals[i].http_status &&
            slice_find(head_of(t, text, sizeof text), slice_from(refusals[i].said)) != SIZE_MAX)
            snprintf(r->reason, sizeof r->reason, "HTTP %d: %s", r->http_status,
                     refusals[i].reason);
}

/* A server with a short WriteTimeout refuses a long profile before it begins: a shorter one is
 * better than none. True when that was asked for. */
static bool ask_for_less(struct tasks *ts, struct task *t, const struct http_result *r)
{
    char text[256], query[160];
    double less = t->asked > 0 ? endpoints_shorter(t->asked) : 0;
    if (r->http_status != 400 || less <= 0 ||
        !endpoints_is_write_timeout(head_of(t, text, sizeof text)))
        return false;
    endpoints_query(t->endpoint, ts->run->options, less, query, sizeof query);
    char *url = endpoints_url(ts->run->url, query);
    if (!url)
        return false;
    run_log(ts->run, "%s: %g s are more than the server's WriteTimeout, asking for %g s",
            t->artifact->id, t->asked, less);
    free(t->url);
    t->url = url;
    t->asked = less;
    t->deadline = t->endpoint->deadline + less;
    close(t->artifact->fd);
    t->artifact->fd = -1;
    name_source(t);
    tasks_start(ts, t);
    return true;
}

static void take_answer(struct tasks *ts, struct http_result *r)
{
    struct task *t = r->owner;
    if (t->state != TASK_RUNNING)
        return;
    if (t->endpoint->optional)
        check_optional(t, r);
    else
        check_text(t, r);
    read_refusal(t, r);
    if (ask_for_less(ts, t, r))
        return;
    if (r->status == BUNDLE_OK && t->asked < endpoints_seconds(t->endpoint, ts->run->options))
        snprintf(r->reason, sizeof r->reason,
                 "%g s instead of %g s, because the server's WriteTimeout allows no more", t->asked,
                 endpoints_seconds(t->endpoint, ts->run->options));
    t->artifact->http_status = r->http_status;
    /* a dump or an index that was cut can be read; a profile that was cut cannot */
    bool readable = t->artifact->kind == BUNDLE_KIND_TEXT &&
                    (!r->html || t->stage == STAGE_INDEX) &&
                    (r->status == BUNDLE_TIMEOUT || r->status == BUNDLE_TRUNCATED);
    if (r->status != BUNDLE_OK && !readable && ftruncate(t->artifact->fd, 0) != 0) {
        close(t->artifact->fd);
        t->artifact->fd = -1;
    }
    finish(ts, t, r->status, r->reason);
}

/* What it has finished by now counts. */
static void give_up_probe(struct tasks *ts, struct task *t, const char *why)
{
    char reason[160];
    struct child_verdict v[SOURCE_OUTPUTS_MAX];
    bool dead = child_give_up(&t->child, v);
    snprintf(reason, sizeof reason, "%s%s", why,
             dead ? "" : "; the probe does not die (state D) and was left behind");
    t->state = TASK_DONE;
    for (size_t i = 0; i < t->outputs; i++) {
        bool said = v[i].status != BUNDLE_STATUS_COUNT;
        finish_artifact(ts, t->output[i], said ? v[i].status : BUNDLE_TIMEOUT,
                        said ? v[i].reason : reason);
    }
}

static void check_deadlines(struct tasks *ts)
{
    double now = run_seconds(ts->run);
    for (size_t i = 0; i < ts->count; i++) {
        struct task *t = &ts->item[i];
        if (t->state != TASK_RUNNING || now < t->ends_at)
            continue;
        if (!t->probe) {
            http_cancel(ts->http, t);
            continue;
        }
        char reason[100] = "no time left";
        if (t->ends_at < ts->ends_at)
            snprintf(reason, sizeof reason, "no answer after %.0f s", t->deadline);
        give_up_probe(ts, t, reason);
    }
}

/* What a server sends is given up in this order when there is too much of it; what is not here
 * comes after, the largest first. */
static int importance(const struct artifact *a)
{
    static const char *const first[] = {
        "go.trace", "go.metrics", "go.allocs",      "go.goroutine.debug1",
        "go.mutex", "go.block",   "go.threadcreate"};
    int n = sizeof first / sizeof first[0];
    for (int i = 0; i < n; i++)
        if (strcmp(a->id, first[i]) == 0)
            return i;
    return n;
}

static uint64_t spooled(const struct task *t)
{
    struct stat st;
    return t->artifact->fd >= 0 && fstat(t->artifact->fd, &st) == 0 && st.st_size > 0
               ? (uint64_t)st.st_size
               : 0;
}

static void give_up_bytes(struct tasks *ts, struct task *t)
{
    struct artifact *a = t->artifact;
    if (t->state == TASK_RUNNING)
        http_cancel(ts->http, t);
    if (ftruncate(a->fd, 0) != 0) {
        close(a->fd);
        a->fd = -1;
    }
    finish(ts, t, BUNDLE_TRUNCATED,
           "left out: everything together was more than collect keeps on disk");
}

/* All sources together keep below LIMIT_SPOOL, whatever each may have for itself. */
static void check_room(struct tasks *ts)
{
    uint64_t total = 0, largest = 0;
    struct task *least = NULL;
    for (size_t i = 0; i < ts->count; i++) {
        struct task *t = &ts->item[i];
        uint64_t bytes = t->state == TASK_WAITING ? 0 : spooled(t);
        int order = least ? importance(t->artifact) - importance(least->artifact) : -1;
        total += bytes;
        if (t->probe || bytes < MIB || order > 0 || (order == 0 && bytes <= largest))
            continue;
        least = t;
        largest = bytes;
    }
    if (total > LIMIT_SPOOL && least)
        give_up_bytes(ts, least);
}

void tasks_step(struct tasks *ts)
{
    struct pollfd fds[RUN_ARTIFACTS_MAX];
    struct task *waiting[RUN_ARTIFACTS_MAX];
    unsigned n = 0;
    for (size_t i = 0; i < ts->count; i++) {
        if (ts->item[i].state == TASK_RUNNING && ts->item[i].probe) {
            waiting[n] = &ts->item[i];
            fds[n++] = (struct pollfd){.fd = ts->item[i].child.pipe, .events = POLLIN};
        }
    }
    http_wait(ts->http, fds, n, TICK_MS);
    for (unsigned i = 0; i < n; i++) {
        struct pollfd now = {.fd = fds[i].fd, .events = POLLIN};
        if (poll(&now, 1, 0) > 0)
            take_verdict(ts, waiting[i]);
    }
    struct http_result r;
    while (http_take(ts->http, &r)) {
        if (r.owner == &ts->goroutines)
            goroutine_count_take(&ts->goroutines, ts, &r);
        else
            take_answer(ts, &r);
    }
    check_room(ts);
    check_deadlines(ts);
}

void tasks_drop(struct tasks *ts, const struct artifact *a)
{
    for (size_t i = 0; i < ts->count; i++) {
        struct task *t = &ts->item[i];
        if (t->artifact != a || t->state == TASK_DONE)
            continue;
        http_cancel(ts->http, t);
        t->state = TASK_DONE;
    }
}

void tasks_give_up(struct tasks *ts, const char *why)
{
    for (size_t i = 0; i < ts->count; i++) {
        struct task *t = &ts->item[i];
        if (t->state == TASK_RUNNING && t->probe)
            give_up_probe(ts, t, why);
        else if (t->state == TASK_RUNNING)
            http_cancel(ts->http, t);
        if (t->state != TASK_DONE)
            finish(ts, t, BUNDLE_TIMEOUT, why);
    }
}

bool tasks_over(const struct tasks *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->item[i].state != TASK_DONE)
            return false;
    return true;
}

bool tasks_reading_live(const struct tasks *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->item[i].probe && ts->item[i].state != TASK_DONE &&
            strncmp(ts->item[i].probe->id, "go.live.", 8) == 0)
            return true;
    return false;
}

void tasks_wind_up(struct tasks *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->item[i].state != TASK_DONE && !(ts->item[i].probe && ts->item[i].probe->goes_on))
            return;
    for (size_t i = 0; i < ts->count; i++) {
        struct task *t = &ts->item[i];
        if (t->state != TASK_RUNNING || t->told_to_stop)
            continue;
        t->told_to_stop = true;
        t->ends_at = run_seconds(ts->run) + LAST_WORDS_S;
        child_stop(&t->child);
    }
}

enum stage tasks_stage(const struct tasks *ts)
{
    enum stage first = STAGE_END;
    for (size_t i = 0; i < ts->count; i++)
        if (!ts->item[i].probe && ts->item[i].state != TASK_DONE && ts->item[i].stage < first)
            first = ts->item[i].stage;
    return first;
}

void tasks_done(struct tasks *ts)
{
    for (size_t i = 0; i < ts->count; i++) {
        child_kill(&ts->item[i].child);
        free(ts->item[i].url);
        free(ts->item[i].unix_path);
    }
    http_free(ts->http);
    ts->http = NULL;
    goroutine_count_done(&ts->goroutines);
    ts->count = 0;
}
