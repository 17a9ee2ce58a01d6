/* spawned.h - how many processes the machine started between two bundles. Inside of the model
 * stage. */
#ifndef MODEL_SPAWNED_H
#define MODEL_SPAWNED_H

#include "input.h"

/* Sets host.spawn_rate of the second bundle where its samples do not tell it. Wants metrics and
 * hours. */
void spawned_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
