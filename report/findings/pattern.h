/* pattern.h - patterns of rules (PCRE2), with limits so that no pattern and no text takes long.
 * The only file that knows PCRE2 is pattern.c. A pattern lives in its arena. */
#ifndef FINDINGS_PATTERN_H
#define FINDINGS_PATTERN_H

#include <stdbool.h>

#include "arena.h"
#include "slice.h"
#include "status.h"

struct pattern;

/* ^ and $ match at every line. STATUS_SYNTAX when the pattern is not one. */
MUST_CHECK enum status pattern_compile(struct arena *a, struct slice pattern,
                                       const struct pattern **ret, struct error *err);

/* False also when a limit was reached. */
bool pattern_match(const struct pattern *r, struct slice text);

#endif
