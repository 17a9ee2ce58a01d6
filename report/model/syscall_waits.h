/* syscall_waits.h - goroutines that are in a system call, beside the threads that are in the same
 * one. Inside of the model stage.
 *
 *     goroutine 7 [syscall, 3 minutes]:
 *     syscall.Syscall(0x0, 0x3, ...)        system call 0: read
 *
 * The dump does not say which thread a goroutine is on, so numbers of the same call are put side by
 * side. The two tables are of different moments. */
#ifndef MODEL_SYSCALL_WAITS_H
#define MODEL_SYSCALL_WAITS_H

#include "input.h"

/* Of the last bundle. */
void syscall_waits_build(struct arena *a, struct input *in, struct model *m);

#endif
