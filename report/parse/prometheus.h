/* prometheus.h - reads metrics in the text format of Prometheus (40-go/metrics.prom): those that Go
 * programs publish about themselves, go_* and process_*. Records point into the text.
 *
 *     # HELP go_goroutines Number of goroutines that currently exist.
 *     go_goroutines 43
 *     go_info{version="go1.26.1"} 1
 *     process_resident_memory_bytes 1.2345e+07 1795404197000
 */
#ifndef PARSE_PROMETHEUS_H
#define PARSE_PROMETHEUS_H

#include "arena.h"
#include "known.h"
#include "status.h"

struct prometheus_sample {
    struct slice name, labels; /* labels: without the braces */
    double value;
};

struct prometheus {
    const struct prometheus_sample *items; /* go_* and process_* only, in the order of the text */
    size_t count;
    uint64_t others;  /* samples of the program's own */
    uint64_t skipped; /* lines that could not be read, and values that are no numbers */
};

/* STATUS_SYNTAX when there is no sample in the text. */
MUST_CHECK enum status prometheus_parse(struct arena *a, struct slice text, struct prometheus *ret,
                                        struct error *err);

/* The sample of this name without labels; unknown when there is none. */
struct known_real prometheus_value(const struct prometheus *p, const char *name);

/* The value of a label of the first sample of this name: "go_info", "version". Empty: none. */
struct slice prometheus_label(const struct prometheus *p, const char *name, const char *label);

#endif
