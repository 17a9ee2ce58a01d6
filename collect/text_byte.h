/* text_byte.h - what one byte of an untrusted text is, whatever the locale says. */
#ifndef COLLECT_TEXT_BYTE_H
#define COLLECT_TEXT_BYTE_H

#include <stdbool.h>

#include "slice.h"

static inline unsigned char byte_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static inline bool byte_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static inline bool byte_is_hex(unsigned char c)
{
    return byte_is_digit(c) || (byte_lower(c) >= 'a' && byte_lower(c) <= 'f');
}

/* The byte at *i, which may be written as %2F; *i is left at its last one. */
static inline unsigned char byte_unescaped(struct slice text, size_t *i)
{
    uint64_t code;
    if (text.ptr[*i] != '%' || text.len - *i < 3 ||
        !slice_to_hex((struct slice){text.ptr + *i + 1, 2}, &code))
        return text.ptr[*i];
    *i += 2;
    return (unsigned char)code;
}

#endif
