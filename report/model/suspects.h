/* suspects.h - groups of goroutines that may be leaks, ranked. Inside of the model stage. */
#ifndef MODEL_SUSPECTS_H
#define MODEL_SUSPECTS_H

#include "arena.h"
#include "model.h"

/* Wants the groups, and whether the bundles are of one process. */
void suspects_build(struct arena *a, struct model *m);

#endif
