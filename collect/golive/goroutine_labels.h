/* goroutine_labels.h - what a program wrote on a goroutine with runtime/pprof.Do(), as Go 1.27 and
 * newer print it behind the brackets of a dump: ` {tenant: acme, path: "/a b"}`. Older ones print
 * none, nor do programs whose go.mod asks for an older one: there, none is read.
 *
 * They are read when the goroutine has been read, and count only when it still has the same. */
#ifndef GOLIVE_GOROUTINE_LABELS_H
#define GOLIVE_GOROUTINE_LABELS_H

#include "golive.h"
#include "live_goroutine.h"
#include "sbuf.h"

/* Whether the program's own dumps have labels, as far as its build information says. */
bool goroutine_labels_are_shown(const struct golive *l);

/* Appends nothing when there are none, or when they are more than can be (64 of 4 KiB in all). */
void goroutine_labels(const struct golive *l, const struct goroutine *g, struct sbuf *out);

#endif
