/* rates.h - how profiles were sampled: settings that only the code of the runtime leads to.
 *
 * They are variables without a shape. But what reads them is known by name, and an instruction that
 * reads a variable carries its address. Where that does not lead to one variable alone (another
 * processor, another compiler) the rate is not known, and the caller says what it assumes. */
#ifndef GOLIVE_RATES_H
#define GOLIVE_RATES_H

#include "golive.h"

#define RATE_HEAP_DEFAULT 524288 /* runtime.MemProfileRate, unless the program sets it */

struct rate {
    bool known;
    uint64_t value;
};

struct rates {
    /* What can write a heap profile is linked in. If it is not, the runtime records none. */
    bool heap_linked;
    struct rate heap; /* runtime.MemProfileRate: bytes between two samples */
    /* Of runtime.SetMutexProfileFraction(); 1.19 leaves it to the reader to multiply by it. */
    struct rate mutex;
    /* Cycles a second, as the runtime measured them when it was first asked for a profile. */
    struct rate cycles;
};

/* cycles: as we measured them; what is more than 1 % off is something else. 0: not known. */
void rates_read(const struct golive *l, double cycles, struct rates *ret);

/* Cycles a second of this machine, measured for a hundredth of a second; 0 when it has no counter
 * that Go uses. */
double rates_measure_cycles(void);

#endif
