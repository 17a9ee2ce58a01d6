/* json_inside.c - parts of the JSON that come from inside of the process: channels, and numbers
 * that two sources tell. */
#include "json_values.h"

static json_t *channel(const struct render_input *in, const struct channel *c)
{
    json_t *one = json_object();
    put(one, "address", text(in, c->address));
    put(one, "type", text_or_null(in, c->type));
    put(one, "length", number(c->length));
    put(one, "capacity", number(c->capacity));
    put(one, "closed", json_boolean(c->closed));
    put(one, "alike", integer(c->alike));
    put(one, "waiting", integer(c->waiters));
    put(one, "receiving", integer(c->receiving));
    put(one, "sending", integer(c->sending));
    put(one, "selecting", integer(c->selecting));
    put(one, "where", text_or_null(in, c->where));
    put(one, "seen_with", integer(c->others));
    return one;
}

json_t *channels_json(const struct render_input *in)
{
    const struct model *m = in->model;
    json_t *all = json_array();
    for (size_t i = 0; i < m->nchannels_alike; i++)
        json_array_append_new(all, channel(in, &m->channels[i]));
    return all;
}

static json_t *crosscheck(const struct render_input *in, const struct crosscheck *c)
{
    json_t *one = json_object(), *sources = json_array();
    for (size_t i = 0; i < 2; i++) {
        json_t *source = json_object();
        put(source, "member", word(c->member[i]));
        put(source, "value", number(c->value[i]));
        json_array_append_new(sources, source);
    }
    put(one, "bundle", json_string(side_letter(c->side)));
    put(one, "what", word(c->what));
    put(one, "unit", word(unit_names[c->unit]));
    put(one, "sources", sources);
    put(one, "apart_seconds", number(c->apart_s));
    put(one, "result", word(crosscheck_words[c->result]));
    put(one, "why", text_or_null(in, c->why));
    return one;
}

json_t *crosschecks_json(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->model->ncrosschecks; i++)
        json_array_append_new(all, crosscheck(in, &in->model->crosschecks[i]));
    return all;
}

static json_t *syscall_row(const struct render_input *in, const struct syscall_wait *w)
{
    bool threads = in->model->has_thread_calls && w->number.known;
    json_t *one = json_object();
    put(one, "name", text(in, w->name));
    put(one, "number", number(w->number));
    put(one, "goroutines", integer(w->goroutines));
    put(one, "threads", threads ? integer(w->threads) : json_null());
    put(one, "threads_blocked", threads ? integer(w->blocked) : json_null());
    put(one, "wait_channel", text_or_null(in, w->wchan));
    put(one, "where", text_or_null(in, w->where));
    put(one, "wait_minutes_max", number(w->minutes));
    return one;
}

json_t *syscalls_json(const struct render_input *in)
{
    json_t *all = json_array();
    for (size_t i = 0; i < in->model->nsyscalls; i++)
        json_array_append_new(all, syscall_row(in, &in->model->syscalls[i]));
    return all;
}

json_t *pipes_json(const struct render_input *in)
{
    const struct model *m = in->model;
    if (m->pipes.total == 0)
        return json_null();
    json_t *all = json_object(), *with = json_array();
    for (size_t i = 0; i < m->npipe_peers; i++) {
        json_t *one = json_object();
        put(one, "relation", text(in, m->pipe_peers[i].relation));
        put(one, "name", text(in, m->pipe_peers[i].name));
        put(one, "pipes", integer(m->pipe_peers[i].pipes));
        put(one, "reads", integer(m->pipe_peers[i].reads));
        put(one, "writes", integer(m->pipe_peers[i].writes));
        json_array_append_new(with, one);
    }
    put(all, "total", integer(m->pipes.total));
    put(all, "inside", integer(m->pipes.inside));
    put(all, "nobody_reads", integer(m->pipes.nobody_reads));
    put(all, "nobody_writes", integer(m->pipes.nobody_writes));
    put(all, "unseen", text_or_null(in, m->pipes.unseen));
    put(all, "with", with);
    return all;
}

/* The parts add up to the whole. */
json_t *memory_json(const struct render_input *in)
{
    static const char *const sources[] = {[MEMORY_BY_KERNEL] = "kernel",
                                          [MEMORY_BY_RUNTIME] = "runtime",
                                          [MEMORY_BY_SHAPE] = "shape",
                                          [MEMORY_BY_DIFFERENCE] = "difference"};
    const struct model *m = in->model;
    if (m->nmemory == 0)
        return json_null();
    json_t *all = json_object(), *parts = json_array();
    for (size_t i = 0; i < m->nmemory; i++) {
        const struct memory_part *p = &m->memory[i];
        json_t *one = json_object();
        put(one, "name", word(p->name));
        put(one, "note", word(p->note));
        put(one, "source", word(sources[p->source]));
        put(one, "a", number(p->bytes[0]));
        put(one, "b", m->nsides == 2 ? number(p->bytes[1]) : json_null());
        json_array_append_new(parts, one);
    }
    put(all, "whole", word(m->memory_whole ? m->memory_whole : "process.rss"));
    put(all, "explained", number(m->memory_explained));
    put(all, "parts", parts);
    return all;
}
