/* sampling.h - how far off the numbers of a sampled profile may be. Inside of the model stage.
 *
 * The runtime looks at one allocation for about `period` bytes, and at a program 100 times a
 * second. An object of s bytes is seen with the probability p = 1 - exp(-s / period), and N that
 * were counted up from those seen have the variance N * (1 - p) / p: objects far above the period
 * are all seen, small ones are guessed. Variances of different stacks add up. */
#ifndef MODEL_SAMPLING_H
#define MODEL_SAMPLING_H

#include <stddef.h>
#include <stdint.h>

#include "limits_input.h"
#include "pprof.h"

struct sampling {
    double period;
    struct {
        enum { SAMPLED_NOT, SAMPLED_OBJECTS, SAMPLED_BYTES, SAMPLED_TICKS, SAMPLED_TIME } how;
        size_t objects, bytes; /* types of the same file that go together */
    } type[LIMIT_PPROF_TYPES];
};

void sampling_init(struct sampling *s, const struct pprof *p);

/* Of one type in the values of one sample, both as in the file; 0 where nothing is sampled. */
double sampling_variance(const struct sampling *s, const int64_t *values, size_t type);

/* Variance of the change of what is in use, from that of what is in use and of what was ever
 * allocated, before (0) and after (1). What lived all the time was looked at once: it is not in the
 * change, however large it is. Only what is new or gone can be miscounted. */
double sampling_change(const double in_use[2], const double allocated[2]);

#endif
