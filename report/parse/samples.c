#include "samples.h"

#include <math.h>

#include "limits_input.h"
#include "lines.h"
#include "sample_clock.h"
#include "watch_time.h"

static const double NUMBER_MAX = 1e18; /* of bytes, of anything */

static size_t count_lines(struct slice text)
{
    size_t n = 0;
    for (struct slice line; slice_next_line(&text, &line);)
        n++;
    return n;
}

static void read_names(struct slice line, struct samples *s)
{
    struct slice name;
    while (s->ncolumns < SAMPLES_COLUMNS_MAX && slice_next(&line, ',', &name))
        s->columns[s->ncolumns++] = slice_trim(name);
}

/* False when the row has more cells than there are columns. */
static bool read_row(struct slice line, size_t ncolumns, struct known_real *cells)
{
    struct slice cell;
    size_t i = 0;
    while (slice_next(&line, ',', &cell)) {
        if (i == ncolumns)
            return false;
        cells[i].known = slice_to_double(slice_trim(cell), &cells[i].value) &&
                         fabs(cells[i].value) <= NUMBER_MAX;
        i++;
    }
    return i > 0;
}

/* The first column is the time where there is one of that name. Those with a date and those without
 * one do not go together: the first one counts. */
static double time_of(struct watch_time *t, const struct samples *s, struct slice line)
{
    struct slice cell;
    bool dated;
    if (!s->ncolumns || !slice_is(s->columns[0], "time") || !slice_next(&line, ',', &cell))
        return (double)NAN;
    struct known_real now = sample_clock_parse(cell, &dated);
    if (!now.known || (t->nrows > 0 && dated != t->dated))
        return (double)NAN;
    t->nrows = 1;
    t->dated = dated;
    return now.value;
}

/* What counts the seconds by itself is better than a clock; either way the first row is 0. */
static void set_times(struct arena *a, struct watch_time *t, struct samples *s)
{
    size_t column = samples_column(s, "elapsed_s"), first = 0;
    double *elapsed = ARENA_ARRAY(a, double, s->nrows + 1);
    double *fitted = ARENA_ARRAY(a, double, s->nrows + 1);
    struct known_real *at = ARENA_ARRAY(a, struct known_real, s->nrows + 1);
    for (size_t row = 0; row < s->nrows; row++) {
        struct known_real cell = samples_cell(s, row, column);
        elapsed[row] = cell.known ? cell.value : (double)NAN;
    }
    t->nrows = s->nrows;
    t->elapsed = elapsed;
    s->skipped += watch_time_fit(t, fitted).backwards;
    while (first < s->nrows && isnan(fitted[first]))
        first++;
    for (size_t row = first; row < s->nrows; row++)
        if (!isnan(fitted[row]))
            at[row] = (struct known_real){true, fitted[row] - fitted[first]};
    s->at_s = at;
}

void samples_parse(struct arena *a, struct slice text, struct samples *ret)
{
    struct samples s = {.ncolumns = 0};
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    s.skipped = cut;
    if (slice_next_line(&rest, &line))
        read_names(line, &s);
    size_t most = count_lines(rest);
    if (most > SAMPLES_ROWS_MAX) {
        s.skipped += most - SAMPLES_ROWS_MAX;
        most = SAMPLES_ROWS_MAX;
    }
    struct known_real *cells = ARENA_ARRAY(a, struct known_real, most * s.ncolumns + 1);
    double *wall = ARENA_ARRAY(a, double, most + 1);
    struct watch_time times = {.wall = wall};
    while (s.nrows < most && slice_next_line(&rest, &line)) {
        struct known_real *row = cells + s.nrows * s.ncolumns;
        if (line.len <= LIMIT_LINE && read_row(line, s.ncolumns, row)) {
            wall[s.nrows] = time_of(&times, &s, line);
            s.nrows++;
            continue;
        }
        for (size_t i = 0; i < s.ncolumns; i++)
            row[i] = (struct known_real){0};
        s.skipped++;
        most--;
    }
    s.cells = cells;
    set_times(a, &times, &s);
    *ret = s;
}

size_t samples_column(const struct samples *s, const char *name)
{
    size_t i = 0;
    while (i < s->ncolumns && !slice_is(s->columns[i], name))
        i++;
    return i;
}

struct known_real samples_cell(const struct samples *s, size_t row, size_t column)
{
    if (column >= s->ncolumns || row >= s->nrows)
        return (struct known_real){0};
    return s->cells[row * s->ncolumns + column];
}
