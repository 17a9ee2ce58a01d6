#include "redact_stream.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, OUT_FULL = 64 * 1024, OUT_MAX = 1 << 20 };

struct redact_stream {
    const struct redactor *r;
    enum redact_stream_do what;
    enum secrets_mode mode;
    struct sink sink;
    struct redact_count *count;
    struct sbuf out;
    size_t held;   /* bytes in the window */
    size_t done;   /* of them, those that are behind us */
    size_t around; /* bytes before and behind a position that decide about it */
    size_t size;
    struct secrets_walk walk;
    enum credential_rest rest; /* of the last match: it may not have ended */
    unsigned char window[];
};

struct redact_stream *redact_stream_new(const struct redactor *r, enum redact_stream_do what,
                                        enum secrets_mode mode, struct sink sink,
                                        struct redact_count *count)
{
    size_t around = r->longest + SECRETS_BEHIND, size = around + CHUNK + around;
    struct redact_stream *s = malloc(sizeof *s + size);
    if (!s)
        return NULL;
    *s = (struct redact_stream){.r = r, .what = what, .mode = mode, .sink = sink, .count = count};
    s->walk.mode = mode;
    s->around = around;
    s->size = size;
    sbuf_init(&s->out, OUT_MAX);
    return s;
}

static enum status flush(struct redact_stream *s, struct error *err)
{
    if (!sbuf_ok(&s->out))
        return error_set(err, STATUS_LIMIT, 0, "out of memory while redacting");
    enum status status =
        s->what == STREAM_FIND ? STATUS_OK : sink_write(s->sink, sbuf_view(&s->out), err);
    sbuf_clear(&s->out);
    return status;
}

static enum status emit(struct redact_stream *s, struct slice bytes, struct error *err)
{
    if (s->what == STREAM_FIND)
        return STATUS_OK;
    sbuf_add(&s->out, bytes);
    return s->out.len < OUT_FULL ? STATUS_OK : flush(s, err);
}

static enum status emit_stars(struct redact_stream *s, size_t n, struct error *err)
{
    static const char stars[] = "****************************************************************";
    enum status status = STATUS_OK;
    for (size_t part; n && status == STATUS_OK; n -= part) {
        part = n < sizeof stars - 1 ? n : sizeof stars - 1;
        status = emit(s, slice_take(slice_from(stars), part), err);
    }
    return status;
}

/* What stands instead of a match. */
static enum status emit_match(struct redact_stream *s, const struct secrets_match *m,
                              struct error *err)
{
    if (s->what != STREAM_PAD)
        return emit(s, m->shown, err);
    return m->as_long.len ? emit(s, m->as_long, err) : emit_stars(s, m->len, err);
}

static bool find(struct redact_stream *s, size_t until, struct secrets_match *m)
{
    struct slice text = {s->window, s->held};
    return s->what == STREAM_FIND ? secrets_find_known(s->r, text, s->done, until, s->mode, m)
                                  : secrets_find(s->r, text, s->done, until, &s->walk, m);
}

/* The rest of a credential that did not end where the window did. */
static enum status finish_match(struct redact_stream *s, struct error *err)
{
    struct slice text = {s->window, s->held};
    size_t n = credential_go_on(slice_drop(text, s->done), s->rest);
    if (s->done + n < s->held) {
        s->rest = REST_NONE;
        n = secrets_cover(s->r, text, 0, s->done + n, s->mode) - s->done;
    }
    s->done += n;
    return s->what == STREAM_PAD ? emit_stars(s, n, err) : STATUS_OK;
}

/* Goes on to until: the positions before it have all that decides about them in the window. */
static enum status advance(struct redact_stream *s, size_t until, struct error *err)
{
    struct slice text = {s->window, s->held};
    struct secrets_match m;
    enum status status = s->rest != REST_NONE ? finish_match(s, err) : STATUS_OK;
    while (status == STATUS_OK && find(s, until, &m)) {
        s->count->hits[m.kind]++;
        status = emit(s, slice_take(slice_drop(text, s->done), m.at - s->done), err);
        if (status == STATUS_OK)
            status = emit_match(s, &m, err);
        s->done = m.at + m.len;
        s->rest = m.rest;
    }
    if (status == STATUS_OK && s->done < until) {
        status = emit(s, slice_take(slice_drop(text, s->done), until - s->done), err);
        s->done = until;
    }
    return status;
}

enum status redact_stream_feed(struct redact_stream *s, struct slice bytes, struct error *err)
{
    while (bytes.len) {
        size_t room = s->size - s->held;
        struct slice part = slice_take(bytes, room);
        memcpy(s->window + s->held, part.ptr, part.len);
        s->held += part.len;
        bytes = slice_drop(bytes, part.len);
        if (s->held < s->size)
            break;
        enum status status = advance(s, s->held - s->around, err);
        if (status != STATUS_OK)
            return status;
        size_t drop = s->done > s->around ? s->done - s->around : 0;
        memmove(s->window, s->window + drop, s->held - drop);
        s->held -= drop;
        s->done -= drop;
    }
    return STATUS_OK;
}

enum status redact_stream_end(struct redact_stream *s, struct error *err)
{
    enum status status = advance(s, s->held, err);
    return status == STATUS_OK ? flush(s, err) : status;
}

void redact_stream_restart(struct redact_stream *s, enum secrets_mode mode)
{
    s->held = s->done = 0;
    s->mode = mode;
    s->walk = (struct secrets_walk){.mode = mode};
    s->rest = REST_NONE;
    sbuf_clear(&s->out);
}

void redact_stream_free(struct redact_stream *s)
{
    if (s)
        sbuf_done(&s->out);
    free(s);
}
