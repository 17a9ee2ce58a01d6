/* crosscheck.h - what was read out of memory beside what the program tells itself. Inside of the
 * model stage.
 *
 * The two are of two moments, so most differences are honest: goroutines come and go, and a
 * collection changes the heap. What can only rise must not have fallen, and what only a collection
 * changes must be the same when there was none. */
#ifndef MODEL_CROSSCHECK_H
#define MODEL_CROSSCHECK_H

#include "input.h"

/* Of every bundle that has both. What nothing explains is a gap, too. */
void crosscheck_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
