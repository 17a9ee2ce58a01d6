#include "pprof_writer.h"

#include <stdlib.h>

#include "intern.h"
#include "limits_input.h"

/* Fields of profile.proto, by message. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_MAPPING = 3,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING = 6,
    PROFILE_TIME_NS = 9,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
    PROFILE_DEFAULT_TYPE = 14,
    TYPE_TYPE = 1,
    TYPE_UNIT = 2,
    SAMPLE_LOCATION = 1,
    SAMPLE_VALUE = 2,
    SAMPLE_LABEL = 3,
    LABEL_KEY = 1,
    LABEL_NUMBER = 3,
    MAPPING_ID = 1,
    MAPPING_START = 2,
    MAPPING_LIMIT = 3,
    MAPPING_OFFSET = 4,
    MAPPING_FILE = 5,
    MAPPING_BUILD_ID = 6,
    MAPPING_HAS_FUNCTIONS = 7,
    LOCATION_ID = 1,
    LOCATION_MAPPING = 2,
    LOCATION_ADDRESS = 3,
    LOCATION_LINE = 4,
    LINE_FUNCTION = 1,
    LINE_LINE = 2,
    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILE = 4,
    FUNCTION_START_LINE = 5,
};

enum { WIRE_VARINT = 0, WIRE_BYTES = 2, OUT_FULL = 32 * 1024, MESSAGE_MOST = 1024 * 1024 };
enum { STRING_BYTES_MOST = 64 * MIB, KEY_BYTES_MOST = 256 * MIB };

struct pprof_writer {
    struct sink sink;
    const struct pprof_kind *kind;
    const struct pprof_mapping *mapping;
    size_t ntypes;
    struct intern strings, functions, locations; /* the last two by what they are made of */
    struct sbuf out, message, inner;             /* inner: a message within message */
    struct error err;                            /* the first */
};

static void put_varint(struct sbuf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        sbuf_addc(b, (char)(v | 0x80));
    sbuf_addc(b, (char)v);
}

/* A 0 is what a reader takes for an absent number: it is not written. */
static void put_number(struct sbuf *b, unsigned field, uint64_t v)
{
    if (!v)
        return;
    put_varint(b, field << 3 | WIRE_VARINT);
    put_varint(b, v);
}

static void put_bytes(struct sbuf *b, unsigned field, struct slice bytes)
{
    put_varint(b, field << 3 | WIRE_BYTES);
    put_varint(b, bytes.len);
    sbuf_add(b, bytes);
}

static void fail(struct pprof_writer *w, enum status code, const char *what)
{
    if (!w->err.code)
        error_set(&w->err, code, 0, "write a profile: %s", what);
}

static void flush(struct pprof_writer *w)
{
    if (!sbuf_ok(&w->out))
        fail(w, STATUS_LIMIT, "memory is out");
    if (!w->err.code)
        (void)sink_write(w->sink, sbuf_view(&w->out), &w->err);
    sbuf_clear(&w->out);
}

/* Appends what from holds as a field of to. */
static void put_part(struct pprof_writer *w, struct sbuf *to, unsigned field,
                     const struct sbuf *from)
{
    if (!sbuf_ok(from))
        fail(w, STATUS_LIMIT, "a record is too large, or memory is out");
    put_bytes(to, field, sbuf_view(from));
}

/* Appends what message holds as a field of the profile. */
static void put_message(struct pprof_writer *w, unsigned field)
{
    put_part(w, &w->out, field, &w->message);
    if (w->out.len >= OUT_FULL)
        flush(w);
}

static uint64_t string(struct pprof_writer *w, struct slice text)
{
    uint32_t id = intern_add(&w->strings, text, NULL);
    if (id != INTERN_NONE)
        return id;
    fail(w, STATUS_LIMIT, "too many names");
    return 0;
}

static void put_type(struct pprof_writer *w, unsigned field, const struct pprof_type *t)
{
    sbuf_clear(&w->message);
    put_number(&w->message, TYPE_TYPE, string(w, slice_from(t->type)));
    put_number(&w->message, TYPE_UNIT, string(w, slice_from(t->unit)));
    put_message(w, field);
}

struct pprof_writer *pprof_writer_new(struct sink sink, const struct pprof_kind *kind,
                                      int64_t period, const struct pprof_mapping *mapping)
{
    struct pprof_writer *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    *w = (struct pprof_writer){.sink = sink, .kind = kind, .mapping = mapping};
    intern_init(&w->strings, LIMIT_PPROF_STRINGS, STRING_BYTES_MOST);
    intern_init(&w->functions, LIMIT_PPROF_TABLE, KEY_BYTES_MOST);
    intern_init(&w->locations, LIMIT_PPROF_TABLE, KEY_BYTES_MOST);
    sbuf_init(&w->out, OUT_FULL + 2 * MESSAGE_MOST);
    sbuf_init(&w->message, MESSAGE_MOST);
    sbuf_init(&w->inner, MESSAGE_MOST);
    string(w, SLICE("")); /* number 0 */
    put_type(w, PROFILE_PERIOD_TYPE, &kind->period);
    put_number(&w->out, PROFILE_PERIOD, (uint64_t)period);
    while (w->ntypes < PPROF_TYPES_MAX && kind->types[w->ntypes].type)
        put_type(w, PROFILE_SAMPLE_TYPE, &kind->types[w->ntypes++]);
    if (kind->default_type)
        put_number(&w->out, PROFILE_DEFAULT_TYPE, string(w, slice_from(kind->default_type)));
    return w;
}

void pprof_writer_free(struct pprof_writer *w)
{
    if (!w)
        return;
    intern_done(&w->strings);
    intern_done(&w->functions);
    intern_done(&w->locations);
    sbuf_done(&w->out);
    sbuf_done(&w->message);
    sbuf_done(&w->inner);
    free(w);
}

static struct slice bytes_of(const void *p, size_t len)
{
    return (struct slice){p, len};
}

/* The id of the function of a line; written when it is new. */
static uint64_t function(struct pprof_writer *w, const struct pprof_line *line)
{
    bool fresh;
    const uint64_t key[] = {string(w, line->function), string(w, line->file)};
    uint32_t number = intern_add(&w->functions, bytes_of(key, sizeof key), &fresh);
    if (number == INTERN_NONE) {
        fail(w, STATUS_LIMIT, "too many functions");
        return 0;
    }
    if (fresh) {
        sbuf_clear(&w->message);
        put_number(&w->message, FUNCTION_ID, (uint64_t)number + 1);
        put_number(&w->message, FUNCTION_NAME, key[0]);
        put_number(&w->message, FUNCTION_SYSTEM_NAME, key[0]);
        put_number(&w->message, FUNCTION_FILE, key[1]);
        put_number(&w->message, FUNCTION_START_LINE, (uint64_t)line->start_line);
        put_message(w, PROFILE_FUNCTION);
    }
    return (uint64_t)number + 1;
}

static bool is_mapped(const struct pprof_writer *w, uint64_t address)
{
    return w->mapping && w->mapping->start <= address && address < w->mapping->limit;
}

static void put_location(struct pprof_writer *w, uint64_t id, const uint64_t *key, size_t nlines)
{
    sbuf_clear(&w->message);
    put_number(&w->message, LOCATION_ID, id);
    put_number(&w->message, LOCATION_MAPPING, is_mapped(w, key[0]));
    put_number(&w->message, LOCATION_ADDRESS, key[0]);
    for (size_t i = 0; i < nlines; i++) {
        sbuf_clear(&w->inner);
        put_number(&w->inner, LINE_FUNCTION, key[1 + 2 * i]);
        put_number(&w->inner, LINE_LINE, key[2 + 2 * i]);
        put_part(w, &w->message, LOCATION_LINE, &w->inner);
    }
    put_message(w, PROFILE_LOCATION);
}

uint64_t pprof_writer_location(struct pprof_writer *w, uint64_t address,
                               const struct pprof_line *lines, size_t nlines)
{
    bool fresh;
    uint64_t key[1 + 2 * PPROF_LINES_MAX] = {address};
    if (nlines > PPROF_LINES_MAX)
        nlines = PPROF_LINES_MAX;
    for (size_t i = 0; i < nlines; i++) {
        key[1 + 2 * i] = function(w, &lines[i]);
        key[2 + 2 * i] = (uint64_t)lines[i].line;
    }
    struct slice made_of = bytes_of(key, (1 + 2 * nlines) * sizeof key[0]);
    uint32_t number = intern_add(&w->locations, made_of, &fresh);
    if (number == INTERN_NONE) {
        fail(w, STATUS_LIMIT, "too many locations");
        return 0;
    }
    if (fresh)
        put_location(w, (uint64_t)number + 1, key, nlines);
    return (uint64_t)number + 1;
}

void pprof_writer_sample(struct pprof_writer *w, const uint64_t *locations, size_t nlocations,
                         const int64_t *values, int64_t bytes)
{
    struct sbuf *m = &w->message, *inner = &w->inner;
    sbuf_clear(m);
    sbuf_clear(inner);
    for (size_t i = 0; i < nlocations; i++)
        put_varint(inner, locations[i]);
    put_part(w, m, SAMPLE_LOCATION, inner);
    sbuf_clear(inner);
    for (size_t i = 0; i < w->ntypes; i++)
        put_varint(inner, (uint64_t)values[i]);
    put_part(w, m, SAMPLE_VALUE, inner);
    if (bytes) {
        sbuf_clear(inner);
        put_number(inner, LABEL_KEY, string(w, SLICE("bytes")));
        put_number(inner, LABEL_NUMBER, (uint64_t)bytes);
        put_part(w, m, SAMPLE_LABEL, inner);
    }
    put_message(w, PROFILE_SAMPLE);
}

static void put_mapping(struct pprof_writer *w)
{
    const struct pprof_mapping *m = w->mapping;
    sbuf_clear(&w->message);
    put_number(&w->message, MAPPING_ID, 1);
    put_number(&w->message, MAPPING_START, m->start);
    put_number(&w->message, MAPPING_LIMIT, m->limit);
    put_number(&w->message, MAPPING_OFFSET, m->offset);
    put_number(&w->message, MAPPING_FILE, string(w, m->file));
    put_number(&w->message, MAPPING_BUILD_ID, string(w, m->build_id));
    put_number(&w->message, MAPPING_HAS_FUNCTIONS, 1);
    put_message(w, PROFILE_MAPPING);
}

enum status pprof_writer_end(struct pprof_writer *w, int64_t time_utc_ns, struct error *err)
{
    put_number(&w->out, PROFILE_TIME_NS, (uint64_t)time_utc_ns);
    if (w->mapping)
        put_mapping(w);
    for (uint32_t i = 0; i < w->strings.count; i++) {
        put_bytes(&w->out, PROFILE_STRING, intern_get(&w->strings, i));
        if (w->out.len >= OUT_FULL)
            flush(w);
    }
    flush(w);
    *err = w->err;
    return w->err.code;
}
