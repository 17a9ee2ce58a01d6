/* sandbox.h - runs what looks at a stranger's bytes in a process of its own, from which the system
 * is out of reach (confine.h).
 *
 * The child has what is open, and a pipe for its last words. It finishes no file and prints nothing
 * but what goes to an inherited descriptor: a fault in it costs the report, never a file. */
#ifndef REPORT_SANDBOX_H
#define REPORT_SANDBOX_H

#include <stdbool.h>

#include "sbuf.h"

/* Does the work; its words go to *said. Returns an exit code. */
typedef int sandbox_work(void *context, struct sbuf *said);

/* The exit code of the work, with its words in *said; EXIT_INTERNAL when it died, with *signal set
 * to what killed it (0 otherwise). Where no process can be had the work is done here. */
int sandbox_run(sandbox_work *work, void *context, bool confined, struct sbuf *said, int *signal);

#endif
