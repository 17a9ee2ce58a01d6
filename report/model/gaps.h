/* gaps.h - what the manifest says about artifacts: times, and which of them are missing or not
 * whole. Inside of the model stage. */
#ifndef MODEL_GAPS_H
#define MODEL_GAPS_H

#include "input.h"

void gaps_build(struct arena *a, struct input *in, struct model *m);

/* Once all gaps of the side are known: the manifest is there with what became of every artifact,
 * and nothing is missing but what was left out on purpose or is not to be had from such a process.
 */
bool gaps_complete(const struct input *in);

#endif
