#include "prometheus.h"

#include "limits_input.h"
#include "lines.h"
#include "real.h"

enum { KEPT_MAX = 4096 }; /* client_golang publishes about 100 of its own */

static bool is_name_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ':';
}

/* Cuts {k="v",k2="a\"}"} off the front of *s; the braces stay away. */
static bool take_labels(struct slice *s, struct slice *labels)
{
    bool quoted = false;
    if (!slice_skip(s, SLICE("{")))
        return true;
    for (size_t i = 0; i < s->len; i++) {
        unsigned char c = s->ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (c == '}' && !quoted) {
            *labels = slice_take(*s, i);
            *s = slice_drop(*s, i + 1);
            return true;
        }
    }
    return false;
}

/* NaN is the quantile of what never happened, and +Inf a limit that is not set: both are whole
 * samples, with no number for us. */
static bool is_no_number(struct slice word)
{
    return slice_is(word, "NaN") || slice_is(word, "+Inf") || slice_is(word, "-Inf");
}

/* *number is false for a sample that has none. */
static bool read_sample(struct slice line, struct prometheus_sample *ret, bool *number)
{
    size_t n = 0;
    struct slice word;
    while (n < line.len && is_name_byte(line.ptr[n]))
        n++;
    *ret = (struct prometheus_sample){.name = slice_take(line, n)};
    line = slice_drop(line, n);
    if (n == 0 || !take_labels(&line, &ret->labels) || !slice_next_word(&line, &word))
        return false;
    *number = real_parse(word, &ret->value);
    return *number || is_no_number(word);
}

static bool is_kept(struct slice name)
{
    return slice_has_prefix(name, SLICE("go_")) || slice_has_prefix(name, SLICE("process_"));
}

enum status prometheus_parse(struct arena *a, struct slice text, struct prometheus *ret,
                             struct error *err)
{
    struct prometheus p = {.count = 0};
    struct prometheus_sample *items = NULL, sample;
    size_t cap = 0;
    bool cut, number;
    struct slice rest = lines_whole(text, &cut), line;
    p.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        line = slice_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (!read_sample(line, &sample, &number))
            p.skipped++;
        else if (number && is_kept(sample.name) && p.count < KEPT_MAX)
            *ARENA_PUSH(a, items, p.count, cap) = sample;
        else
            p.others++;
    }
    if (p.count + p.others == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no metric in the text");
    p.items = items;
    *ret = p;
    return STATUS_OK;
}

struct known_real prometheus_value(const struct prometheus *p, const char *name)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].labels.len == 0 && slice_is(p->items[i].name, name))
            return (struct known_real){true, p->items[i].value};
    return (struct known_real){false, 0};
}

struct slice prometheus_label(const struct prometheus *p, const char *name, const char *label)
{
    for (size_t i = 0; i < p->count; i++) {
        struct slice rest = p->items[i].labels, key, value;
        if (!slice_is(p->items[i].name, name))
            continue;
        while (slice_next(&rest, '=', &key) && slice_skip(&rest, SLICE("\"")) &&
               slice_next(&rest, '"', &value)) {
            if (slice_is(slice_trim(key), label))
                return value;
            slice_skip(&rest, SLICE(","));
        }
    }
    return (struct slice){0};
}
