/* goroutines.h - dumps and counted profiles of goroutines to groups. Inside of the model stage. */
#ifndef MODEL_GOROUTINES_H
#define MODEL_GOROUTINES_H

#include "input.h"

/* Reads the text dumps; fills in->dumps and in->counts. */
void goroutines_read(struct input *in);

/* Groups over both sides; in[1] is NULL when there is one bundle. Both sides come from the same
 * kind of source where that is possible, because only then their stacks look alike. */
void goroutines_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

struct goroutine_stack;

/* Where a stack would be looked for: the innermost function of the program, else the innermost of
 * all; empty without frames. */
struct slice goroutine_stack_place(const struct goroutine_stack *s);

#endif
