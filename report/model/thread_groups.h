/* thread_groups.h - the table of threads to groups. Inside of the model stage. */
#ifndef MODEL_THREAD_GROUPS_H
#define MODEL_THREAD_GROUPS_H

#include "input.h"

void threads_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
