/* pipes.h - who has the other ends of the pipes of the process, from 30-files/pipes.tsv. Inside of
 * the model stage. */
#ifndef MODEL_PIPES_H
#define MODEL_PIPES_H

#include "input.h"

/* Of the last bundle. */
void pipes_build(struct arena *a, struct input *in, struct model *m);

#endif
