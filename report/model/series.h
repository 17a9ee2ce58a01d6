/* series.h - makes the series of the model from the samples of each bundle. Inside of the model
 * stage. */
#ifndef MODEL_SERIES_H
#define MODEL_SERIES_H

#include "input.h"

void series_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
