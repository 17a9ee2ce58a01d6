/* profile_via.h - through which library function an owner spent most of what it owns. Inside of
 * profile_build() only. */
#ifndef MODEL_PROFILE_VIA_H
#define MODEL_PROFILE_VIA_H

#include "arena.h"
#include "profile.h"

/* Sets via of each function from the call tree; functions[] are those of p. */
void profile_via_build(const struct profile *p, int last, struct profile_function *functions);

#endif
