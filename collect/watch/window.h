/* window.h - what a value was over the last while, in bounded room: points that follow each other
 * closer than a part of the window are left out. */
#ifndef WATCH_WINDOW_H
#define WATCH_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

enum { WINDOW_POINTS = 256 };

struct window_point {
    double at_s, value;
};

struct window {
    double length_s;
    size_t first, count;
    struct window_point point[WINDOW_POINTS];
};

void window_init(struct window *w, double length_s); /* also empties it */

/* at_s never goes back. Forgets what is older than the window. */
void window_add(struct window *w, double at_s, double value);

/* The oldest point in the window. False when there is none. */
bool window_oldest(const struct window *w, struct window_point *ret);

#endif
