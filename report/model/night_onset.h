/* night_onset.h - where a course bends upwards, as exactly as its points say. Inside of the model
 * stage. Pure. */
#ifndef MODEL_NIGHT_ONSET_H
#define MODEL_NIGHT_ONSET_H

#include <stdbool.h>

#include "arena.h"

struct points {
    const double *at, *value;
    size_t n;
};

/* The values, with those that stand out alone for one or two points drawn back among their
 * neighbours: a burst of a moment is not the course. */
const double *points_without_spikes(struct arena *a, const double *value, size_t n);

struct onset {
    bool known;
    double at_s, from_s, until_s; /* most likely; 95 % of what the noise allows, and a point more */
    double height;                /* of the line at at_s */
};

/* The bend between two straight lines among the points from from_s to until_s. They may meet, or
 * the course may jump where the second one begins, if that fits much better. */
struct onset onset_find(struct arena *a, const struct points *p, double from_s, double until_s);

#endif
