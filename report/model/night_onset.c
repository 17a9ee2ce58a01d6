#include "night_onset.h"

#include <math.h>

#include "line_sums.h"
#include "sort_doubles.h"

enum { NEIGHBOURS = 5, SAMPLE = 1000, LEAST = 3, CANDIDATES = 4096 };
static const double STANDS_OUT = 6; /* median deviations */
static const double CERTAIN = 4;    /* of chi squared with one degree: 95 % */
static const double JUMPS = 25;     /* so much better, in units of the noise, must a jump be */

/* ---- spikes ------------------------------------------------------------------------------------
 */

static double median_around(const double *value, size_t i)
{
    double v[NEIGHBOURS];
    for (size_t k = 0; k < NEIGHBOURS; k++) {
        double x = value[i + k - NEIGHBOURS / 2];
        size_t p = k;
        for (; p > 0 && v[p - 1] > x; p--)
            v[p] = v[p - 1];
        v[p] = x;
    }
    return v[NEIGHBOURS / 2];
}

const double *points_without_spikes(struct arena *a, const double *value, size_t n)
{
    if (n < (size_t)NEIGHBOURS * 2)
        return value;
    double *kept = ARENA_ARRAY(a, double, n), *off = ARENA_ARRAY(a, double, SAMPLE + 1);
    size_t every = n / SAMPLE + 1, count = 0, edge = NEIGHBOURS / 2;
    for (size_t i = edge; i + edge < n; i += every)
        off[count++] = fabs(value[i] - median_around(value, i));
    sort_doubles(off, count);
    /* Where most points lie exactly between their neighbours, the larger deviations count. */
    double most = STANDS_OUT * fmax(off[count / 2], off[count * 9 / 10] / 3);
    for (size_t i = 0; i < n; i++) {
        kept[i] = value[i];
        double middle = i >= edge && i + edge < n ? median_around(value, i) : value[i];
        if (fabs(value[i] - middle) > most)
            kept[i] = middle;
    }
    return kept;
}

/* ---- the bend ----------------------------------------------------------------------------------
 */

/* The line 1, t and the hinge max(0, t - at point k), fitted: coefficients, and what is left. */
struct hinge {
    double c[3];
    double rest;
};

static double determinant(const double m[3][3])
{
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

static struct hinge hinge_at(const struct line_sums *b, size_t k)
{
    const struct line_sum *all = &b->before[b->n];
    struct line_sum r = line_sums_between(b, k, b->n);
    double at = line_sums_time(b, k), u = r.t - at * r.n, uu = r.tt - 2 * at * r.t + at * at * r.n;
    double tu = r.tt - at * r.t, uv = r.tv - at * r.v;
    const double m[3][3] = {{all->n, all->t, u}, {all->t, all->tt, tu}, {u, tu, uu}};
    const double y[3] = {all->v, all->tv, uv};
    struct hinge h = {{0, 0, 0}, INFINITY};
    double whole = determinant(m);
    if (!(whole > 0))
        return h;
    h.rest = all->vv;
    for (size_t i = 0; i < 3; i++) {
        double with[3][3];
        for (size_t row = 0; row < 3; row++)
            for (size_t col = 0; col < 3; col++)
                with[row][col] = col == i ? y[row] : m[row][col];
        h.c[i] = determinant((const double(*)[3])with) / whole;
        h.rest -= h.c[i] * y[i];
    }
    h.rest = fmax(0, h.rest);
    return h;
}

static double hinge_value(const struct line_sums *b, const struct hinge *h, size_t k, size_t i)
{
    double t = line_sums_time(b, i);
    return b->centre + h->c[0] + h->c[1] * t + (i > k ? h->c[2] * (t - line_sums_time(b, k)) : 0);
}

/* What two lines of their own leave, the second from point k on. */
static double jump_rest(const struct line_sums *b, size_t k)
{
    struct line_sum before = line_sums_between(b, 0, k), after = line_sums_between(b, k, b->n);

    return line_sum_rest(&before) + line_sum_rest(&after);
}

static double rest_at(const struct line_sums *b, size_t k, bool jump)
{
    return jump ? jump_rest(b, k) : hinge_at(b, k).rest;
}

/* The best place: every so many points first, then each one around the best of those. */
static size_t best_place(const struct line_sums *b, bool jump, double *least)
{
    size_t end = b->n - LEAST, every = b->n / CANDIDATES + 1, best = LEAST;
    *least = INFINITY;
    for (size_t k = LEAST; k < end; k += every) {
        double r = rest_at(b, k, jump);
        if (r < *least) {
            *least = r;
            best = k;
        }
    }
    size_t from = best > every + LEAST ? best - every : LEAST;
    size_t until = best + every < end ? best + every : end;
    for (size_t k = from; k < until; k++) {
        double r = rest_at(b, k, jump);
        if (r < *least) {
            *least = r;
            best = k;
        }
    }
    return best;
}

/* The variance that counts, given that neighbours are alike. */
static double noise_of(const struct line_sums *b, size_t k)
{
    struct hinge h = hinge_at(b, k);
    double squares = 0, next = 0, before = 0;
    for (size_t i = 0; i < b->n; i++) {
        double r = b->value[i] - hinge_value(b, &h, k, i);
        squares += r * r;
        next += r * before;
        before = r;
    }
    double rho = squares > 0 ? fmin(0.95, fmax(0, next / squares)) : 0;
    return squares / fmax(1, (double)b->n - 4) * (1 + rho) / (1 - rho);
}

static void set_range(const struct line_sums *b, size_t best, double most, bool jump,
                      struct onset *o)
{
    size_t every = b->n / CANDIDATES + 1, low = best, high = best;
    for (size_t k = LEAST; k < b->n - LEAST; k += every) {
        if (rest_at(b, k, jump) > most)
            continue;
        low = k < low ? k : low;
        high = k > high ? k : high;
    }
    o->from_s = b->at[low > every ? low - every : 0];
    o->until_s = b->at[high + every < b->n ? high + every : b->n - 1];
}

static size_t first_at(const struct points *p, double at_s)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->at[middle] < at_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct onset onset_find(struct arena *a, const struct points *p, double from_s, double until_s)
{
    struct onset o = {.known = false};
    size_t i = first_at(p, from_s), j = first_at(p, until_s);
    j += j < p->n;
    if (j < i + 2 * (size_t)LEAST + 2)
        return o;
    struct line_sums b = line_sums_of(a, p->at + i, p->value + i, j - i);
    double least, jumps;
    size_t meet = best_place(&b, false, &least), leap = best_place(&b, true, &jumps);
    double noise = fmax(noise_of(&b, meet), 1e-12 * b.before[b.n].vv / (double)b.n);
    bool jump = jumps + JUMPS * noise < least;
    size_t best = jump ? leap : meet;
    struct hinge h = hinge_at(&b, best);
    o.known = true;
    o.at_s = b.at[best];
    o.height = jump ? b.value[best] : hinge_value(&b, &h, best, best);
    set_range(&b, best, (jump ? jumps : least) + CERTAIN * noise, jump, &o);
    return o;
}
