/* json_values.h - how what the model holds becomes values of jansson (the only user of it here),
 * for json.c and its parts. What is not known is null, never 0. */
#ifndef RENDER_JSON_VALUES_H
#define RENDER_JSON_VALUES_H

#include "render.h"
#include "text.h"
#include "units.h"

#include <jansson.h>
#include <math.h>

static inline json_t *text(const struct render_input *in, struct slice s)
{
    struct slice clean = text_lines(in->arena, s, TEXT_BLOCK_MAX);
    return json_stringn((const char *)clean.ptr, clean.len);
}

static inline json_t *text_or_null(const struct render_input *in, struct slice s)
{
    return s.len > 0 ? text(in, s) : json_null();
}

static inline json_t *word(const char *s)
{
    return s ? json_string(s) : json_null();
}

static inline json_t *integer(uint64_t n)
{
    return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

/* Whole numbers are written as integers. */
static inline json_t *real(double v)
{
    if (!isfinite(v))
        return json_null();
    if (v == floor(v) && fabs(v) < 0x1p63)
        return json_integer((json_int_t)v);
    return json_real(v);
}

static inline json_t *number(struct number n)
{
    return n.known ? real(n.value) : json_null();
}

static inline void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

/* The key may come from a bundle: it is cleaned like any text. */
static inline void put_named(const struct render_input *in, json_t *object, struct slice key,
                             json_t *value)
{
    struct slice clean = text_line(in->arena, key, TEXT_NAME_MAX);
    struct slice copy = arena_copy(in->arena, clean); /* for its NUL */
    json_object_set_new(object, (const char *)copy.ptr, value);
}

static inline const char *side_letter(int side)
{
    return side == 0 ? "a" : "b";
}

static inline json_t *time_or_null(struct number ns)
{
    return ns.known ? json_string(units_utc((int64_t)ns.value).s) : json_null();
}

/* ---- parts in files of their own (json_inside.c) ----------------------------------------------
 */
json_t *channels_json(const struct render_input *in);
json_t *crosschecks_json(const struct render_input *in);
json_t *syscalls_json(const struct render_input *in);
json_t *pipes_json(const struct render_input *in);
json_t *memory_json(const struct render_input *in);
json_t *night_json(const struct render_input *in); /* json_night.c */
json_t *legs_json(const struct render_input *in);  /* json_legs.c */

#endif
