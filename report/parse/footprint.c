#include "footprint.h"

#include <stdlib.h>

#include <jansson.h>

#include "json_bound.h"
#include "limits_input.h"

enum { CATEGORIES_MAX = 4096 };

static void free_json(json_t **j)
{
    json_decref(*j);
}
#define AUTO_JSON __attribute__((cleanup(free_json)))

static struct slice text_of(struct arena *a, const json_t *j)
{
    if (!json_is_string(j))
        return (struct slice){0};
    return arena_copy(
        a, (struct slice){(const unsigned char *)json_string_value(j), json_string_length(j)});
}

/* A number of units; negative ones, and those beyond 64 bits, are unknown. */
static struct known_u64 bytes_of(const json_t *j, double unit)
{
    double value = json_number_value(j) * unit;
    if (!json_is_number(j) || !(value >= 0 && value < 9.2e18))
        return (struct known_u64){0};
    if (json_is_integer(j) && unit >= 1 && unit <= 1)
        return (struct known_u64){true, (uint64_t)json_integer_value(j)};
    return (struct known_u64){true, (uint64_t)value};
}

static int compare_categories(const void *left, const void *right)
{
    const struct footprint_category *x = left, *y = right;
    if (x->dirty.value != y->dirty.value)
        return x->dirty.value > y->dirty.value ? -1 : 1;
    return slice_compare(x->name, y->name);
}

static void read_categories(struct arena *a, json_t *all, double unit, struct footprint *f)
{
    struct footprint_category *items = NULL;
    const char *key;
    json_t *value;
    size_t cap = 0;
    json_object_foreach(all, key, value)
    {
        if (!json_is_object(value) || f->count >= CATEGORIES_MAX) {
            f->skipped++;
            continue;
        }
        *ARENA_PUSH(a, items, f->count, cap) = (struct footprint_category){
            .name = arena_copy(a, slice_from(key)),
            .dirty = bytes_of(json_object_get(value, "dirty"), unit),
            .swapped = bytes_of(json_object_get(value, "swapped"), unit),
            .clean = bytes_of(json_object_get(value, "clean"), unit),
            .reclaimable = bytes_of(json_object_get(value, "reclaimable"), unit),
            .wired = bytes_of(json_object_get(value, "wired"), unit),
            .regions = bytes_of(json_object_get(value, "regions"), 1)};
    }
    if (f->count > 1)
        qsort(items, f->count, sizeof *items, compare_categories);
    f->categories = items;
}

/* With --sample there is a list of looks instead of one. */
static const json_t *last_look(const json_t *root)
{
    const json_t *samples = json_object_get(root, "samples");
    size_t n = json_array_size(samples);
    return n ? json_array_get(samples, n - 1) : root;
}

static const json_t *choose(const json_t *processes, uint64_t pid)
{
    for (size_t i = 0; i < json_array_size(processes); i++) {
        const json_t *p = json_array_get(processes, i), *number = json_object_get(p, "pid");
        if (json_is_integer(number) && (uint64_t)json_integer_value(number) == pid)
            return p;
    }
    return json_array_get(processes, 0);
}

enum status footprint_parse(struct arena *a, struct slice text, uint64_t pid, struct footprint *ret,
                            struct error *err)
{
    if (text.len > LIMIT_JSON)
        return error_set(err, STATUS_LIMIT, 0, "more than %zu MiB of JSON", LIMIT_JSON / MIB);
    if (!json_bound_holds(text))
        return error_set(err, STATUS_LIMIT, 0, "more than %zu values in JSON", LIMIT_JSON_VALUES);
    json_error_t problem;
    AUTO_JSON json_t *root = json_loadb((const char *)text.ptr, text.len, 0, &problem);
    if (!root)
        return error_set(err, STATUS_SYNTAX, (size_t)(problem.position > 0 ? problem.position : 0),
                         "not JSON, or cut, in line %d", problem.line);
    const json_t *process = choose(json_object_get(last_look(root), "processes"), pid);
    if (!json_is_object(process))
        return error_set(err, STATUS_SYNTAX, 0, "JSON without a process of footprint");
    const json_t *scale = json_object_get(root, "bytes per unit");
    double unit =
        json_is_number(scale) && json_number_value(scale) > 0 ? json_number_value(scale) : 1;
    const json_t *kernel = json_object_get(process, "auxiliary");
    struct footprint f = {.name = text_of(a, json_object_get(process, "name")),
                          .pid = bytes_of(json_object_get(process, "pid"), 1),
                          .total = bytes_of(json_object_get(process, "footprint"), unit),
                          .phys_footprint =
                              bytes_of(json_object_get(kernel, "phys_footprint"), unit),
                          .peak = bytes_of(json_object_get(kernel, "phys_footprint_peak"), unit)};
    read_categories(a, json_object_get(process, "categories"), unit, &f);
    *ret = f;
    return STATUS_OK;
}
