/* real.h - decimals as programs print them: with an exponent where they are large or small. */
#ifndef PARSE_REAL_H
#define PARSE_REAL_H

#include <stdbool.h>

#include "slice.h"

/* "0.00012", "1.2e-05", "4.5E+07". False for anything else; NaN and Inf are no numbers. */
bool real_parse(struct slice text, double *value);

#endif
