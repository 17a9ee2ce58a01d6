/* pprof.h - reads profile.proto (the unpacked bytes of a .pb.gz) into flat tables.
 *
 *     gzip bytes --gunzip()--> bytes --pprof_parse()--> struct pprof
 *
 * Everything refers to everything by index, never by id: ids and string numbers are resolved while
 * reading, wherever in the file the tables stand. Strings point into the input, which must
 * therefore outlive them; the tables live in the arena.
 *
 * What is broken inside the frame of the format (an id that leads nowhere, a sample with the wrong
 * number of values) is counted in `damaged` and left out; the rest is used. */
#ifndef PARSE_PPROF_H
#define PARSE_PPROF_H

#include "arena.h"
#include "status.h"

/* Index of "none": a location without mapping, a line whose function is not in the file. */
#define PPROF_NONE UINT32_MAX

struct pprof_value_type {
    struct slice type, unit; /* "inuse_space", "bytes" */
};

struct pprof_mapping {
    uint64_t id, start, limit, offset;
    struct slice file, build_id;
    bool has_functions, has_filenames, has_line_numbers, has_inline_frames;
};

struct pprof_function {
    uint64_t id;
    struct slice name, system_name, file;
    int64_t start_line; /* 0 when the file does not say (Go before 1.20) */
};

struct pprof_line {
    uint32_t function; /* index, or PPROF_NONE */
    int64_t line, column;
};

/* lines[first_line .. first_line + nlines): innermost inlined call first, the physical one last. */
struct pprof_location {
    uint64_t id, address;
    uint32_t mapping; /* index, or PPROF_NONE */
    uint32_t first_line, nlines;
    bool folded;
};

/* A label is "key: text" or "key: number unit"; key and text are indices into strings. */
struct pprof_label {
    uint32_t key, text; /* text: the unit when numeric */
    int64_t number;
    bool numeric;
};

struct pprof {
    size_t ntypes;
    const struct pprof_value_type *types;
    size_t default_type; /* as pprof chooses: default_sample_type, else the last one */
    struct slice default_sample_type;
    struct pprof_value_type period_type;
    int64_t period, time_ns, duration_ns;
    struct slice drop_frames, keep_frames, doc_url;
    size_t ncomments;
    const struct slice *comments;

    size_t nstrings;
    const struct slice *strings; /* strings[0] is empty */
    size_t nmappings, nfunctions, nlines, nlocations;
    const struct pprof_mapping *mappings;
    const struct pprof_function *functions;
    const struct pprof_line *lines;
    const struct pprof_location *locations;

    /* Sample i: values[i * ntypes ...], frames[frame_of[i] .. frame_of[i + 1]) as indices into
     * locations, leaf first, and labels[label_of[i] .. label_of[i + 1]). */
    size_t nsamples;
    const int64_t *values;
    const uint32_t *frame_of, *frames;
    const uint32_t *label_of;
    const struct pprof_label *labels;

    uint64_t damaged; /* records left out, wholly or in part */
};

MUST_CHECK enum status pprof_parse(struct arena *a, struct slice bytes, struct pprof *ret,
                                   struct error *err);

#endif
