/* wire.c - the wire format of protocol buffers, one field after the other. */
#include "wire.h"

#include <string.h>

enum { VARINT_BYTES_MAX = 10 };

bool wire_varint_slow(struct wire *w, uint64_t *value)
{
    uint64_t v = 0;
    const unsigned char *p = w->at;
    for (unsigned i = 0; i < VARINT_BYTES_MAX && p < w->end; i++) {
        unsigned char byte = *p++;
        v |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            w->at = p;
            *value = v;
            return true;
        }
    }
    w->broken = true;
    return false;
}

static bool take_fixed(struct wire *w, size_t n, uint64_t *value)
{
    if ((size_t)(w->end - w->at) < n)
        return false;
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint64_t)w->at[i] << (8 * i);
    w->at += n;
    *value = v;
    return true;
}

static bool take_bytes(struct wire *w, struct slice *bytes)
{
    uint64_t len;
    if (!wire_varint(w, &len) || len > (size_t)(w->end - w->at))
        return false;
    *bytes = (struct slice){w->at, (size_t)len};
    w->at += len;
    return true;
}

static bool take_value(struct wire *w, struct wire_field *f)
{
    switch (f->type) {
    case WIRE_VARINT:
        return wire_varint(w, &f->value);
    case WIRE_FIXED64:
        return take_fixed(w, 8, &f->value);
    case WIRE_BYTES:
        return take_bytes(w, &f->bytes);
    case WIRE_FIXED32:
        return take_fixed(w, 4, &f->value);
    }
    return false; /* 3 and 4 are groups, 6 and 7 nothing */
}

bool wire_next(struct wire *w, struct wire_field *f)
{
    uint64_t key;
    if (w->at == w->end || w->broken || !wire_varint(w, &key))
        return false;
    f->number = key >> 3 > UINT32_MAX ? 0 : (uint32_t)(key >> 3);
    f->type = (enum wire_type)(key & 7);
    f->value = 0;
    f->bytes = (struct slice){w->at, 0};
    if (f->number == 0 || !take_value(w, f))
        w->broken = true;
    return !w->broken;
}

/* Eight bytes at a time: this looks at every byte of a profile's stacks. */
size_t wire_count_packed(struct slice bytes)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t n = 0, i = 0;
    for (; bytes.len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t eight;
        memcpy(&eight, bytes.ptr + i, sizeof eight);
        n += (~eight >> 7 & ones) * ones >> 56; /* the top byte becomes the sum of all bytes */
    }
    for (; i < bytes.len; i++)
        n += bytes.ptr[i] < 0x80;
    return n;
}

size_t wire_count(const struct wire_field *f)
{
    if (f->type == WIRE_BYTES)
        return wire_count_packed(f->bytes);
    return f->type == WIRE_VARINT;
}
