/* stack_sums.h - what a profile costs by distinct stack. Inside of profile_build() only.
 *
 * A heap profile has a sample for every size that one place allocates, all with the same stack.
 * Whatever looks at every frame (functions, lines, call paths) does so once for all of them. */
#ifndef MODEL_STACK_SUMS_H
#define MODEL_STACK_SUMS_H

#include "arena.h"

struct pprof;
struct sampling;

struct stack_sums {
    size_t count;           /* distinct stacks of the samples that cost anything */
    const uint32_t *sample; /* of each stack: the first sample that has it */
    /* [stack * ntypes + type], in the order of type[]: the sums of its samples, and of the
     * variances that sampling alone gives them */
    const int64_t *values;
    const double *variance;

    const int64_t *sum, *total; /* by type: of the values, and of their magnitudes */
    uint64_t samples;           /* that cost anything and are in the sums */
    uint64_t damaged;           /* left out: they would burst a sum */
};

/* type: index in the file of each of ntypes types. The sums live in a. */
struct stack_sums stack_sums_of(struct arena *a, const struct pprof *p, const size_t *type,
                                size_t ntypes, const struct sampling *sampling);

#endif
