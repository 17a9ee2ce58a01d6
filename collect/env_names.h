/* env_names.h - an environment as the kernel gives it, NAME=VALUE and a NUL each -> its names.
 *
 * A program may have written over its environment (that is how a title for ps is set), and what is
 * left in the kernel's window then is the tail of some value. So only what looks like a name before
 * its "=" counts, and nothing right behind a piece that does not. */
#ifndef COLLECT_ENV_NAMES_H
#define COLLECT_ENV_NAMES_H

#include "source.h"

/* One name a line; never a value. What was left out is counted in out->reason. */
void env_names_write(struct slice raw, struct source_output *out);

#endif
