/* waits.h - who waits for whom: mutexes (lock_queues.h) and wait groups, from the dump. Inside of
 * the model stage. */
#ifndef MODEL_WAITS_H
#define MODEL_WAITS_H

#include "input.h"

/* Of the last bundle; of a deadlock, whether it was there in the first one. Wants same_process. */
void waits_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
