/* sample.h - what one row of samples.csv says; each system fills it in its own way. */
#ifndef COLLECT_SAMPLE_H
#define COLLECT_SAMPLE_H

#include "source.h"

struct sample_value {
    bool known;
    double value;
};

struct sample {
    double rss_bytes;
    struct sample_value pss_bytes, swap_bytes;
    struct sample_value cpu_s, children_cpu_s; /* seconds since the process began */
    struct sample_value fds, threads, minor_faults, major_faults;
};

/* False when the process is gone, or may not be looked at. */
bool sample_take(const struct source_context *ctx, struct sample *ret);

#endif
