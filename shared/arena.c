#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024, EXIT_OUT_OF_MEMORY = 70 };

struct arena_block {
    struct arena_block *next;
    void *adopted; /* NULL, or foreign memory that goes with this block */
    size_t used;
    size_t cap;
    _Alignas(max_align_t) unsigned char data[];
};

static _Noreturn void out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    exit(EXIT_OUT_OF_MEMORY);
}

/* With ARENA_DEBUG every object has a block of its own, so that ASan sees where it ends. */
static size_t block_size(size_t need)
{
#ifdef ARENA_DEBUG
    return need ? need : 1;
#else
    return need > BLOCK_SIZE ? need : BLOCK_SIZE;
#endif
}

static struct arena_block *block_new(struct arena *a, size_t need)
{
    size_t cap = block_size(need);
    if (cap > SIZE_MAX - sizeof(struct arena_block))
        out_of_memory();
    struct arena_block *b = calloc(1, sizeof(*b) + cap);
    if (!b)
        out_of_memory();
    b->next = a->head;
    b->cap = cap;
    a->total += cap;
    return b;
}

void *arena_alloc(struct arena *a, size_t count, size_t size, size_t align)
{
    if (size && count > (SIZE_MAX - align) / size)
        out_of_memory();
    size_t bytes = count * size;
    size_t pad = a->head ? (size_t)-a->head->used & (align - 1) : 0;
    if (!a->head || pad > a->head->cap - a->head->used ||
        bytes > a->head->cap - a->head->used - pad) {
        a->head = block_new(a, bytes);
        pad = 0;
    }
    void *p = a->head->data + a->head->used + pad;
    a->head->used += pad + bytes;
    return p;
}

void arena_done(struct arena *a)
{
    while (a->head) {
        struct arena_block *b = a->head;
        a->head = b->next;
        free(b->adopted);
        free(b);
    }
    a->total = 0;
}

struct slice arena_copy(struct arena *a, struct slice s)
{
    unsigned char *p = arena_alloc(a, s.len + 1, 1, 1);
    if (s.len)
        memcpy(p, s.ptr, s.len);
    return (struct slice){p, s.len};
}

struct slice arena_adopt(struct arena *a, unsigned char *owned, size_t len)
{
    struct arena_block *b = calloc(1, sizeof *b);
    if (!b)
        out_of_memory();
    b->adopted = owned;
    struct arena_block **link = a->head ? &a->head->next : &a->head; /* the head stays in use */
    b->next = *link;
    *link = b;
    a->total += len;
    return (struct slice){owned, len};
}

struct slice arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    size_t len = n > 0 ? (size_t)n : 0;
    char *p = arena_alloc(a, len + 1, 1, 1);
    if (n > 0)
        vsnprintf(p, len + 1, fmt, again);
    va_end(again);
    return (struct slice){(unsigned char *)p, len};
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return items;
    size_t more = *cap ? *cap * 2 : 16;
    void *moved = arena_alloc(a, more, size, _Alignof(max_align_t));
    if (count)
        memcpy(moved, items, count * size);
    *cap = more;
    return moved;
}
