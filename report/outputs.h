/* outputs.h - which files are asked for, and in which format. Decided before any bundle is read, so
 * that a wrong name costs nothing. */
#ifndef REPORT_OUTPUTS_H
#define REPORT_OUTPUTS_H

#include "fileio.h"
#include "render.h"
#include "report_options.h"

struct output {
    const char *path; /* "-": standard output */
    const struct renderer *renderer;
    struct fileio_pending file; /* while it is being written */
};

struct outputs {
    struct output item[OPTION_LIST_MAX];
    size_t count;
    bool uses_stdout;
};

/* bundle: path of the last one, which gives default names. STATUS_USAGE when a format is unknown or
 * cannot be told. */
MUST_CHECK enum status outputs_choose(struct arena *a, const struct report_options *o,
                                      const char *bundle, struct outputs *ret, struct error *err);

/* STATUS_USAGE when two outputs, or an output and one of the bundles, are the same file: one would
 * destroy the other. */
MUST_CHECK enum status outputs_check(struct arena *a, const struct outputs *outputs,
                                     const char *const *bundles, size_t count, struct error *err);

/* All or nothing: the files are written beside their names, and get them when all are whole.
 * err->msg names the one that cannot be written. Aborting is safe at any time, and twice. */
MUST_CHECK enum status outputs_open(struct outputs *o, struct error *err);
MUST_CHECK enum status outputs_commit(struct outputs *o, struct error *err);
void outputs_abort(struct outputs *o);

/* Where an open one is written to; STATUS with its name in front of err->msg. */
int output_fd(const struct output *o);
enum status output_name(const struct output *o, struct error *err);

/* The file name of a path, without a suffix that archives have; "stdin" for "-". */
struct slice outputs_stem(struct slice path);

#endif
