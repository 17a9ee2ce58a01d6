/* metrics_go.h - numbers that come from inside of a Go program, for the registry. Inside of the
 * model stage. */
#ifndef MODEL_METRICS_GO_H
#define MODEL_METRICS_GO_H

#include "input.h"

/* key: name of the member of struct goroutine_totals, struct memstats. */
struct number metric_goroutines(const struct metric_input *in, const char *key);
struct number metric_memstats(const struct metric_input *in, const char *key);
struct number metric_gc_fraction(const struct metric_input *in, const char *key);
struct number metric_last_pause(const struct metric_input *in, const char *key);

/* key: the metric of all that is resident, in status. */
struct number metric_idle_share(const struct metric_input *in, const char *key);

/* key: sample type. */
struct number metric_heap_profile(const struct metric_input *in, const char *key);
struct number metric_cpu_busy(const struct metric_input *in, const char *key);
struct number metric_gc_share(const struct metric_input *in, const char *key);

#endif
