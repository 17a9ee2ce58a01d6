/* listing.h - what could be collected (--list), and what this run would collect (--dry-run), as
 * text. */
#ifndef COLLECT_LISTING_H
#define COLLECT_LISTING_H

#include "run.h"

/* Every probe and request that the options leave: id, cost, limits, privilege, what it reads. */
void listing_all(const struct collect_options *o, struct sbuf *out);

/* What the run would read and ask now that its target is known, and what it would write to. Looks
 * up the target's listening sockets for that and touches nothing else. */
void listing_plan(const struct run *r, const char *output, struct sbuf *out);

#endif
