/* near.h - which name a mistyped word may have meant. Pure. */
#ifndef COLLECT_NEAR_H
#define COLLECT_NEAR_H

#include "slice.h"

/* How far apart they are: 0 the same, 1 one letter, 2 two letters, or the word is a part of the
 * name; NEAR_FAR: not near. Of a name with dots its last part by itself counts, too: "haep" is near
 * "go.heap". */
enum { NEAR_FAR = 3 };
size_t near_distance(struct slice word, const char *name);

#endif
