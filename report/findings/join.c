/* join.c - findings that cause each other. */
#include "candidate.h"

#include <math.h>
#include <string.h>

static bool names(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

/* The change of both, or of one bundle what there is. */
static void read_both(const struct model *m, const struct candidate *cause,
                      const struct candidate *effect, struct number *x, struct number *y)
{
    *x = measure_value(&cause->measure, m, READING_DELTA);
    *y = measure_value(&effect->measure, m, READING_DELTA);
    if (m->nsides > 1 && (x->known || y->known))
        return;
    *x = measure_value(&cause->measure, m, READING_LAST);
    *y = measure_value(&effect->measure, m, READING_LAST);
}

/* How well the cause fits: 0 not at all. */
enum fit { FIT_NONE, FIT_ALLOWED, FIT_NUMBERS, FIT_FUNCTION };

static enum fit fit(const struct model *m, const struct candidate *cause,
                    const struct candidate *effect)
{
    struct number x, y;

    read_both(m, cause, effect, &x, &y);
    if (cause->subject.kind == effect->subject.kind &&
        cause->subject.index == effect->subject.index &&
        cause->subject.profile == effect->subject.profile && cause->subject.kind != SUBJECT_PROCESS)
        return FIT_FUNCTION; /* one and the same group */
    if (subject_shares_function(&cause->subject, &effect->subject))
        return FIT_FUNCTION;
    /* Who waits for whom is not a matter of numbers: one lock can hold up any number. */
    if (cause->rule->area == AREA_RESPONSIVENESS && effect->rule->area == AREA_RESPONSIVENESS)
        return FIT_ALLOWED;
    if (cause->measure.unit != effect->measure.unit)
        return effect->subject.kind == SUBJECT_PROCESS ? FIT_ALLOWED : FIT_NONE;
    if (!x.known || !y.known)
        return FIT_NONE;
    /* A part of the growth is a cause of it from a fifth on; counts must go together. */
    if (effect->subject.kind == SUBJECT_PROCESS)
        return x.value >= 0.2 * y.value ? FIT_NUMBERS : FIT_NONE;
    if (effect->measure.unit == UNIT_COUNT)
        return fabs(x.value - y.value) <= 0.25 * fmax(x.value, y.value) ? FIT_NUMBERS : FIT_NONE;
    return FIT_NONE;
}

/* Following the causes of `from` must not lead to `to`. */
static bool leads_to(const struct candidates *c, size_t from, size_t to)
{
    for (size_t steps = 0; from != CANDIDATE_NONE && steps <= c->count; steps++) {
        if (from == to)
            return true;
        from = c->items[from].explained_by;
    }
    return false;
}

void candidates_join(const struct model *m, struct candidates *c)
{
    for (size_t i = 0; i < c->count; i++)
        c->items[i].explained_by = CANDIDATE_NONE;
    for (size_t i = 0; i < c->count; i++) {
        enum fit best = FIT_NONE;
        for (size_t j = 0; j < c->count; j++) {
            const struct rule *cause = c->items[j].rule;
            if (i == j || !names(cause->explains, cause->nexplains, c->items[i].rule->id))
                continue;
            enum fit found = fit(m, &c->items[j], &c->items[i]);
            if (found <= best || leads_to(c, j, i))
                continue;
            best = found;
            c->items[i].explained_by = j;
        }
    }
}
