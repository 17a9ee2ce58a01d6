#include "expvar_text.h"

#include <jansson.h>

#include "json_bound.h"
#include "limits_input.h"
#include "sbuf.h"

#define ROW(key, field)                                                                            \
    {                                                                                              \
        key, offsetof(struct memstats, field)                                                      \
    }

static const struct {
    const char *key;
    size_t offset;
} numbers[] = {
    ROW("Alloc", alloc),
    ROW("TotalAlloc", total_alloc),
    ROW("Sys", sys),
    ROW("Lookups", lookups),
    ROW("Mallocs", mallocs),
    ROW("Frees", frees),
    ROW("HeapAlloc", heap_alloc),
    ROW("HeapSys", heap_sys),
    ROW("HeapIdle", heap_idle),
    ROW("HeapInuse", heap_inuse),
    ROW("HeapReleased", heap_released),
    ROW("HeapObjects", heap_objects),
    ROW("StackInuse", stack_inuse),
    ROW("StackSys", stack_sys),
    ROW("MSpanInuse", mspan_inuse),
    ROW("MSpanSys", mspan_sys),
    ROW("MCacheInuse", mcache_inuse),
    ROW("MCacheSys", mcache_sys),
    ROW("BuckHashSys", buck_hash_sys),
    ROW("GCSys", gc_sys),
    ROW("OtherSys", other_sys),
    ROW("NextGC", next_gc),
    ROW("LastGC", last_gc),
    ROW("NumGC", num_gc),
    ROW("NumForcedGC", num_forced_gc),
};

static void free_json(json_t **json)
{
    json_decref(*json);
}

#define AUTO_JSON __attribute__((cleanup(free_json)))

static size_t read_ring(const json_t *array, uint64_t ring[MEMSTATS_RING])
{
    size_t n = json_array_size(array);
    if (n != MEMSTATS_RING)
        return 0;
    for (size_t i = 0; i < n; i++) {
        json_int_t v = json_integer_value(json_array_get(array, i));
        ring[i] = v > 0 ? (uint64_t)v : 0;
    }
    return n;
}

static void read_memstats(const json_t *object, struct memstats *m)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const json_t *value = json_object_get(object, numbers[i].key);
        void *field = (unsigned char *)m + numbers[i].offset;
        if (!value || json_is_string(value)) /* "off" */
            continue;
        if (json_is_integer(value) && json_integer_value(value) >= 0)
            *(struct known_u64 *)field =
                (struct known_u64){true, (uint64_t)json_integer_value(value)};
        else
            m->skipped++;
    }
    const json_t *fraction = json_object_get(object, "GCCPUFraction");
    if (json_is_number(fraction))
        m->gc_cpu_fraction = (struct known_real){true, json_number_value(fraction)};
    m->npause_ns = read_ring(json_object_get(object, "PauseNs"), m->pause_ns);
    m->npause_end = read_ring(json_object_get(object, "PauseEnd"), m->pause_end);
}

static struct slice read_command(struct arena *a, const json_t *array)
{
    enum { SHOWN = 16 * 1024 }; /* of a command line; more is for nobody's eyes */
    AUTO_SBUF struct sbuf all;
    sbuf_init(&all, (size_t)2 * SHOWN);
    for (size_t i = 0; i < json_array_size(array) && all.len < SHOWN; i++) {
        const json_t *word = json_array_get(array, i);
        if (!json_is_string(word))
            continue;
        struct slice s = {(const unsigned char *)json_string_value(word), json_string_length(word)};
        if (i > 0)
            sbuf_addc(&all, ' ');
        sbuf_add(&all, slice_take(s, SHOWN - 1));
    }
    return arena_copy(a, sbuf_view(&all));
}

enum status expvar_text_parse(struct arena *a, struct slice text, struct expvar_text *ret,
                              struct error *err)
{
    json_error_t error;
    if (text.len > LIMIT_JSON)
        return error_set(err, STATUS_LIMIT, 0, "larger than 16 MiB");
    if (!json_bound_holds(text))
        return error_set(err, STATUS_LIMIT, 0, "more than %zu values in JSON", LIMIT_JSON_VALUES);
    AUTO_JSON json_t *json =
        json_loadb(text.len ? (const char *)text.ptr : "", text.len, JSON_ALLOW_NUL, &error);
    if (!json_is_object(json))
        return error_set(err, STATUS_SYNTAX, 0, "not a JSON object, or cut: line %d", error.line);
    struct expvar_text e = {.has_memstats = false};
    const json_t *stats = json_object_get(json, "memstats");
    e.has_memstats = json_is_object(stats) && json_object_size(stats) > 0;
    if (e.has_memstats)
        read_memstats(stats, &e.memstats);
    e.command = read_command(a, json_object_get(json, "cmdline"));
    *ret = e;
    return STATUS_OK;
}

enum status expvar_text_live(struct slice text, struct memstats *ret, struct error *err)
{
    static const char format[] = "exhibit-live-memstats/1";
    json_error_t error;
    struct memstats m = {.skipped = 0};
    if (text.len > LIMIT_JSON)
        return error_set(err, STATUS_LIMIT, 0, "larger than 16 MiB");
    if (!json_bound_holds(text))
        return error_set(err, STATUS_LIMIT, 0, "more than %zu values in JSON", LIMIT_JSON_VALUES);
    AUTO_JSON json_t *json =
        json_loadb(text.len ? (const char *)text.ptr : "", text.len, JSON_ALLOW_NUL, &error);
    const char *says = json_string_value(json_object_get(json, "format"));
    if (!json_is_object(json))
        return error_set(err, STATUS_SYNTAX, 0, "not a JSON object, or cut: line %d", error.line);
    if (!says || !slice_is(slice_from(says), format))
        return error_set(err, STATUS_SYNTAX, 0, "not of the format %s", format);
    read_memstats(json, &m);
    *ret = m;
    return STATUS_OK;
}
