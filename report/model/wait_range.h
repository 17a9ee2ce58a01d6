/* wait_range.h - what the minutes in a goroutine's header can mean. Inside of the model stage.
 *
 * The runtime does not note when a goroutine begins to wait. The collector does, when it first sees
 * the goroutine parked, and what it writes down is the end of the collection before that one. So
 * "3 minutes" says that the wait began after the collection that is 3 minutes old, and before the
 * next one: an upper bound, and one interval of collections below it a lower one. */
#ifndef MODEL_WAIT_RANGE_H
#define MODEL_WAIT_RANGE_H

#include "memstats.h"
#include "model.h"

/* Seconds. now_utc_ns: when the dump was made. stats may be NULL: then only the forced collection
 * every two minutes bounds the interval. */
void wait_range(const struct memstats *stats, struct number now_utc_ns, double minutes,
                struct number *least, struct number *most);

#endif
