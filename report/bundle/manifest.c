#include "manifest.h"

#include <string.h>

#include <jansson.h>

#include "json_bound.h"
#include "limits_input.h"

enum field_kind { FIELD_TEXT, FIELD_INT, FIELD_REAL, FIELD_ANSWER };

/* One value of a JSON object and where it goes. A value of another type is as good as absent. */
struct field {
    const char *key;
    enum field_kind kind;
    size_t offset;
};

#define TEXT(s, key, member)                                                                       \
    {                                                                                              \
        key, FIELD_TEXT, offsetof(struct s, member)                                                \
    }
#define INT(s, key, member)                                                                        \
    {                                                                                              \
        key, FIELD_INT, offsetof(struct s, member)                                                 \
    }
#define REAL(s, key, member)                                                                       \
    {                                                                                              \
        key, FIELD_REAL, offsetof(struct s, member)                                                \
    }
#define ANSWER(s, key, member)                                                                     \
    {                                                                                              \
        key, FIELD_ANSWER, offsetof(struct s, member)                                              \
    }
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct field header_fields[] = {TEXT(manifest, "label", label)};
static const struct field watch_fields[] = {
    TEXT(manifest, "occasion", watch_occasion),
    TEXT(manifest, "trigger", watch_trigger),
    TEXT(manifest, "log", watch_log),
};
static const struct field tool_fields[] = {
    TEXT(manifest, "name", tool_name),
    TEXT(manifest, "version", tool_version),
};
static const struct field redaction_fields[] = {TEXT(manifest, "policy", redaction_policy)};
static const struct field limits_fields[] = {
    REAL(manifest, "deadline_s", deadline_s),
    INT(manifest, "max_bytes", max_bytes),
};
static const struct field target_fields[] = {
    TEXT(manifest, "given", target.given),
    TEXT(manifest, "name", target.name),
    TEXT(manifest, "executable", target.executable),
    TEXT(manifest, "url", target.url),
    TEXT(manifest, "started", target.started),
    INT(manifest, "pid", target.pid),
    INT(manifest, "uid", target.uid),
    INT(manifest, "start_ticks", target.start_ticks),
};
static const struct field host_fields[] = {
    TEXT(manifest, "name", host.name),
    TEXT(manifest, "system", host.system),
    TEXT(manifest, "kernel", host.kernel),
    TEXT(manifest, "architecture", host.architecture),
    TEXT(manifest, "distribution", host.distribution),
};
static const struct field clocks_fields[] = {
    TEXT(manifest, "utc", clocks.utc),
    TEXT(manifest, "boot_id", clocks.boot_id),
    INT(manifest, "utc_ns", clocks.utc_ns),
    INT(manifest, "monotonic_ns", clocks.monotonic_ns),
    INT(manifest, "boottime_ns", clocks.boottime_ns),
    INT(manifest, "clock_ticks_per_second", clocks.clock_ticks_per_second),
    INT(manifest, "page_size", clocks.page_size),
    INT(manifest, "processors", clocks.processors),
};
static const struct field end_fields[] = {
    TEXT(manifest, "finished", finished),
    INT(manifest, "finished_utc_ns", finished_utc_ns),
    INT(manifest, "exit_code", exit_code),
    REAL(manifest, "duration_s", duration_s),
    ANSWER(manifest, "identity_unchanged", identity_unchanged),
    ANSWER(manifest, "target_alive", target_alive),
};
static const struct field cpu_fields[] = {
    REAL(manifest, "before", cpu_before_s),
    REAL(manifest, "after", cpu_after_s),
};
static const struct field record_fields[] = {
    TEXT(manifest_record, "id", id),
    TEXT(manifest_record, "path", path),
    TEXT(manifest_record, "source", source),
    TEXT(manifest_record, "status", status_text),
    TEXT(manifest_record, "reason", reason),
    TEXT(manifest_record, "sha256", sha256),
    INT(manifest_record, "http_status", http_status),
    INT(manifest_record, "exit", exit),
    INT(manifest_record, "signal", signal),
    INT(manifest_record, "start_utc_ns", start_utc_ns),
    INT(manifest_record, "bytes_raw", bytes_raw),
    INT(manifest_record, "bytes", bytes),
    INT(manifest_record, "redactions", redactions),
    REAL(manifest_record, "start_s", start_s),
    REAL(manifest_record, "end_s", end_s),
};

/* Objects inside of a file that are read field by field; NULL is the file's own object. */
struct section {
    const char *key;
    const struct field *fields;
    size_t count;
};

static const struct section header_sections[] = {
    {NULL, header_fields, COUNT(header_fields)},
    {"watch", watch_fields, COUNT(watch_fields)},
    {"tool", tool_fields, COUNT(tool_fields)},
    {"target", target_fields, COUNT(target_fields)},
    {"host", host_fields, COUNT(host_fields)},
    {"clocks", clocks_fields, COUNT(clocks_fields)},
    {"limits", limits_fields, COUNT(limits_fields)},
    {"redaction", redaction_fields, COUNT(redaction_fields)},
};
static const struct section record_sections[] = {
    {NULL, end_fields, COUNT(end_fields)},
    {"target_cpu_s", cpu_fields, COUNT(cpu_fields)},
};

static void free_json(json_t **json)
{
    json_decref(*json);
}

#define AUTO_JSON __attribute__((cleanup(free_json)))

static struct slice text_of(struct arena *a, const json_t *value)
{
    if (!json_is_string(value))
        return (struct slice){0};
    struct slice s = {(const unsigned char *)json_string_value(value), json_string_length(value)};
    return arena_copy(a, s);
}

static void read_field(struct arena *a, const json_t *value, const struct field *f, void *into)
{
    void *to = (unsigned char *)into + f->offset;
    if (f->kind == FIELD_TEXT)
        *(struct slice *)to = text_of(a, value);
    else if (f->kind == FIELD_INT && json_is_integer(value))
        *(struct manifest_int *)to = (struct manifest_int){true, json_integer_value(value)};
    else if (f->kind == FIELD_REAL && json_is_number(value))
        *(struct manifest_real *)to = (struct manifest_real){true, json_number_value(value)};
    else if (f->kind == FIELD_ANSWER && json_is_boolean(value))
        *(enum manifest_answer *)to = json_is_true(value) ? MANIFEST_YES : MANIFEST_NO;
}

static void read_fields(struct arena *a, const json_t *object, const struct field *fields,
                        size_t count, void *into)
{
    for (size_t i = 0; i < count; i++)
        read_field(a, json_object_get(object, fields[i].key), &fields[i], into);
}

static void read_sections(struct arena *a, const json_t *file, const struct section *sections,
                          size_t count, struct manifest *m)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *object = sections[i].key ? json_object_get(file, sections[i].key) : file;
        read_fields(a, object, sections[i].fields, sections[i].count, m);
    }
}

/* The strings of an array; what else is in it is left out. */
static const struct slice *read_strings(struct arena *a, const json_t *array, size_t *count)
{
    struct slice *items = ARENA_ARRAY(a, struct slice, json_array_size(array));
    *count = 0;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *value = json_array_get(array, i);
        if (json_is_string(value))
            items[(*count)++] = text_of(a, value);
    }
    return items;
}

static bool read_record(struct arena *a, const json_t *object, struct manifest_record *r)
{
    *r = (struct manifest_record){0};
    read_fields(a, object, record_fields, COUNT(record_fields), r);
    for (size_t i = 0; i < BUNDLE_STATUS_COUNT && !r->status_known; i++) {
        r->status_known = slice_is(r->status_text, bundle_status_names[i]);
        r->status = (enum bundle_status)i;
    }
    return r->id.len > 0;
}

static void read_records(struct arena *a, const json_t *array, struct manifest *m)
{
    struct manifest_record *records =
        ARENA_ARRAY(a, struct manifest_record, json_array_size(array));
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (read_record(a, json_array_get(array, i), &records[m->nrecords]))
            m->nrecords++;
        else
            m->skipped++;
    }
    m->records = records;
}

/* "exhibit-bundle/1", and "exhibit-bundle/1.7" if there ever is one. */
static bool is_our_format(const json_t *file)
{
    const json_t *value = json_object_get(file, "format");
    struct slice rest = slice_from(json_string_value(value)), major;
    uint64_t n;
    return slice_skip(&rest, SLICE(BUNDLE_FORMAT_NAME "/")) && slice_next(&rest, '.', &major) &&
           slice_to_u64(major, &n) && n == BUNDLE_FORMAT_VERSION;
}

static void note_problem(struct arena *a, struct manifest *m, const char *file, const char *why)
{
    if (!m->problem.len)
        m->problem = arena_printf(a, "%s %s", file, why);
}

/* NULL when the file is absent, or damaged: then m->problem says how. */
static json_t *load(struct arena *a, const char *file, struct slice text, struct manifest *m)
{
    json_error_t error;
    if (text.len == 0)
        return NULL;
    if (text.len > LIMIT_JSON) {
        note_problem(a, m, file, "is larger than 16 MiB");
        return NULL;
    }
    if (!json_bound_holds(text)) {
        note_problem(a, m, file, "has more than a million values");
        return NULL;
    }
    json_t *json = json_loadb((const char *)text.ptr, text.len, JSON_ALLOW_NUL, &error);
    if (json_is_object(json))
        return json;
    if (json)
        note_problem(a, m, file, "is not a JSON object");
    else
        note_problem(a, m, file,
                     (const char *)arena_printf(a, "is not JSON from line %d on", error.line).ptr);
    json_decref(json);
    return NULL;
}

/* Tells a bundle from the future from something else. */
static enum status refuse_format(const json_t *json, const char *file, struct error *err)
{
    struct slice name = slice_from(json_string_value(json_object_get(json, "format")));
    uint64_t version;
    if (slice_skip(&name, SLICE(BUNDLE_FORMAT_NAME "/")) && slice_to_u64(name, &version) &&
        version > BUNDLE_FORMAT_VERSION)
        return error_set(err, STATUS_SYNTAX, 0,
                         "%s has version %llu of the format: a newer report is needed", file,
                         (unsigned long long)version);
    return error_set(err, STATUS_SYNTAX, 0, "%s is not in the format %s", file, BUNDLE_FORMAT);
}

static enum status read_header(struct arena *a, struct slice text, struct manifest *m,
                               struct error *err)
{
    AUTO_JSON json_t *json = load(a, BUNDLE_HEADER, text, m);
    if (!json)
        return STATUS_OK;
    if (!is_our_format(json))
        return refuse_format(json, BUNDLE_HEADER, err);
    m->has_header = true;
    read_sections(a, json, header_sections, COUNT(header_sections), m);
    m->plan = read_strings(a, json_object_get(json, "plan"), &m->nplan);
    m->target.arguments = read_strings(
        a, json_object_get(json_object_get(json, "target"), "arguments"), &m->target.narguments);
    return STATUS_OK;
}

static enum status read_manifest(struct arena *a, struct slice text, struct manifest *m,
                                 struct error *err)
{
    AUTO_JSON json_t *json = load(a, BUNDLE_MANIFEST, text, m);
    if (!json)
        return STATUS_OK;
    if (!is_our_format(json))
        return refuse_format(json, BUNDLE_MANIFEST, err);
    m->has_records = true;
    read_sections(a, json, record_sections, COUNT(record_sections), m);
    read_records(a, json_object_get(json, "artifacts"), m);
    return STATUS_OK;
}

enum status manifest_parse(struct arena *a, struct slice header, struct slice records,
                           struct manifest *ret, struct error *err)
{
    struct manifest m = {0};
    enum status s = read_header(a, header, &m, err);
    if (s == STATUS_OK)
        s = read_manifest(a, records, &m, err);
    if (s == STATUS_OK)
        *ret = m;
    return s;
}

const struct manifest_record *manifest_find(const struct manifest *m, const char *id)
{
    for (size_t i = 0; i < m->nrecords; i++)
        if (slice_is(m->records[i].id, id))
            return &m->records[i];
    return NULL;
}
