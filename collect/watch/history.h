/* history.h - the course of one value since the beginning, in bounded room: when it is full, two
 * neighbours become one. Pure. */
#ifndef WATCH_HISTORY_H
#define WATCH_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "sbuf.h"

enum { HISTORY_POINTS = 64 };

struct history {
    size_t count;
    size_t each;    /* samples that one point stands for */
    size_t pending; /* of the last point, so far */
    struct {
        double at_s, value; /* means */
    } point[HISTORY_POINTS];
};

void history_add(struct history *h, double at_s, double value);

/* Change per hour: the slope of the straight line that fits best. False with fewer than three
 * points. */
bool history_per_hour(const struct history *h, double *ret);

/* The last width points, as blocks of eight heights between the least and the most of them. */
void history_sparkline(const struct history *h, size_t width, struct sbuf *out);

#endif
