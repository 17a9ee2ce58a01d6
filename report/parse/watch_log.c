#include "watch_log.h"

#include <math.h>

#include "limits_input.h"
#include "lines.h"
#include "sample_clock.h"
#include "watch_time.h"

enum { CELLS_MAX = 32 * 1024 * 1024 };
static const double DAY_S = 86400;
static const double NUMBER_MAX = 1e18; /* of bytes, of anything */

struct reading {
    struct watch_log *log;
    double *columns[WATCH_LOG_COLUMNS_MAX];
    double *at, *wall; /* [row]; what it says about when it was */
    size_t names;      /* of the header, with those that there is no room for */
    bool short_header; /* no row has as few cells as that */
    bool has_clock;
};

static size_t count_lines(struct slice text)
{
    size_t n = 0;
    for (struct slice line; slice_next_line(&text, &line);)
        n++;
    return n;
}

/* Programs put quotes around words, and some around all that they write. */
static bool next_cell(struct slice *rest, struct slice *cell)
{
    struct slice quoted = slice_trim(*rest), behind;
    if (slice_skip(&quoted, SLICE("\""))) {
        size_t end = slice_find(quoted, SLICE("\""));
        behind = slice_trim(slice_drop(quoted, end == SIZE_MAX ? quoted.len : end + 1));
        if (end != SIZE_MAX && (behind.len == 0 || slice_skip(&behind, SLICE(",")))) {
            *cell = slice_trim(slice_take(quoted, end));
            *rest = behind;
            return true;
        }
    }
    if (!slice_next(rest, ',', cell))
        return false;
    *cell = slice_trim(*cell);
    return true;
}

static bool is_named(const struct watch_log *l, struct slice name)
{
    for (size_t i = 0; i < l->ncolumns; i++)
        if (slice_equal(l->columns[i], name))
            return true;
    return false;
}

static void read_names(struct slice line, struct reading *r)
{
    struct watch_log *l = r->log;
    struct slice name;
    if (!next_cell(&line, &name))
        return;
    for (; next_cell(&line, &name); r->names++) {
        if (l->twice.len == 0 && name.len > 0 && is_named(l, name))
            l->twice = name;
        if (l->ncolumns < WATCH_LOG_COLUMNS_MAX)
            l->columns[l->ncolumns++] = name;
    }
}

/* Somebody who has a script write more cells may forget the header. */
static bool is_header_short(const struct reading *r, struct slice rest)
{
    bool any = false;
    for (struct slice line, cell; slice_next_line(&rest, &line);) {
        size_t cells = 0;
        while (cells <= r->names + 1 && next_cell(&line, &cell))
            cells++;
        if (cells > 0 && cells <= r->names + 1)
            return false;
        any = any || cells > 0;
    }
    return any;
}

/* False when the row has more cells than there are names, and others have not. */
static bool read_cells(struct reading *r, struct slice line)
{
    struct watch_log *l = r->log;
    struct slice cell;
    size_t i = 0, broken = 0;
    for (size_t k = 0; k < l->ncolumns; k++)
        r->columns[k][l->nrows] = NAN;
    for (; i < r->names && next_cell(&line, &cell); i++) {
        double v;
        if (i >= l->ncolumns)
            continue;
        if (slice_to_double(cell, &v) && fabs(v) <= NUMBER_MAX)
            r->columns[i][l->nrows] = v;
        else
            broken += cell.len > 0;
    }
    bool more = next_cell(&line, &cell);
    if (more && !r->short_header)
        return false;
    l->longer += more;
    l->broken += broken;
    return true;
}

/* Times with a date and times without one do not go together: the first one counts. */
static double wall_of(struct reading *r, struct slice cell)
{
    struct watch_log *l = r->log;
    double number;
    bool dated;
    struct known_real now = sample_clock_parse(cell, &dated);
    if (now.known && !r->has_clock) {
        r->has_clock = true;
        l->dated = dated;
        l->utc = dated && (slice_has_suffix(cell, SLICE("Z")) || slice_to_double(cell, &number));
    }
    return now.known && dated == l->dated ? now.value : (double)NAN;
}

static void read_row(struct reading *r, struct slice line)
{
    struct watch_log *l = r->log;
    struct slice when;
    if (line.len > LIMIT_LINE || !next_cell(&line, &when) || !read_cells(r, line)) {
        l->odd++;
        return;
    }
    r->wall[l->nrows++] = wall_of(r, when);
}

/* Room for so many rows; more than the ceiling are thinned out evenly, the whole night stays. */
static size_t make_room(struct arena *a, struct reading *r)
{
    struct watch_log *l = r->log;
    size_t most = CELLS_MAX / (l->ncolumns + 1);
    l->every = l->lines / most + 1;
    size_t rows = l->lines / l->every + 2;
    for (size_t i = 0; i < l->ncolumns; i++)
        l->column[i] = r->columns[i] = ARENA_ARRAY(a, double, rows);
    l->at_s = r->at = ARENA_ARRAY(a, double, rows);
    r->wall = ARENA_ARRAY(a, double, rows);
    return rows;
}

static void reverse(double *list, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        double swap = list[i];
        list[i] = list[n - 1 - i];
        list[n - 1 - i] = swap;
    }
}

/* Only the rows with a place on the line of time stay. */
static void keep_placed(struct reading *r)
{
    struct watch_log *l = r->log;
    size_t n = 0;
    for (size_t row = 0; row < l->nrows; row++) {
        if (isnan(r->at[row]))
            continue;
        for (size_t i = 0; i < l->ncolumns; i++)
            r->columns[i][n] = r->columns[i][row];
        r->wall[n] = r->wall[row];
        r->at[n++] = r->at[row];
    }
    l->nrows = n;
    for (size_t i = n; i-- > 0;)
        r->at[i] -= r->at[0];
}

static double start_of(const struct reading *r)
{
    const struct watch_log *l = r->log;
    size_t row = 0;
    while (row < l->nrows && isnan(r->wall[row]))
        row++;
    if (row == l->nrows)
        return 0;
    double start = r->wall[row] - r->at[row];
    return !l->dated && start < 0 ? fmod(start, DAY_S) + DAY_S : start;
}

static void place_rows(struct reading *r)
{
    struct watch_log *l = r->log;
    struct watch_time t = {.wall = r->wall,
                           .elapsed = watch_log_column(l, "elapsed_s"),
                           .nrows = l->nrows,
                           .dated = l->dated};
    l->newest_first = watch_time_falls(&t);
    for (size_t i = 0; l->newest_first && i < l->ncolumns; i++)
        reverse(r->columns[i], l->nrows);
    if (l->newest_first)
        reverse(r->wall, l->nrows);
    struct watch_time_damage d = watch_time_fit(&t, r->at);
    l->timeless = d.timeless;
    l->backwards = d.backwards;
    l->clock_sets = d.clock_sets;
    keep_placed(r);
    l->start_s = start_of(r);
}

void watch_log_parse(struct arena *a, struct slice text, struct watch_log *ret)
{
    struct watch_log l = {.every = 1};
    struct reading r = {.log = &l};
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    l.odd = cut;
    if (slice_next_line(&rest, &line))
        read_names(line, &r);
    r.short_header = is_header_short(&r, rest);
    l.lines = count_lines(rest);
    size_t rows = make_room(a, &r);
    for (size_t i = 0; slice_next_line(&rest, &line) && l.nrows + 1 < rows; i++)
        if (i % l.every == 0)
            read_row(&r, line);
    place_rows(&r);
    *ret = l;
}

const double *watch_log_column(const struct watch_log *l, const char *name)
{
    for (size_t i = 0; i < l->ncolumns; i++)
        if (slice_is(l->columns[i], name))
            return l->column[i];
    return NULL;
}
