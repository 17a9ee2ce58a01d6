/* history.h - more than two bundles: the first against the last, and every number over all. */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "arena.h"
#include "model.h"
#include "status.h"

struct bundle;

/* As model_build() for one or two bundles. For more, the last one by the clocks is one side (in the
 * order given, where they have none; not one that was taken after the end of the process), the
 * first of the same process the other, and m->history has the numbers of all that are of this
 * process. m->night is that of the last one; m->legs go by way of the first bundle between them
 * that a condition asked for, or, where the night says when something began to rise, the first one
 * after that. */
MUST_CHECK enum status model_build_all(struct arena *a, const struct bundle *const *bundles,
                                       size_t count, struct model *ret, struct error *err);

#endif
