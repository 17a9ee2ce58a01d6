#include "manifest_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <jansson.h>

#include "cleanup.h"
#include "clocks.h"
#include "http.h"
#include "limits_input.h"
#include "platform.h"
#include "units.h"

enum { WORDS_MAX = 1024 }; /* the name of a system */

/* Every text goes through the redactor and becomes valid UTF-8 (jansson refuses anything else):
 * bytes that are not are written as "?". */
static json_t *text(const struct run *r, struct slice s)
{
    AUTO_SBUF struct sbuf b;
    struct redact_count ignored = {0};
    sbuf_init(&b, MIB);
    redactor_text(r->redactor, s, &b, &ignored);
    json_t *value = json_stringn((const char *)b.ptr, b.len);
    if (value)
        return value;
    for (size_t i = 0; i < b.len; i++)
        if (b.ptr[i] >= 0x80)
            b.ptr[i] = '?';
    return b.len ? json_stringn((const char *)b.ptr, b.len) : json_string("");
}

static void set_text(const struct run *r, json_t *o, const char *key, const char *value)
{
    if (value && value[0])
        json_object_set_new(o, key, text(r, slice_from(value)));
}

static void set_int(json_t *o, const char *key, int64_t value)
{
    json_object_set_new(o, key, json_integer(value));
}

struct arguments {
    const struct run *run;
    json_t *list;
    struct argument_context before;
};

static void add_argument(void *arg, struct slice argument)
{
    struct arguments *a = arg;
    AUTO_SBUF struct sbuf shown;
    sbuf_init(&shown, MIB);
    redactor_argument(a->run->redactor, &a->before, argument, &shown);
    json_array_append_new(a->list, text(a->run, sbuf_view(&shown)));
}

static json_t *describe_target(const struct run *r)
{
    const struct target *t = r->target;
    json_t *o = json_object();
    set_text(r, o, "given", r->given);
    if (r->url) {
        AUTO_FREE char *public = http_url_public(r->url);
        set_text(r, o, "url", public);
    }
    set_text(r, o, "unix_path", r->unix_path);
    if (t->pid == 0)
        return o;
    set_int(o, "pid", t->pid);
    set_text(r, o, "name", t->name);
    set_text(r, o, "executable", t->executable);
    struct arguments a = {.run = r, .list = json_array()};
    target_arguments(t, add_argument, &a);
    json_object_set_new(o, "arguments", a.list);
    set_int(o, "uid", t->uid);
    set_int(o, "start_ticks", (int64_t)t->start_ticks);
    if (t->started_utc_ns) {
        set_text(r, o, "started", units_utc(t->started_utc_ns).s);
        set_int(o, "started_utc_ns", t->started_utc_ns);
    }
    return o;
}

static void set_words(const struct run *r, json_t *o, const char *key,
                      void (*words)(int rootfd, struct sbuf *out))
{
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, WORDS_MAX);
    words(r->target->rootfd, &b);
    if (b.len)
        json_object_set_new(o, key, text(r, sbuf_view(&b)));
}

static json_t *describe_host(const struct run *r)
{
    struct utsname u;
    json_t *o = json_object();
    json_object_set_new(o, "name", json_string(redactor_host(r->redactor)));
    if (uname(&u) == 0) {
        set_text(r, o, "system", u.sysname);
        set_text(r, o, "kernel", u.release);
        set_text(r, o, "architecture", u.machine);
    }
    set_words(r, o, "distribution", platform_distribution);
    return o;
}

static json_t *describe_clocks(const struct run *r)
{
    json_t *o = json_object();
    char iso[64];
    struct units_text utc = units_utc(r->started_utc_ns);
    /* 2026-11-23T02:27:00Z -> with nanoseconds before the Z */
    snprintf(iso, sizeof iso, "%.*s.%09dZ", (int)strlen(utc.s) - 1, utc.s,
             (int)(r->started_utc_ns % 1000000000));
    set_text(r, o, "utc", iso);
    set_int(o, "utc_ns", r->started_utc_ns);
    set_int(o, "monotonic_ns", r->started_monotonic_ns);
    set_int(o, "boottime_ns", r->started_boot_ns);
    set_words(r, o, "boot_id", platform_boot_id);
    set_int(o, "clock_ticks_per_second", sysconf(_SC_CLK_TCK));
    set_int(o, "page_size", sysconf(_SC_PAGESIZE));
    set_int(o, "processors", sysconf(_SC_NPROCESSORS_ONLN));
    return o;
}

static json_t *describe_watch(const struct run *r)
{
    const struct run_watch *w = r->watch;
    json_t *o = json_pack("{s:s, s:b}", "occasion", w->occasion, "cheap", w->cheap);
    set_text(r, o, "trigger", w->trigger);
    set_text(r, o, "log", w->log);
    return o;
}

static enum status dump(json_t *o, struct sbuf *out, struct error *err)
{
    char *json = json_dumps(o, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    json_decref(o);
    if (!json)
        return error_set(err, STATUS_LIMIT, 0, "out of memory");
    sbuf_adds(out, json);
    sbuf_addc(out, '\n');
    free(json);
    return sbuf_ok(out) ? STATUS_OK : error_set(err, STATUS_LIMIT, 0, "the manifest is too large");
}

enum status manifest_header(const struct run *r, struct sbuf *out, struct error *err)
{
    json_t *o = json_pack("{s:s, s:{s:s, s:s}}", "format", BUNDLE_FORMAT, "tool", "name", "collect",
                          "version", EXHIBIT_VERSION);
    set_text(r, o, "label", r->options->label);
    if (r->watch)
        json_object_set_new(o, "watch", describe_watch(r));
    json_object_set_new(o, "target", describe_target(r));
    json_object_set_new(o, "host", describe_host(r));
    json_object_set_new(o, "clocks", describe_clocks(r));
    json_object_set_new(o, "limits",
                        json_pack("{s:f, s:I}", "deadline_s", r->options->deadline, "max_bytes",
                                  (json_int_t)r->options->max_size));
    json_object_set_new(o, "redaction",
                        json_pack("{s:s, s:s}", "policy", redact_policy_names[r->options->policy],
                                  "key", r->options->redact_key ? "file" : "machine"));
    json_t *plan = json_array();
    for (size_t i = 0; i < r->count; i++)
        json_array_append_new(plan, json_string(r->artifacts[i]->id));
    json_object_set_new(o, "plan", plan);
    return dump(o, out, err);
}

static uint64_t redactions_of(const struct artifact *a)
{
    uint64_t sum = 0;
    for (size_t k = 0; k < REDACT_KINDS; k++)
        sum += a->redactions.hits[k];
    return sum;
}

static json_t *describe_artifact(const struct run *r, const struct artifact *a)
{
    json_t *o = json_object();
    set_text(r, o, "id", a->id);
    if (a->bytes || a->sha256[0])
        set_text(r, o, "path", a->path);
    set_text(r, o, "source", a->source);
    set_text(r, o, "status", bundle_status_names[a->status]);
    set_text(r, o, "reason", a->reason);
    if (a->http_status)
        set_int(o, "http_status", a->http_status);
    if (a->signal)
        set_int(o, "signal", a->signal);
    if (a->start_utc_ns) {
        json_object_set_new(o, "start_s", json_real(a->start_s));
        json_object_set_new(o, "end_s", json_real(a->end_s));
        set_int(o, "start_utc_ns", a->start_utc_ns);
    }
    if (a->sha256[0]) {
        set_int(o, "bytes_raw", (int64_t)a->bytes_raw);
        set_int(o, "bytes", (int64_t)a->bytes);
        json_object_set_new(o, "sha256", json_string(a->sha256));
        set_int(o, "redactions", (int64_t)redactions_of(a));
    }
    return o;
}

static json_t *tristate(int value)
{
    return value < 0 ? json_null() : json_boolean(value);
}

enum status manifest_footer(const struct run *r, int exit_code, struct sbuf *out, struct error *err)
{
    int64_t end = r->started_utc_ns + (int64_t)(r->finished_s * 1e9);
    double hz = (double)sysconf(_SC_CLK_TCK);
    json_t *o = json_pack("{s:s, s:s, s:I, s:f, s:i}", "format", BUNDLE_FORMAT, "finished",
                          units_utc(end).s, "finished_utc_ns", (json_int_t)end, "duration_s",
                          r->finished_s, "exit_code", exit_code);
    json_object_set_new(o, "identity_unchanged", tristate(r->identity_intact));
    json_object_set_new(o, "target_alive", tristate(r->alive_after));
    if (r->alive_after == 1)
        json_object_set_new(o, "target_cpu_s",
                            json_pack("{s:f, s:f}", "before", (double)r->cpu_ticks_before / hz,
                                      "after", (double)r->cpu_ticks_after / hz));
    json_t *list = json_array();
    for (size_t i = 0; i < r->count; i++)
        json_array_append_new(list, describe_artifact(r, r->artifacts[i]));
    json_object_set_new(o, "artifacts", list);
    return dump(o, out, err);
}

enum status manifest_redactions(const struct run *r, struct sbuf *out, struct error *err)
{
    json_t *o = json_object();
    json_t *by_artifact = json_object();
    for (size_t i = 0; i < r->count; i++) {
        const struct artifact *a = r->artifacts[i];
        if (redactions_of(a) == 0)
            continue;
        json_t *counts = json_object();
        for (size_t k = 0; k < REDACT_KINDS; k++)
            if (a->redactions.hits[k])
                set_int(counts, redact_kind_names[k], (int64_t)a->redactions.hits[k]);
        json_object_set_new(by_artifact, a->id, counts);
    }
    json_object_set_new(o, "artifacts", by_artifact);
    return dump(o, out, err);
}

enum status manifest_outcome(const struct run *r, const struct manifest_outcome *o,
                             struct sbuf *out, struct error *err)
{
    json_t *all = json_pack("{s:s, s:i, s:s, s:b, s:f}", "format", "exhibit-collect/1", "exit_code",
                            o->exit_code, "meaning", o->meaning, "complete", o->exit_code == 0,
                            "duration_s", run_seconds(r));
    json_t *path = o->path ? json_string(o->path) : NULL; /* NULL too when it is not UTF-8 */
    json_object_set_new(all, "path", path ? path : json_null());
    json_object_set_new(all, "sha256",
                        o->path && o->sha256[0] ? json_string(o->sha256) : json_null());
    json_object_set_new(all, "bytes", o->path ? json_integer((json_int_t)o->bytes) : json_null());
    json_object_set_new(all, "target", describe_target(r));
    json_t *list = json_array();
    for (size_t i = 0; i < r->count; i++)
        json_array_append_new(list, describe_artifact(r, r->artifacts[i]));
    json_object_set_new(all, "artifacts", list);
    return dump(all, out, err);
}
