/* json_night.c - the log of a watch in the JSON report. */
#include "json_values.h"
#include "night.h"

static json_t *night_time_json(const struct render_input *in, double at_s)
{
    return text(in, night_time(in->arena, in->model->night, at_s));
}

static json_t *night_piece(const struct piece *p)
{
    json_t *one = json_object();
    put(one, "from_s", real(p->from_s));
    put(one, "until_s", real(p->until_s));
    put(one, "begin", real(p->begin));
    put(one, "end", real(p->end));
    put(one, "per_hour", real(p->per_s * 3600));
    put(one, "error_per_hour", real(p->error_s * 3600));
    put(one, "moves", json_boolean(p->moves));
    return one;
}

static json_t *night_begin(const struct render_input *in, const struct growth *g)
{
    if (!g->began)
        return json_null();
    json_t *one = json_object();
    put(one, "time", night_time_json(in, g->begin_s));
    put(one, "at_s", real(g->begin_s));
    put(one, "from_s", real(g->from_s));
    put(one, "until_s", real(g->until_s));
    return one;
}

static json_t *night_one(const struct render_input *in, const struct night_series *s)
{
    const struct growth *g = &s->growth;
    json_t *one = json_object(), *pieces = json_array();
    for (size_t i = 0; i < g->npieces; i++)
        json_array_append_new(pieces, night_piece(&g->pieces[i]));
    put(one, "metric", word(s->name));
    put(one, "unit", word(unit_names[s->unit]));
    put(one, "samples", integer(s->known));
    const double ends[] = {s->first, s->least, s->most, s->last};
    static const char *const names[] = {"first", "least", "most", "last"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        put(one, names[i], s->known > 0 ? real(ends[i]) : json_null());
    put(one, "course", word(course_names[g->course]));
    put(one, "per_hour", g->course == COURSE_UNKNOWN ? json_null() : real(g->per_s * 3600));
    put(one, "error_per_hour", g->course == COURSE_UNKNOWN ? json_null() : real(g->error_s * 3600));
    put(one, "began", night_begin(in, g));
    put(one, "few_samples", json_boolean(g->few));
    put(one, "begin", g->course == COURSE_UNKNOWN ? json_null() : real(g->begin));
    put(one, "end", g->course == COURSE_UNKNOWN ? json_null() : real(g->end));
    put(one, "leading", json_boolean(s->leading));
    put(one, "together", json_boolean(s->together));
    put(one, "limit", number(s->limit));
    put(one, "limit_soonest_s", number(s->soonest_s));
    put(one, "limit_latest_s", number(s->latest_s));
    put(one, "pieces", pieces);
    return one;
}

static json_t *night_events_json(const struct render_input *in, const struct night *n)
{
    json_t *all = json_array();
    for (size_t i = 0; i < n->nevents; i++) {
        const struct night_event *e = &n->events[i];
        json_t *one = json_object();
        put(one, "at_s", real(e->at_s));
        put(one, "time", night_time_json(in, e->at_s));
        put(one, "event", text(in, e->name));
        put(one, "value", number(e->value));
        put(one, "subject", text_or_null(in, e->subject));
        put(one, "detail", text_or_null(in, e->detail));
        put(one, "inferred", json_boolean(e->inferred));
        json_array_append_new(all, one);
    }
    return all;
}

/* What could not be read, by kind. */
static json_t *night_damage(const struct night *n)
{
    json_t *one = json_object();
    put(one, "cells", integer(n->broken));
    put(one, "rows", integer(n->odd));
    put(one, "rows_without_time", integer(n->timeless));
    put(one, "rows_out_of_time", integer(n->backwards));
    put(one, "clock_set_back", integer(n->clock_sets));
    put(one, "events", integer(n->odd_events));
    return one;
}

json_t *night_json(const struct render_input *in)
{
    const struct night *n = in->model->night;
    if (!n)
        return json_null();
    json_t *one = json_object(), *series = json_array(), *lacks = json_array();
    for (size_t i = 0; i < n->nseries; i++)
        json_array_append_new(series, night_one(in, &n->series[i]));
    for (size_t i = 0; i < n->nlacks; i++)
        json_array_append_new(lacks, word(n->lacks[i].column));
    put(one, "log", text(in, n->source));
    put(one, "from", night_time_json(in, 0));
    put(one, "until", night_time_json(in, n->span_s));
    put(one, "seconds", real(n->span_s));
    put(one, "period_s", real(n->period_s));
    put(one, "samples", integer(n->rows));
    put(one, "one_read_of", integer(n->every));
    put(one, "processes", integer(n->nprocesses));
    put(one, "without_samples_s", real(n->missing_s));
    put(one, "garbage_collections", number(n->all_collections));
    put(one, "damaged", night_damage(n));
    put(one, "missing_columns", lacks);
    put(one, "series", series);
    put(one, "events", night_events_json(in, n));
    return one;
}
