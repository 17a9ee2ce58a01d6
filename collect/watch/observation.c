#include "observation.h"

#include <string.h>

static const double LEAST_STEP_S = 0.05; /* over a shorter time a rate is mostly rounding */

static void take_rate(struct observation *o, size_t i, double at_s, struct sample_value now)
{
    o->rate[i] = (struct sample_value){false, 0};
    if (!now.known)
        return;
    double step = at_s - o->counter[i].at_s;
    if (o->counter[i].known && now.value >= o->counter[i].value) {
        if (step < LEAST_STEP_S)
            return;
        o->rate[i] = (struct sample_value){true, (now.value - o->counter[i].value) / step};
    }
    o->counter[i].known = true;
    o->counter[i].at_s = at_s;
    o->counter[i].value = now.value;
}

void observe(struct observation *o, double at_s, const struct sample *s)
{
    o->at_s = at_s;
    memcpy(o->cell, s->cell, sizeof o->cell);
    for (size_t i = 0; i < WATCH_COLUMNS; i++) {
        if (watch_columns[i].rate)
            take_rate(o, i, at_s, s->cell[i]);
        if (o->cell[i].known)
            o->last_cell[i] = o->cell[i];
        if (o->rate[i].known)
            o->last_rate[i] = o->rate[i];
    }
}

void observation_break(struct observation *o)
{
    memset(o->counter, 0, sizeof o->counter);
}

void observation_forget(struct observation *o)
{
    *o = (struct observation){.at_s = o->at_s};
}

struct sample_value observation_get(const struct observation *o, struct when_metric m)
{
    return m.rate ? o->rate[m.column] : o->cell[m.column];
}

struct sample_value observation_last(const struct observation *o, struct when_metric m)
{
    return m.rate ? o->last_rate[m.column] : o->last_cell[m.column];
}

struct sample_value observation_bound(const struct observation *o, struct when_metric m,
                                      struct when_bound bound)
{
    struct sample_value limit = o->limit[m.column];
    if (!bound.of_limit)
        return (struct sample_value){true, bound.value};
    return (struct sample_value){limit.known, limit.known ? bound.value * limit.value : 0};
}
