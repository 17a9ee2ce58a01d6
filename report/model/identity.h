/* identity.h - which process, when, by what. Inside of the model stage. */
#ifndef MODEL_IDENTITY_H
#define MODEL_IDENTITY_H

#include "input.h"

/* From the manifest; where it is silent, from what the members say. */
void identity_build(struct arena *a, struct input *in, struct identity *ret);

#endif
