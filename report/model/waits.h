/* waits.h - who waits for whom: mutexes and wait groups, from the arguments that the dump prints.
 * Inside of the model stage.
 *
 *     goroutine 7 [sync.Mutex.Lock, 3 minutes]:
 *     sync.(*Mutex).Lock(0xc00001a0b8)            the lock
 *     main.(*Store).Get(0xc00001a0b0, ...)        the value that it belongs to
 *
 * The runtime never says who holds a lock. A goroutine that is inside of a method of the same value
 * and does not wait for the same lock may be the one. */
#ifndef MODEL_WAITS_H
#define MODEL_WAITS_H

#include "input.h"

/* Of the last bundle. */
void waits_build(struct arena *a, const struct input *in, struct model *m);

#endif
