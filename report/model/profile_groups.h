/* profile_groups.h - cost of a profile by package and by module. */
#ifndef MODEL_PROFILE_GROUPS_H
#define MODEL_PROFILE_GROUPS_H

#include "arena.h"
#include "profile.h"

enum profile_grouping { PROFILE_BY_PACKAGE, PROFILE_BY_MODULE, PROFILE_GROUPINGS };

struct profile_group {
    struct slice name;
    const int64_t *flat, *owned; /* as in struct profile_function */
};

/* main_module: of the build information, may be empty. Groups by |owned| of the type, falling: its
 * change where both sides have the profile. Returns how many there are. */
size_t profile_groups(struct arena *a, const struct profile *p, enum profile_grouping by,
                      struct slice main_module, size_t type, const struct profile_group **ret);

#endif
