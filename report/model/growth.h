/* growth.h - along which call paths the heap has grown. Inside of the model stage. */
#ifndef MODEL_GROWTH_H
#define MODEL_GROWTH_H

#include "arena.h"
#include "model.h"

/* Wants the profiles, and whether the bundles are of one process. */
void growth_build(struct arena *a, struct model *m);

#endif
