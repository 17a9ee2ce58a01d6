/* expvar.h - hides credentials in the JSON that a Go program shows at /debug/vars.
 *
 * It holds the command line as an array, and whatever the program publishes under names of its own.
 */
#ifndef COLLECT_EXPVAR_H
#define COLLECT_EXPVAR_H

#include "redact.h"

/* Appends in to out with each element of every "cmdline" array masked as an argument is, and with
 * the text behind a name that is one of a credential masked. What was hidden becomes a secret of r.
 * False when a text or a command line does not end: it must then not be stored. */
bool expvar_mask(struct redactor *r, struct slice in, struct sbuf *out);

#endif
