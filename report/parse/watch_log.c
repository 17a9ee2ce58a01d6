#include "watch_log.h"

#include <math.h>

#include "limits_input.h"
#include "lines.h"
#include "sample_clock.h"

enum { CELLS_MAX = 32 * 1024 * 1024, HELD_MAX = 3 };
static const double DAY_S = 86400;
static const double NUMBER_MAX = 1e18; /* of bytes, of anything */

/* Rows whose time does not fit, until there are enough to be believed. */
struct held {
    size_t rows; /* that follow each other and agree, the last one held */
    double last;
};

struct reading {
    struct watch_log *log;
    double *columns[WATCH_LOG_COLUMNS_MAX];
    double *at;
    size_t elapsed; /* column of elapsed_s, or ncolumns */
    bool started;
    double last, shift, step; /* of time: as the log says it; what is added to it; between rows */
    double days;              /* of times without a date: over midnight */
    struct held held;
};

static size_t count_lines(struct slice text)
{
    size_t n = 0;
    for (struct slice line; slice_next_line(&text, &line);)
        n++;
    return n;
}

static void read_names(struct slice line, struct watch_log *l)
{
    struct slice name;
    if (!slice_next(&line, ',', &name))
        return;
    while (l->ncolumns < WATCH_LOG_COLUMNS_MAX && slice_next(&line, ',', &name))
        l->columns[l->ncolumns++] = slice_trim(name);
}

/* False when the row has more cells than there are columns. */
static bool read_cells(struct reading *r, struct slice line)
{
    struct watch_log *l = r->log;
    struct slice cell;
    size_t i = 0, broken = 0;
    for (size_t k = 0; k < l->ncolumns; k++)
        r->columns[k][l->nrows] = NAN;
    for (; slice_next(&line, ',', &cell); i++) {
        double v;
        cell = slice_trim(cell);
        if (i == l->ncolumns)
            return false;
        if (slice_to_double(cell, &v) && fabs(v) <= NUMBER_MAX)
            r->columns[i][l->nrows] = v;
        else
            broken += cell.len > 0;
    }
    l->broken += broken;
    return true;
}

/* What the row says about when it was; not yet on the line of time. */
static bool clock_of(struct reading *r, struct slice cell, double *t)
{
    struct watch_log *l = r->log;
    bool dated;
    struct known_real now = sample_clock_parse(cell, &dated);
    if (!r->started && now.known) {
        struct slice text = slice_trim(cell);
        l->start_s = now.value;
        l->dated = dated;
        l->utc = dated && (slice_has_suffix(text, SLICE("Z")) || slice_to_double(text, t));
    }
    if (r->elapsed < l->ncolumns) {
        *t = r->columns[r->elapsed][l->nrows];
        return !isnan(*t);
    }
    *t = now.value + (dated ? 0 : r->days);
    if (now.known && !dated && r->started && r->last - *t > DAY_S / 2) {
        r->days += DAY_S;
        *t += DAY_S;
    }
    return now.known;
}

/* A time that goes back or leaps: true when it is the third of its kind, and is believed. */
static bool believe(struct reading *r, double t)
{
    struct held *h = &r->held;
    bool agrees = h->rows > 0 && t > h->last && t - h->last < DAY_S;
    h->rows = agrees ? h->rows + 1 : 1;
    h->last = t;
    if (h->rows < HELD_MAX)
        return false;
    if (t <= r->last) { /* set back: time goes on with a step as before */
        r->shift += r->last + r->step * HELD_MAX - t;
        r->log->clock_sets++;
    }
    r->log->backwards--; /* the believed one itself is none of those left out */
    return true;
}

static void read_row(struct reading *r, struct slice line)
{
    struct watch_log *l = r->log;
    struct slice when;
    double t;
    if (line.len > LIMIT_LINE || !slice_next(&line, ',', &when) || !read_cells(r, line)) {
        l->odd++;
        return;
    }
    if (!clock_of(r, when, &t)) {
        l->timeless++;
        return;
    }
    if (r->started && (t <= r->last || t - r->last > DAY_S)) {
        l->backwards++;
        if (!believe(r, t))
            return;
    }
    r->held.rows = 0;
    if (r->started && t > r->last)
        r->step = t - r->last;
    r->started = true;
    r->last = t;
    r->at[l->nrows] = t + r->shift;
    l->nrows += l->nrows == 0 || r->at[l->nrows] > r->at[l->nrows - 1];
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
    return rows;
}

void watch_log_parse(struct arena *a, struct slice text, struct watch_log *ret)
{
    struct watch_log l = {.every = 1};
    struct reading r = {.log = &l, .elapsed = SIZE_MAX};
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    l.odd = cut;
    if (slice_next_line(&rest, &line))
        read_names(line, &l);
    r.elapsed = l.ncolumns;
    for (size_t i = 0; i < l.ncolumns; i++)
        if (slice_is(l.columns[i], "elapsed_s"))
            r.elapsed = i;
    l.lines = count_lines(rest);
    size_t rows = make_room(a, &r);
    for (size_t i = 0; slice_next_line(&rest, &line) && l.nrows + 1 < rows; i++)
        if (i % l.every == 0)
            read_row(&r, line);
    for (size_t i = l.nrows; i-- > 0;)
        r.at[i] -= r.at[0];
    *ret = l;
}

const double *watch_log_column(const struct watch_log *l, const char *name)
{
    for (size_t i = 0; i < l->ncolumns; i++)
        if (slice_is(l->columns[i], name))
            return l->column[i];
    return NULL;
}
