/* sample.h - what one row of samples.csv says; each system fills it in its own way. */
#ifndef COLLECT_SAMPLE_H
#define COLLECT_SAMPLE_H

#include "source.h"

struct sampler; /* what a system keeps from one sample to the next */

struct sample_value {
    bool known;
    double value;
};

struct sample {
    double rss_bytes;
    struct sample_value pss_bytes, swap_bytes;
    struct sample_value cpu_s, children_cpu_s; /* seconds since the process began */
    struct sample_value fds, threads, minor_faults, major_faults;
    struct sample_value heap_alloc_bytes, heap_inuse_bytes, goroutines; /* of a Go process */
};

/* What is looked up before the first sample; NULL when there is nothing to look up. */
struct sampler *sample_begin(const struct source_context *ctx);
void sample_end(struct sampler *s);

/* False when the process is gone, or may not be looked at. s may be NULL. */
bool sample_take(const struct source_context *ctx, struct sampler *s, struct sample *ret);

#endif
