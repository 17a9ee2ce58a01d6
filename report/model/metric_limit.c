#include "metric_limit.h"

/* Of one metric, what comes first goes first. */
static const struct {
    const char *metric, *limit, *name;
} limits[] = {
    {"fds.total", "fds.limit", "soft limit of descriptors"},
    {"process.rss", "cgroup.memory.limit", "limit of the control group"},
    {"process.rss", "host.memory_total", "memory of the machine"},
    {"process.footprint", "host.memory_total", "memory of the machine"},
    {"process.swap", "cgroup.swap.limit", "limit of the control group"},
};

struct metric_limit metric_limit(const struct model *m, struct slice metric)
{
    struct metric_limit found = {0};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0] && !found.value.known; i++)
        if (slice_is(metric, limits[i].metric))
            found = (struct metric_limit){model_metric(m, limits[i].limit, model_last(m)),
                                          limits[i].name};
    return found;
}
