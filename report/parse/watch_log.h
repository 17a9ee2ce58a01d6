/* watch_log.h - reads the log of collect --watch, and the logs of monitor scripts of the same kind:
 * a line with the column names, the first of them "time", then a row each time somebody looked.
 *
 * Such logs are written over a night by scripts that fail half of the time. What is no number is
 * counted and unknown, never 0. Rows without a time are of no use, and rows whose time does not fit
 * are left out (watch_time.h). */
#ifndef PARSE_WATCH_LOG_H
#define PARSE_WATCH_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "slice.h"

enum { WATCH_LOG_COLUMNS_MAX = 64 };

struct watch_log {
    struct slice columns[WATCH_LOG_COLUMNS_MAX]; /* without time, which is the first one */
    const double *column[WATCH_LOG_COLUMNS_MAX]; /* [row]; NAN: unknown */
    size_t ncolumns, nrows;
    const double *at_s; /* [row], rising; the first is 0 */
    double start_s;     /* what the first row says: since 1970 if dated, else since midnight */
    bool dated, utc;    /* utc: the time has a zone, or is a number of seconds */
    size_t lines;       /* behind the header */
    size_t broken;      /* cells that are neither empty nor a number */
    size_t odd;         /* rows left out: too many cells, too long, no end */
    size_t longer;      /* rows with more cells than names, as all have: those named are read */
    struct slice twice; /* name of two columns, of which the first is read; empty: there is none */
    bool newest_first;  /* the rows were turned round */
    size_t timeless;    /* rows left out, which do not say when */
    size_t backwards;   /* rows left out, whose time goes back or leaps */
    size_t clock_sets;  /* times the clock was set back, and time goes on from there */
    size_t every;       /* of so many rows one was read: 1, more for a log of many weeks */
};

/* An empty text gives no rows. */
void watch_log_parse(struct arena *a, struct slice text, struct watch_log *ret);

/* The column of this name, or NULL. */
const double *watch_log_column(const struct watch_log *l, const char *name);

#endif
