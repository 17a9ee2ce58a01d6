/* live_summary.h - what live.json says: how each structure was found, what was checked, and what is
 * not there. The text is JSON; every string in it is ours, or printable without quotes. */
#ifndef GOLIVE_LIVE_SUMMARY_H
#define GOLIVE_LIVE_SUMMARY_H

#include "buckets.h"
#include "channels.h"
#include "goroutine_text.h"
#include "heap_find.h"
#include "interrupt.h"
#include "rates.h"

/* What became of one part: every text is ours. */
struct live_part {
    const char *name;
    const char *reason; /* "" when there is nothing to say */
    const char *status;
};

/* The records of one kind of profile. */
struct live_records {
    uint64_t list; /* address of the variable; 0: none was found */
    unsigned candidates;
    size_t records;
    size_t unknown_frames; /* addresses that belong to no Go function */
    unsigned retries;
    bool unstable;    /* a collection came in between each time */
    bool only_counts; /* see buckets.h: so are these */
    bool broken, cut;
};

struct live_heap {
    struct heap_places places; /* layout is NULL when nobody looked */
    struct rates rates;
    struct live_records records[BUCKET_TYPES];
    size_t numbers_missing; /* of those that heap_stats.h knows */
    unsigned retries;
    bool unstable;
};

struct live_summary {
    const struct golive *l;
    const struct goroutines_count *count;
    const struct goroutine_text *text;
    const struct channels *channels;
    const struct live_heap *heap; /* NULL: not looked at */
    const struct live_part *part; /* every other output of the same look */
    size_t parts;
    const struct interrupt *interrupt; /* NULL: no thread was to be held */
    bool by_mem;                       /* read through /proc/PID/mem */
    const char *began, *ended;         /* UTC */
    double seconds;
};

void live_summary_add(const struct live_summary *s, struct sbuf *out);

#endif
