/* path_template.h - which part of a path is a name, and which is only the number of an instance. */
#ifndef MODEL_PATH_TEMPLATE_H
#define MODEL_PATH_TEMPLATE_H

#include "arena.h"

/* "/var/s-17/rollout-2025-11-23T02-27-00-0191f3e2.jsonl" becomes "/var/s-*" "/rollout-*.jsonl".
 * Numbers, dates, hexadecimal ids, UUIDs and the suffixes of temporary files become "*"; folders
 * and the extension stay. */
struct slice path_template(struct arena *a, struct slice path);

#endif
