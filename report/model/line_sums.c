#include "line_sums.h"

#include <math.h>

double line_sums_time(const struct line_sums *s, size_t i)
{
    return (s->at[i] - s->centre_at) / s->scale_at;
}

struct line_sums line_sums_of(struct arena *a, const double *at, const double *value, size_t n)
{
    struct line_sums s = {.at = at,
                          .value = value,
                          .n = n,
                          .centre_at = (at[0] + at[n - 1]) / 2,
                          .scale_at = (at[n - 1] - at[0]) / 2};
    struct line_sum *before = ARENA_ARRAY(a, struct line_sum, n + 1);

    for (size_t i = 0; i < n; i++)
        s.centre += value[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        const struct line_sum *x = &before[i];
        double t = line_sums_time(&s, i), v = value[i] - s.centre;
        before[i + 1] = (struct line_sum){x->n + 1,      x->t + t,      x->v + v,
                                          x->tt + t * t, x->tv + t * v, x->vv + v * v};
    }
    s.before = before;
    return s;
}

struct line_sum line_sums_between(const struct line_sums *s, size_t i, size_t j)
{
    const struct line_sum *x = &s->before[i], *y = &s->before[j];

    return (struct line_sum){y->n - x->n,   y->t - x->t,   y->v - x->v,
                             y->tt - x->tt, y->tv - x->tv, y->vv - x->vv};
}

double line_sum_slope(const struct line_sum *s)
{
    double xx = s->tt - s->t * s->t / s->n;

    return xx > 0 ? (s->tv - s->t * s->v / s->n) / xx : 0;
}

double line_sum_rest(const struct line_sum *s)
{
    double xy = s->tv - s->t * s->v / s->n;

    return fmax(0, s->vv - s->v * s->v / s->n - line_sum_slope(s) * xy);
}
