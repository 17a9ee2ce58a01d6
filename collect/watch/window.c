#include "window.h"

void window_init(struct window *w, double length_s)
{
    w->length_s = length_s;
    w->first = w->count = 0;
}

static struct window_point *point(struct window *w, size_t i)
{
    return &w->point[(w->first + i) % WINDOW_POINTS];
}

void window_add(struct window *w, double at_s, double value)
{
    while (w->count && point(w, 0)->at_s < at_s - w->length_s) {
        w->first = (w->first + 1) % WINDOW_POINTS;
        w->count--;
    }
    /* one point fewer than there is room for in a whole window: it never overflows */
    double step = w->length_s / (WINDOW_POINTS - 1);
    if (w->count && at_s - point(w, w->count - 1)->at_s < step)
        return;
    if (w->count == WINDOW_POINTS) {
        w->first = (w->first + 1) % WINDOW_POINTS;
        w->count--;
    }
    w->count++;
    *point(w, w->count - 1) = (struct window_point){at_s, value};
}

bool window_oldest(const struct window *w, struct window_point *ret)
{
    if (w->count)
        *ret = w->point[w->first];
    return w->count > 0;
}
