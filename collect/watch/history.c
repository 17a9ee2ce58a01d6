#include "history.h"

/* Two neighbours become one, so that there is room again. */
static void halve(struct history *h)
{
    for (size_t i = 0; i < HISTORY_POINTS / 2; i++) {
        h->point[i].at_s = (h->point[2 * i].at_s + h->point[2 * i + 1].at_s) / 2;
        h->point[i].value = (h->point[2 * i].value + h->point[2 * i + 1].value) / 2;
    }
    h->count = HISTORY_POINTS / 2;
    h->each *= 2;
}

void history_add(struct history *h, double at_s, double value)
{
    if (h->each == 0)
        h->each = 1;
    if (h->count == 0 || h->pending == h->each) {
        if (h->count == HISTORY_POINTS)
            halve(h);
        h->point[h->count].at_s = at_s;
        h->point[h->count++].value = value;
        h->pending = 1;
        return;
    }
    h->pending++;
    double share = 1 / (double)h->pending;
    h->point[h->count - 1].at_s += (at_s - h->point[h->count - 1].at_s) * share;
    h->point[h->count - 1].value += (value - h->point[h->count - 1].value) * share;
}

bool history_per_hour(const struct history *h, double *ret)
{
    double at = 0, value = 0, square = 0, product = 0;
    for (size_t i = 0; i < h->count; i++) {
        at += h->point[i].at_s / (double)h->count;
        value += h->point[i].value / (double)h->count;
    }
    for (size_t i = 0; i < h->count; i++) {
        double x = h->point[i].at_s - at;
        square += x * x;
        product += x * (h->point[i].value - value);
    }
    if (h->count < 3 || square <= 0)
        return false;
    *ret = product / square * 3600;
    return true;
}

void history_sparkline(const struct history *h, size_t width, struct sbuf *out)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    enum { HEIGHTS = sizeof blocks / sizeof blocks[0] };
    size_t first = h->count > width ? h->count - width : 0;
    double least = 0, most = 0;
    for (size_t i = first; i < h->count; i++) {
        double v = h->point[i].value;
        least = i == first || v < least ? v : least;
        most = i == first || v > most ? v : most;
    }
    for (size_t i = first; i < h->count; i++) {
        double share = most > least ? (h->point[i].value - least) / (most - least) : 0;
        sbuf_adds(out, blocks[(size_t)(share * (HEIGHTS - 1) + 0.5)]);
    }
}
