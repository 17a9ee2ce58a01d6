#include "night_subject.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "units.h"

static const struct night_series *series_of(const struct subject *s)
{
    return &s->model->night->series[s->index];
}

/* A log belongs to the last bundle. */
static bool rises(const struct subject *s, int side)
{
    return side == model_last(s->model) && series_of(s)->grows &&
           series_of(s)->growth.course == COURSE_RISING;
}

static struct number known_if(bool known, double value)
{
    return (struct number){known, known ? value : 0};
}

/* ---- fields ------------------------------------------------------------------------------------
 */

static double grown(const struct subject *s)
{
    double more = series_of(s)->growth.end - series_of(s)->growth.begin;
    return series_of(s)->unit == UNIT_BYTES ? more : round(more);
}

struct number night_grown_bytes(const struct subject *s, int side)
{
    return known_if(rises(s, side) && series_of(s)->unit == UNIT_BYTES, grown(s));
}

struct number night_grown(const struct subject *s, int side)
{
    return known_if(rises(s, side) && series_of(s)->unit != UNIT_BYTES, grown(s));
}

struct number night_share(const struct subject *s, int side)
{
    return known_if(rises(s, side), grown(s) / fmax(1, series_of(s)->growth.begin));
}

struct number night_certainty(const struct subject *s, int side)
{
    const struct growth *g = &series_of(s)->growth;
    return known_if(rises(s, side), g->error_s > 0 ? fmin(1000, g->per_s / g->error_s) : 1000);
}

struct number night_has_begin(const struct subject *s, int side)
{
    return known_if(rises(s, side), series_of(s)->growth.began);
}

struct number night_lasts(const struct subject *s, int side)
{
    const struct growth *g = &series_of(s)->growth;
    return known_if(rises(s, side), g->end_s - g->begin_s);
}

struct number night_samples(const struct subject *s, int side)
{
    return known_if(side == model_last(s->model), (double)series_of(s)->known);
}

struct number night_to_limit(const struct subject *s, int side)
{
    struct number soonest = series_of(s)->soonest_s;
    return known_if(rises(s, side) && soonest.known, soonest.value);
}

struct slice night_text(struct arena *a, const struct subject *s)
{
    const struct night_series *n = series_of(s);
    return arena_printf(a, "metric: %s\ncourse: %s\n%s", n->name, course_names[n->growth.course],
                        n->leading    ? "leading\n"
                        : n->together ? "together\n"
                                      : "");
}

/* ---- slots -------------------------------------------------------------------------------------
 */

static const struct night *night_of(const struct slot_context *c)
{
    return c->subject->model->night;
}

struct slice night_until(struct arena *a, const struct model *m, const char *metric)
{
    for (size_t i = 0; m->night && i < m->night->nseries; i++) {
        const struct night_series *s = &m->night->series[i];
        if (strcmp(s->name, metric) == 0 && s->soonest_s.known)
            return night_reached(a, s);
    }
    return (struct slice){0};
}

struct slice night_slot_what(const struct slot_context *c)
{
    return slice_from(series_of(c->subject)->what);
}

struct slice night_slot_What(const struct slot_context *c)
{
    const char *what = series_of(c->subject)->what;
    return arena_printf(c->arena, "%c%s", toupper((unsigned char)what[0]), what + 1);
}

/* "since 2026-11-24 02:13:05 UTC (±1 min)", "since the first sample" */
struct slice night_slot_began(const struct slot_context *c)
{
    const struct growth *g = &series_of(c->subject)->growth;
    if (g->few)
        return SLICE("since a time that so few samples do not tell");
    if (!g->began)
        return arena_printf(c->arena, "since %.*s, and perhaps before",
                            SLICE_ARG(night_first(c->arena, night_of(c), g)));
    return arena_printf(c->arena, "since %.*s", SLICE_ARG(night_began(c->arena, night_of(c), g)));
}

struct slice night_slot_rate(const struct slot_context *c)
{
    const struct night_series *s = series_of(c->subject);
    return night_rate(c->arena, s->unit, &s->growth);
}

struct slice night_slot_levels(const struct slot_context *c)
{
    const struct night_series *s = series_of(c->subject);
    return night_levels(c->arena, s->unit, &s->growth);
}

/* What began to rise when this one did; nothing where it is not known when that was. */
struct slice night_slot_together(const struct slot_context *c)
{
    const struct night *n = night_of(c);
    const struct night_series *own = series_of(c->subject);
    struct slice all = {0};
    if (!own->growth.began)
        return SLICE("");
    for (size_t i = 0; i < n->nseries; i++) {
        const struct night_series *s = &n->series[i];
        if (s == own || !night_began_together(n, own, s))
            continue;
        all = arena_printf(c->arena, "%.*s%s%s (%.*s)", SLICE_ARG(all), all.len > 0 ? ", " : "",
                           s->what, SLICE_ARG(night_rate(c->arena, s->unit, &s->growth)));
    }
    if (all.len == 0)
        return SLICE("Nothing else in the log began to rise at that time.");
    return arena_printf(c->arena, "At the same time began to rise: %.*s.", SLICE_ARG(all));
}

static double process_from_s(const struct night *n)
{
    return n->nprocesses > 0 ? n->processes[n->nprocesses - 1].from_s : 0;
}

/* What the quantity did before, in the same process, which says how sure a rise is one. */
struct slice night_slot_before(const struct slot_context *c)
{
    const struct growth *g = &series_of(c->subject)->growth;
    if (!g->began)
        return arena_printf(c->arena,
                            "It rose from %.*s on, so that this may be the end of a start-up: only "
                            "a longer watch can tell.",
                            SLICE_ARG(night_first(c->arena, night_of(c), g)));
    return arena_printf(c->arena, "Before, over %s, it did not rise like this.",
                        units_duration(g->begin_s - process_from_s(night_of(c))).s);
}

struct slice night_slot_limit(const struct slot_context *c)
{
    const struct night_series *s = series_of(c->subject);
    if (!s->soonest_s.known)
        return SLICE("");
    return arena_printf(c->arena, "If it goes on, the %s (%.*s) is reached in %.*s.", s->limit_name,
                        SLICE_ARG(slot_number(c->arena, s->limit, s->unit, false)),
                        SLICE_ARG(night_reached(c->arena, s)));
}
