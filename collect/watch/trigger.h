/* trigger.h - when a condition comes true: fed with one observation after the other, it says at
 * which of them a bundle is due. Pure.
 *
 * A rung fires once; it can fire again after the value has gone back by a tenth, and the cooldown
 * has passed. A higher rung does not wait for the cooldown of a lower one. Growth fires again when
 * the value has grown by as much again. An unknown value decides nothing. */
#ifndef WATCH_TRIGGER_H
#define WATCH_TRIGGER_H

#include "observation.h"
#include "window.h"

struct trigger {
    struct when when;
    const char *text; /* as the user gave it; borrowed */
    size_t done;      /* rungs below this one have fired */
    size_t highest;   /* rungs below this one have fired since the cooldown began */
    double beyond_since[WHEN_RUNGS_MAX];
    bool is_beyond[WHEN_RUNGS_MAX];
    bool has_fired;
    double fired_at_s;
    struct window window;
};

struct trigger_firing {
    double value;
    double against; /* the bound that was passed, or the value at the begin of the growth */
    double since_s; /* of growth: the time it took */
};

void trigger_init(struct trigger *t, const struct when *when, const char *text);

/* True when a bundle is due. */
bool trigger_feed(struct trigger *t, const struct observation *o, struct trigger_firing *ret);

/* The process has ended. True when a bundle is due for it. */
bool trigger_feed_exit(struct trigger *t, double at_s);

/* There was a time without samples: what must hold for some time begins anew. */
void trigger_interrupt(struct trigger *t);

/* Another process from now on: nothing has fired yet. The cooldown goes on. */
void trigger_restart(struct trigger *t);

/* The value, when it was known last, was beyond the bound that the expression calls dangerous. */
bool trigger_is_dangerous(const struct trigger *t, const struct observation *o);

#endif
