/* fallbacks.h - numbers whose own source is not there, from the next best one: the metrics that the
 * program publishes, the last row of a monitor's log. Inside of the model stage. */
#ifndef MODEL_FALLBACKS_H
#define MODEL_FALLBACKS_H

#include "input.h"

/* Fills what is unknown in values[metrics_count]; members[i] becomes the member that it came from.
 */
void fallbacks_fill(const struct metric_input *in, struct number *values, const char **members);

#endif
