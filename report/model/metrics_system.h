/* metrics_system.h - numbers of the control group, of waiting (pressure) and of the map's regions,
 * for the registry. Inside of the model stage. */
#ifndef MODEL_METRICS_SYSTEM_H
#define MODEL_METRICS_SYSTEM_H

#include "input.h"

struct number metric_cgroup(const struct metric_input *in, const char *key);
struct number metric_cgroup_memory_used(const struct metric_input *in, const char *key);
struct number metric_cgroup_cpu_limit(const struct metric_input *in, const char *key);
struct number metric_cgroup_throttled(const struct metric_input *in, const char *key);

/* key: "cpu", "memory full": share of the last minute. */
struct number metric_pressure(const struct metric_input *in, const char *key);
struct number metric_cgroup_pressure(const struct metric_input *in, const char *key);

/* key: as in the file. */
struct number metric_vmstat(const struct metric_input *in, const char *key);
struct number metric_clock(const struct metric_input *in, const char *key);
struct number metric_processors(const struct metric_input *in, const char *key);

/* key: name of a struct smaps sum, of all regions: "Swap", "Locked", "AnonHugePages". */
struct number metric_smaps(const struct metric_input *in, const char *key);

#endif
