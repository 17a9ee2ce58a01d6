/* redact_pprof.h - profile.proto as a stream: checked field by field, strings handed out.
 *
 * A profile is a sequence of fields of one message; each is small (a sample, a function, a string),
 * so one field at a time is held. Every type is checked down to lines and labels, because a
 * field that we do not know could hide a text that we would not see. */
#ifndef COLLECT_REDACT_PPROF_H
#define COLLECT_REDACT_PPROF_H

#include "sbuf.h"
#include "sink.h"

struct pprof_walk;

/* string: called for each string of the table; appends what is to stand there to out. ctx is its
 * own. What is written to sink is the profile with those strings, uncompressed; unknown fields of
 * the outermost message are left out. NULL when out of memory. */
struct pprof_walk *pprof_walk_new(void (*string)(void *ctx, struct slice text, struct sbuf *out),
                                  void *ctx, struct sink sink);
MUST_CHECK enum status pprof_walk_feed(struct pprof_walk *w, struct slice bytes, struct error *err);
/* STATUS_SYNTAX when the last field is cut, or when this was no profile. */
MUST_CHECK enum status pprof_walk_end(struct pprof_walk *w, struct error *err);
void pprof_walk_free(struct pprof_walk *w); /* NULL is fine */

static inline void pprof_walk_done(struct pprof_walk **w)
{
    pprof_walk_free(*w);
}

#define AUTO_PPROF_WALK __attribute__((cleanup(pprof_walk_done)))

#endif
