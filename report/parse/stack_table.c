#include "stack_table.h"

#include <string.h>

#include "limits_input.h"

/* FIRST_SLOTS: enough for most programs. PROBES_MAX: input made to collide costs a bounded search
 * and then only a duplicate; honest input at half load does not get there. */
enum { FIRST_SLOTS = 1024, PROBES_MAX = 128 };

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

/* Eight bytes a step: a dump of 250 MB goes through here. */
static uint64_t hash_slice(uint64_t h, struct slice s)
{
    uint64_t word;
    h = mix(h, s.len);
    for (; s.len >= sizeof word; s = slice_drop(s, sizeof word)) {
        memcpy(&word, s.ptr, sizeof word);
        h = mix(h, word);
    }
    word = 0;
    if (s.len)
        memcpy(&word, s.ptr, s.len);
    return mix(h, word);
}

static uint64_t hash_frame(uint64_t h, const struct stack_frame *f)
{
    return mix(hash_slice(hash_slice(h, f->function), f->file), f->line);
}

static uint64_t hash_stack(const struct goroutine_stack *s)
{
    uint64_t h = hash_frame(mix(s->elided, s->elided_unknown), &s->created_by);
    for (size_t i = 0; i < s->nframes; i++)
        h = hash_frame(h, &s->frames[i]);
    return mix(h, s->nframes);
}

static bool equal_frame(const struct stack_frame *a, const struct stack_frame *b)
{
    return a->line == b->line && slice_equal(a->function, b->function) &&
           slice_equal(a->file, b->file);
}

static bool equal_stack(const struct goroutine_stack *a, const struct goroutine_stack *b)
{
    if (a->nframes != b->nframes || a->elided != b->elided ||
        a->elided_unknown != b->elided_unknown || !equal_frame(&a->created_by, &b->created_by))
        return false;
    for (size_t i = 0; i < a->nframes; i++)
        if (!equal_frame(&a->frames[i], &b->frames[i]))
            return false;
    return true;
}

/* The slot that holds a stack equal to s, or the free one where it belongs, or NULL. */
static struct stack_slot *find(const struct stack_table *t, const struct goroutine_stack *s,
                               uint64_t hash)
{
    for (size_t i = 0; i < PROBES_MAX; i++) {
        struct stack_slot *slot = &t->slots[(hash + i) & (t->nslots - 1)];
        if (!slot->used || (slot->hash == hash && equal_stack(&t->items[slot->used - 1], s)))
            return slot;
    }
    return NULL;
}

static struct stack_slot *find_free(struct stack_slot *slots, size_t n, uint64_t hash)
{
    for (size_t i = 0; i < PROBES_MAX; i++) {
        struct stack_slot *slot = &slots[(hash + i) & (n - 1)];
        if (!slot->used)
            return slot;
    }
    return NULL;
}

static void grow(struct stack_table *t)
{
    size_t n = t->nslots ? 2 * t->nslots : FIRST_SLOTS;
    struct stack_slot *slots = ARENA_ARRAY(t->arena, struct stack_slot, n);
    for (size_t i = 0; i < t->nslots; i++) {
        struct stack_slot *to = t->slots[i].used ? find_free(slots, n, t->slots[i].hash) : NULL;
        if (to)
            *to = t->slots[i];
    }
    t->slots = slots;
    t->nslots = n;
}

uint32_t stack_table_add(struct stack_table *t, const struct goroutine_stack *s)
{
    if (2 * t->count >= t->nslots)
        grow(t);
    uint64_t hash = hash_stack(s);
    struct stack_slot *slot = find(t, s, hash);
    if (slot && slot->used)
        return slot->used - 1;
    if (s->nframes > LIMIT_FRAMES_TOTAL - t->frames)
        return STACK_TABLE_NONE;
    struct stack_frame *frames = ARENA_ARRAY(t->arena, struct stack_frame, s->nframes);
    if (s->nframes)
        memcpy(frames, s->frames, s->nframes * sizeof *frames);
    struct goroutine_stack *mine = ARENA_PUSH(t->arena, t->items, t->count, t->cap);
    *mine = *s;
    mine->frames = frames;
    t->frames += s->nframes;
    if (slot)
        *slot = (struct stack_slot){hash, (uint32_t)t->count};
    return (uint32_t)t->count - 1;
}
