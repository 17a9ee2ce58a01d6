#include "tsv.h"

#include <string.h>

void tsv_add(struct sbuf *out, struct slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = value.ptr[i];
        if (c == '\t')
            sbuf_adds(out, "\\t");
        else if (c == '\n')
            sbuf_adds(out, "\\n");
        else if (c == '\r')
            sbuf_adds(out, "\\r");
        else if (c == '\\')
            sbuf_adds(out, "\\\\");
        else if (c < ' ' || c == 127)
            sbuf_addf(out, "\\x%02x", c);
        else
            sbuf_addc(out, (char)c);
    }
}

/* Decodes the escape at the start of s (which begins with a backslash): its length, or 0. */
static size_t decode(struct slice s, unsigned char *byte)
{
    static const char names[] = "tnr\\", values[] = "\t\n\r\\";
    uint64_t hex;
    if (s.len < 2)
        return 0;
    const char *hit = s.ptr[1] ? strchr(names, s.ptr[1]) : NULL;
    if (hit) {
        *byte = (unsigned char)values[hit - names];
        return 2;
    }
    if (s.ptr[1] != 'x' || s.len < 4 || !slice_to_hex(slice_take(slice_drop(s, 2), 2), &hex))
        return 0;
    *byte = (unsigned char)hex;
    return 4;
}

struct slice tsv_unescape(struct arena *a, struct slice cell)
{
    if (!cell.len || !memchr(cell.ptr, '\\', cell.len))
        return cell;
    unsigned char *out = arena_alloc(a, cell.len + 1, 1, 1);
    size_t n = 0;
    while (cell.len) {
        size_t used = cell.ptr[0] == '\\' ? decode(cell, &out[n]) : 0;
        if (!used) {
            out[n] = cell.ptr[0];
            used = 1;
        }
        n++;
        cell = slice_drop(cell, used);
    }
    return (struct slice){out, n};
}
