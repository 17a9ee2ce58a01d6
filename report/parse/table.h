/* table.h - reads the tables (*.tsv) of a bundle row by row; needs no memory for what it passed.
 *
 *     struct table t;
 *     if (table_open(a, text, &t, err) ...
 *     size_t type = table_find(&t, "type");
 *     while (table_next(&t))
 *         use(table_cell(&t, type));
 *
 * Columns are found by name, so new ones do no harm and a missing one reads as empty: unknown. */
#ifndef PARSE_TABLE_H
#define PARSE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "known.h"
#include "slice.h"
#include "status.h"

enum { TABLE_COLUMNS_MAX = 64 };
#define TABLE_NO_COLUMN SIZE_MAX

struct table {
    struct arena *arena;
    struct slice columns[TABLE_COLUMNS_MAX];
    size_t ncolumns;
    struct slice cells[TABLE_COLUMNS_MAX]; /* of the current row, still escaped */
    struct slice rest;
    uint64_t rows;    /* good ones so far */
    uint64_t skipped; /* rows with another number of cells than the header */
    bool cut;         /* the last row has no end: it is in skipped */
};

/* Reads the header line. STATUS_SYNTAX when there is none, or a column name is empty or twice. */
MUST_CHECK enum status table_open(struct arena *a, struct slice text, struct table *ret,
                                  struct error *err);

/* Index for table_cell(), or TABLE_NO_COLUMN. */
size_t table_find(const struct table *t, const char *name);

/* Goes to the next good row; false after the last one, and after LIMIT_TABLE_ROWS (then cut). */
bool table_next(struct table *t);

/* The cell of the current row, unescaped; empty when it is unknown or the column is missing. It
 * points into the text or, if it had escapes, into the arena. */
struct slice table_cell(struct table *t, size_t column);
struct known_u64 table_cell_number(struct table *t, size_t column);

#endif
