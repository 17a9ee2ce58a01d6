/* tsv.h - the escaping of bundle tables (see bundle_format.h): writing for collect, reading for
 * report. */
#ifndef SHARED_TSV_H
#define SHARED_TSV_H

#include "arena.h"
#include "sbuf.h"

/* Appends value with tab, newline, carriage return, backslash and control bytes escaped. */
void tsv_add(struct sbuf *out, struct slice value);

/* The value behind an escaped cell. Returns the cell itself when nothing in it is escaped. An
 * escape that is not one of ours stays as it is. */
struct slice tsv_unescape(struct arena *a, struct slice cell);

#endif
