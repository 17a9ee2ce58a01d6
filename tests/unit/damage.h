/* damage.h - feeds a parser one good input, damaged in every simple way: cut at every byte, and
 * with one bit of every byte flipped. Each try gets memory of exactly its size, so that ASan sees a
 * read behind its end. */
#ifndef TESTS_DAMAGE_H
#define TESTS_DAMAGE_H

#include <stdlib.h>
#include <string.h>

#include "slice.h"

static inline void damage_try(struct slice part, void (*parse)(struct slice text))
{
    unsigned char *copy = malloc(part.len ? part.len : 1);
    if (!copy)
        abort();
    if (part.len)
        memcpy(copy, part.ptr, part.len);
    parse((struct slice){copy, part.len});
    free(copy);
}

static inline void damage_every_way(struct slice whole, void (*parse)(struct slice text))
{
    for (size_t n = 0; n <= whole.len; n++)
        damage_try(slice_take(whole, n), parse);
    unsigned char *copy = malloc(whole.len ? whole.len : 1);
    if (!copy)
        abort();
    if (whole.len)
        memcpy(copy, whole.ptr, whole.len);
    for (size_t i = 0; i < whole.len; i++) {
        unsigned char bit = (unsigned char)(1u << (i % 8));
        copy[i] ^= bit;
        damage_try((struct slice){copy, whole.len}, parse);
        copy[i] ^= bit;
    }
    free(copy);
}

#endif
