/* progress.h - one line on the terminal while collect runs: what is under way, what is left, how
 * much. */
#ifndef COLLECT_PROGRESS_H
#define COLLECT_PROGRESS_H

#include "tasks.h"

struct progress {
    bool on; /* standard error is a terminal and nobody asked for quiet */
    double shown_at;
};

struct progress progress_begin(bool quiet);
void progress_show(struct progress *p, const struct tasks *ts);
void progress_end(struct progress *p); /* takes the line away */

#endif
