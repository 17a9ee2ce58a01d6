/* unknown.h - why a number of the registry may not be known: for "not evaluated". */
#ifndef FINDINGS_UNKNOWN_H
#define FINDINGS_UNKNOWN_H

#include "arena.h"
#include "model.h"

/* "process.footprint is not known: only macOS has it"; m: whose last bundle lacks it. */
struct slice unknown_why(struct arena *a, const struct model *m, const char *metric);

#endif
