/* unit.h - what a number of the report counts. */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

enum unit { UNIT_COUNT, UNIT_BYTES, UNIT_SECONDS, UNIT_FRACTION };
extern const char *const unit_names[]; /* "count", "bytes", "seconds", "fraction" */

#endif
