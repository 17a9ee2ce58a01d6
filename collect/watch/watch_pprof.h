/* watch_pprof.h - heap and goroutines as the program's own pprof server tells them, where they
 * cannot be read out of the process.
 *
 * The number of goroutines costs next to nothing and is asked for with each sample, once a second
 * at most. For the heap the program stops for a moment: that is asked twice a minute at most, and
 * not for long. */
#ifndef WATCH_WATCH_PPROF_H
#define WATCH_WATCH_PPROF_H

#include "run.h"
#include "sample.h"

enum { WATCH_QUESTIONS = 2 };

struct watch_pprof {
    struct http *http;
    double next_at[WATCH_QUESTIONS];
    bool answers; /* it did, the last time */
};

void watch_pprof_done(struct watch_pprof *p);

/* Fills the cells of heap and goroutines when it is time to ask. */
void watch_pprof_take(struct watch_pprof *p, const struct run *r, struct sample *ret);

/* The index page, the tail of heap?debug=1. For tests public. */
void watch_pprof_read_index(struct slice text, struct sample *ret);
void watch_pprof_read_heap(struct slice text, struct sample *ret);

#endif
