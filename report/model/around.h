/* around.h - what stands around the process: its family, locks on its files, watches. Inside of the
 * model stage. */
#ifndef MODEL_AROUND_H
#define MODEL_AROUND_H

#include "input.h"

/* Reads family.tsv, locks.tsv and fdinfo.tsv of the last bundle. */
void around_build(struct input *in, struct model *m);

#endif
