#include "night_fit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "night_onset.h"
#include "night_pieces.h"
#include "sort_doubles.h"

enum { POINTS_LEAST = 5, LATE_LEAST = 7 };
static const double LIKE = 0.3;      /* a slope of this share of the next one is the same rise */
static const double GOES_ON = 0.4;   /* the second half of a rise has at least this share of it, */
static const double SLOWS = 0.75;    /* of one that is slower than what came before, this share, */
static const double LONG = 3;        /* unless it lasts so many times as long */
static const double WALK = 6;        /* of what wanders, so many times its noise is a rise */
static const double NEW_LEVEL = 0.3; /* so much of a rise must be above what was before */

const char *const course_names[] = {"unknown",  "steady",    "rising",   "falling",
                                    "settling", "returning", "wandering"};

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
static bool is_new(struct arena *a, const struct night_pieces *f, const struct growth *g,
                   size_t begin)
{
    size_t tail = (f->points.n - begin) / 4;
    tail = tail > NIGHT_PIECE_LEAST ? tail : NIGHT_PIECE_LEAST;
    if (begin == 0 || tail > f->points.n)
        return true;
    double before = quantile(a, f->value, begin, 0.95);
    double now = quantile(a, f->value + f->points.n - tail, tail, 0.9);
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
static bool goes_on(const struct night_pieces *f, const struct growth *g)
{
    const struct piece *last = &g->pieces[g->npieces - 1];
    size_t i = f->cuts[f->count - 1], half = i + (f->points.n - i) / 2;
    if (f->points.n - half < NIGHT_PIECE_LEAST)
        return true;
    struct piece second = night_piece(f, half, f->points.n);
    return second.per_s > (slows(g) ? SLOWS : GOES_ON) * last->per_s;
}

/* Is the way from point `begin` on of one direction? It is cut into blocks, and the steps from the
 * mean of each to that of the next one, by the time between, are compared with their own spread, as
 * Student does. A walk without direction passes in 1 to 2 of 100 nights: it is looked at where it
 * went farthest. */
static bool has_direction(const struct night_pieces *f, size_t begin)
{
    enum { BLOCKS = 8, BLOCKS_LEAST = 3, POINTS_OF_BLOCK = 2 };
    /* One in 1,000, by the number of blocks. */
    static const double student[BLOCKS + 1] = {[3] = 318.31, 22.33, 10.21, 7.17, 5.89, 5.21};
    begin += begin > 0; /* the first one may lie before the bend */
    size_t n = f->points.n - begin,
           blocks = n / POINTS_OF_BLOCK < BLOCKS ? n / POINTS_OF_BLOCK : BLOCKS;
    double mean[BLOCKS], at[BLOCKS], squares = 0;
    if (blocks < BLOCKS_LEAST)
        return true; /* so few that nothing says no */
    for (size_t b = 0; b < blocks; b++) {
        size_t i = begin + n * b / blocks, j = begin + n * (b + 1) / blocks;
        struct line_sum sum = line_sums_between(&f->points, i, j);
        mean[b] = sum.v / sum.n;
        at[b] = sum.t / sum.n;
    }
    double steps = (double)(blocks - 1), time = at[blocks - 1] - at[0];
    double slope = (mean[blocks - 1] - mean[0]) / time;
    for (size_t b = 1; b < blocks; b++) {
        double step_time = at[b] - at[b - 1], off = mean[b] - mean[b - 1] - slope * step_time;
        squares += off * off / step_time;
    }
    return fabs(slope) * sqrt(time) >= student[blocks] * sqrt(squares / (steps - 1));
}

static enum course course_of(struct arena *a, const struct night_pieces *f, const struct growth *g,
                             size_t begin)
{
    const struct piece *last = &g->pieces[g->npieces - 1];
    if (begin > 0 && f->points.n - begin < (last->moves ? LATE_LEAST : NIGHT_SURE_LEAST))
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

/* A piece of a few points is never sure of its slope. When it can be that of a neighbour which is,
 * and nothing fell between them, the two are one. */
static bool is_one(const struct growth *g, size_t k)
{
    const struct piece *p = &g->pieces[k], *q = p + 1;
    const struct piece *sure = p->moves ? p : q, *unsure = p->moves ? q : p;
    return p->moves != q->moves && fabs(unsure->per_s - sure->per_s) <= unsure->error_s &&
           (q->begin - p->end) / (sure->end - sure->begin) >= -0.5;
}

static void join(struct night_pieces *f, struct growth *g, size_t k)
{
    f->count = --g->npieces;
    memmove(&f->cuts[k + 1], &f->cuts[k + 2], (g->npieces - k) * sizeof f->cuts[0]);
    memmove(&g->pieces[k + 1], &g->pieces[k + 2], (g->npieces - k - 1) * sizeof g->pieces[0]);
    g->pieces[k] = night_piece(f, f->cuts[k], f->cuts[k + 1]);
}

static void join_unsure(struct night_pieces *f, struct growth *g)
{
    for (size_t k = 0; k + 1 < g->npieces;) {
        if (!is_one(g, k)) {
            k++;
            continue;
        }
        join(f, g, k);
        k -= k > 0; /* what it is now may go with the one before */
    }
}

static void describe(struct arena *a, struct night_pieces *f, struct growth *g)
{
    for (size_t k = 0; k < f->count; k++)
        g->pieces[k] = night_piece(f, f->cuts[k], f->cuts[k + 1]);
    g->npieces = f->count;
    join_unsure(f, g);
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
static bool has_order(const struct night_pieces *f)
{
    double steps = 0, distances = 0;
    for (size_t i = 0; i < f->points.n; i++) {
        double step = i > 0 ? f->value[i] - f->value[i - 1] : 0,
               off = f->value[i] - f->points.centre;
        steps += step * step;
        distances += off * off;
    }
    return night_pieces_range(f) > 0 && steps < distances;
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
    struct night_pieces *f = ARENA_NEW(a, struct night_pieces);
    struct points p = {at, points_without_spikes(a, value, n), n};
    night_pieces_build(a, p.at, p.value, n, f);
    g.noise = f->noise;
    g.alike = f->alike;
    g.few = f->points.n < NIGHT_POINTS_FOR_PIECES;
    describe(a, f, &g);
    if (g.few && (g.course == COURSE_STEADY || g.course == COURSE_WANDERING) && has_order(f))
        g.course = COURSE_UNKNOWN;
    if (g.began)
        refine(a, &p, &g);
    arena_done(&scratch);
    return g;
}
