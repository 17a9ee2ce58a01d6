#include "table.h"

#include "limits_input.h"
#include "tsv.h"

static bool has_column(const struct table *t, struct slice name)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (slice_equal(t->columns[i], name))
            return true;
    return false;
}

/* Splits line at its tabs into cells[]: their number, or SIZE_MAX when there are more than fit. */
static size_t split(struct slice line, struct slice *cells)
{
    size_t n = 0;
    for (;;) {
        if (n == TABLE_COLUMNS_MAX)
            return SIZE_MAX;
        struct slice head = {0};
        size_t before = line.len;
        slice_next(&line, '\t', &head);
        cells[n++] = head;
        if (head.len == before) /* no tab behind this cell: it was the last */
            return n;
    }
}

enum status table_open(struct arena *a, struct slice text, struct table *ret, struct error *err)
{
    struct table t = {.arena = a, .rest = text};
    struct slice line, names[TABLE_COLUMNS_MAX];
    if (!slice_next_line(&t.rest, &line) || line.len == 0)
        return error_set(err, STATUS_SYNTAX, 0, "table without a header line");
    size_t n = split(line, names);
    if (n == SIZE_MAX)
        return error_set(err, STATUS_LIMIT, 0, "table with more than %d columns",
                         TABLE_COLUMNS_MAX);
    for (size_t i = 0; i < n; i++) {
        if (names[i].len == 0 || has_column(&t, names[i]))
            return error_set(err, STATUS_SYNTAX, 0, "column %zu of a table has no name of its own",
                             i + 1);
        t.columns[t.ncolumns++] = names[i];
    }
    *ret = t;
    return STATUS_OK;
}

size_t table_find(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (slice_is(t->columns[i], name))
            return i;
    return TABLE_NO_COLUMN;
}

bool table_next(struct table *t)
{
    struct slice line;
    while (t->rest.len) {
        if (t->rows + t->skipped >= LIMIT_TABLE_ROWS) {
            t->cut = true;
            return false;
        }
        bool ended = t->rest.ptr[t->rest.len - 1] == '\n';
        slice_next_line(&t->rest, &line);
        if (t->rest.len == 0 && !ended) {
            t->cut = true;
            t->skipped++;
            return false;
        }
        if (split(line, t->cells) == t->ncolumns) {
            t->rows++;
            return true;
        }
        t->skipped++;
    }
    return false;
}

struct slice table_cell(struct table *t, size_t column)
{
    if (column >= t->ncolumns)
        return (struct slice){0};
    return tsv_unescape(t->arena, t->cells[column]);
}

struct known_u64 table_cell_number(struct table *t, size_t column)
{
    return known_u64(table_cell(t, column));
}
