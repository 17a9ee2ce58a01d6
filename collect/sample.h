/* sample.h - the numbers of one moment, as a row of samples.csv and of the log of a watch has them;
 * each system finds them in its own way. */
#ifndef COLLECT_SAMPLE_H
#define COLLECT_SAMPLE_H

#include "sbuf.h"
#include "source.h"
#include "watch_format.h"

struct sampler; /* what a system keeps from one sample to the next */

struct sample_value {
    bool known;
    double value;
};

struct sample {
    struct sample_value cell[WATCH_COLUMNS];
    char state; /* of the process, as in stat: T is stopped, Z has ended. 0: not known */
};

/* What one look finds out. Apart by their cost, so that a watch can take the dear ones less often;
 * what the target pays for grows with the target. */
enum sample_part {
    SAMPLE_BASE,       /* memory, CPU, faults, threads, heap of a Go process, pressure */
    SAMPLE_FDS,        /* how many descriptors */
    SAMPLE_FD_KINDS,   /* how many of which type */
    SAMPLE_PSS,        /* a walk over the page tables: not of a large process */
    SAMPLE_GOROUTINES, /* each of them is looked at */
    SAMPLE_CHILDREN,   /* every process of the machine is looked at */
    SAMPLE_STARTED,    /* the kernel adds up the interrupts of all processors for it */
    SAMPLE_PARTS
};

/* Looks up what stays the same. ctx is copied, what it points to must outlive the sampler. NULL
 * when out of memory. */
struct sampler *sample_begin(const struct source_context *ctx);
void sample_end(struct sampler *s);

/* Why heap and goroutines cannot be read out of the process; NULL when they can. */
const struct error *sample_go_error(const struct sampler *s);

/* Fills the cells of this part. False when the process is gone, or may not be looked at. */
bool sample_take(struct sampler *s, enum sample_part part, struct sample *ret);

/* Appends one row with the time and the first columns cells of watch_columns[]. */
void sample_row(const struct sample *s, int64_t utc_ns, size_t columns, struct sbuf *row);

#endif
