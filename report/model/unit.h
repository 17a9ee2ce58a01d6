/* unit.h - what a number of the report counts, and how such numbers are written. */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include <stdbool.h>

#include "units.h"

enum unit {
    UNIT_COUNT,
    UNIT_BYTES,
    UNIT_SECONDS,
    UNIT_FRACTION,
    UNIT_LOAD /* CPUs that are busy, tasks that want one: itself a rate */
};
extern const char *const unit_names[]; /* "count", "bytes", "seconds", "fraction", "load" */

/* Whether a change by so much an hour means something: a share or a load that went up in ten
 * seconds does not go on like that. */
bool unit_has_rate(enum unit unit);

struct units_text unit_text(enum unit unit, double value);

#endif
