/* stack_table.h - every distinct stack once: a hash table that compares before it believes. */
#ifndef PARSE_STACK_TABLE_H
#define PARSE_STACK_TABLE_H

#include "goroutine.h"

#define STACK_TABLE_NONE UINT32_MAX

struct stack_slot {
    uint64_t hash;
    uint32_t used; /* index into items, plus 1; 0 is free */
};

struct stack_table {
    struct arena *arena;
    struct goroutine_stack *items;
    size_t count, cap;
    size_t frames; /* of all items */
    struct stack_slot *slots;
    size_t nslots; /* a power of two */
};

/* Index of a stack equal to s, which is copied (frames too) when there is none yet.
 * STACK_TABLE_NONE when the table is full. */
uint32_t stack_table_add(struct stack_table *t, const struct goroutine_stack *s);

#endif
