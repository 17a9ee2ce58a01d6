/* night_pieces.h - a course as up to five straight pieces, as many as the noise allows. Inside of
 * the model stage. Pure. */
#ifndef MODEL_NIGHT_PIECES_H
#define MODEL_NIGHT_PIECES_H

#include "line_sums.h"
#include "night_fit.h"

enum {
    NIGHT_BINS = 240,
    NIGHT_POINTS_FOR_PIECES = 16, /* of fewer points there is one piece */
    NIGHT_PIECE_LEAST = 4,        /* points */
    NIGHT_SURE_LEAST = 5          /* of fewer the slope is never sure */
};

struct night_pieces {
    struct line_sums points; /* of the course in at most NIGHT_BINS */
    double at[NIGHT_BINS], value[NIGHT_BINS];
    size_t count;
    size_t cuts[NIGHT_PIECES_MAX + 1]; /* piece k is of points cuts[k] to cuts[k + 1] - 1 */
    double noise, alike;               /* as in struct growth; 0 where there are too few points */
    double cost[NIGHT_PIECES_MAX][NIGHT_BINS + 1];
    size_t from[NIGHT_PIECES_MAX][NIGHT_BINS + 1]; /* where the last piece of that many begins */
};

/* n: two or more points, over some time. */
void night_pieces_build(struct arena *a, const double *at, const double *value, size_t n,
                        struct night_pieces *ret);

/* The line through points i to j-1. */
struct piece night_piece(const struct night_pieces *p, size_t i, size_t j);

/* From the least value to the greatest. */
double night_pieces_range(const struct night_pieces *p);

#endif
