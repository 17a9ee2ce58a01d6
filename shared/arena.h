/* arena.h - memory with one lifetime: everything in it is freed together by arena_done().
 *
 * report keeps parsed records and the model in one arena for the whole run. Memory is zeroed and
 * never NULL: exhaustion ends the program (exit 70) in one place, so no caller has a half-built
 * record. A count that came from input must have passed a check against limits_input.h before it
 * gets here. */
#ifndef SHARED_ARENA_H
#define SHARED_ARENA_H

#include <stddef.h>

#include "slice.h"

struct arena_block;

struct arena {
    struct arena_block *head;
    size_t total; /* bytes taken from malloc so far */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

void *arena_alloc(struct arena *a, size_t count, size_t size, size_t align);
void arena_done(struct arena *a); /* safe on ARENA_INIT, and twice */

#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), 1, sizeof(type), _Alignof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), (n), sizeof(type), _Alignof(type)))

/* A copy of s that lives as long as the arena; it is followed by a NUL that is not counted. */
struct slice arena_copy(struct arena *a, struct slice s);

/* Takes over memory from malloc: it is freed with the arena. For buffers that grew by realloc and
 * are too large to be copied. */
struct slice arena_adopt(struct arena *a, unsigned char *owned, size_t len);

/* printf into the arena. */
struct slice arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A growing array: makes room for one more item of *items (which holds count of *cap) and returns
 * the array, moved or not. The old array stays in the arena: at most as much again is lost. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size);

#define ARENA_PUSH(a, items, count, cap)                                                           \
    ((items) = arena_grow((a), (items), (count), &(cap), sizeof *(items)), &(items)[(count)++])

#endif
