/* timeline.h - what three clocks say about the time between two samples: did the machine sleep, was
 * collect not run, was the wall clock set? Pure. */
#ifndef WATCH_TIMELINE_H
#define WATCH_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

/* All of one moment, in nanoseconds. */
struct moment {
    int64_t utc, boot; /* boot: goes on while the machine sleeps */
    int64_t awake;     /* stands still then */
};

struct moment moment_now(void);

struct timeline {
    double period_s;
    struct moment last;
    bool has_last;
};

/* Seconds; 0: nothing of the kind. */
struct timeline_gap {
    double asleep, late, clock_step;
};

/* Compares now with the sample before it, which it then replaces. False when nothing was amiss. */
bool timeline_next(struct timeline *t, struct moment now, struct timeline_gap *ret);

#endif
