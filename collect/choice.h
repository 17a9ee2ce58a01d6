/* choice.h - which artifacts a run is to collect: --only, --skip, --quick and lengths of 0.
 *
 * A word of --only or --skip is the id of an artifact ("go.heap"), or what ids begin with: "go."
 * and "go" are all of the server's. An id means itself alone: "go.goroutine" is not its dumps, but
 * "go.goroutine." is. */
#ifndef COLLECT_CHOICE_H
#define COLLECT_CHOICE_H

#include "collect_options.h"
#include "slice.h"

/* NULL when this artifact is wanted; else what it was left out by, for its row in the manifest. */
const char *choice_left_out(const struct collect_options *o, const char *id);

/* True when --skip names it, or what it begins with. */
bool choice_skips(const struct collect_options *o, const char *id);

/* True when anything is wanted that only a pprof server can tell. */
bool choice_needs_server(const struct collect_options *o);

/* True when anything is wanted that tells about the target, not the machine alone. */
bool choice_about_target(const struct collect_options *o);

/* Calls fn for each word of --only that may be a profile which only the target knows. */
void choice_unknown_profiles(const struct collect_options *o,
                             void (*fn)(void *arg, struct slice id), void *arg);

/* STATUS_USAGE when a word names nothing (err says what it may have meant), or nothing is left. */
MUST_CHECK enum status choice_check(struct collect_options *o, struct error *err);

#endif
