/* descriptors.h - the tables of descriptors and sockets to groups. Inside of the model stage. */
#ifndef MODEL_DESCRIPTORS_H
#define MODEL_DESCRIPTORS_H

#include "input.h"

/* in[1] is NULL when there is one bundle. Fills the descriptor part of the model and the totals of
 * each input. */
void descriptors_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
