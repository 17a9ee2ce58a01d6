/* line_sums.h - sums over points from the left, so that a straight line through any stretch of them
 * costs the same. Inside of the model stage. Pure. */
#ifndef MODEL_LINE_SUMS_H
#define MODEL_LINE_SUMS_H

#include "arena.h"

/* Over some points: their number, time, value, and products of these. Time runs from -1 to 1 over
 * all points, and values are less their mean: large ones lose no digits. */
struct line_sum {
    double n, t, v, tt, tv, vv;
};

struct line_sums {
    const double *at, *value; /* rising seconds */
    size_t n;
    double centre_at, scale_at, centre;
    const struct line_sum *before; /* [i]: of the points before i */
};

/* n: two or more, over some time. The points are not copied. */
struct line_sums line_sums_of(struct arena *a, const double *at, const double *value, size_t n);

/* Of points i to j-1. */
struct line_sum line_sums_between(const struct line_sums *s, size_t i, size_t j);

/* What the best line through some points leaves, squared and added up; and its slope. */
double line_sum_rest(const struct line_sum *s);
double line_sum_slope(const struct line_sum *s);

/* The time of point i, from -1 to 1. */
double line_sums_time(const struct line_sums *s, size_t i);

#endif
