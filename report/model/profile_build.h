/* profile_build.h - from the records of one or two pprof files to cost per function.
 *
 * Inside the model stage only: findings and what follows read profile.h, which knows no parser. */
#ifndef MODEL_PROFILE_BUILD_H
#define MODEL_PROFILE_BUILD_H

#include "arena.h"
#include "profile.h"
#include "status.h"

struct pprof;

/* side[i] is NULL where bundle i has no such profile; at least one is not. name and member[] must
 * outlive the arena's user, and so must the bytes that side[] was read from. STATUS_SYNTAX when the
 * two sides have no sample type (name and unit) in common. */
MUST_CHECK enum status profile_build(struct arena *a, const char *name, const char *const member[2],
                                     const struct pprof *const side[2], struct profile *ret,
                                     struct error *err);

#endif
