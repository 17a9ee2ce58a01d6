/* pprof.c - reads profile.proto into flat tables.
 *
 * Go writes the string table last and locations between the samples that use them, so the file is
 * walked several times, once per table, between the first of its records and the last. The very
 * first walk finds out where these are and counts everything, so that each table is allocated once
 * and no sample needs memory of its own. */
#include "pprof.h"

#include "id_table.h"
#include "limits_input.h"
#include "wire.h"

/* Field numbers of profile.proto. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_MAPPING = 3,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING = 6,
    PROFILE_DROP_FRAMES = 7,
    PROFILE_KEEP_FRAMES = 8,
    PROFILE_TIME = 9,
    PROFILE_DURATION = 10,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
    PROFILE_COMMENT = 13,
    PROFILE_DEFAULT_TYPE = 14,
    PROFILE_DOC_URL = 15,
    PROFILE_FIELDS,
};
enum { SAMPLE_LOCATION = 1, SAMPLE_VALUE = 2, SAMPLE_LABEL = 3 };
enum { LOCATION_LINE = 4, LOCATION_FIELDS = 6 };

struct reader {
    struct slice bytes;
    struct pprof *p;
    size_t count[PROFILE_FIELDS];      /* how often each field of the profile occurs */
    struct slice span[PROFILE_FIELDS]; /* from the first of them to the end of the last */
    uint64_t number[PROFILE_FIELDS];   /* of the fields that are one number */
    struct slice period_type;
    size_t nframes_max, nlabels_max, nlines_max; /* as counted */
    struct id_table mapping_ids, function_ids, location_ids;

    /* The tables of *p while they are being filled. */
    struct pprof_value_type *types;
    struct slice *strings, *comments;
    struct pprof_mapping *mappings;
    struct pprof_function *functions;
    struct pprof_line *lines;
    struct pprof_location *locations;
    int64_t *values;
    uint32_t *frame_of, *frames, *label_of;
    struct pprof_label *labels;
    size_t nframes, nlabels;
};

/* ---- helpers -----------------------------------------------------------------------------------
 */

static struct slice string_at(struct reader *r, uint64_t index)
{
    if (index < r->p->nstrings)
        return r->strings[index];
    r->p->damaged++;
    return SLICE("");
}

/* Most messages are a handful of numbers: v[field number] for those below n. Fields of a kind that
 * does not belong there count as damage. False when the message itself is broken. */
static bool take_numbers(struct reader *r, struct slice message, uint64_t *v, uint32_t n)
{
    struct wire w = wire_over(message);
    struct wire_field f;
    for (uint32_t i = 0; i < n; i++)
        v[i] = 0;
    while (wire_next(&w, &f)) {
        if (f.number >= n)
            continue;
        if (f.type == WIRE_VARINT)
            v[f.number] = f.value;
        else
            r->p->damaged++;
    }
    r->p->damaged += w.broken;
    return !w.broken;
}

typedef void take_fn(struct reader *r, struct slice message);

/* Hands every message with this number in the profile to take. */
static void each(struct reader *r, uint32_t number, take_fn *take)
{
    struct wire w = wire_over(r->span[number]);
    struct wire_field f;
    while (wire_next(&w, &f))
        if (f.number == number && f.type == WIRE_BYTES)
            take(r, f.bytes);
}

/* ---- first walk: how much of everything --------------------------------------------------------
 */

static void survey_sample(struct reader *r, struct slice message)
{
    struct wire w = wire_over(message);
    struct wire_field f;
    while (wire_next(&w, &f)) {
        if (f.number == SAMPLE_LOCATION)
            r->nframes_max += wire_count(&f);
        else if (f.number == SAMPLE_LABEL)
            r->nlabels_max++;
    }
}

static void survey_location(struct reader *r, struct slice message)
{
    struct wire w = wire_over(message);
    struct wire_field f;
    while (wire_next(&w, &f))
        r->nlines_max += f.number == LOCATION_LINE;
}

/* What each field of the profile has to be: a message, text or a number. */
static enum wire_type type_of_field(uint32_t number)
{
    return number <= PROFILE_STRING || number == PROFILE_PERIOD_TYPE ? WIRE_BYTES : WIRE_VARINT;
}

static void survey_field(struct reader *r, const struct wire_field *f, struct slice where)
{
    if (f->number >= PROFILE_FIELDS)
        return;
    struct slice *span = &r->span[f->number];
    const unsigned char *first = span->len ? span->ptr : where.ptr;
    *span = (struct slice){first, (size_t)(where.ptr + where.len - first)};
    if (f->number == PROFILE_COMMENT) {
        r->count[f->number] += wire_count(f);
        return;
    }
    if (f->type != type_of_field(f->number)) {
        r->p->damaged++;
        return;
    }
    r->count[f->number]++;
    if (f->type == WIRE_VARINT)
        r->number[f->number] = f->value;
    else if (f->number == PROFILE_SAMPLE)
        survey_sample(r, f->bytes);
    else if (f->number == PROFILE_LOCATION)
        survey_location(r, f->bytes);
    else if (f->number == PROFILE_PERIOD_TYPE)
        r->period_type = f->bytes;
}

static enum status survey(struct reader *r, struct error *err)
{
    struct wire w = wire_over(r->bytes);
    struct wire_field f;
    for (const unsigned char *at = w.at; wire_next(&w, &f); at = w.at)
        survey_field(r, &f, (struct slice){at, (size_t)(w.at - at)});
    if (w.broken)
        return error_set(err, STATUS_SYNTAX, (size_t)(w.at - r->bytes.ptr),
                         "not a pprof profile, or cut short: byte %zu cannot be read",
                         (size_t)(w.at - r->bytes.ptr));
    if (r->count[PROFILE_SAMPLE_TYPE] == 0)
        return error_set(err, STATUS_SYNTAX, 0, "not a pprof profile: it has no sample type");
    if (r->count[PROFILE_TIME] > 1)
        return error_set(err, STATUS_SYNTAX, 0, "two pprof profiles glued together");
    return STATUS_OK;
}

static enum status check_limits(const struct reader *r, struct error *err)
{
    const struct {
        const char *what;
        size_t count, max;
    } all[] = {
        {"sample types", r->count[PROFILE_SAMPLE_TYPE], LIMIT_PPROF_TYPES},
        {"samples", r->count[PROFILE_SAMPLE], LIMIT_PPROF_ITEMS},
        {"values", r->count[PROFILE_SAMPLE] * r->count[PROFILE_SAMPLE_TYPE], LIMIT_PPROF_ITEMS},
        {"labels", r->nlabels_max, LIMIT_PPROF_ITEMS},
        {"frames", r->nframes_max, LIMIT_PPROF_FRAMES},
        {"mappings", r->count[PROFILE_MAPPING], LIMIT_PPROF_TABLE},
        {"locations", r->count[PROFILE_LOCATION], LIMIT_PPROF_TABLE},
        {"lines", r->nlines_max, LIMIT_PPROF_TABLE},
        {"functions", r->count[PROFILE_FUNCTION], LIMIT_PPROF_TABLE},
        {"strings", r->count[PROFILE_STRING], LIMIT_PPROF_STRINGS},
        {"comments", r->count[PROFILE_COMMENT], LIMIT_PPROF_STRINGS},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].count > all[i].max)
            return error_set(err, STATUS_LIMIT, 0, "%zu %s in one profile, more than %zu",
                             all[i].count, all[i].what, all[i].max);
    return STATUS_OK;
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static void take_string(struct reader *r, struct slice text)
{
    /* Number 0 means "none" everywhere, whatever the file puts there. */
    if (r->p->nstrings == 0 && text.len) {
        r->p->damaged++;
        text.len = 0;
    }
    r->strings[r->p->nstrings++] = text;
}

static struct pprof_value_type value_type(struct reader *r, struct slice message)
{
    uint64_t v[3];
    take_numbers(r, message, v, 3);
    struct pprof_value_type t = {string_at(r, v[1]), string_at(r, v[2])};
    return t;
}

static void take_type(struct reader *r, struct slice message)
{
    r->types[r->p->ntypes++] = value_type(r, message);
}

/* Nothing can refer to a record without one: it would only take room. */
static bool has_id(struct reader *r, uint64_t id)
{
    r->p->damaged += id == 0;
    return id != 0;
}

static void take_mapping(struct reader *r, struct slice message)
{
    uint64_t v[11];
    if (take_numbers(r, message, v, 11) && has_id(r, v[1]))
        r->mappings[r->p->nmappings++] = (struct pprof_mapping){
            .id = v[1],
            .start = v[2],
            .limit = v[3],
            .offset = v[4],
            .file = string_at(r, v[5]),
            .build_id = string_at(r, v[6]),
            .has_functions = v[7],
            .has_filenames = v[8],
            .has_line_numbers = v[9],
            .has_inline_frames = v[10],
        };
}

static void take_function(struct reader *r, struct slice message)
{
    uint64_t v[6];
    if (take_numbers(r, message, v, 6) && has_id(r, v[1]))
        r->functions[r->p->nfunctions++] = (struct pprof_function){
            .id = v[1],
            .name = string_at(r, v[2]),
            .system_name = string_at(r, v[3]),
            .file = string_at(r, v[4]),
            .start_line = (int64_t)v[5],
        };
}

static void take_line(struct reader *r, struct slice message)
{
    uint64_t v[4];
    if (!take_numbers(r, message, v, 4))
        return;
    uint32_t function = id_table_find(&r->function_ids, v[1]);
    r->p->damaged += function == ID_TABLE_NONE;
    r->lines[r->p->nlines++] = (struct pprof_line){function, (int64_t)v[2], (int64_t)v[3]};
}

static void take_location(struct reader *r, struct slice message)
{
    struct wire w = wire_over(message);
    struct wire_field f;
    uint64_t v[LOCATION_FIELDS] = {0};
    size_t first_line = r->p->nlines;
    while (wire_next(&w, &f)) {
        if (f.number == LOCATION_LINE && f.type == WIRE_BYTES)
            take_line(r, f.bytes);
        else if (f.number < LOCATION_FIELDS && f.type == WIRE_VARINT && f.number != LOCATION_LINE)
            v[f.number] = f.value;
        else
            r->p->damaged += f.number < LOCATION_FIELDS;
    }
    if (w.broken || !v[1]) {
        r->p->nlines = first_line;
        r->p->damaged++;
        return;
    }
    uint32_t mapping = v[2] ? id_table_find(&r->mapping_ids, v[2]) : PPROF_NONE;
    r->p->damaged += v[2] && mapping == PPROF_NONE;
    r->locations[r->p->nlocations++] = (struct pprof_location){
        .id = v[1],
        .address = v[3],
        .mapping = mapping,
        .first_line = (uint32_t)first_line,
        .nlines = (uint32_t)(r->p->nlines - first_line),
        .folded = v[5],
    };
}

/* ---- samples -----------------------------------------------------------------------------------
 */

static bool add_frames(struct reader *r, const struct wire_field *f)
{
    uint32_t bad = 0;
    size_t n = r->nframes;
    struct wire w = wire_over(f->bytes);
    uint64_t id = f->value;
    if (f->type == WIRE_VARINT) {
        r->frames[r->nframes++] = id_table_find(&r->location_ids, id);
        return r->frames[n] != ID_TABLE_NONE;
    }
    while (w.at < w.end && wire_varint(&w, &id)) {
        uint32_t index = id_table_find(&r->location_ids, id);
        bad |= index == ID_TABLE_NONE;
        r->frames[n++] = index;
    }
    r->nframes = n;
    return !bad && !w.broken;
}

/* Room is for ntypes values; what comes beyond is only counted. */
static bool add_values(const struct reader *r, const struct wire_field *f, size_t *n)
{
    int64_t *values = r->values + r->p->nsamples * r->p->ntypes;
    uint64_t v = f->value;
    struct wire w = wire_over(f->bytes);
    if (f->type == WIRE_VARINT) {
        if (*n < r->p->ntypes)
            values[*n] = (int64_t)v;
        ++*n;
        return true;
    }
    while (w.at < w.end && wire_varint(&w, &v)) {
        if (*n < r->p->ntypes)
            values[*n] = (int64_t)v;
        ++*n;
    }
    return !w.broken;
}

/* As pprof reads it: text wins over number, and a label that has neither says nothing. */
static void add_label(struct reader *r, struct slice message)
{
    uint64_t v[5];
    if (!take_numbers(r, message, v, 5) || (!v[2] && !v[3] && !v[4]))
        return;
    uint64_t text = v[2] ? v[2] : v[4];
    if (v[1] >= r->p->nstrings || text >= r->p->nstrings) {
        r->p->damaged++;
        return;
    }
    r->labels[r->nlabels++] =
        (struct pprof_label){(uint32_t)v[1], (uint32_t)text, (int64_t)v[3], v[2] == 0};
}

static bool add_sample_field(struct reader *r, const struct wire_field *f, size_t *nvalues)
{
    if (f->number > SAMPLE_LABEL)
        return true;
    if (f->type != WIRE_BYTES && (f->type != WIRE_VARINT || f->number == SAMPLE_LABEL))
        return false;
    if (f->number == SAMPLE_LOCATION)
        return add_frames(r, f);
    if (f->number == SAMPLE_VALUE)
        return add_values(r, f, nvalues);
    add_label(r, f->bytes);
    return true;
}

static void take_sample(struct reader *r, struct slice message)
{
    struct wire w = wire_over(message);
    struct wire_field f;
    size_t nvalues = 0, nframes = r->nframes, nlabels = r->nlabels;
    bool whole = true;
    while (wire_next(&w, &f))
        whole &= add_sample_field(r, &f, &nvalues);
    if (!whole || w.broken || nvalues != r->p->ntypes) {
        r->nframes = nframes;
        r->nlabels = nlabels;
        r->p->damaged++;
        return;
    }
    size_t i = ++r->p->nsamples;
    r->frame_of[i] = (uint32_t)r->nframes;
    r->label_of[i] = (uint32_t)r->nlabels;
}

/* A frame stands for as many calls as its location has lines, so that a few bytes can make a stack
 * of any depth. What adds up stacks goes over every call of every stack. */
static enum status check_calls(const struct reader *r, struct error *err)
{
    uint64_t calls = 0, most = 1;
    for (size_t i = 0; i < r->p->nlocations; i++)
        if (r->locations[i].nlines > most)
            most = r->locations[i].nlines;
    if (most <= LIMIT_PPROF_CALLS / (r->nframes + 1))
        return STATUS_OK;
    for (size_t i = 0; i < r->nframes; i++) {
        uint32_t lines = r->locations[r->frames[i]].nlines;
        calls += lines ? lines : 1;
    }
    if (calls > LIMIT_PPROF_CALLS)
        return error_set(err, STATUS_LIMIT, 0,
                         "%llu calls in the stacks of one profile, inlined ones too, more than %zu",
                         (unsigned long long)calls, LIMIT_PPROF_CALLS);
    return STATUS_OK;
}

/* ---- all together ------------------------------------------------------------------------------
 */

static void read_comments(struct reader *r)
{
    struct wire w = wire_over(r->span[PROFILE_COMMENT]);
    struct wire_field f;
    uint64_t v;
    while (wire_next(&w, &f)) {
        if (f.number != PROFILE_COMMENT)
            continue;
        struct wire packed = wire_over(f.bytes);
        if (f.type == WIRE_VARINT)
            r->comments[r->p->ncomments++] = string_at(r, f.value);
        while (packed.at < packed.end && wire_varint(&packed, &v))
            r->comments[r->p->ncomments++] = string_at(r, v);
        r->p->damaged += packed.broken;
    }
}

static void allocate(struct arena *a, struct reader *r)
{
    size_t nsamples = r->count[PROFILE_SAMPLE];
    r->strings = ARENA_ARRAY(a, struct slice, r->count[PROFILE_STRING]);
    r->comments = ARENA_ARRAY(a, struct slice, r->count[PROFILE_COMMENT]);
    r->types = ARENA_ARRAY(a, struct pprof_value_type, r->count[PROFILE_SAMPLE_TYPE]);
    r->mappings = ARENA_ARRAY(a, struct pprof_mapping, r->count[PROFILE_MAPPING]);
    r->functions = ARENA_ARRAY(a, struct pprof_function, r->count[PROFILE_FUNCTION]);
    r->lines = ARENA_ARRAY(a, struct pprof_line, r->nlines_max);
    r->locations = ARENA_ARRAY(a, struct pprof_location, r->count[PROFILE_LOCATION]);
    r->values = ARENA_ARRAY(a, int64_t, nsamples * r->count[PROFILE_SAMPLE_TYPE]);
    r->frame_of = ARENA_ARRAY(a, uint32_t, nsamples + 1);
    r->label_of = ARENA_ARRAY(a, uint32_t, nsamples + 1);
    r->frames = ARENA_ARRAY(a, uint32_t, r->nframes_max);
    r->labels = ARENA_ARRAY(a, struct pprof_label, r->nlabels_max);
}

static void hand_over(struct reader *r)
{
    struct pprof *p = r->p;
    p->strings = r->strings;
    p->comments = r->comments;
    p->types = r->types;
    p->mappings = r->mappings;
    p->functions = r->functions;
    p->lines = r->lines;
    p->locations = r->locations;
    p->values = r->values;
    p->frame_of = r->frame_of;
    p->frames = r->frames;
    p->label_of = r->label_of;
    p->labels = r->labels;
}

static void read_header(struct reader *r)
{
    struct pprof *p = r->p;
    p->period_type = value_type(r, r->period_type);
    p->period = (int64_t)r->number[PROFILE_PERIOD];
    p->time_ns = (int64_t)r->number[PROFILE_TIME];
    p->duration_ns = (int64_t)r->number[PROFILE_DURATION];
    p->drop_frames = string_at(r, r->number[PROFILE_DROP_FRAMES]);
    p->keep_frames = string_at(r, r->number[PROFILE_KEEP_FRAMES]);
    p->doc_url = string_at(r, r->number[PROFILE_DOC_URL]);
    p->default_sample_type = string_at(r, r->number[PROFILE_DEFAULT_TYPE]);
    p->default_type = p->ntypes - 1;
    for (size_t i = p->ntypes; i-- > 0;)
        if (p->default_sample_type.len && slice_equal(r->types[i].type, p->default_sample_type))
            p->default_type = i;
}

enum status pprof_parse(struct arena *a, struct slice bytes, struct pprof *ret, struct error *err)
{
    struct pprof p = {0};
    struct reader r = {.bytes = bytes, .p = &p};
    enum status s = survey(&r, err);
    if (s == STATUS_OK)
        s = check_limits(&r, err);
    if (s != STATUS_OK)
        return s;
    allocate(a, &r);
    /* Each table only looks into those before it. */
    each(&r, PROFILE_STRING, take_string);
    each(&r, PROFILE_SAMPLE_TYPE, take_type);
    each(&r, PROFILE_MAPPING, take_mapping);
    p.damaged +=
        id_table_build(a, &r.mappings->id, sizeof *r.mappings, p.nmappings, &r.mapping_ids);
    each(&r, PROFILE_FUNCTION, take_function);
    p.damaged +=
        id_table_build(a, &r.functions->id, sizeof *r.functions, p.nfunctions, &r.function_ids);
    each(&r, PROFILE_LOCATION, take_location);
    p.damaged +=
        id_table_build(a, &r.locations->id, sizeof *r.locations, p.nlocations, &r.location_ids);
    each(&r, PROFILE_SAMPLE, take_sample);
    s = check_calls(&r, err);
    if (s != STATUS_OK)
        return s;
    read_header(&r);
    read_comments(&r);
    hand_over(&r);
    *ret = p;
    return STATUS_OK;
}
