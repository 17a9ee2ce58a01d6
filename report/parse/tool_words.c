#include "tool_words.h"

#include "limits_input.h"

enum { HEADER_ROWS_MAX = 64 };

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* The digits at the front of *s, with one point or comma among them. */
static bool take_decimal(struct slice *s, double *value, bool *comma)
{
    double whole = 0, part = 0, scale = 1;
    size_t i = 0, digits = 0;
    for (; i < s->len && is_digit(s->ptr[i]); i++, digits++)
        whole = whole * 10 + (s->ptr[i] - '0');
    if (digits && i < s->len && (s->ptr[i] == '.' || s->ptr[i] == ',')) {
        *comma = *comma || s->ptr[i] == ',';
        for (i++; i < s->len && is_digit(s->ptr[i]) && scale < 1e15; i++) {
            part = part * 10 + (s->ptr[i] - '0');
            scale *= 10;
        }
    }
    *value = whole + part / scale;
    *s = slice_drop(*s, i);
    return digits > 0;
}

bool tool_size(struct slice text, uint64_t *bytes)
{
    static const struct {
        const char *unit;
        double bytes;
    } units[] = {{"", 1},
                 {"B", 1},
                 {"K", 1024},
                 {"KB", 1024},
                 {"M", 1048576},
                 {"MB", 1048576},
                 {"G", 1073741824},
                 {"GB", 1073741824},
                 {"T", 1099511627776},
                 {"TB", 1099511627776}};
    double value;
    bool comma = false;
    if (!take_decimal(&text, &value, &comma))
        return false;
    text = slice_trim(text);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!slice_is(text, units[i].unit))
            continue;
        value *= units[i].bytes;
        if (value >= 9.2e18)
            return false;
        *bytes = (uint64_t)(value + 0.5);
        return true;
    }
    return false;
}

bool tool_decimal(struct slice text, double *value, bool *comma)
{
    bool minus = slice_skip(&text, SLICE("-"));
    if (!take_decimal(&text, value, comma) || text.len)
        return false;
    if (minus)
        *value = -*value;
    return true;
}

bool tool_time(struct slice text, double *seconds)
{
    struct slice days = text, part;
    double sum = 0, value;
    bool comma = false;
    *seconds = 0;
    if (slice_find(text, SLICE("-")) != SIZE_MAX) {
        if (!slice_next(&text, '-', &days) || !take_decimal(&days, &sum, &comma) || days.len)
            return false;
    }
    size_t parts = 0;
    double rest = 0;
    for (; slice_next(&text, ':', &part); parts++) {
        bool last = text.len == 0;
        if (!take_decimal(&part, &value, &comma) || part.len)
            return false;
        rest = rest * 60 + value;
        if (last) {
            *seconds = sum * 86400 + rest;
            return parts <= 2;
        }
    }
    return false;
}

/* "Physical footprint (peak):  14.5G" -> key, value. */
static bool read_row(struct slice line, struct tool_header_row *row)
{
    struct slice value = line, key;
    if (!slice_next(&value, ':', &key) || key.len == line.len || slice_trim(key).len == 0 ||
        key.ptr[0] == ' ' || key.len > 60)
        return false;
    *row = (struct tool_header_row){slice_trim(key), slice_trim(value)};
    return true;
}

/* "llama-server [52794]" */
static void read_process(struct tool_header *h)
{
    struct slice value = tool_header_value(h, "Process");
    size_t open = slice_rfind_byte(value, '[');
    h->process = value;
    if (open == SIZE_MAX || !slice_has_suffix(value, SLICE("]")))
        return;
    struct slice number = slice_drop(value, open + 1);
    h->pid = known_u64(slice_take(number, number.len - 1));
    h->process = slice_trim(slice_take(value, open));
}

static struct known_u64 size_of(struct slice text)
{
    struct known_u64 n = {0};
    n.known = tool_size(text, &n.value);
    return n;
}

void tool_header_read(struct arena *a, struct slice *rest, struct tool_header *ret,
                      uint64_t *skipped)
{
    struct tool_header_row *rows = NULL, row;
    struct tool_header h = {0};
    size_t cap = 0;
    for (struct slice next = *rest, line; slice_next_line(&next, &line); *rest = next) {
        struct slice text = slice_trim(line);
        bool began = h.count > 0;
        if (slice_is(text, "----")) {
            *rest = next;
            break;
        }
        if (!began && !slice_has_prefix(line, SLICE("Process:"))) {
            if (slice_find(line, SLICE("REGION TYPE")) != SIZE_MAX ||
                slice_has_prefix(line, SLICE("Call graph:")))
                break; /* no header at all */
            *skipped += text.len > 0;
            continue;
        }
        if (read_row(line, &row) && h.count < HEADER_ROWS_MAX)
            *ARENA_PUSH(a, rows, h.count, cap) = row;
        else if (text.len > 0)
            break; /* its end is missing */
    }
    h.rows = rows;
    read_process(&h);
    h.footprint = size_of(tool_header_value(&h, "Physical footprint"));
    h.footprint_peak = size_of(tool_header_value(&h, "Physical footprint (peak)"));
    *ret = h;
}

struct slice tool_header_value(const struct tool_header *h, const char *key)
{
    for (size_t i = 0; i < h->count; i++)
        if (slice_is(h->rows[i].key, key))
            return h->rows[i].value;
    return (struct slice){0};
}
