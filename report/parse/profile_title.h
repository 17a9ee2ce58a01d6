/* profile_title.h - the first lines of a profile as text: what its values are, and what to make of
 * them. Part of profile_text.h. */
#ifndef PARSE_PROFILE_TITLE_H
#define PARSE_PROFILE_TITLE_H

#include "pprof.h"

enum profile_text_kind { PROFILE_TEXT_COUNT, PROFILE_TEXT_HEAP, PROFILE_TEXT_CONTENTION };

enum { PROFILE_TEXT_TYPES = 4 };

struct profile_title {
    enum profile_text_kind kind;
    size_t ntypes;
    struct pprof_value_type types[PROFILE_TEXT_TYPES];
    bool scale;    /* heap: from samples to an estimate of the whole */
    int64_t rate;  /* heap: bytes between samples */
    double hz;     /* contention: cycles per second; 0 when the text does not say */
    double period; /* contention: every how manieth event was counted */
};

/* The first line. False when it is that of no profile. */
bool profile_title_read(struct slice line, struct profile_title *ret);

/* "cycles/second=1000", "sampling period=5": false for another line. */
bool profile_title_attribute(struct slice line, struct profile_title *t);

/* "1: 16 [3: 48]", "1200 3", "40": what stands in front of "@". False when it is none. */
bool profile_title_values(const struct profile_title *t, struct slice text, int64_t *values);

#endif
