/* memory_footprint.h - what the physical footprint of a process of macOS consists of. Inside of the
 * model stage. */
#ifndef MODEL_MEMORY_FOOTPRINT_H
#define MODEL_MEMORY_FOOTPRINT_H

#include "arena.h"
#include "input.h"

/* Takes the place of the account of resident memory, where the footprint and its regions are known;
 * the parts add up to it. */
void memory_footprint_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

/* Of the same account: "outside go", "unexplained" (bytes), "explained" (share). Unknown without
 * Go's own numbers. */
struct number memory_footprint_metric(const struct metric_input *in, const char *key);

#endif
