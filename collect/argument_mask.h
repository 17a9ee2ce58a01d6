/* argument_mask.h - finds what looks like a credential in command-line arguments. Pure: the same
 * function serves the probe that writes argv.txt and the redactor that learns what was hidden. */
#ifndef COLLECT_ARGUMENT_MASK_H
#define COLLECT_ARGUMENT_MASK_H

#include "sbuf.h"

#define ARGUMENT_MASKED "[masked]" /* what is shown instead */

/* Appends the argument with its secrets masked; each secret goes to hidden (which may be NULL) as
 * well. prev is the argument before ("" for none). */
void argument_mask(struct slice prev, struct slice argument, struct sbuf *shown,
                   void (*hidden)(void *ctx, struct slice secret), void *ctx);

/* Whether a value of this name is one to hide: "db-password", "apiKey", "X-Auth-Token". */
bool argument_name_is_secret(struct slice name);

#endif
