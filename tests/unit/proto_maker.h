/* proto_maker.h - writes protocol buffers by hand, for tests. */
#ifndef TESTS_PROTO_MAKER_H
#define TESTS_PROTO_MAKER_H

#include "limits_input.h"
#include "sbuf.h"

static inline void put_varint(struct sbuf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        sbuf_addc(b, (char)(v | 0x80));
    sbuf_addc(b, (char)v);
}

static inline void put_number(struct sbuf *b, unsigned field, uint64_t v)
{
    put_varint(b, field << 3);
    put_varint(b, v);
}

static inline void put_bytes(struct sbuf *b, unsigned field, struct slice s)
{
    put_varint(b, field << 3 | 2);
    put_varint(b, s.len);
    sbuf_add(b, s);
}

static inline void put_text(struct sbuf *b, unsigned field, const char *text)
{
    put_bytes(b, field, slice_from(text));
}

/* A message made of numbers: fields 1, 2, 3, ...; a 0 is not written, as Go does it. */
static inline void put_message(struct sbuf *b, unsigned field, const uint64_t *v, size_t n)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    for (unsigned i = 0; i < n; i++)
        if (v[i])
            put_number(&m, i + 1, v[i]);
    put_bytes(b, field, sbuf_view(&m));
}

#define PUT_MESSAGE(b, field, ...)                                                                 \
    put_message((b), (field), (const uint64_t[]){__VA_ARGS__},                                     \
                sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static inline void put_packed(struct sbuf *b, unsigned field, const uint64_t *v, size_t n)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, MIB);
    for (size_t i = 0; i < n; i++)
        put_varint(&m, v[i]);
    put_bytes(b, field, sbuf_view(&m));
}

#define PUT_PACKED(b, field, ...)                                                                  \
    put_packed((b), (field), (const uint64_t[]){__VA_ARGS__},                                      \
               sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

#endif
