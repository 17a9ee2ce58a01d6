/* night_fit.h - how a quantity went over a night: since when it grows, how fast, and how sure both
 * are. Pure.
 *
 * The course is cut into up to five straight pieces, as many as the noise allows: a piece more must
 * explain more than noise would, of which neighbours are alike (a heap breathes with its garbage
 * collector). The end of the course rises only if it goes on rising to the last, and above what was
 * before: warm-up settles, and a tooth of a saw has been there. And it rises only if it does so
 * steadily: a sum of chances (a cache that fills and empties) is as far away at its end, and looks
 * straight over any one stretch, but its steps are of any size. */
#ifndef MODEL_NIGHT_FIT_H
#define MODEL_NIGHT_FIT_H

#include <stdbool.h>
#include <stddef.h>

enum { NIGHT_PIECES_MAX = 5 };

enum course {
    COURSE_UNKNOWN, /* too few points; of a heap: too few collections */
    COURSE_STEADY,
    COURSE_RISING,
    COURSE_FALLING,
    COURSE_SETTLING,  /* has risen, and rises less and less */
    COURSE_RETURNING, /* rises, to where it has been before */
    COURSE_WANDERING  /* is higher or lower, as what has no direction can be, too */
};
extern const char *const course_names[]; /* "unknown", "steady", ... */

struct piece {
    double from_s, until_s;
    double begin, end;     /* height of its line there */
    double per_s, error_s; /* slope, and two standard errors */
    double height_error;   /* two standard errors of its height in the middle */
    bool moves;            /* beyond its error */
};

struct growth {
    enum course course; /* at the end */
    struct piece pieces[NIGHT_PIECES_MAX];
    size_t npieces;
    double noise; /* standard deviation around the pieces */
    double alike; /* how much of it neighbours share: 0 to 0.9 */

    /* Since it last began to go as it goes at the end; of all courses. */
    double per_s, error_s; /* slope, and two standard errors */
    double begin, end;     /* height of the line where that began, and at the last point */
    double begin_s, end_s;
    /* It began within the watch: between from_s and until_s, with 95 %. Otherwise it was so from
     * the first point on, and perhaps before. */
    bool began;
    double from_s, until_s;
    bool few; /* points: they do not say when it began */

    /* The largest sudden change of level; 0: none. */
    double step, step_s;
};

/* at: rising seconds; n values, all of them numbers. Takes time proportional to n. */
struct growth growth_of(const double *at, const double *value, size_t n);

/* Does it go anywhere, so that its slope says something? */
static inline bool growth_has_slope(const struct growth *g)
{
    return g->course != COURSE_UNKNOWN && g->course != COURSE_STEADY &&
           g->course != COURSE_WANDERING;
}

#endif
