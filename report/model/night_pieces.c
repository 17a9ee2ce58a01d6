#include "night_pieces.h"

#include <math.h>

#include "trend.h"

static const double FLOOR = 5e-4; /* noise is taken to be at least this share of the range */
static const double CHANCE = 4;   /* cost of a piece, in logarithms of the number of bins */

static size_t bin(struct night_pieces *p, const double *at, const double *value, size_t n)
{
    double span = at[n - 1] - at[0], count = 0;
    size_t last = SIZE_MAX, bins = 0;

    for (size_t i = 0; i < n; i++) {
        size_t b = n <= NIGHT_BINS ? i : (size_t)((at[i] - at[0]) / span * (NIGHT_BINS - 1e-6));
        if (b != last) {
            p->at[bins] = p->value[bins] = count = 0;
            bins++;
            last = b;
        }
        count++;
        p->at[bins - 1] += (at[i] - p->at[bins - 1]) / count;
        p->value[bins - 1] += (value[i] - p->value[bins - 1]) / count;
    }
    return bins;
}

double night_pieces_range(const struct night_pieces *p)
{
    double least = p->value[0], most = p->value[0];

    for (size_t i = 1; i < p->points.n; i++) {
        least = fmin(least, p->value[i]);
        most = fmax(most, p->value[i]);
    }
    return most - least;
}

/* ---- places of the cuts ------------------------------------------------------------------------
 */

static size_t piece_least(const struct night_pieces *p)
{
    size_t least = p->points.n / 40;

    return least > NIGHT_PIECE_LEAST ? least : NIGHT_PIECE_LEAST;
}

static double rest(const struct night_pieces *p, size_t i, size_t j)
{
    struct line_sum s = line_sums_between(&p->points, i, j);

    return line_sum_rest(&s);
}

/* The best begin of a last piece that ends before j, with k pieces before it. */
static void place_one(struct night_pieces *p, size_t k, size_t j)
{
    size_t least = piece_least(p);

    p->cost[k][j] = INFINITY;
    for (size_t i = least; i + least <= j; i++) {
        double cost = p->cost[k - 1][i] + rest(p, i, j);
        if (cost >= p->cost[k][j])
            continue;
        p->cost[k][j] = cost;
        p->from[k][j] = i;
    }
}

/* The best places of one to NIGHT_PIECES_MAX pieces, by the best places of one less. */
static void place(struct night_pieces *p)
{
    for (size_t j = 0; j <= p->points.n; j++)
        p->cost[0][j] = j >= piece_least(p) ? rest(p, 0, j) : INFINITY;
    for (size_t k = 1; k < NIGHT_PIECES_MAX; k++)
        for (size_t j = 0; j <= p->points.n; j++)
            place_one(p, k, j);
}

static void choose(struct night_pieces *p, size_t pieces)
{
    p->count = pieces;
    p->cuts[pieces] = p->points.n;
    for (size_t k = pieces; k-- > 0;)
        p->cuts[k] = k > 0 ? p->from[k][p->cuts[k + 1]] : 0;
}

/* ---- how many ----------------------------------------------------------------------------------
 */

struct noise {
    double squares, next; /* of what is left, and of neighbours */
};

static struct noise noise_of(const struct night_pieces *p)
{
    struct noise z = {0, 0};

    for (size_t k = 0; k < p->count; k++) {
        size_t i = p->cuts[k], j = p->cuts[k + 1];
        struct line_sum s = line_sums_between(&p->points, i, j);
        double slope = line_sum_slope(&s), before = 0;
        for (size_t point = i; point < j; point++) {
            double time = line_sums_time(&p->points, point) - s.t / s.n;
            double now = p->value[point] - p->points.centre - s.v / s.n - slope * time;
            z.squares += now * now;
            z.next += point > i ? now * before : 0;
            before = now;
        }
    }
    return z;
}

static double alike(const struct noise *z)
{
    return z->squares > 0 ? fmin(0.9, fmax(0, z->next / z->squares)) : 0;
}

static double freedom(const struct night_pieces *p, size_t pieces)
{
    return fmax(1, (double)p->points.n - 3.0 * (double)pieces);
}

/* As many pieces as the noise allows. The noise is what the most pieces leave. */
static void cut(struct night_pieces *p)
{
    size_t n = p->points.n, most = NIGHT_PIECES_MAX, best = 1;

    place(p);
    while (most > 1 && !(p->cost[most - 1][n] < INFINITY))
        most--;
    choose(p, most);
    struct noise z = noise_of(p);
    double rho = alike(&z), least = FLOOR * night_pieces_range(p);
    double unit = fmax(z.squares / freedom(p, most), least * least) * (1 + rho) / (1 - rho);
    double price = CHANCE * log((double)n) * unit;
    for (size_t k = 2; k <= most; k++)
        if (p->cost[k - 1][n] + price * (double)k < p->cost[best - 1][n] + price * (double)best)
            best = k;
    choose(p, best);
    z = noise_of(p);
    p->noise = sqrt(z.squares / freedom(p, best));
    p->alike = alike(&z);
}

void night_pieces_build(struct arena *a, const double *at, const double *value, size_t n,
                        struct night_pieces *ret)
{
    size_t bins = bin(ret, at, value, n);

    ret->points = line_sums_of(a, ret->at, ret->value, bins);
    if (bins >= NIGHT_POINTS_FOR_PIECES)
        cut(ret);
    else
        choose(ret, 1);
}

struct piece night_piece(const struct night_pieces *p, size_t i, size_t j)
{
    struct trend t = trend_of(p->at + i, p->value + i, j - i);
    struct line_sum s = line_sums_between(&p->points, i, j);
    double mid_s = p->points.centre_at + p->points.scale_at * s.t / s.n;
    double mid = p->points.centre + s.v / s.n;
    struct piece ret = {.from_s = p->at[i], .until_s = p->at[j - 1]};

    ret.per_s = line_sum_slope(&s) / p->points.scale_at;
    ret.error_s = t.known ? t.error_s : fabs(ret.per_s); /* four points: never sure */
    ret.height_error = t.mid_error;
    ret.begin = mid + ret.per_s * (ret.from_s - mid_s);
    ret.end = mid + ret.per_s * (ret.until_s - mid_s);
    double change = fabs(ret.end - ret.begin), least = FLOOR * night_pieces_range(p);
    ret.moves = t.known && fabs(ret.per_s) > 1.5 * ret.error_s && change > least;
    return ret;
}
