/* samples.h - reads 60-samples/samples.csv, and the logs of monitor scripts of the same kind: a
 * line with the column names, then a row of numbers each time somebody looked.
 *
 * Columns are known by name. A cell that is empty or no number is unknown, never 0; rows with more
 * cells than there are columns are counted and left out. */
#ifndef PARSE_SAMPLES_H
#define PARSE_SAMPLES_H

#include "arena.h"
#include "known.h"

enum { SAMPLES_COLUMNS_MAX = 64, SAMPLES_ROWS_MAX = 200000 };

struct samples {
    struct slice columns[SAMPLES_COLUMNS_MAX];
    size_t ncolumns;
    const struct known_real *cells; /* [row * ncolumns + column] */
    /* Seconds since the first row that says when it was: elapsed_s, else the time of day, over
     * midnight. Unknown where a row does not say, and where its time does not fit (watch_time.h),
     * which is counted as skipped. */
    const struct known_real *at_s; /* [row] */
    size_t nrows;
    size_t skipped;
};

/* An empty text gives no rows. */
void samples_parse(struct arena *a, struct slice text, struct samples *ret);

/* Index of the column with this name, or ncolumns. */
size_t samples_column(const struct samples *s, const char *name);

/* The cell; unknown for a column that is not there. */
struct known_real samples_cell(const struct samples *s, size_t row, size_t column);

#endif
