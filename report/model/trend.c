#include "trend.h"

#include <math.h>

enum { POINTS_LEAST = 5 };

struct line {
    double mean_at, mean, slope;
};

static struct line fit(const double *at, const double *value, size_t n)
{
    struct line l = {0, 0, 0};
    double xx = 0, xy = 0;

    for (size_t i = 0; i < n; i++) {
        l.mean_at += at[i] / (double)n;
        l.mean += value[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        xx += (at[i] - l.mean_at) * (at[i] - l.mean_at);
        xy += (at[i] - l.mean_at) * (value[i] - l.mean);
    }
    l.slope = xx > 0 ? xy / xx : 0;
    return l;
}

static double rest(const struct line *l, double at, double value)
{
    return value - l->mean - l->slope * (at - l->mean_at);
}

/* Correlation of neighbours among the residuals, 0 to 0.9. */
static double alike(const struct line *l, const double *at, const double *value, size_t n)
{
    double own = 0, next = 0;

    for (size_t i = 0; i < n; i++) {
        double r = rest(l, at[i], value[i]);
        own += r * r;
        if (i + 1 < n)
            next += r * rest(l, at[i + 1], value[i + 1]);
    }
    return own > 0 ? fmin(0.9, fmax(0, next / own)) : 0;
}

struct trend trend_of(const double *at, const double *value, size_t n)
{
    struct trend t = {.known = false};
    double squares = 0, xx = 0;

    if (n < POINTS_LEAST || !(at[n - 1] > at[0]))
        return t;
    struct line l = fit(at, value, n);
    for (size_t i = 0; i < n; i++) {
        double r = rest(&l, at[i], value[i]);
        squares += r * r;
        xx += (at[i] - l.mean_at) * (at[i] - l.mean_at);
    }
    double rho = alike(&l, at, value, n);
    double scatter = sqrt(squares / (double)(n - 2) * (1 + rho) / (1 - rho));
    t.known = true;
    t.per_s = l.slope;
    t.error_s = 2 * scatter / sqrt(xx);
    t.moves = fabs(l.slope) > t.error_s && fabs(l.slope) > 0;
    t.mid_s = l.mean_at;
    t.mid = l.mean;
    t.mid_error = 2 * scatter / sqrt((double)n);
    return t;
}

double trend_at(const struct trend *t, double at_s)
{
    return t->mid + t->per_s * (at_s - t->mid_s);
}

double trend_error_at(const struct trend *t, double at_s)
{
    return hypot(t->mid_error, t->error_s * (at_s - t->mid_s));
}
