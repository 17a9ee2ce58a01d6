/* watch.h - collect --watch: stays beside a process for hours, writes down what moves, and takes a
 * bundle when something happens. */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include "collect_options.h"
#include "status.h"

/* Whether the options of a watch fit together. On STATUS_SYNTAX *which is the expression that is
 * wrong, and err->offset the character in it. */
MUST_CHECK enum status watch_check(const struct collect_options *o, const char **which,
                                   struct error *err);

/* The whole watch. Returns an exit code (exit_codes.h); everything was said already. */
int watch_run(const struct collect_options *o, const char *given);

#endif
