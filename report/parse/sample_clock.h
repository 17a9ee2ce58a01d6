/* sample_clock.h - when a row of a log was written, from the words that monitor scripts use. */
#ifndef PARSE_SAMPLE_CLOCK_H
#define PARSE_SAMPLE_CLOCK_H

#include "known.h"

/* "02:27:00", "2026-11-23 02:27:00", "2026-11-23T02:27:00.5Z", "1795404197" (or 1795404197000,
 * in milliseconds): seconds on a line of time that goes on over midnight where there is a date.
 * *dated says whether there was one. */
struct known_real sample_clock_parse(struct slice text, bool *dated);

#endif
