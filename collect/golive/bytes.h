/* bytes.h - little-endian numbers of the target and of its executable, wherever they stand. Every
 * system that this library knows stores them so; collect itself may run on another. */
#ifndef GOLIVE_BYTES_H
#define GOLIVE_BYTES_H

#include <stdint.h>

#include "slice.h"

static inline uint16_t bytes_u16(const unsigned char *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t bytes_u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t bytes_u64(const unsigned char *p)
{
    return (uint64_t)bytes_u32(p) | (uint64_t)bytes_u32(p + 4) << 32;
}

/* A part of s, or the empty slice when it does not lie in s as a whole. */
static inline struct slice bytes_at(struct slice s, uint64_t offset, uint64_t len)
{
    if (offset > s.len || len > s.len - offset)
        return (struct slice){0};
    return (struct slice){s.ptr + offset, (size_t)len};
}

/* The number at offset of s; false when it does not lie in s as a whole. */
static inline bool bytes_get32(struct slice s, uint64_t offset, uint32_t *ret)
{
    struct slice at = bytes_at(s, offset, 4);
    if (at.len)
        *ret = bytes_u32(at.ptr);
    return at.len != 0;
}

static inline bool bytes_get64(struct slice s, uint64_t offset, uint64_t *ret)
{
    struct slice at = bytes_at(s, offset, 8);
    if (at.len)
        *ret = bytes_u64(at.ptr);
    return at.len != 0;
}

#endif
