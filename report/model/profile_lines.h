/* profile_lines.h - cost per line of source, as `go tool pprof -top -lines` counts it. Inside of
 * profile_build() only. */
#ifndef MODEL_PROFILE_LINES_H
#define MODEL_PROFILE_LINES_H

#include "call_tree_build.h"
#include "profile.h"

/* Fills lines and nlines of p. function[] has one entry per node, NULL: it is in no sample. Wants
 * the types and the default type. */
void profile_lines_build(struct arena *a, const struct call_stacks side[2],
                         const struct profile_function *const *function, int last,
                         struct profile *p);

#endif
