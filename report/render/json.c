/* json.c - model and findings as `exhibit-report/1`: see report.schema.json. "a" is the first
 * bundle, "b" the second; what is not known is null, never 0. */
#include "json_values.h"
#include "profile_groups.h"
#include "severity.h"
#include "units.h"

#include <stdlib.h>

#define FORMAT "exhibit-report/1"

/* A bundle of a few megabytes can hold 400,000 different stacks: of lists like that the first rows
 * are written. */
enum { JSON_ROWS_MAX = 10000, JSON_FRAMES_MAX = 400000, JSON_GAPS_MAX = 500 };

/* ---- parts -------------------------------------------------------------------------------------
 */

static json_t *files(const struct render_input *in, const struct identity *id)
{
    json_t *all = json_array();
    for (size_t i = 0; i < id->nfiles; i++) {
        json_t *one = json_object();
        put(one, "file", text(in, id->files[i].name));
        put(one, "member", text(in, id->files[i].member));
        put(one, "bytes", integer(id->files[i].bytes));
        json_array_append_new(all, one);
    }
    return all;
}

static json_t *bundle(const struct render_input *in, int side)
{
    const struct identity *id = &in->model->identity[side];
    json_t *who = json_object(), *times = json_object(), *b = json_object();
    put(who, "name", text_or_null(in, id->name));
    put(who, "pid", number(id->pid));
    put(who, "executable", text_or_null(in, id->executable));
    put(who, "arguments", text_or_null(in, id->arguments));
    put(who, "go_version", text_or_null(in, id->go_version));
    put(who, "package", text_or_null(in, id->package));
    put(who, "module_version", text_or_null(in, id->module_version));
    put(who, "revision", text_or_null(in, id->revision));
    put(who, "build_id", text_or_null(in, id->build_id));
    put(who, "host", text_or_null(in, id->host));
    put(who, "system", text_or_null(in, id->system));
    put(who, "kernel", text_or_null(in, id->kernel));
    put(who, "architecture", text_or_null(in, id->architecture));
    put(who, "url", text_or_null(in, id->url));
    put(who, "boot_id", text_or_null(in, id->boot_id));
    put(who, "own_namespaces", id->namespaces_known ? text(in, id->own_namespaces) : json_null());
    put(who, "start_ticks", number(id->start_ticks));
    put(times, "process_started", time_or_null(id->started_utc_ns));
    put(times, "collected", time_or_null(id->collected_utc_ns));
    put(times, "collected_end", time_or_null(id->collected_end_utc_ns));
    put(times, "uptime_seconds", number(id->uptime_s));
    put(b, "bundle", json_string(side_letter(side)));
    put(b, "file", text(in, id->label));
    put(b, "label", text_or_null(in, id->user_label));
    put(b, "tool", text_or_null(in, id->tool));
    put(b, "identity", who);
    put(b, "times", times);
    put(b, "complete", json_boolean(id->complete));
    put(b, "damage", text_or_null(in, id->damage));
    put(b, "loose", json_boolean(id->loose));
    put(b, "files", files(in, id));
    return b;
}

static json_t *bundles(const struct render_input *in)
{
    json_t *all = json_array();
    for (int side = 0; side < (int)in->model->nsides; side++)
        json_array_append_new(all, bundle(in, side));
    return all;
}

static json_t *verdict(const struct render_input *in)
{
    json_t *v = json_object();
    put(v, "severity",
        word(in->findings->judged ? severity_names[in->findings->severity] : "unknown"));
    put(v, "confidence", word(in->findings->confidence));
    put(v, "severity_confidence", word(in->findings->severity_confidence));
    put(v, "text", text(in, in->findings->verdict));
    return v;
}

static json_t *missing(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->model->ngaps && i < JSON_GAPS_MAX; i++) {
        const struct gap *g = &in->model->gaps[i];
        json_t *one = json_object();
        put(one, "artifact", text(in, g->artifact));
        put(one, "status", word(bundle_status_names[g->status]));
        put(one, "reason", text(in, g->reason));
        put(one, "member", text_or_null(in, g->member));
        put(one, "bundle", json_string(side_letter(g->side)));
        json_array_append_new(all, one);
    }
    return all;
}

static json_t *metric_object(const struct model *m, size_t i)
{
    struct number a = model_metric_at(m, i, 0), b = {false, 0}, delta = {false, 0};
    if (m->nsides == 2)
        b = model_metric_at(m, i, 1);
    if (a.known && b.known)
        delta = (struct number){true, b.value - a.value};
    bool has_rate = unit_has_rate(metrics[i].unit);
    struct number rate = {has_rate && delta.known && m->same_process && m->hours > 0, 0};
    if (rate.known)
        rate.value = delta.value / m->hours;
    json_t *one = json_object();
    put(one, "unit", word(unit_names[metrics[i].unit]));
    put(one, "a", number(a));
    put(one, "b", number(b));
    put(one, "delta", number(delta));
    put(one, "per_hour", number(rate));
    return one;
}

static json_t *all_metrics(const struct render_input *in)
{
    json_t *all = json_object();
    for (size_t i = 0; i < metrics_count; i++)
        put(all, metrics[i].name, metric_object(in->model, i));
    return all;
}

static json_t *finding(const struct render_input *in, const struct finding *f)
{
    json_t *one = json_object(), *evidence = json_array(), *next = json_array();
    for (size_t i = 0; i < f->nevidence; i++) {
        json_t *e = json_object();
        put(e, "bundle", json_string(side_letter(f->evidence[i].side)));
        put(e, "member", text(in, f->evidence[i].member));
        put(e, "text", text(in, f->evidence[i].text));
        json_array_append_new(evidence, e);
    }
    for (size_t i = 0; i < f->nnext; i++)
        json_array_append_new(next, text(in, f->next[i]));
    put(one, "rule", word(f->rule));
    put(one, "severity", word(severity_names[f->severity]));
    put(one, "confidence", word(confidence_names[f->confidence]));
    put(one, "title", text(in, f->title));
    put(one, "text", text(in, f->text));
    put(one, "evidence", evidence);
    put(one, "next", next);
    put(one, "explained_by", word(f->explained_by ? f->explained_by->rule : NULL));
    return one;
}

static json_t *all_findings(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->findings->count; i++)
        json_array_append_new(all, finding(in, &in->findings->items[i]));
    return all;
}

static json_t *triage(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->findings->ntriage; i++) {
        const struct triage_row *r = &in->findings->triage[i];
        json_t *one = json_object();
        put(one, "area", word(r->area));
        put(one, "status", word(severity_word(r->known ? (int)r->status : SEVERITY_UNKNOWN)));
        put(one, "value", text(in, r->value));
        put(one, "healthy", text(in, r->healthy));
        put(one, "next", text(in, r->next));
        json_array_append_new(all, one);
    }
    return all;
}

static json_t *not_evaluated(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->findings->nskipped; i++) {
        json_t *one = json_object();
        put(one, "rule", word(in->findings->skipped[i].rule));
        put(one, "reason", text(in, in->findings->skipped[i].reason));
        json_array_append_new(all, one);
    }
    return all;
}

static json_t *caveats(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->model->ncaveats; i++)
        json_array_append_new(all, text(in, in->model->caveats[i]));
    return all;
}

/* ---- profiles ----------------------------------------------------------------------------------
 */

static json_t *profile_totals(const struct render_input *in, const struct profile *p, int side)
{
    json_t *total = json_object();
    for (size_t t = 0; t < p->ntypes; t++) {
        int64_t value = side == PROFILE_DIFF ? p->total[p->ntypes + t] - p->total[t]
                                             : p->total[(size_t)side * p->ntypes + t];
        put_named(in, total, p->types[t].type, json_integer(value));
    }
    return total;
}

static json_t *by_type(const struct render_input *in, const struct profile *p,
                       const int64_t *values, int side)
{
    json_t *all = json_object();
    for (size_t t = 0; t < p->ntypes; t++)
        put_named(in, all, p->types[t].type, json_integer(profile_value(p, values, side, t)));
    return all;
}

static json_t *profile_functions(const struct render_input *in, const struct profile *p, int side)
{
    json_t *top = json_array();
    bool *keep = ARENA_ARRAY(in->arena, bool, p->nfunctions + 1);
    profile_top(p, side, in->top, keep);
    for (size_t i = 0; i < p->nfunctions; i++) {
        const struct profile_function *f = &p->functions[i];
        if (!keep[i])
            continue;
        json_t *row = json_object();
        put(row, "function", text(in, f->name));
        put(row, "file", text(in, f->file));
        put(row, "flat", by_type(in, p, f->flat, side));
        put(row, "cum", by_type(in, p, f->cum, side));
        json_array_append_new(top, row);
    }
    return top;
}

static json_t *profile_lines(const struct render_input *in, const struct profile *p, int side)
{
    json_t *top = json_array();
    bool *keep = ARENA_ARRAY(in->arena, bool, p->nlines + 1);
    profile_top_lines(p, side, in->top, keep);
    for (size_t i = 0; i < p->nlines; i++) {
        const struct profile_line *l = &p->lines[i];
        if (!keep[i])
            continue;
        json_t *row = json_object();
        put(row, "function", text(in, l->function->name));
        put(row, "file", text(in, l->file));
        put(row, "line", json_integer(l->line));
        put(row, "flat", by_type(in, p, l->flat, side));
        put(row, "cum", by_type(in, p, l->cum, side));
        json_array_append_new(top, row);
    }
    return top;
}

static json_t *groups(const struct render_input *in, const struct profile *p,
                      enum profile_grouping by, int side)
{
    json_t *all = json_array();
    const struct profile_group *list = NULL;
    struct slice module = in->model->identity[model_last(in->model)].module;
    size_t n = profile_groups(in->arena, p, by, module, p->default_type, &list);
    for (size_t i = 0; i < n && i < in->top; i++) {
        json_t *row = json_object();
        put(row, "name", text(in, list[i].name));
        put(row, "flat", by_type(in, p, list[i].flat, side));
        put(row, "owned", by_type(in, p, list[i].owned, side));
        json_array_append_new(all, row);
    }
    return all;
}

static void profile_head(const struct render_input *in, const struct profile *p, json_t *object)
{
    json_t *types = json_array(), *units = json_object();
    for (size_t t = 0; t < p->ntypes; t++) {
        json_array_append_new(types, text(in, p->types[t].type));
        put_named(in, units, p->types[t].type, text(in, p->types[t].unit));
    }
    put(object, "sample_types", types);
    put(object, "units", units);
    put(object, "default",
        p->default_type < p->ntypes ? text(in, p->types[p->default_type].type) : json_null());
}

static json_t *profile_side(const struct render_input *in, const struct profile *p, int side)
{
    json_t *one = json_object();
    profile_head(in, p, one);
    put(one, "total", profile_totals(in, p, side));
    if (side != PROFILE_DIFF) {
        put(one, "member", word(p->member[side]));
        put(one, "samples", integer(p->samples[side]));
        put(one, "duration_ns", json_integer(p->duration_ns[side]));
        put(one, "damaged", integer(p->damaged[side]));
    }
    put(one, "top", profile_functions(in, p, side));
    put(one, "lines", profile_lines(in, p, side));
    put(one, "packages", groups(in, p, PROFILE_BY_PACKAGE, side));
    put(one, "modules", groups(in, p, PROFILE_BY_MODULE, side));
    return one;
}

static json_t *profile(const struct render_input *in, const struct profile *p)
{
    if (in->model->nsides == 1)
        return profile_side(in, p, 0);
    json_t *one = json_object();
    bool both = p->present[0] && p->present[1];
    profile_head(in, p, one);
    put(one, "a", p->present[0] ? profile_side(in, p, 0) : json_null());
    put(one, "b", p->present[1] ? profile_side(in, p, 1) : json_null());
    put(one, "diff", both ? profile_side(in, p, PROFILE_DIFF) : json_null());
    return one;
}

static json_t *profiles(const struct render_input *in)
{
    json_t *all = json_object();
    for (size_t i = 0; i < in->model->nprofiles; i++)
        put_named(in, all, in->model->profiles[i].name, profile(in, &in->model->profiles[i]));
    return all;
}

/* Null: there are no two bundles of one process, so nothing can be said. */
static json_t *heap_growth(const struct render_input *in)
{
    const struct model *m = in->model;
    if (m->nsides < 2 || !m->same_process)
        return json_null();
    json_t *all = json_array();
    for (size_t i = 0; i < m->ngrowth; i++) {
        const struct heap_growth *g = &m->growth[i];
        json_t *one = json_object(), *path = json_array();
        for (size_t k = 0; k < g->npath; k++)
            json_array_append_new(path, text(in, g->path[k]->name));
        put(one, "a", real(g->before));
        put(one, "b", real(g->after));
        put(one, "delta", real(g->after - g->before));
        put(one, "error", real(round(g->error)));
        put(one, "application", g->owner ? text(in, g->owner->name) : json_null());
        put(one, "path", path);
        json_array_append_new(all, one);
    }
    return all;
}

/* ---- goroutines and descriptors ----------------------------------------------------------------
 * With two bundles "count" and "total" are those of the last one; "a" and "b" stand beside them. */

static void put_sides(const struct render_input *in, json_t *object, const bool *known,
                      const uint64_t *count)
{
    for (int side = 0; in->model->nsides == 2 && side < SIDES_MAX; side++)
        put(object, side_letter(side), known[side] ? integer(count[side]) : json_null());
}

static json_t *frame(const struct render_input *in, const struct frame *f)
{
    json_t *one = json_object();
    put(one, "function", text(in, f->function));
    put(one, "file", text(in, f->file));
    put(one, "line", f->line > 0 ? integer(f->line) : json_null());
    return one;
}

static json_t *goroutine_group(const struct render_input *in, const struct goroutine_group *g)
{
    int last = model_last(in->model);
    json_t *one = json_object(), *frames = json_array();
    for (size_t i = 0; i < g->nframes; i++)
        json_array_append_new(frames, frame(in, &g->frames[i]));
    put(one, "id", text(in, g->id));
    put(one, "count", integer(g->count[last]));
    put_sides(in, one, in->model->has_goroutines, g->count);
    put(one, "state", text_or_null(in, g->state));
    put(one, "wait_minutes_max", number(g->wait_minutes_max[last]));
    put(one, "created_by", text_or_null(in, g->created_by.function));
    put(one, "frames", frames);
    put(one, "elided", integer(g->elided));
    put(one, "benign", word(g->benign));
    put(one, "channels", g->on_channels > 0 ? integer(g->channels) : json_null());
    put(one, "on_one_channel", g->on_channels > 0 ? integer(g->on_channel) : json_null());
    if (in->model->nsides == 2) {
        put(one, "persisted", integer(g->persisted));
        put(one, "born", integer(g->born));
    }
    return one;
}

/* How many groups are listed: the first ones say most, and each frame costs half a kilobyte while
 * the text is made. */
static size_t listed_groups(const struct model *m)
{
    size_t frames = 0, n = 0;
    for (; n < m->ngoroutines && n < JSON_ROWS_MAX; n++) {
        frames += m->goroutines[n].nframes;
        if (frames > JSON_FRAMES_MAX)
            break;
    }
    return n;
}

static void put_left_out(json_t *o, const char *key, size_t count)
{
    if (count)
        put(o, key, integer(count));
}

static json_t *goroutines(const struct render_input *in)
{
    const struct model *m = in->model;
    int last = model_last(m);
    if (!m->has_goroutines[0] && !m->has_goroutines[last])
        return json_null();
    uint64_t total[SIDES_MAX] = {0, 0};
    json_t *all = json_object(), *groups = json_array();
    size_t listed = listed_groups(m);
    for (size_t i = 0; i < m->ngoroutines; i++)
        for (size_t side = 0; side < m->nsides; side++)
            total[side] += m->goroutines[i].count[side];
    for (size_t i = 0; i < listed; i++)
        json_array_append_new(groups, goroutine_group(in, &m->goroutines[i]));
    put(all, "total", m->has_goroutines[last] ? integer(total[last]) : json_null());
    put_sides(in, all, m->has_goroutines, total);
    put(all, "source", word(m->goroutine_source[last]));
    put(all, "cut", json_boolean(m->goroutines_cut[last]));
    put(all, "groups", groups);
    put_left_out(all, "groups_left_out", m->ngoroutines - listed);
    put(all, "channels", channels_json(in));
    put_left_out(all, "channels_left_out", m->nchannels - m->nchannels_known);
    return all;
}

static json_t *descriptor_group(const struct render_input *in, const struct descriptor_group *g)
{
    int last = model_last(in->model);
    json_t *one = json_object();
    put(one, "template", text(in, g->template));
    put(one, "type", text(in, g->type));
    put(one, "example", text(in, g->example));
    put(one, "count", integer(g->count[last]));
    put(one, "duplicates", integer(g->duplicates[last]));
    put(one, "deleted", integer(g->deleted[last]));
    put_sides(in, one, in->model->has_descriptors, g->count);
    return one;
}

static json_t *descriptors(const struct render_input *in)
{
    const struct model *m = in->model;
    int last = model_last(m);
    if (!m->has_descriptors[0] && !m->has_descriptors[last])
        return json_null();
    uint64_t total[SIDES_MAX] = {0, 0};
    json_t *all = json_object(), *types = json_object(), *paths = json_array();
    for (size_t i = 0; i < m->ndescriptor_types; i++) {
        for (size_t side = 0; side < m->nsides; side++)
            total[side] += m->descriptor_types[i].count[side];
        put_named(in, types, m->descriptor_types[i].type,
                  integer(m->descriptor_types[i].count[last]));
    }
    size_t listed = m->ndescriptors < JSON_ROWS_MAX ? m->ndescriptors : JSON_ROWS_MAX;
    for (size_t i = 0; i < listed; i++)
        json_array_append_new(paths, descriptor_group(in, &m->descriptors[i]));
    put(all, "total", m->has_descriptors[last] ? integer(total[last]) : json_null());
    put_sides(in, all, m->has_descriptors, total);
    put(all, "by_type", types);
    put(all, "by_path", paths);
    put_left_out(all, "by_path_left_out", m->ndescriptors - listed);
    put(all, "pipes", pipes_json(in));
    return all;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

static json_t *report(const struct render_input *in)
{
    const struct model *m = in->model;
    json_t *root = json_object();
    put(root, "format", json_string(FORMAT));
    put(root, "tool", json_string("report " EXHIBIT_VERSION));
    put(root, "bundles", bundles(in));
    put(root, "same_process", m->nsides == 2 ? json_boolean(m->same_process) : json_null());
    put(root, "hours", m->nsides == 2 && m->hours > 0 ? real(m->hours) : json_null());
    put(root, "caveats", caveats(in));
    put(root, "verdict", verdict(in));
    put(root, "missing", missing(in));
    if (in->model->ngaps > JSON_GAPS_MAX)
        put_left_out(root, "missing_left_out", in->model->ngaps - JSON_GAPS_MAX);
    put(root, "triage", triage(in));
    put(root, "metrics", all_metrics(in));
    put(root, "findings", all_findings(in));
    put(root, "not_evaluated", not_evaluated(in));
    put(root, "two_sources", crosschecks_json(in));
    put(root, "memory", memory_json(in));
    put(root, "night", night_json(in));
    put(root, "legs", legs_json(in));
    put(root, "profiles", profiles(in));
    put(root, "heap_growth", heap_growth(in));
    put(root, "goroutines", goroutines(in));
    put(root, "system_calls", syscalls_json(in));
    put(root, "descriptors", descriptors(in));
    return root;
}

static int append(const char *bytes, size_t len, void *into)
{
    struct sbuf *out = into;
    sbuf_add(out, (struct slice){(const unsigned char *)bytes, len});
    return sbuf_ok(out) ? 0 : -1;
}

enum status render_json(const struct render_input *in, struct sbuf *out, struct error *err)
{
    json_t *root = report(in);
    int failed = json_dump_callback(root, append, out, JSON_INDENT(2));
    json_decref(root);
    sbuf_addc(out, '\n');
    return !failed && sbuf_ok(out) ? STATUS_OK
                                   : error_set(err, STATUS_LIMIT, 0, "the JSON report is too long");
}
