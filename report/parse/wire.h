/* wire.h - the wire format of protocol buffers, one field after the other.
 *
 *     struct wire w = wire_over(bytes);
 *     while (wire_next(&w, &field)) ...
 *     if (w.broken) ...
 *
 * Knows nothing of any message. Inline where a profile has tens of millions of them. */
#ifndef PARSE_WIRE_H
#define PARSE_WIRE_H

#include <stdbool.h>

#include "slice.h"

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

struct wire {
    const unsigned char *at, *end;
    bool broken; /* the bytes ended in the middle, or cannot be the wire format */
};

struct wire_field {
    uint32_t number;
    enum wire_type type;
    uint64_t value;     /* of the three number types */
    struct slice bytes; /* of WIRE_BYTES */
};

static inline struct wire wire_over(struct slice bytes)
{
    /* NULL + 0 is undefined */
    return (struct wire){bytes.ptr, bytes.len ? bytes.ptr + bytes.len : bytes.ptr, false};
}

bool wire_varint_slow(struct wire *w, uint64_t *value);

/* The next varint. False, and broken, when there is none: call it only while w->at < w->end or
 * where a number has to follow. */
static inline bool wire_varint(struct wire *w, uint64_t *value)
{
    const unsigned char *p = w->at;
    if (w->end - p >= 3) { /* ids of a profile take one to three bytes */
        if (p[0] < 0x80) {
            *value = p[0];
            w->at = p + 1;
            return true;
        }
        if (p[1] < 0x80) {
            *value = (p[0] & 0x7fu) | (uint32_t)p[1] << 7;
            w->at = p + 2;
            return true;
        }
        if (p[2] < 0x80) {
            *value = (p[0] & 0x7fu) | (p[1] & 0x7fu) << 7 | (uint32_t)p[2] << 14;
            w->at = p + 3;
            return true;
        }
    }
    return wire_varint_slow(w, value);
}

/* The next field, of whatever number. False at the end and when broken. Groups, which profile.proto
 * never used, are refused. */
bool wire_next(struct wire *w, struct wire_field *f);

/* How many varints a packed field holds: the bytes that end one. */
size_t wire_count_packed(struct slice bytes);

/* How many numbers a repeated field adds here: packed or single; 0 for another type. */
size_t wire_count(const struct wire_field *f);

#endif
