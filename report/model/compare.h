/* compare.h - whether two bundles may be compared, and how much time lies between. Inside of the
 * model stage. */
#ifndef MODEL_COMPARE_H
#define MODEL_COMPARE_H

#include "input.h"

/* Nanoseconds from the first collection to the second by the best clock that both have; false when
 * no clock says. *boot is set when it is a clock that nobody can set back. */
bool compare_elapsed(const struct manifest *x, const struct manifest *y, double *ns, bool *boot);

/* Fills hours, caveats and same_process. Wants identities and profiles. */
void compare_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
