#include "sampling.h"

#include <math.h>

#include "slice.h"

static const struct slice objects = SLICE_INIT("_objects"), space = SLICE_INIT("_space");

/* "inuse_" + "_objects" of "inuse_space" */
static size_t partner(const struct pprof *p, size_t type, struct slice suffix, struct slice want)
{
    struct slice stem = slice_take(p->types[type].type, p->types[type].type.len - suffix.len);
    size_t i = 0;
    while (i < p->ntypes &&
           !(slice_has_prefix(p->types[i].type, stem) && slice_has_suffix(p->types[i].type, want) &&
             p->types[i].type.len == stem.len + want.len))
        i++;
    return i;
}

static void sampled_heap(struct sampling *s, const struct pprof *p, size_t t)
{
    bool is_space = slice_has_suffix(p->types[t].type, space);
    if (!is_space && !slice_has_suffix(p->types[t].type, objects))
        return;
    size_t other = is_space ? partner(p, t, space, objects) : partner(p, t, objects, space);
    if (other == p->ntypes)
        return;
    s->type[t].how = is_space ? SAMPLED_BYTES : SAMPLED_OBJECTS;
    s->type[t].bytes = is_space ? t : other;
    s->type[t].objects = is_space ? other : t;
}

void sampling_init(struct sampling *s, const struct pprof *p)
{
    *s = (struct sampling){.period = (double)p->period};
    for (size_t t = 0; t < p->ntypes && p->period > 1; t++) {
        if (slice_is(p->period_type.unit, "bytes"))
            sampled_heap(s, p, t);
        else if (slice_is(p->period_type.type, "cpu"))
            s->type[t].how =
                slice_is(p->types[t].unit, "nanoseconds") ? SAMPLED_TIME : SAMPLED_TICKS;
    }
}

static double heap_variance(const struct sampling *s, const int64_t *values, size_t type)
{
    double n = fabs((double)values[s->type[type].objects]);
    double bytes = fabs((double)values[s->type[type].bytes]);
    if (n < 1 || bytes < 1)
        return 0;
    double size = bytes / n, missed = exp(-size / s->period);
    double variance = n * missed / (1 - missed);
    return s->type[type].how == SAMPLED_BYTES ? variance * size * size : variance;
}

double sampling_variance(const struct sampling *s, const int64_t *values, size_t type)
{
    switch (s->type[type].how) {
    case SAMPLED_OBJECTS:
    case SAMPLED_BYTES:
        return heap_variance(s, values, type);
    case SAMPLED_TICKS:
        return fabs((double)values[type]);
    case SAMPLED_TIME:
        return fabs((double)values[type]) * s->period;
    default:
        return 0;
    }
}

double sampling_change(const double in_use[2], const double allocated[2])
{
    double came = fmax(0, allocated[1] - allocated[0]);
    double went = fmax(0, came - (in_use[1] - in_use[0]));
    return fmin(in_use[1], came) + fmin(in_use[0], went);
}
