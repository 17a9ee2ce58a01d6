/* map_categories.h - the memory map by what its regions are. Inside of the model stage. */
#ifndef MODEL_MAP_CATEGORIES_H
#define MODEL_MAP_CATEGORIES_H

#include "input.h"

void map_categories_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
