/* member_name.h - which names a member of a bundle may have. */
#ifndef BUNDLE_MEMBER_NAME_H
#define BUNDLE_MEMBER_NAME_H

#include "slice.h"

/* What a message may show of a name: printable ASCII, shortened. */
struct member_label {
    char s[84];
};

struct member_label member_label(struct slice name);

/* NULL when name is one that an honest bundle may have, otherwise why not. A slash at the end (of a
 * folder) and "./" in front must be gone. */
const char *member_name_refusal(struct slice name);

#endif
