#include "trigger.h"

static const double SLACK = 0.1; /* of a rung, that the value must go back before it counts again */

void trigger_init(struct trigger *t, const struct when *when, const char *text)
{
    *t = (struct trigger){.when = *when, .text = text};
    window_init(&t->window, when->window_s);
}

static bool is_beyond(const struct when *w, double value, double bound)
{
    if (w->or_equal && value == bound)
        return true;
    return w->kind == WHEN_BELOW ? value < bound : value > bound;
}

/* Far enough on the good side of bound. */
static bool is_back(const struct when *w, double value, double bound)
{
    return w->kind == WHEN_BELOW ? value > bound * (1 + SLACK) : value < bound * (1 - SLACK);
}

static bool is_cooling(const struct trigger *t, double at_s)
{
    return t->has_fired && at_s - t->fired_at_s < t->when.cooldown_s;
}

static void fire(struct trigger *t, double at_s)
{
    t->has_fired = true;
    t->fired_at_s = at_s;
}

static void note_holding(struct trigger *t, size_t rung, bool beyond, double at_s)
{
    if (beyond && !t->is_beyond[rung])
        t->beyond_since[rung] = at_s;
    t->is_beyond[rung] = beyond;
}

static bool feed_level(struct trigger *t, const struct observation *o, double value,
                       struct trigger_firing *ret)
{
    const struct when *w = &t->when;
    bool cooling = is_cooling(t, o->at_s), fires = false;
    size_t back_to = t->done, upto = 0;
    for (size_t i = 0; i < w->rungs; i++) {
        struct sample_value bound = observation_bound(o, w->metric, w->rung[i]);
        if (!bound.known)
            continue;
        note_holding(t, i, is_beyond(w, value, bound.value), o->at_s);
        if (i < back_to && is_back(w, value, bound.value))
            back_to = i;
        bool held = t->is_beyond[i] && o->at_s - t->beyond_since[i] >= w->for_s;
        if (held && i >= t->done && (!cooling || i >= t->highest)) {
            fires = true;
            upto = i + 1;
            *ret = (struct trigger_firing){value, bound.value, 0};
        }
    }
    t->done = fires ? upto : back_to;
    if (!cooling)
        t->highest = 0;
    if (fires) {
        t->highest = upto > t->highest ? upto : t->highest;
        fire(t, o->at_s);
    }
    return fires;
}

static bool feed_growth(struct trigger *t, const struct observation *o, double value,
                        struct trigger_firing *ret)
{
    struct window_point oldest;
    window_add(&t->window, o->at_s, value);
    if (!window_oldest(&t->window, &oldest) || value - oldest.value < t->when.rung[0].value ||
        is_cooling(t, o->at_s))
        return false;
    *ret = (struct trigger_firing){value, oldest.value, o->at_s - oldest.at_s};
    window_init(&t->window, t->when.window_s);
    window_add(&t->window, o->at_s, value);
    fire(t, o->at_s);
    return true;
}

bool trigger_feed(struct trigger *t, const struct observation *o, struct trigger_firing *ret)
{
    if (t->when.kind == WHEN_EXIT)
        return false;
    struct sample_value now = observation_get(o, t->when.metric);
    if (!now.known)
        return false;
    return t->when.kind == WHEN_GROWS ? feed_growth(t, o, now.value, ret)
                                      : feed_level(t, o, now.value, ret);
}

bool trigger_feed_exit(struct trigger *t, double at_s)
{
    if (t->when.kind != WHEN_EXIT || is_cooling(t, at_s))
        return false;
    fire(t, at_s);
    return true;
}

void trigger_interrupt(struct trigger *t)
{
    for (size_t i = 0; i < WHEN_RUNGS_MAX; i++)
        t->is_beyond[i] = false;
}

void trigger_restart(struct trigger *t)
{
    trigger_interrupt(t);
    t->done = 0;
    window_init(&t->window, t->when.window_s);
}

bool trigger_is_dangerous(const struct trigger *t, const struct observation *o)
{
    if (!t->when.has_dangerous)
        return false;
    struct sample_value last = observation_last(o, t->when.metric);
    struct sample_value bound = observation_bound(o, t->when.metric, t->when.dangerous);
    struct when above = {.kind = t->when.kind == WHEN_BELOW ? WHEN_BELOW : WHEN_ABOVE};
    return last.known && bound.known && is_beyond(&above, last.value, bound.value);
}
