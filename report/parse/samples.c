#include "samples.h"

#include "limits_input.h"
#include "lines.h"

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
        cells[i].known = slice_to_double(slice_trim(cell), &cells[i].value);
        i++;
    }
    return i > 0;
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
    while (s.nrows < most && slice_next_line(&rest, &line)) {
        struct known_real *row = cells + s.nrows * s.ncolumns;
        if (line.len <= LIMIT_LINE && read_row(line, s.ncolumns, row)) {
            s.nrows++;
            continue;
        }
        for (size_t i = 0; i < s.ncolumns; i++)
            row[i] = (struct known_real){0};
        s.skipped++;
        most--;
    }
    s.cells = cells;
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
