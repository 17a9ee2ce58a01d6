/* expvar_text.h - reads 40-go/expvar.json, what a Go program publishes at /debug/vars: its command
 * line and its MemStats.
 *
 * What else a program publishes has no fixed meaning and is left alone. */
#ifndef PARSE_EXPVAR_TEXT_H
#define PARSE_EXPVAR_TEXT_H

#include "arena.h"
#include "memstats.h"

struct expvar_text {
    bool has_memstats;
    struct memstats memstats;
    struct slice command; /* the words of the command line with blanks between; empty: unknown */
};

/* STATUS_SYNTAX when it is no JSON object, or is cut. */
MUST_CHECK enum status expvar_text_parse(struct arena *a, struct slice text,
                                         struct expvar_text *ret, struct error *err);

/* Reads 40-go/live-memstats.json: the same numbers, read out of the memory of the process.
 * STATUS_SYNTAX when it is something else. */
MUST_CHECK enum status expvar_text_live(struct slice text, struct memstats *ret, struct error *err);

#endif
