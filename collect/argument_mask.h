/* argument_mask.h - finds what looks like a credential in command-line arguments. Pure: the same
 * function serves the probe that writes argv.txt and the redactor that learns what was hidden. */
#ifndef COLLECT_ARGUMENT_MASK_H
#define COLLECT_ARGUMENT_MASK_H

#include "sbuf.h"

#define ARGUMENT_MASKED "[masked]" /* what is shown instead */

/* What an argument is judged by: those before it. Zeroed at the start of a command line. */
struct argument_context {
    char program[64]; /* the first one, without its folder */
    char prev[256];   /* the one before; a longer one is cut */
};

/* Appends the argument with its secrets masked, and makes it the one before the next; each secret
 * goes to hidden (which may be NULL) as well. */
void argument_mask(struct argument_context *c, struct slice argument, struct sbuf *shown,
                   void (*hidden)(void *ctx, struct slice secret), void *ctx);

/* Whether a value of this name is one to hide: "db-password", "apiKey", "X-Auth-Token". */
bool argument_name_is_secret(struct slice name);

#endif
