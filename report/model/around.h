/* around.h - what stands around the process: its family, locks on its files, watches. Inside of the
 * model stage. */
#ifndef MODEL_AROUND_H
#define MODEL_AROUND_H

#include "input.h"

/* Totals of every bundle for the metrics; rows of the last one for the model. */
void around_build(struct input *const in[SIDES_MAX], struct model *m);

#endif
