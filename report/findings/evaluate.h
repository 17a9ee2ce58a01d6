/* evaluate.h - which rules hold for a model, what they say together, and which could not be asked.
 * Pure: the same model and rules give the same findings. */
#ifndef FINDINGS_EVALUATE_H
#define FINDINGS_EVALUATE_H

#include "rule.h"

void findings_evaluate(struct arena *a, const struct model *m, const struct rule_pack *const *packs,
                       size_t npacks, struct findings *ret);

#endif
