/* profiles.h - every 40-go/NAME.pb.gz of both bundles, matched by name. Inside of the model stage.
 */
#ifndef MODEL_PROFILES_H
#define MODEL_PROFILES_H

#include "input.h"

void profiles_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
