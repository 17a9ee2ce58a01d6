#include "redact_pprof.h"

#include <stdlib.h>
#include <string.h>

#include "limits_input.h"

enum {
    HEADER_MAX = 20, /* tag and length: two varints */
    VARINT_MAX = 10,
    CHUNK = 64 * 1024,
    WINDOW = LIMIT_PPROF_STRING + HEADER_MAX + CHUNK,
    OUT_FULL = 64 * 1024,
    FIELDS = 16,
    COMMENT = 13,
    PATH_DEPTH = 3
};

enum wire { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

enum message { VALUE_TYPE, SAMPLE, LABEL, MAPPING, LOCATION, LINE, FUNCTION, PROFILE };

/* What a field may be: a number, numbers (packed or single), a text, or a message. */
enum { NONE, NUMBER, NUMBERS, TEXT, MESSAGE };
#define OF(m) (MESSAGE + (m))

static const unsigned char fields[][FIELDS] = {
    [VALUE_TYPE] = {NONE, NUMBER, NUMBER},
    [SAMPLE] = {NONE, NUMBERS, NUMBERS, OF(LABEL)},
    [LABEL] = {NONE, NUMBER, NUMBER, NUMBER, NUMBER},
    [MAPPING] = {NONE, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER,
                 NUMBER},
    [LOCATION] = {NONE, NUMBER, NUMBER, NUMBER, OF(LINE), NUMBER},
    [LINE] = {NONE, NUMBER, NUMBER, NUMBER},
    [FUNCTION] = {NONE, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER},
    [PROFILE] = {NONE, OF(VALUE_TYPE), OF(SAMPLE), OF(MAPPING), OF(LOCATION), OF(FUNCTION), TEXT,
                 NUMBER, NUMBER, NUMBER, NUMBER, OF(VALUE_TYPE), NUMBER, NUMBERS, NUMBER, NUMBER},
};

struct pprof_walk {
    void (*string)(void *ctx, struct slice text, struct sbuf *out);
    void *ctx;
    struct sink sink;
    struct sbuf text, out;
    uint64_t strings, types; /* seen so far */
    uint64_t offset;         /* of the window in the profile */
    size_t held;
    unsigned char window[WINDOW];
};

struct field {
    uint64_t number, wire;
    struct slice payload; /* of WIRE_BYTES */
    size_t size;          /* of the whole field */
};

enum parsed { PARSED, MORE, BROKEN };

static enum parsed read_varint(struct slice *rest, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < VARINT_MAX; i++) {
        if (i == rest->len)
            return MORE;
        uint64_t bits = rest->ptr[i] & 0x7f;
        if (i == VARINT_MAX - 1 && rest->ptr[i] > 1)
            return BROKEN;
        *value |= bits << (7 * i);
        if (rest->ptr[i] < 0x80) {
            *rest = slice_drop(*rest, i + 1);
            return PARSED;
        }
    }
    return BROKEN;
}

static enum parsed skip(struct slice *rest, uint64_t n)
{
    if (n > rest->len)
        return MORE;
    *rest = slice_drop(*rest, (size_t)n);
    return PARSED;
}

/* The field at the start of text. */
static enum parsed read_field(struct slice text, struct field *ret)
{
    struct slice rest = text;
    uint64_t tag, value;
    enum parsed p = read_varint(&rest, &tag);
    if (p != PARSED)
        return p;
    *ret = (struct field){.number = tag >> 3, .wire = tag & 7};
    if (ret->number == 0 || tag >> 32)
        return BROKEN;
    if (ret->wire == WIRE_VARINT)
        p = read_varint(&rest, &value);
    else if (ret->wire == WIRE_FIXED64)
        p = skip(&rest, 8);
    else if (ret->wire == WIRE_FIXED32)
        p = skip(&rest, 4);
    else if (ret->wire == WIRE_BYTES) {
        p = read_varint(&rest, &value);
        if (p == PARSED && value > LIMIT_PPROF_STRING)
            return BROKEN;
        ret->payload = slice_take(rest, (size_t)value);
        p = p == PARSED ? skip(&rest, value) : p;
    } else
        return BROKEN;
    ret->size = text.len - rest.len;
    return p;
}

static bool is_numbers(struct slice packed)
{
    uint64_t value;
    while (packed.len)
        if (read_varint(&packed, &value) != PARSED)
            return false;
    return true;
}

/* Whether the field is one of this message; *inner is the message in it, or PROFILE. */
static bool fits(enum message message, const struct field *f, enum message *inner)
{
    *inner = PROFILE;
    unsigned type = f->number < FIELDS ? fields[message][f->number] : NONE;
    if (type == NONE) /* newer than we are: numbers are harmless */
        return f->wire != WIRE_BYTES;
    if (type == NUMBER)
        return f->wire == WIRE_VARINT;
    if (type == NUMBERS)
        return f->wire == WIRE_VARINT || (f->wire == WIRE_BYTES && is_numbers(f->payload));
    if (type >= MESSAGE)
        *inner = (enum message)(type - MESSAGE);
    return f->wire == WIRE_BYTES;
}

/* A message and those in it. The types nest three deep and no deeper, so a small stack does. */
static bool is_message(enum message message, struct slice bytes)
{
    struct {
        enum message message;
        struct slice rest;
    } stack[PATH_DEPTH] = {{message, bytes}};
    for (size_t depth = 1; depth;) {
        struct slice *rest = &stack[depth - 1].rest;
        struct field f;
        enum message inner;
        if (rest->len == 0) {
            depth--;
            continue;
        }
        if (read_field(*rest, &f) != PARSED || !fits(stack[depth - 1].message, &f, &inner))
            return false;
        *rest = slice_drop(*rest, f.size);
        if (inner == PROFILE)
            continue;
        if (depth == PATH_DEPTH)
            return false;
        stack[depth].message = inner;
        stack[depth++].rest = f.payload;
    }
    return true;
}

static void add_varint(struct sbuf *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        sbuf_addc(out, (char)(0x80 | (value & 0x7f)));
    sbuf_addc(out, (char)value);
}

static enum status flush(struct pprof_walk *w, size_t least, struct error *err)
{
    if (!sbuf_ok(&w->out) || !sbuf_ok(&w->text))
        return error_set(err, STATUS_LIMIT, (size_t)w->offset, "a redacted string is too long");
    if (w->out.len < least)
        return STATUS_OK;
    enum status s = sink_write(w->sink, sbuf_view(&w->out), err);
    sbuf_clear(&w->out);
    return s;
}

/* Numbers of comments one by one: packed, small ones could be read as a text. */
static void add_comments(struct sbuf *out, struct slice packed)
{
    uint64_t value;
    while (packed.len && read_varint(&packed, &value) == PARSED) {
        add_varint(out, COMMENT << 3 | WIRE_VARINT);
        add_varint(out, value);
    }
}

/* Appends the field to out. False when it is none of a profile. */
static bool take(struct pprof_walk *w, const struct field *f, struct slice bytes)
{
    enum message inner;
    if (f->number >= FIELDS) /* unknown: what is in it cannot be checked */
        return true;
    if (!fits(PROFILE, f, &inner) || (inner != PROFILE && !is_message(inner, f->payload)))
        return false;
    w->types += f->number == 1;
    if (f->number == COMMENT && f->wire == WIRE_BYTES) {
        add_comments(&w->out, f->payload);
        return true;
    }
    if (fields[PROFILE][f->number] != TEXT) {
        sbuf_add(&w->out, bytes);
        return true;
    }
    if (w->strings++ == 0 && f->payload.len)
        return false; /* the first string is the empty one */
    sbuf_clear(&w->text);
    w->string(w->ctx, f->payload, &w->text);
    add_varint(&w->out, f->number << 3 | WIRE_BYTES);
    add_varint(&w->out, w->text.len);
    sbuf_add(&w->out, sbuf_view(&w->text));
    return true;
}

/* All whole fields in the window. */
static enum status take_all(struct pprof_walk *w, struct error *err)
{
    struct slice rest = {w->window, w->held};
    struct field f;
    enum parsed p = PARSED;
    while (rest.len && (p = read_field(rest, &f)) == PARSED) {
        if (!take(w, &f, slice_take(rest, f.size)))
            return error_set(err, STATUS_SYNTAX, (size_t)w->offset,
                             "field %llu does not fit a profile", (unsigned long long)f.number);
        enum status s = flush(w, OUT_FULL, err);
        if (s != STATUS_OK)
            return s;
        rest = slice_drop(rest, f.size);
        w->offset += f.size;
    }
    if (p == BROKEN)
        return error_set(err, STATUS_SYNTAX, (size_t)w->offset, "not a protobuf message");
    memmove(w->window, rest.ptr, rest.len);
    w->held = rest.len;
    return STATUS_OK;
}

struct pprof_walk *pprof_walk_new(void (*string)(void *ctx, struct slice text, struct sbuf *out),
                                  void *ctx, struct sink sink)
{
    struct pprof_walk *w = malloc(sizeof *w);
    if (!w)
        return NULL;
    w->string = string;
    w->ctx = ctx;
    w->sink = sink;
    w->strings = w->types = w->offset = 0;
    w->held = 0;
    sbuf_init(&w->text, 4 * LIMIT_PPROF_STRING);
    sbuf_init(&w->out, 5 * LIMIT_PPROF_STRING);
    return w;
}

enum status pprof_walk_feed(struct pprof_walk *w, struct slice bytes, struct error *err)
{
    while (bytes.len) {
        struct slice part = slice_take(bytes, sizeof w->window - w->held);
        memcpy(w->window + w->held, part.ptr, part.len);
        w->held += part.len;
        bytes = slice_drop(bytes, part.len);
        enum status s = take_all(w, err);
        if (s != STATUS_OK)
            return s;
    }
    return STATUS_OK;
}

enum status pprof_walk_end(struct pprof_walk *w, struct error *err)
{
    if (w->held)
        return error_set(err, STATUS_SYNTAX, (size_t)w->offset, "the profile is cut");
    if (w->strings == 0 || w->types == 0)
        return error_set(err, STATUS_SYNTAX, (size_t)w->offset, "a profile without types or names");
    return flush(w, 0, err);
}

void pprof_walk_free(struct pprof_walk *w)
{
    if (!w)
        return;
    sbuf_done(&w->text);
    sbuf_done(&w->out);
    free(w);
}
