/* profile.h - cost per function of one profile, in one bundle or in two, as `go tool pprof -top`
 * counts it.
 *
 *     struct pprof (parse/) --profile_build()--> struct profile
 *
 * A function is its name, as it is for pprof: the file is one that goes with it. Code without a
 * name is "[libc.so.6]" after its mapping, or "<unknown>". flat is what its own lines cost as the
 * leaf of a sample (the innermost inlined line counts as the leaf); cum is every sample that it
 * appears in, once per sample however deep it recurses. Values are those of the file, unscaled
 * units of the sample type: bytes, nanoseconds, counts. Everything lives in the arena that built
 * it. */
#ifndef MODEL_PROFILE_H
#define MODEL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call_tree.h"
#include "slice.h"
#include "unit.h"

struct profile_type {
    struct slice type; /* "inuse_space" */
    struct slice unit; /* "bytes" */
};

/* The unit for people; *scale: from the unit of the file to it. */
enum unit profile_type_unit(const struct profile_type *t, double *scale);

struct profile_function {
    struct slice name, file;
    int64_t start_line; /* 0 when the profile does not say */
    bool application;   /* neither the runtime nor the standard library, nor one that only decodes:
                           where its author would look */
    /* [side * ntypes + type]; a function that is absent from one side has zeros there */
    const int64_t *flat, *cum;
    /* What library code cost on its behalf, too: every sample is owned by its innermost application
     * function, by the profiler (runtime/pprof) where that works, or else by its leaf. Adds up to
     * sum. Same layout as flat. */
    const int64_t *owned;
    /* Of owned: the variance that comes from sampling alone, 0 where nothing was sampled. Same
     * layout. NULL: not known. */
    const double *owned_variance;
    /* Library function that it calls and that at least half of what it owns (of the default type,
     * last side) was spent in; NULL: none. */
    const struct profile_function *via;
};

/* One line of source: what its own code costs, and every sample that it appears in. */
struct profile_line {
    const struct profile_function *function;
    struct slice file;
    int64_t line;              /* 0 when the profile does not say */
    const int64_t *flat, *cum; /* as in struct profile_function */
};

struct profile {
    struct slice name;     /* "heap", "cpu", "goroutine": the member's name without suffix */
    const char *member[2]; /* in the bundle of that side, NULL when that side has none */
    size_t ntypes;
    const struct profile_type *types; /* common to both sides */
    size_t default_type;
    bool present[2];
    uint64_t samples[2];
    int64_t duration_ns[2], time_ns[2]; /* 0 when the profile does not say */
    int64_t period[2];
    /* [side * ntypes + type]: the sum of the values, and of their absolute values (pprof's "total")
     */
    const int64_t *sum, *total;
    size_t nfunctions;
    const struct profile_function
        *functions; /* by |flat| of the default type, last side, falling */
    size_t nlines;
    const struct profile_line *lines; /* in the same order */
    struct call_tree calls[CALL_DIRECTIONS];
    uint64_t damaged[2]; /* records that could not be read and were left out */
};

/* Value of one function: side 0 or 1, or the difference (last minus first) with side PROFILE_DIFF.
 */
enum { PROFILE_DIFF = 2 };
int64_t profile_flat(const struct profile *p, const struct profile_function *f, int side,
                     size_t type);
int64_t profile_cum(const struct profile *p, const struct profile_function *f, int side,
                    size_t type);

int64_t profile_value(const struct profile *p, const int64_t *values, int side, size_t type);

/* How the two sides of a heap hang together. */
enum heap_history {
    HEAP_STRANGERS, /* of two processes */
    HEAP_YOUNG,     /* of one that had just started when the first was taken, for all we know */
    HEAP_KNOWN      /* of one that had run for a while */
};

/* Variance of how much what f owns has changed between the two sides: that of sampling alone where
 * the process had run for a while, and then without what lived in both. A heap profile is that of
 * the last collections; of a young process it lacks much, so there the bound is a wide one.
 * NAN: not known. */
double profile_change_variance(const struct profile *p, const struct profile_function *f,
                               size_t type, enum heap_history history);

/* The wide bound. A sampled heap profile counts events, each of which stands for about a period of
 * bytes: the variance of x bytes is about x * period. But what lived in both was sampled once and
 * cancels, and of large objects hardly any is missed. */
double profile_wide_variance(const struct profile *p, double before, double after);

/* Index of the sample type with this name, or ntypes. */
size_t profile_type_index(const struct profile *p, const char *type);

/* Marks in keep[nfunctions] the functions that belong into a top table: the first n by |flat| and
 * the first n by |cum|, for every sample type, on this side (0, 1 or PROFILE_DIFF). Returns how
 * many are marked. */
size_t profile_top(const struct profile *p, int side, size_t n, bool *keep);
size_t profile_top_lines(const struct profile *p, int side, size_t n, bool *keep); /* of lines */

#endif
