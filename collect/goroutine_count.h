/* goroutine_count.h - how many goroutines there are while the rest is collected, from the index
 * page of the server, where that cannot be read out of the process itself.
 *
 *     the child that takes the samples --wanted--> collect --GET index--> server
 *     number on the page --> memory that both see --> the next row of samples.csv
 *
 * The page is made of counters: nothing stops for it. It is asked for once a second at most, and
 * the less often the longer its answer takes: a twentieth of the time. Heap numbers are not asked
 * for: a server tells them only by stopping the program. */
#ifndef COLLECT_GOROUTINE_COUNT_H
#define COLLECT_GOROUTINE_COUNT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct http_result;
struct tasks;

struct goroutine_number {
    atomic_bool wanted;
    _Atomic uint64_t value;
    _Atomic int64_t at_ns; /* of the monotonic clock; 0: never */
};

struct goroutine_count {
    struct goroutine_number *shared; /* with the child; NULL: out of memory, then nobody asks */
    int fd;                          /* where the page goes, or -1 */
    bool found;                      /* the server, and it answers */
    bool asking;
    double asked_at, next_at; /* run_seconds() */
};

void goroutine_count_begin(struct goroutine_count *c);
void goroutine_count_done(struct goroutine_count *c);

/* What the index page says, that came after this many seconds. */
void goroutine_count_tell(struct goroutine_count *c, const struct tasks *ts, struct slice page,
                          double seconds);
/* Asks, when it is time to. */
void goroutine_count_step(struct goroutine_count *c, struct tasks *ts);
/* The answer to what was asked. */
void goroutine_count_take(struct goroutine_count *c, const struct tasks *ts,
                          const struct http_result *r);

/* For the child. False when there is none of the last two seconds. */
bool goroutine_number_get(const struct goroutine_number *n, uint64_t *value);

#endif
