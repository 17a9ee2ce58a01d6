#include "intern.h"

#include <assert.h>
#include <stdlib.h>

enum { SLOTS_LEAST = 256 };

void intern_init(struct intern *t, size_t most, size_t most_bytes)
{
    *t = (struct intern){.most = most < INTERN_NONE ? most : INTERN_NONE - 1};
    sbuf_init(&t->bytes, most_bytes);
}

void intern_done(struct intern *t)
{
    sbuf_done(&t->bytes);
    free(t->ends);
    free(t->slots);
    *t = (struct intern){0};
}

struct slice intern_get(const struct intern *t, uint32_t number)
{
    assert(number < t->count);
    size_t from = number ? t->ends[number - 1] : 0;
    return slice_take(slice_drop(sbuf_view(&t->bytes), from), t->ends[number] - from);
}

/* The slot that holds run, or the empty one where it belongs. */
static uint32_t *find(const struct intern *t, struct slice run)
{
    size_t at = (size_t)slice_hash(run) & (t->nslots - 1);
    while (t->slots[at] && !slice_equal(intern_get(t, t->slots[at] - 1), run))
        at = (at + 1) & (t->nslots - 1);
    return &t->slots[at];
}

/* Twice the slots, so that half of them stay empty. */
static bool grow(struct intern *t)
{
    size_t nslots = t->nslots ? 2 * t->nslots : SLOTS_LEAST;
    uint32_t *slots = calloc(nslots, sizeof *slots);
    size_t *ends = realloc(t->ends, nslots / 2 * sizeof *ends);
    if (ends)
        t->ends = ends;
    if (!slots || !ends) {
        free(slots);
        return false;
    }
    free(t->slots);
    t->slots = slots;
    t->nslots = nslots;
    for (uint32_t i = 0; i < t->count; i++)
        *find(t, intern_get(t, i)) = i + 1;
    return true;
}

uint32_t intern_add(struct intern *t, struct slice run, bool *fresh)
{
    if (fresh)
        *fresh = false;
    if (2 * (t->count + 1) > t->nslots && !grow(t))
        return INTERN_NONE;
    uint32_t *slot = find(t, run);
    if (*slot)
        return *slot - 1;
    if (t->count == t->most)
        return INTERN_NONE;
    sbuf_add(&t->bytes, run);
    if (!sbuf_ok(&t->bytes))
        return INTERN_NONE;
    t->ends[t->count] = t->bytes.len;
    *slot = (uint32_t)++t->count;
    if (fresh)
        *fresh = true;
    return *slot - 1;
}
