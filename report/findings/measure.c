#include "measure.h"

#include <math.h>
#include <string.h>

/* Of what a function owns, the variance may be known. */
static double heap_sigma(const struct subject *s, const struct measure *q)
{
    double variance = strcmp(q->name, "owned") == 0 ? 0 : NAN;
    for (size_t i = 0; i < subject_count_of(s); i++)
        variance +=
            profile_change_variance(s->profile, &s->profile->functions[subject_member_at(s, i)],
                                    s->type, model_heap_history(s->model));
    if (isnan(variance))
        variance = profile_wide_variance(s->profile, q->side[0].value, q->side[1].value);
    return sqrt(variance);
}

struct measure measure_read(const struct condition *c, const struct subject *s)
{
    struct measure q = {0};
    const struct model *m = s->model;

    for (size_t side = 0; side < m->nsides; side++)
        q.side[side] =
            c->field ? c->field->get(s, (int)side) : model_metric_at(m, c->metric, (int)side);
    if (!c->field) {
        q.unit = metrics[c->metric].unit;
        q.name = metrics[c->metric].name;
        q.member = model_metric_member(m, c->metric);
        return q;
    }
    q.name = c->field->name;
    q.member = c->field->member;
    if (q.member && slice_is(slice_from(q.member), "40-go/goroutine-debug2.txt") &&
        m->goroutine_source[model_last(m)]) /* may be the dump that was read out of memory */
        q.member = m->goroutine_source[model_last(m)];
    q.unit = c->field->unit;
    if (s->kind == SUBJECT_FUNCTION) {
        struct slice unit = s->profile->types[s->type].unit;
        if (q.unit == UNIT_COUNT && slice_is(unit, "bytes"))
            q.unit = UNIT_BYTES;
        else if (q.unit == UNIT_COUNT && slice_is(unit, "nanoseconds"))
            q.unit = UNIT_SECONDS;
        if (q.unit == UNIT_BYTES)
            q.sigma = heap_sigma(s, &q);
    }
    return q;
}

static struct number both(const struct measure *q, double value)
{
    return (struct number){q->side[0].known && q->side[1].known && !isnan(value), value};
}

struct number measure_value(const struct measure *q, const struct model *m, enum reading of)
{
    double a = q->side[0].value, b = q->side[1].value;

    switch (of) {
    case READING_A:
        return q->side[0];
    case READING_B:
        return q->side[1];
    case READING_DELTA:
        return both(q, b - a);
    case READING_PER_HOUR:
        return both(q, m->hours > 0 ? (b - a) / m->hours : NAN);
    case READING_RATIO:
        if (a <= 0)
            return both(q, b > 0 ? INFINITY : 1);
        return both(q, b / a);
    case READING_SIGMAS:
        if (q->sigma <= 0)
            return both(q, b > a ? INFINITY : 0);
        return both(q, (b - a) / q->sigma);
    default:
        return q->side[model_last(m)];
    }
}

enum verdict condition_check(const struct condition *c, const struct subject *s)
{
    struct measure q = measure_read(c, s);
    struct number n = measure_value(&q, s->model, c->of);
    bool holds = false;

    if (!n.known)
        return VERDICT_UNKNOWN;
    switch (c->relation) {
    case RELATION_AT_LEAST:
        holds = n.value >= c->bound;
        break;
    case RELATION_AT_MOST:
        holds = n.value <= c->bound;
        break;
    case RELATION_ABOVE:
        holds = n.value > c->bound;
        break;
    case RELATION_BELOW:
        holds = n.value < c->bound;
        break;
    }
    return holds ? VERDICT_HOLDS : VERDICT_FAILS;
}

bool condition_needs_two(const struct condition *c)
{
    return c->of != READING_LAST || (c->field && c->field->both);
}
