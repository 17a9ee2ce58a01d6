/* watch_time.h - puts the rows of a log or of samples on one line of time, which always rises.
 *
 * Time that goes back is believed when three rows in a row agree: a clock was set; one such row
 * alone is damage. A leap forward by more than a day is believed when the rows behind it go on from
 * there (the machine was off), or when all steps are as long. */
#ifndef PARSE_WATCH_TIME_H
#define PARSE_WATCH_TIME_H

#include <stdbool.h>
#include <stddef.h>

/* What the rows say about when they were written; NAN: nothing. */
struct watch_time {
    const double *wall;    /* [row] seconds since 1970 or, without a date, since midnight */
    const double *elapsed; /* [row] what counts the seconds by itself, which is better; or NULL */
    size_t nrows;
    bool dated;
};

struct watch_time_damage {
    size_t timeless, backwards; /* rows left out */
    size_t clock_sets;
};

/* Most rows are older than the one before them: the log has its newest row first. */
bool watch_time_falls(const struct watch_time *t);

/* at[row]: when it was, rising; NAN: the row is left out. */
struct watch_time_damage watch_time_fit(const struct watch_time *t, double *at);

#endif
