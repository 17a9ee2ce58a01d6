/* when.h - what --when says, as a struct.
 *
 *     process.rss > 2G, 4G, 8G dangerous 6G          a bundle at each rung; cheap ones above 6 GiB
 *     fds.total > 80%limit                           of the limit that the process has
 *     cpu > 150% for 30s cooldown 1h                 held for 30 s; then not again for an hour
 *     go.goroutines grows 5000 in 10m
 *     exit
 *
 * Blanks may be left out around < > and commas. Metrics have the names of report --list-metrics.
 * Pure: text in, struct out. */
#ifndef WATCH_WHEN_H
#define WATCH_WHEN_H

#include <stdbool.h>

#include "slice.h"
#include "status.h"
#include "watch_format.h"

enum { WHEN_RUNGS_MAX = 8, WHEN_TEXT_MAX = 500 };
#define WHEN_COOLDOWN_S 600.0 /* unless the expression says otherwise */

enum when_kind { WHEN_ABOVE, WHEN_BELOW, WHEN_GROWS, WHEN_EXIT };

struct when_bound {
    double value;  /* in the unit of the metric; of_limit: as a fraction of it */
    bool of_limit; /* "80%limit" */
};

/* A column of the log, or how fast it grows. */
struct when_metric {
    enum watch_column_id column;
    bool rate;
};

struct when {
    enum when_kind kind;
    struct when_metric metric;
    bool or_equal;
    struct when_bound rung[WHEN_RUNGS_MAX]; /* rising; for WHEN_BELOW falling. WHEN_GROWS: one */
    size_t rungs;
    double for_s;    /* how long it must hold */
    double window_s; /* WHEN_GROWS: in what time */
    double cooldown_s;
    bool has_dangerous;
    struct when_bound dangerous; /* beyond it the target is left in peace as far as possible */
};

/* On STATUS_SYNTAX err->offset is the character at which text stops making sense. */
MUST_CHECK enum status when_parse(struct slice text, struct when *ret, struct error *err);

/* True for a metric that has a limit to be a fraction of. */
bool when_has_limit(struct when_metric m);

#endif
