/* observation.h - what the conditions of a watch look at: one sample, the rates since the one
 * before, and the limits. Pure. */
#ifndef WATCH_OBSERVATION_H
#define WATCH_OBSERVATION_H

#include "sample.h"
#include "when.h"

struct observation {
    double at_s; /* since the watch began; goes on while the machine sleeps */
    struct sample_value cell[WATCH_COLUMNS];
    struct sample_value rate[WATCH_COLUMNS]; /* of the columns that have one */
    /* the same when they were known last: what is dear to look up is in few samples */
    struct sample_value last_cell[WATCH_COLUMNS], last_rate[WATCH_COLUMNS];
    struct sample_value limit[WATCH_COLUMNS]; /* as far as there is one; kept by the caller */
    struct {
        bool known;
        double at_s, value;
    } counter[WATCH_COLUMNS]; /* when each counter was last known */
};

/* Takes the sample of this moment; for counters the rate since they were last known. */
void observe(struct observation *o, double at_s, const struct sample *s);

/* A time without samples: no rate reaches over it. */
void observation_break(struct observation *o);

/* The process is gone: nothing that was seen of it speaks of what comes after, nor do its limits,
 * which the caller reads again. */
void observation_forget(struct observation *o);

struct sample_value observation_get(const struct observation *o, struct when_metric m);
/* What it was when it was known last. */
struct sample_value observation_last(const struct observation *o, struct when_metric m);

/* A bound of an expression in the unit of its metric; not known without the limit. */
struct sample_value observation_bound(const struct observation *o, struct when_metric m,
                                      struct when_bound bound);

#endif
