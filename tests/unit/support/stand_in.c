/* stand_in.c - what the stages left of document define, until they land. */
#include "document.h"

#include <string.h>

const char *const severity_names[] = {"ok", "note", "warning", "critical"};
const char *const confidence_names[] = {"watch", "likely", "strong", "proven"};
const char *const unit_names[] = {"count", "bytes", "seconds", "fraction"};
const struct metric metrics[] = {
    {"process.rss", UNIT_BYTES, "resident memory"},
    {"threads.total", UNIT_COUNT, "threads"},
    {"process.cpu_seconds", UNIT_SECONDS, "CPU time since the start"},
    {"fds.total", UNIT_COUNT, "open descriptors"},
    {"fds.limit", UNIT_COUNT, "most descriptors that may be open"},
    {"go.goroutines", UNIT_COUNT, "goroutines"},
    {"go.memstats.heap_inuse", UNIT_BYTES, "Go heap in use"},
    {"go.memstats.sys", UNIT_BYTES, "memory that the Go runtime took from the system"},
    {"go.memstats.gc_cpu_fraction", UNIT_FRACTION, "share of CPU time spent in the collector"},
    {"go.memstats.num_gc", UNIT_COUNT, "garbage collections"},
};
const size_t metrics_count = sizeof metrics / sizeof metrics[0];

struct number model_metric_at(const struct model *m, size_t index, int side)
{
    return m->values[side] ? m->values[side][index] : (struct number){false, 0};
}

struct number model_metric(const struct model *m, const char *name, int side)
{
    for (size_t i = 0; i < metrics_count; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return model_metric_at(m, i, side);
    return (struct number){false, 0};
}

const struct profile *model_profile(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->nprofiles; i++)
        if (slice_is(m->profiles[i].name, name))
            return &m->profiles[i];
    return NULL;
}
