/* unit.h - what a number of the report counts, and how such numbers are written. */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include "units.h"

enum unit { UNIT_COUNT, UNIT_BYTES, UNIT_SECONDS, UNIT_FRACTION };
extern const char *const unit_names[]; /* "count", "bytes", "seconds", "fraction" */

struct units_text unit_text(enum unit unit, double value);

#endif
