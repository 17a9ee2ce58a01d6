#include "night_fit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "night_onset.h"
#include "sort_doubles.h"
#include "trend.h"

enum { BINS = 240, POINTS_LEAST = 5, POINTS_FOR_PIECES = 16, PIECE_LEAST = 4, SURE_LEAST = 5 };
static const double FLOOR = 5e-4;    /* noise is taken to be at least this share of the range */
static const double CHANCE = 4;      /* cost of a piece, in logarithms of the number of bins */
static const double LIKE = 0.3;      /* a slope of this share of the next one is the same rise */
static const double GOES_ON = 0.4;   /* the second half of a rise has at least this share of it, */
static const double SLOWS = 0.75;    /* of one that is slower than what came before, this share, */
static const double LONG = 3;        /* unless it lasts so many times as long */
static const double WALK = 6;        /* of what wanders, so many times its noise is a rise */
static const double NEW_LEVEL = 0.3; /* so much of a rise must be above what was before */

const char *const course_names[] = {"unknown",  "steady",    "rising",   "falling",
                                    "settling", "returning", "wandering"};

/* The course in at most BINS points, with sums from the left: a line through any stretch of them
 * costs the same. */
struct fit {
    size_t n;
    double at[BINS], value[BINS];
    double t[BINS + 1], v[BINS + 1], tt[BINS + 1], tv[BINS + 1], vv[BINS + 1];
    double cost[NIGHT_PIECES_MAX][BINS + 1];
    size_t from[NIGHT_PIECES_MAX][BINS + 1]; /* where the last piece of that many begins */
    size_t cuts[NIGHT_PIECES_MAX + 1];
    size_t npieces;
    double centre_at, scale_at, centre;
};

/* ---- points ------------------------------------------------------------------------------------
 */

static void bin(struct fit *f, const double *at, const double *value, size_t n)
{
    double span = at[n - 1] - at[0], count = 0;
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t b = n <= BINS ? i : (size_t)((at[i] - at[0]) / span * (BINS - 1e-6));
        if (b != last) {
            f->n++;
            f->at[f->n - 1] = f->value[f->n - 1] = count = 0;
            last = b;
        }
        count++;
        f->at[f->n - 1] += (at[i] - f->at[f->n - 1]) / count;
        f->value[f->n - 1] += (value[i] - f->value[f->n - 1]) / count;
    }
}

static void sum(struct fit *f)
{
    f->centre_at = (f->at[0] + f->at[f->n - 1]) / 2;
    f->scale_at = (f->at[f->n - 1] - f->at[0]) / 2;
    for (size_t i = 0; i < f->n; i++)
        f->centre += f->value[i] / (double)f->n;
    for (size_t i = 0; i < f->n; i++) {
        double t = (f->at[i] - f->centre_at) / f->scale_at, v = f->value[i] - f->centre;
        f->t[i + 1] = f->t[i] + t;
        f->v[i + 1] = f->v[i] + v;
        f->tt[i + 1] = f->tt[i] + t * t;
        f->tv[i + 1] = f->tv[i] + t * v;
        f->vv[i + 1] = f->vv[i] + v * v;
    }
}

/* What a line through points i to j-1 leaves, squared and added up. */
static double rest(const struct fit *f, size_t i, size_t j)
{
    double n = (double)(j - i), t = f->t[j] - f->t[i], v = f->v[j] - f->v[i];
    double xx = f->tt[j] - f->tt[i] - t * t / n, xy = f->tv[j] - f->tv[i] - t * v / n;
    double yy = f->vv[j] - f->vv[i] - v * v / n;
    return fmax(0, yy - (xx > 0 ? xy * xy / xx : 0));
}

/* ---- pieces ------------------------------------------------------------------------------------
 */

static size_t piece_least(const struct fit *f)
{
    size_t least = f->n / 40;
    return least > PIECE_LEAST ? least : PIECE_LEAST;
}

/* The best begin of a last piece that ends before j, with k pieces before it. */
static void place_one(struct fit *f, size_t k, size_t j)
{
    size_t least = piece_least(f);
    f->cost[k][j] = INFINITY;
    for (size_t i = least; i + least <= j; i++) {
        double cost = f->cost[k - 1][i] + rest(f, i, j);
        if (cost >= f->cost[k][j])
            continue;
        f->cost[k][j] = cost;
        f->from[k][j] = i;
    }
}

/* The best places of one to NIGHT_PIECES_MAX pieces, by the best places of one less. */
static void place(struct fit *f)
{
    for (size_t j = 0; j <= f->n; j++)
        f->cost[0][j] = j >= piece_least(f) ? rest(f, 0, j) : INFINITY;
    for (size_t k = 1; k < NIGHT_PIECES_MAX; k++)
        for (size_t j = 0; j <= f->n; j++)
            place_one(f, k, j);
}

static void choose(struct fit *f, size_t pieces)
{
    f->npieces = pieces;
    f->cuts[pieces] = f->n;
    for (size_t k = pieces; k-- > 0;)
        f->cuts[k] = k > 0 ? f->from[k][f->cuts[k + 1]] : 0;
}

struct noise {
    double squares, next; /* of what is left, and of neighbours */
};

static struct noise noise_of(const struct fit *f)
{
    struct noise z = {0, 0};
    for (size_t k = 0; k < f->npieces; k++) {
        size_t i = f->cuts[k], j = f->cuts[k + 1];
        double n = (double)(j - i), t = f->t[j] - f->t[i], v = f->v[j] - f->v[i], before = 0;
        double xx = f->tt[j] - f->tt[i] - t * t / n, xy = f->tv[j] - f->tv[i] - t * v / n;
        for (size_t p = i; p < j; p++) {
            double at = f->t[p + 1] - f->t[p] - t / n, now = f->v[p + 1] - f->v[p] - v / n;
            now -= xx > 0 ? xy / xx * at : 0;
            z.squares += now * now;
            z.next += p > i ? now * before : 0;
            before = now;
        }
    }
    return z;
}

static double range_of(const struct fit *f)
{
    double least = f->value[0], most = f->value[0];
    for (size_t i = 1; i < f->n; i++) {
        least = fmin(least, f->value[i]);
        most = fmax(most, f->value[i]);
    }
    return most - least;
}

/* As many pieces as the noise allows. The noise is what the most pieces leave. */
static void cut(struct fit *f, struct growth *g)
{
    size_t most = NIGHT_PIECES_MAX, best = 1;
    place(f);
    while (most > 1 && !(f->cost[most - 1][f->n] < INFINITY))
        most--;
    choose(f, most);
    struct noise z = noise_of(f);
    double rho = z.squares > 0 ? fmin(0.9, fmax(0, z.next / z.squares)) : 0;
    double freedom = fmax(1, (double)f->n - 3.0 * (double)most);
    double least = FLOOR * range_of(f);
    double unit = fmax(z.squares / freedom, least * least) * (1 + rho) / (1 - rho);
    double price = CHANCE * log((double)f->n) * unit;
    for (size_t k = 2; k <= most; k++)
        if (f->cost[k - 1][f->n] + price * (double)k <
            f->cost[best - 1][f->n] + price * (double)best)
            best = k;
    choose(f, best);
    z = noise_of(f);
    g->noise = sqrt(z.squares / fmax(1, (double)f->n - 3.0 * (double)best));
    g->alike = z.squares > 0 ? fmin(0.9, fmax(0, z.next / z.squares)) : 0;
}

static struct piece piece_of(const struct fit *f, size_t i, size_t j)
{
    struct trend t = trend_of(f->at + i, f->value + i, j - i);
    struct piece p = {.from_s = f->at[i], .until_s = f->at[j - 1]};
    double n = (double)(j - i), tsum = f->t[j] - f->t[i], v = f->v[j] - f->v[i];
    double xx = f->tt[j] - f->tt[i] - tsum * tsum / n;
    double slope = xx > 0 ? (f->tv[j] - f->tv[i] - tsum * v / n) / xx : 0;
    double mid_s = f->centre_at + f->scale_at * tsum / n, mid = f->centre + v / n;
    p.per_s = slope / f->scale_at;
    p.error_s = t.known ? t.error_s : fabs(p.per_s); /* four points: never sure */
    p.height_error = t.mid_error;
    p.begin = mid + p.per_s * (p.from_s - mid_s);
    p.end = mid + p.per_s * (p.until_s - mid_s);
    double change = fabs(p.end - p.begin), least = FLOOR * range_of(f);
    p.moves = t.known && fabs(p.per_s) > 1.5 * p.error_s && change > least;
    return p;
}

/* ---- what the pieces say -----------------------------------------------------------------------
 */

/* Does piece k continue the rise of piece j before it, with no fall between them? */
static bool continues_piece(const struct growth *g, size_t j, size_t k)
{
    const struct piece *p = &g->pieces[j], *q = &g->pieces[k];
    double rise = p->end - p->begin, jump = q->begin - p->end;
    return p->moves && q->moves && p->per_s / q->per_s > 0 && jump / rise > -0.5;
}

static bool continues(const struct growth *g, size_t k)
{
    return continues_piece(g, k - 1, k);
}

/* A bump in the midst of a rise is a short piece that does not move like it: as when a bundle is
 * taken, and its connections are descriptors. The rise goes on behind it. */
static bool is_bump(const struct growth *g, size_t k)
{
    const struct piece *p = &g->pieces[k], *q = &g->pieces[k + 1];
    return p->until_s - p->from_s < (q->until_s - q->from_s) / 2;
}

/* The piece with which the rise (or fall) of the last one began. */
static size_t run_begin(const struct growth *g)
{
    size_t k = g->npieces - 1;
    double slope = g->pieces[k].per_s;
    while (k > 0) {
        size_t j = k - 1;
        if (j > 0 && !continues(g, k) && is_bump(g, j))
            j--;
        if (!continues_piece(g, j, k) || g->pieces[j].per_s / slope < LIKE)
            break;
        k = j;
    }
    return k;
}

static double quantile(struct arena *a, const double *value, size_t n, double share)
{
    double *sorted = ARENA_ARRAY(a, double, n);
    memcpy(sorted, value, n * sizeof *sorted);
    sort_doubles(sorted, n);
    return sorted[(size_t)(share * (double)(n - 1))];
}

/* The end lies above what was before the rise: else it is a tooth of a saw. */
static bool is_new(struct arena *a, const struct fit *f, const struct growth *g, size_t begin)
{
    size_t tail = (f->n - begin) / 4;
    tail = tail > PIECE_LEAST ? tail : PIECE_LEAST;
    if (begin == 0 || tail > f->n)
        return true;
    double before = quantile(a, f->value, begin, 0.95);
    double now = quantile(a, f->value + f->n - tail, tail, 0.9);
    return now - before > NEW_LEVEL * (g->end - g->begin);
}

/* The last piece is slower than the rise before, and not much longer. */
static bool slows(const struct growth *g)
{
    size_t k = g->npieces - 1, first = k;
    const struct piece *last = &g->pieces[k];
    while (first > 0 && continues(g, first))
        first--;
    return first < k && g->pieces[k - 1].per_s > 2 * last->per_s &&
           last->until_s - last->from_s < LONG * (last->from_s - g->pieces[first].from_s);
}

/* The second half of the last piece rises, too. */
static bool goes_on(const struct fit *f, const struct growth *g)
{
    const struct piece *last = &g->pieces[g->npieces - 1];
    size_t i = f->cuts[f->npieces - 1], half = i + (f->n - i) / 2;
    if (f->n - half < PIECE_LEAST)
        return true;
    struct piece second = piece_of(f, half, f->n);
    return second.per_s > (slows(g) ? SLOWS : GOES_ON) * last->per_s;
}

/* Is the way from point `begin` on of one direction? It is cut into blocks, and the steps from the
 * mean of each to that of the next one, by the time between, are compared with their own spread, as
 * Student does. A walk without direction passes in 1 to 2 of 100 nights: it is looked at where it
 * went farthest. */
static bool has_direction(const struct fit *f, size_t begin)
{
    enum { BLOCKS = 8, BLOCKS_LEAST = 3, POINTS_OF_BLOCK = 2 };
    /* One in 1,000, by the number of blocks. */
    static const double student[BLOCKS + 1] = {[3] = 318.31, 22.33, 10.21, 7.17, 5.89, 5.21};
    begin += begin > 0; /* the first one may lie before the bend */
    size_t n = f->n - begin, blocks = n / POINTS_OF_BLOCK < BLOCKS ? n / POINTS_OF_BLOCK : BLOCKS;
    double mean[BLOCKS], at[BLOCKS], squares = 0;
    if (blocks < BLOCKS_LEAST)
        return true; /* so few that nothing says no */
    for (size_t b = 0; b < blocks; b++) {
        size_t i = begin + n * b / blocks, j = begin + n * (b + 1) / blocks;
        mean[b] = (f->v[j] - f->v[i]) / (double)(j - i);
        at[b] = (f->t[j] - f->t[i]) / (double)(j - i);
    }
    double steps = (double)(blocks - 1), time = at[blocks - 1] - at[0];
    double slope = (mean[blocks - 1] - mean[0]) / time;
    for (size_t b = 1; b < blocks; b++) {
        double step_time = at[b] - at[b - 1], off = mean[b] - mean[b - 1] - slope * step_time;
        squares += off * off / step_time;
    }
    return fabs(slope) * sqrt(time) >= student[blocks] * sqrt(squares / (steps - 1));
}

static enum course course_of(struct arena *a, const struct fit *f, const struct growth *g,
                             size_t begin)
{
    const struct piece *last = &g->pieces[g->npieces - 1];
    if (!last->moves && f->n - f->cuts[f->npieces - 1] < SURE_LEAST && f->npieces > 1)
        return COURSE_UNKNOWN; /* it has left what was before, and that is all */
    if (!last->moves || fabs(g->end - g->begin) < WALK * g->alike * g->noise)
        return COURSE_STEADY;
    if (last->per_s >= 0 && !goes_on(f, g))
        return COURSE_SETTLING;
    if (last->per_s >= 0 && !is_new(a, f, g, begin))
        return COURSE_RETURNING;
    if (!has_direction(f, begin))
        return COURSE_WANDERING;
    return last->per_s < 0 ? COURSE_FALLING : COURSE_RISING;
}

/* The largest jump between two pieces that their lines do not explain. */
static void find_step(struct growth *g)
{
    for (size_t k = 1; k < g->npieces; k++) {
        const struct piece *p = &g->pieces[k - 1], *q = &g->pieces[k];
        double middle = (p->until_s + q->from_s) / 2;
        double jump = (q->begin + q->per_s * (middle - q->from_s)) -
                      (p->end + p->per_s * (middle - p->until_s));
        double moved = fabs(q->end - q->begin) + fabs(p->end - p->begin);
        if (fabs(jump) > 5 * g->noise && fabs(jump) > moved / 2 && fabs(jump) > fabs(g->step)) {
            g->step = jump;
            g->step_s = middle;
        }
    }
}

/* The last piece may be a few points, which are never sure of their slope. When it can be that of
 * the piece before, and nothing fell between them, the two are one. */
static void join_tail(struct fit *f, struct growth *g)
{
    size_t k = g->npieces - 1;
    const struct piece *last = &g->pieces[k], *before = last - 1;
    if (k == 0 || last->moves || !before->moves ||
        fabs(last->per_s - before->per_s) > last->error_s ||
        (last->begin - before->end) / (before->end - before->begin) < -0.5)
        return;
    f->cuts[k] = f->cuts[k + 1];
    f->npieces = g->npieces = k;
    g->pieces[k - 1] = piece_of(f, f->cuts[k - 1], f->cuts[k]);
}

static void describe(struct arena *a, struct fit *f, struct growth *g)
{
    for (size_t k = 0; k < f->npieces; k++)
        g->pieces[k] = piece_of(f, f->cuts[k], f->cuts[k + 1]);
    g->npieces = f->npieces;
    join_tail(f, g);
    const struct piece *last = &g->pieces[g->npieces - 1];
    size_t first = run_begin(g), begin = f->cuts[first];
    g->per_s = last->per_s;
    g->error_s = last->error_s;
    g->begin_s = g->pieces[first].from_s;
    g->begin = g->pieces[first].begin;
    g->end_s = last->until_s;
    g->end = last->end;
    g->began = first > 0;
    g->from_s = g->until_s = g->begin_s;
    g->course = course_of(a, f, g, begin);
    find_step(g);
}

/* A line through few points that bend has a wide error, but what is alike from one point to the
 * next goes somewhere. Without order the squares of the steps are twice those of the distances from
 * the mean. */
static bool has_order(const struct fit *f)
{
    double steps = 0, distances = 0;
    for (size_t i = 0; i < f->n; i++) {
        double step = i > 0 ? f->value[i] - f->value[i - 1] : 0, off = f->value[i] - f->centre;
        steps += step * step;
        distances += off * off;
    }
    return range_of(f) > 0 && steps < distances;
}

/* Where in the points themselves, not in their bins, the rise began. */
static void refine(struct arena *a, const struct points *p, struct growth *g)
{
    size_t before = g->npieces - 1;
    while (before > 0 && g->pieces[before].from_s > g->begin_s)
        before--;
    struct onset o = onset_find(a, p, g->pieces[before - 1].from_s, g->pieces[before].until_s);
    if (!o.known)
        return;
    g->begin_s = o.at_s;
    g->from_s = o.from_s;
    g->until_s = o.until_s;
    g->begin = o.height;
}

struct growth growth_of(const double *at, const double *value, size_t n)
{
    struct growth g = {.course = COURSE_UNKNOWN};
    struct arena scratch = ARENA_INIT, *a = &scratch;
    if (n < POINTS_LEAST || !(at[n - 1] > at[0]))
        return g;
    struct fit *f = ARENA_NEW(a, struct fit);
    struct points p = {at, points_without_spikes(a, value, n), n};
    bin(f, p.at, p.value, n);
    sum(f);
    if (f->n >= POINTS_FOR_PIECES)
        cut(f, &g);
    else {
        f->cuts[1] = f->n;
        f->npieces = 1;
        g.few = true;
    }
    describe(a, f, &g);
    if (g.few && (g.course == COURSE_STEADY || g.course == COURSE_WANDERING) && has_order(f))
        g.course = COURSE_UNKNOWN;
    if (g.began)
        refine(a, &p, &g);
    arena_done(&scratch);
    return g;
}
