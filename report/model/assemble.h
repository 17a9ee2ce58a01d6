/* assemble.h - one or two bundles to the model. */
#ifndef MODEL_ASSEMBLE_H
#define MODEL_ASSEMBLE_H

#include "arena.h"
#include "model.h"
#include "status.h"

struct bundle;

/* side[1] is NULL for one bundle. The bundles must outlive the model. When the clocks say that
 * side[1] is the earlier one, the model has it as side 0, and m->swapped is set. The labels are the
 * top folders; who knows the names of the files may put those there.
 *
 * What is missing or damaged becomes a gap, never an error. STATUS_SYNTAX when the manifest is of
 * another format or major version, err->msg says which bundle. */
MUST_CHECK enum status model_build(struct arena *a, const struct bundle *const side[SIDES_MAX],
                                   struct model *ret, struct error *err);

#endif
