/* resolve.h - from what the user typed to the process and the pprof server that it means. */
#ifndef COLLECT_RESOLVE_H
#define COLLECT_RESOLVE_H

#include "run.h"

/* Opens r->target and sets r->url, r->unix_path; adds credentials in a URL to the redactor. What
 * went wrong is told on standard error, with what to do about it. Returns 0, or the exit code. */
int resolve_target(struct run *r, const char *given);

#endif
