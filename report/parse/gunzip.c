/* gunzip.c - unpacks gzip data that is whole in memory. */
#include "gunzip.h"

#include <libdeflate.h>

#include "limits_input.h"

struct output {
    unsigned char *ptr;
    size_t len, cap, max;
};

static void free_decompressor(struct libdeflate_decompressor **d)
{
    libdeflate_free_decompressor(*d); /* NULL is fine */
}

#define AUTO_DECOMPRESSOR __attribute__((cleanup(free_decompressor)))

static bool is_gzip(struct slice s)
{
    return s.len >= 2 && s.ptr[0] == 0x1f && s.ptr[1] == 0x8b;
}

/* The most that this many bytes may become. */
static size_t ceiling(size_t packed)
{
    if (packed < LIMIT_RATIO_FREE / LIMIT_GUNZIP_RATIO)
        return LIMIT_RATIO_FREE;
    if (packed > LIMIT_GUNZIP / LIMIT_GUNZIP_RATIO)
        return LIMIT_GUNZIP;
    return packed * LIMIT_GUNZIP_RATIO;
}

/* The last four bytes say how long the last member is, modulo 2^32: true of what Go writes, and a
 * guess like any other where it is not. */
static size_t first_capacity(struct slice packed, size_t max)
{
    size_t hint = 0;
    if (packed.len >= 4)
        for (size_t i = 1; i <= 4; i++)
            hint = hint << 8 | packed.ptr[packed.len - i];
    if (hint == 0 || hint > max)
        hint = packed.len > max / 4 ? max : packed.len * 4;
    return hint;
}

static void output_grow(struct arena *a, struct output *out)
{
    size_t cap = out->cap > out->max / 2 ? out->max : out->cap * 2;
    unsigned char *moved = arena_alloc(a, cap, 1, 1);
    for (size_t i = 0; i < out->len; i++)
        moved[i] = out->ptr[i];
    out->ptr = moved;
    out->cap = cap;
}

/* One member from the front of *rest behind what *out has. */
static enum status unpack_member(struct arena *a, struct libdeflate_decompressor *d,
                                 struct slice *rest, struct output *out, struct error *err)
{
    for (;;) {
        size_t taken, made;
        enum libdeflate_result r = libdeflate_gzip_decompress_ex(
            d, rest->ptr, rest->len, out->ptr + out->len, out->cap - out->len, &taken, &made);
        if (r == LIBDEFLATE_SUCCESS) {
            out->len += made;
            *rest = slice_drop(*rest, taken);
            return STATUS_OK;
        }
        if (r != LIBDEFLATE_INSUFFICIENT_SPACE)
            return error_set(err, STATUS_SYNTAX, 0, "the gzip data is damaged or cut short");
        if (out->cap == out->max)
            return error_set(err, STATUS_LIMIT, 0, "the gzip data unpacks to more than %zu MiB",
                             out->max / MIB);
        output_grow(a, out);
    }
}

enum status gunzip(struct arena *a, struct slice packed, struct slice *ret, struct error *err)
{
    if (!is_gzip(packed)) {
        *ret = packed;
        return STATUS_OK;
    }
    AUTO_DECOMPRESSOR struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    if (!d)
        return error_set(err, STATUS_IO, 0, "no memory for unpacking");
    struct output out = {.max = ceiling(packed.len)};
    out.cap = first_capacity(packed, out.max);
    out.ptr = arena_alloc(a, out.cap, 1, 1);
    struct slice rest = packed;
    while (rest.len) {
        if (!is_gzip(rest))
            return error_set(err, STATUS_SYNTAX, packed.len - rest.len,
                             "other data follows the gzip data");
        enum status s = unpack_member(a, d, &rest, &out, err);
        if (s != STATUS_OK)
            return s;
    }
    *ret = (struct slice){out.ptr, out.len};
    return STATUS_OK;
}
