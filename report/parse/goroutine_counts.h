/* goroutine_counts.h - reads profiles of counts as text (debug=1): goroutine, threadcreate, any
 * custom one. Records point into the text.
 *
 *     goroutine profile: total 43
 *     40 @ 0x43a1b6 0x46c9d1
 *     # labels: {"tenant":"a"}
 *     #	0x4a3b2c	main.worker+0x2c	/src/main.go:31
 */
#ifndef PARSE_GOROUTINE_COUNTS_H
#define PARSE_GOROUTINE_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "slice.h"
#include "stack_frame.h"
#include "status.h"

struct count_group {
    uint64_t count;
    struct slice labels;              /* as printed, without the braces: "k":"v", "k2":"v2" */
    const struct stack_frame *frames; /* innermost first; function empty where there is no name */
    size_t nframes;
};

struct count_profile {
    struct slice name;                /* "goroutine" */
    uint64_t total;                   /* as the first line says */
    uint64_t counted;                 /* sum of the groups: less than total when the text is cut */
    const struct count_group *groups; /* in the order of the text: by count, falling */
    size_t ngroups;
    uint64_t skipped; /* records or frames that could not be read */
    bool cut;         /* the text ends before the profile does */
};

/* STATUS_SYNTAX when the first line is not that of such a profile. */
MUST_CHECK enum status goroutine_counts_parse(struct arena *a, struct slice text,
                                              struct count_profile *ret, struct error *err);

#endif
