#include "json_schema.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct place {
    const json_t *root;
    const struct place *up;
    const char *key;
};

static void print_place(const struct place *p)
{
    if (!p)
        return;
    print_place(p->up);
    if (p->key)
        printf("/%s", p->key);
}

static bool fail(const struct place *p, const char *what, const char *detail)
{
    print_place(p);
    printf(": %s %s\n", what, detail);
    return false;
}

static bool fits(const struct place *p, const json_t *schema, const json_t *value);

static bool has_type(const json_t *value, const char *type)
{
    static const struct {
        const char *name;
        json_type type;
    } types[] = {{"object", JSON_OBJECT},
                 {"array", JSON_ARRAY},
                 {"string", JSON_STRING},
                 {"integer", JSON_INTEGER},
                 {"null", JSON_NULL}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].name, type) == 0)
            return json_typeof(value) == types[i].type;
    return strcmp(type, "number") == 0 ? json_is_number(value) : json_is_boolean(value);
}

static bool check_type(const struct place *p, const json_t *rule, const json_t *value)
{
    size_t i;
    const json_t *one;
    if (json_is_string(rule))
        return has_type(value, json_string_value(rule)) ||
               fail(p, "is not of type", json_string_value(rule));
    json_array_foreach(rule, i, one) if (has_type(value, json_string_value(one))) return true;
    return fail(p, "has none of the types", "");
}

static bool check_enum(const struct place *p, const json_t *rule, const json_t *value)
{
    size_t i;
    const json_t *one;
    json_array_foreach(rule, i, one) if (json_equal(one, value)) return true;
    return fail(
        p, "is none of the allowed values:", json_is_string(value) ? json_string_value(value) : "");
}

static bool check_required(const struct place *p, const json_t *rule, const json_t *value)
{
    size_t i;
    const json_t *one;
    if (!json_is_object(value))
        return true;
    json_array_foreach(
        rule, i,
        one) if (!json_object_get(value,
                                  json_string_value(one))) return fail(p, "lacks",
                                                                       json_string_value(one));
    return true;
}

static bool check_members(const struct place *p, const json_t *schema, const json_t *value)
{
    const json_t *known = json_object_get(schema, "properties");
    const json_t *other = json_object_get(schema, "additionalProperties");
    const char *key;
    json_t *member;
    bool ok = true;
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        struct place here = {p->root, p, key};
        const json_t *rule = known ? json_object_get(known, key) : NULL;
        if (rule || json_is_object(other))
            ok = fits(&here, rule ? rule : other, member) && ok;
        else if (json_is_false(other))
            ok = fail(&here, "is not in the schema", "");
    }
    return ok;
}

static bool check_items(const struct place *p, const json_t *schema, const json_t *value)
{
    const json_t *rule = json_object_get(schema, "items"), *item;
    const json_t *least = json_object_get(schema, "minItems");
    const json_t *most = json_object_get(schema, "maxItems");
    size_t i;
    bool ok = true;
    if (least && (json_int_t)json_array_size(value) < json_integer_value(least))
        return fail(p, "has too few items", "");
    if (most && (json_int_t)json_array_size(value) > json_integer_value(most))
        return fail(p, "has too many items", "");
    json_array_foreach(value, i, item)
    {
        char key[24];
        snprintf(key, sizeof key, "%zu", i);
        struct place here = {p->root, p, key};
        ok = (!rule || fits(&here, rule, item)) && ok;
    }
    return ok;
}

static bool knows(const char *keyword)
{
    static const char *const words[] = {
        "$schema",    "$defs", "$ref",     "title",    "description",          "type", "required",
        "properties", "items", "minItems", "maxItems", "additionalProperties", "enum", "const"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], keyword) == 0)
            return true;
    return false;
}

static bool fits(const struct place *p, const json_t *schema, const json_t *value)
{
    const char *key;
    json_t *rule;
    bool ok = true;
    json_object_foreach((json_t *)(uintptr_t)schema, key, rule)
    {
        if (!knows(key))
            ok = fail(p, "unknown keyword in the schema:", key);
        else if (strcmp(key, "type") == 0)
            ok = check_type(p, rule, value) && ok;
        else if (strcmp(key, "enum") == 0)
            ok = check_enum(p, rule, value) && ok;
        else if (strcmp(key, "const") == 0)
            ok = (json_equal(rule, value) || fail(p, "is not", json_string_value(rule))) && ok;
        else if (strcmp(key, "required") == 0)
            ok = check_required(p, rule, value) && ok;
        else if (strcmp(key, "$ref") == 0)
            ok = fits(p,
                      json_object_get(json_object_get(p->root, "$defs"),
                                      json_string_value(rule) + strlen("#/$defs/")),
                      value) &&
                 ok;
    }
    if (json_is_object(value))
        ok = check_members(p, schema, value) && ok;
    if (json_is_array(value))
        ok = check_items(p, schema, value) && ok;
    return ok;
}

bool json_schema_fits(const json_t *root, const json_t *schema, const json_t *value)
{
    struct place top = {root, NULL, NULL};
    return fits(&top, schema, value);
}
