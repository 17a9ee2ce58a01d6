/* trend.h - a straight line through points, and how sure its slope is. Pure. */
#ifndef MODEL_TREND_H
#define MODEL_TREND_H

#include <stdbool.h>
#include <stddef.h>

struct trend {
    bool known;        /* at least five points over some time */
    double per_s;      /* slope of least squares */
    double error_s;    /* two standard errors of it */
    bool moves;        /* the slope is not 0 beyond that error */
    double mid_s, mid; /* the line goes through here: the mean of the points */
    double mid_error;  /* two standard errors of the line's height there */
};

/* at: rising seconds. Points that follow each other are alike (a heap breathes, a cache fills), so
 * the error of independent points would be too small: it is widened by how alike neighbours are. */
struct trend trend_of(const double *at, const double *value, size_t n);

/* Height of the line at a time, and two standard errors of it: what grows away from the points. */
double trend_at(const struct trend *t, double at_s);
double trend_error_at(const struct trend *t, double at_s);

#endif
