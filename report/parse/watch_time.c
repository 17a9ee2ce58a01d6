#include "watch_time.h"

#include <math.h>

enum { HELD_MAX = 3, ALIKE = 4 };
static const double DAY_S = 86400;

bool watch_time_falls(const struct watch_time *t)
{
    size_t back = 0, forward = 0;
    for (size_t i = 0; i < 2 && back + forward == 0; i++) {
        const double *says = i == 0 ? t->elapsed : t->wall;
        double before = (double)NAN;
        for (size_t row = 0; says && row < t->nrows; row++) {
            if (isnan(says[row]))
                continue;
            back += says[row] < before; /* neither for NAN */
            forward += says[row] > before;
            before = says[row];
        }
    }
    return back > forward;
}

/* Where a row does not say what has elapsed, its clock tells, as far ahead of that as it was on the
 * row before. */
static void line_up(const struct watch_time *t, double *at)
{
    double days = 0, before = (double)NAN, begin = (double)NAN, ahead = (double)NAN;
    for (size_t row = 0; row < t->nrows; row++) {
        double wall = t->wall[row] + days;
        double elapsed = t->elapsed ? t->elapsed[row] : (double)NAN;
        if (!t->dated && before - wall > DAY_S / 2) { /* over midnight */
            days += DAY_S;
            wall += DAY_S;
        }
        before = isnan(wall) ? before : wall;
        if (isnan(begin) && !isnan(elapsed))
            begin = isnan(ahead) ? 0 : wall - ahead - elapsed;
        if (isnan(begin) && isnan(ahead) && !isnan(wall))
            ahead = 0;
        at[row] = isnan(elapsed) ? wall - ahead : elapsed + begin;
        if (!isnan(at[row]) && !isnan(wall))
            ahead = wall - at[row];
    }
}

static bool is_alike(double step, double other)
{
    return step > 0 && step <= ALIKE * other && other <= ALIKE * step;
}

static bool is_usual(double step, double before)
{
    return step > 0 && (step <= DAY_S || is_alike(step, before));
}

/* Does time go on from this row, which leaps by step? It would not from damage. Where the log ends
 * too soon to say, a step is believed that is like the one before. */
static bool goes_on(const struct watch_time *t, const double *at, size_t row, double step,
                    double before)
{
    double leap = step, last = at[row];
    size_t agree = 1, others = 0;
    for (size_t i = row + 1; i < t->nrows && agree < HELD_MAX && others < HELD_MAX; i++) {
        bool agrees = is_usual(at[i] - last, step); /* not so for NAN */
        others += !agrees && !isnan(at[i]);
        if (!agrees)
            continue;
        step = at[i] - last;
        last = at[i];
        agree++;
    }
    return agree == HELD_MAX || (others == 0 && is_alike(leap, before));
}

struct fitting {
    bool started;
    double last, step;  /* as the log says it */
    double shift, ends; /* what is added to it; where the line ends so far */
    /* Rows whose time goes back, until there are enough to be believed: those that follow each
     * other and agree, the last one held. */
    size_t held;
    double held_last;
};

/* True when it is the third of its kind, and is believed. */
static bool believe(struct fitting *f, double t, struct watch_time_damage *d)
{
    bool agrees = f->held > 0 && is_usual(t - f->held_last, f->step);
    f->held = agrees ? f->held + 1 : 1;
    f->held_last = t;
    if (f->held < HELD_MAX)
        return false;
    if (t <= f->last) { /* set back: time goes on with a step as before */
        f->shift += f->last + f->step * HELD_MAX - t;
        d->clock_sets++;
    }
    d->backwards--; /* the believed one itself is none of those left out */
    return true;
}

struct watch_time_damage watch_time_fit(const struct watch_time *t, double *at)
{
    struct watch_time_damage d = {0, 0, 0};
    struct fitting f = {.ends = -INFINITY};
    line_up(t, at);
    for (size_t row = 0; row < t->nrows; row++) {
        double now = at[row], step = now - f.last;
        bool fits =
            !f.started || (step > 0 && (step <= DAY_S || goes_on(t, at, row, step, f.step)));
        at[row] = (double)NAN;
        if (isnan(now)) {
            d.timeless++;
            continue;
        }
        d.backwards += !fits;
        if (!fits && !believe(&f, now, &d))
            continue;
        f.held = 0;
        if (f.started && step > 0)
            f.step = step;
        f.started = true;
        f.last = now;
        if (now + f.shift > f.ends)
            f.ends = at[row] = now + f.shift;
    }
    return d;
}
