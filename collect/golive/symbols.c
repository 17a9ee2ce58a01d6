#include "symbols.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 4096, CALLS = 2048, CALL_FRAMES = 6 };

/* The logical frames of one address, where they are few enough to be kept. */
struct call {
    uint64_t pc;
    size_t count; /* 0: empty */
    struct frame frame[CALL_FRAMES];
};

struct symbols {
    const struct pclntab *functions;
    struct place place[PLACES];
    struct call call[CALLS];
    struct frame many[PCLNTAB_INLINE_MAX];
};

struct symbols *symbols_new(const struct pclntab *functions)
{
    struct symbols *s = calloc(1, sizeof *s);
    if (s)
        s->functions = functions;
    return s;
}

void symbols_free(struct symbols *s)
{
    free(s);
}

/* Neighbouring addresses go far apart. */
static size_t slot(uint64_t pc, size_t slots)
{
    return (size_t)((pc * 0x9e3779b97f4a7c15u) >> 40) % slots;
}

const struct place *symbols_place(struct symbols *s, uint64_t pc)
{
    struct place *p = &s->place[slot(pc, PLACES)];
    if (p->pc == pc)
        return p;
    *p = (struct place){.pc = pc, .frame_size = -1};
    p->known = pclntab_function(s->functions, pc, &p->function);
    if (p->known)
        p->frame_size = pclntab_value(s->functions, &p->function, p->function.pcsp, pc);
    return p;
}

size_t symbols_frames(struct symbols *s, const struct function *f, uint64_t pc,
                      const struct frame **ret)
{
    struct call *c = &s->call[slot(pc, CALLS)];
    if (c->count && c->pc == pc) {
        *ret = c->frame;
        return c->count;
    }
    size_t n = pclntab_frames(s->functions, f, pc, s->many, PCLNTAB_INLINE_MAX);
    if (n && n <= CALL_FRAMES) {
        memcpy(c->frame, s->many, n * sizeof s->many[0]);
        c->pc = pc;
        c->count = n;
    }
    *ret = s->many;
    return n;
}
