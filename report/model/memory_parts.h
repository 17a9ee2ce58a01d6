/* memory_parts.h - what resident memory consists of, as far as the bundle can tell. Inside of the
 * model stage. */
#ifndef MODEL_MEMORY_PARTS_H
#define MODEL_MEMORY_PARTS_H

#include "model.h"

#include "arena.h"

/* Wants the metrics. */
void memory_build(struct arena *a, struct model *m);

#endif
