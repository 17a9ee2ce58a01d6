#include "stack_sums.h"

#include <string.h>

#include "limits_input.h"
#include "pprof.h"
#include "sampling.h"

/* Input made to collide costs a bounded search, and then the same stack twice. */
enum { PROBES_MAX = 64 };

struct slot {
    uint32_t hash;
    uint32_t used; /* number of a stack, plus 1; 0 is free */
};

struct summing {
    const struct pprof *p;
    const size_t *type;
    size_t ntypes;
    const struct sampling *sampling;
    struct slot *slots;
    size_t nslots; /* a power of two */
    struct stack_sums ret;
    /* The tables of ret while they are being filled. */
    uint32_t *sample;
    int64_t *values, *sum, *total;
    double *variance;
};

static const uint32_t *frames_of(const struct pprof *p, size_t sample, size_t *n)
{
    *n = p->frame_of[sample + 1] - p->frame_of[sample];
    return p->frames + p->frame_of[sample];
}

static uint32_t hash_frames(const uint32_t *frames, size_t n)
{
    uint64_t h = n;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ frames[i]) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    return (uint32_t)(h >> 16);
}

static bool same_frames(const struct pprof *p, size_t x, size_t y)
{
    size_t nx, ny;
    const uint32_t *a = frames_of(p, x, &nx), *b = frames_of(p, y, &ny);
    return nx == ny && (nx == 0 || memcmp(a, b, nx * sizeof *a) == 0);
}

static uint32_t add_stack(struct summing *s, size_t sample)
{
    s->sample[s->ret.count] = (uint32_t)sample;
    return (uint32_t)s->ret.count++;
}

static uint32_t stack_of(struct summing *s, size_t sample)
{
    size_t n;
    const uint32_t *frames = frames_of(s->p, sample, &n);
    uint32_t hash = hash_frames(frames, n);
    for (size_t i = 0; i < PROBES_MAX; i++) {
        struct slot *slot = &s->slots[(hash + i) & (s->nslots - 1)];
        if (!slot->used) {
            uint32_t stack = add_stack(s, sample);
            *slot = (struct slot){hash, stack + 1};
            return stack;
        }
        if (slot->hash == hash && same_frames(s->p, s->sample[slot->used - 1], sample))
            return slot->used - 1;
    }
    return add_stack(s, sample);
}

/* The wanted types of a sample. False when all are 0: freed memory, nothing that counts. */
static bool load_values(const struct summing *s, size_t sample, int64_t *v)
{
    const int64_t *from = s->p->values + sample * s->p->ntypes;
    bool any = false;
    for (size_t t = 0; t < s->ntypes; t++) {
        v[t] = from[s->type[t]];
        any |= v[t] != 0;
    }
    return any;
}

/* The sum of all magnitudes bounds every other sum of the profile: while it fits, all of them do. A
 * sample that would burst it is left out (no honest profile comes near 2^63). */
static bool add_totals(struct summing *s, const int64_t *v)
{
    for (size_t t = 0; t < s->ntypes; t++)
        if (v[t] < -INT64_MAX || (v[t] < 0 ? -v[t] : v[t]) > INT64_MAX - s->total[t])
            return false;
    for (size_t t = 0; t < s->ntypes; t++) {
        s->sum[t] += v[t];
        s->total[t] += v[t] < 0 ? -v[t] : v[t];
    }
    return true;
}

static void add_sample(struct summing *s, size_t sample, const int64_t *v)
{
    const int64_t *as_in_file = s->p->values + sample * s->p->ntypes;
    size_t at = stack_of(s, sample) * s->ntypes;
    for (size_t t = 0; t < s->ntypes; t++) {
        s->values[at + t] += v[t];
        s->variance[at + t] += sampling_variance(s->sampling, as_in_file, s->type[t]);
    }
}

struct stack_sums stack_sums_of(struct arena *a, const struct pprof *p, const size_t *type,
                                size_t ntypes, const struct sampling *sampling)
{
    struct summing s = {.p = p, .type = type, .ntypes = ntypes, .sampling = sampling, .nslots = 1};
    struct arena scratch = ARENA_INIT;
    while (s.nslots < 2 * p->nsamples)
        s.nslots *= 2;
    s.slots = ARENA_ARRAY(&scratch, struct slot, s.nslots);
    s.sample = ARENA_ARRAY(a, uint32_t, p->nsamples);
    s.values = ARENA_ARRAY(a, int64_t, p->nsamples * ntypes);
    s.variance = ARENA_ARRAY(a, double, p->nsamples *ntypes);
    s.sum = ARENA_ARRAY(a, int64_t, ntypes);
    s.total = ARENA_ARRAY(a, int64_t, ntypes);
    int64_t v[LIMIT_PPROF_TYPES] = {0};
    for (size_t i = 0; i < p->nsamples; i++) {
        if (!load_values(&s, i, v))
            continue;
        if (!add_totals(&s, v)) {
            s.ret.damaged++;
            continue;
        }
        s.ret.samples++;
        add_sample(&s, i, v);
    }
    arena_done(&scratch);
    s.ret.sample = s.sample;
    s.ret.values = s.values;
    s.ret.variance = s.variance;
    s.ret.sum = s.sum;
    s.ret.total = s.total;
    return s.ret;
}
