/* pprof_writer.h - writes a profile for pprof (profile.proto), as a stream.
 *
 *     pprof_writer_new() -> _location(), _sample() ... -> _end()
 *
 * The fields come in the order in which the Go runtime writes them: kinds of values first, then
 * each sample behind the locations and functions that are new in it, mappings and the string table
 * last. Only what has to be recognised again is held: strings, functions, locations. What goes
 * wrong sticks and is returned by _end(). The profile is not compressed here: see gzip.h. */
#ifndef COLLECT_PPROF_WRITER_H
#define COLLECT_PPROF_WRITER_H

#include <stdint.h>

#include "sink.h"

enum { PPROF_TYPES_MAX = 4, PPROF_LINES_MAX = 256 };

struct pprof_type {
    const char *type, *unit; /* "inuse_space", "bytes" */
};

struct pprof_kind {
    struct pprof_type period, types[PPROF_TYPES_MAX]; /* type NULL: no more */
    const char *default_type;                         /* NULL: the last one */
};

/* One call: of a location with several, all but the last were inlined; the innermost is first. */
struct pprof_line {
    struct slice function, file;
    int64_t line, start_line; /* 0: not known */
};

/* What was mapped where, so that pprof can say which file an address is in. */
struct pprof_mapping {
    uint64_t start, limit, offset;
    struct slice file, build_id;
};

struct pprof_writer;

/* The kinds of values are written at once. kind and mapping (NULL: none) must outlive the writer.
 * NULL when out of memory. */
struct pprof_writer *pprof_writer_new(struct sink sink, const struct pprof_kind *kind,
                                      int64_t period, const struct pprof_mapping *mapping);

/* The id of the place at address, where lines are its calls; written when it is new. 0 when a
 * ceiling was reached. */
uint64_t pprof_writer_location(struct pprof_writer *w, uint64_t address,
                               const struct pprof_line *lines, size_t nlines);

/* values: as many as kind has types. bytes: the label "bytes", or 0 for none. */
void pprof_writer_sample(struct pprof_writer *w, const uint64_t *locations, size_t nlocations,
                         const int64_t *values, int64_t bytes);

/* Writes the rest. The profile is complete when this is STATUS_OK. */
MUST_CHECK enum status pprof_writer_end(struct pprof_writer *w, int64_t time_utc_ns,
                                        struct error *err);

void pprof_writer_free(struct pprof_writer *w); /* NULL is fine */

static inline void pprof_writer_done(struct pprof_writer **w)
{
    pprof_writer_free(*w);
}

#define AUTO_PPROF_WRITER __attribute__((cleanup(pprof_writer_done)))

#endif
