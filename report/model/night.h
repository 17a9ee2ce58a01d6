/* night.h - what the log of a watch says: collect --watch, or a monitor script of the same kind.
 *
 *     log + events --night_build()--> struct night
 *
 * Times are seconds since the first row. A restart divides the night: growth is that of the last
 * process. Nothing is made up for a gap. */
#ifndef MODEL_NIGHT_H
#define MODEL_NIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "bundle_format.h"
#include "model.h"
#include "night_fit.h"

/* One quantity over the whole night. */
struct night_series {
    const char *name; /* of the metric */
    const char *what;
    enum unit unit;
    bool grows;                      /* a leak of it is possible: it is no rate, no share */
    size_t count;                    /* rows, as many as the log has */
    const double *at_s;              /* rising */
    const double *value;             /* NAN: unknown */
    size_t known;                    /* of them, of the last process */
    double first, least, most, last; /* of the last process */
    struct growth growth;            /* of the last process */
    bool leading;  /* the others are compared with it: the first one here that began to rise */
    bool together; /* began to rise when the leading one did, as far as anybody can tell */
    struct number limit;
    const char *limit_name;
    struct number soonest_s, latest_s; /* until the limit is reached; unknown: perhaps never */
};

/* kind is EVENT_COUNT for one that this program does not know. */
struct night_event {
    enum bundle_event kind;
    double at_s;
    struct number value; /* see bundle-format.md */
    struct slice name, subject, detail;
    bool inferred; /* from the log itself: nobody wrote it down */
    double took_s; /* of a bundle: for so long it was being taken before; 0: not known */
};

/* Collections of garbage between one row that counts them and the next; those of many rows are one
 * when there are very many. */
struct night_collections {
    double at_s, times;
};

struct night_process {
    struct number pid;
    double from_s, until_s;
    size_t begin, end; /* rows */
};

/* A column that ought to be there. */
struct night_lack {
    const char *column;
    bool empty; /* it is there, and nothing is in it */
};

struct night {
    struct slice source; /* name of the log */
    size_t rows;
    double span_s, period_s;
    double start_s; /* wall clock of the first row: since 1970 if dated, else since midnight */
    bool dated, utc;

    size_t broken, odd, timeless, backwards, clock_sets, every; /* see watch_log.h */
    bool newest_first;
    size_t odd_events;
    const struct night_lack *lacks;
    size_t nlacks;

    const struct night_series *series; /* those of which something is known */
    size_t nseries;
    const struct night_event *events;
    size_t nevents;
    const bool *taken; /* of each row: a bundle was being taken, so much in it is of collect */
    const struct night_collections *collections;
    size_t ncollections;
    struct number all_collections; /* that were counted; unknown: the log does not count them */
    const struct night_process *processes;
    size_t nprocesses;
    double missing_s; /* time in gaps */
};

struct bundle;

/* Sets m->night when the bundle has a log of a watch, or one lies beside it. */
void night_build(struct arena *a, const struct bundle *last, struct model *m);

/* The series that the others are compared with, or NULL: nothing began to rise. */
const struct night_series *night_leading(const struct night *n);

/* Does the log say of anything that can leak how it went? A few rows do not. */
bool night_knows_course(const struct night *n);

/* Both began to rise within the log, and at the same time as far as anybody can tell. */
bool night_began_together(const struct night *n, const struct night_series *x,
                          const struct night_series *y);

/* "2026-11-24 02:13:05 UTC", without "UTC" where the log does not say so, "02:13:05" where it has
 * no date. */
struct slice night_time(struct arena *a, const struct night *n, double at_s);

/* "2026-11-24 02:13:05 UTC (±1 min)": when this series began to rise. */
struct slice night_began(struct arena *a, const struct night *n, const struct growth *g);

/* "the first sample", "the first sample that can be compared (2026-11-24 02:13:05 UTC)": from where
 * on a series that did not begin to rise within the log has risen. Before, bundles were being
 * taken, or no garbage was collected. */
struct slice night_first(struct arena *a, const struct night *n, const struct growth *g);

/* "+1.2 GiB ± 0.1 GiB per hour" */
struct slice night_rate(struct arena *a, enum unit unit, const struct growth *g);

/* "3 h to 5 h", "3 h at the soonest, perhaps never": until its limit is reached, which must be
 * known to come. */
struct slice night_reached(struct arena *a, const struct night_series *s);

/* "421.0 MiB → 5.2 GiB": from where it began to its end. */
struct slice night_levels(struct arena *a, enum unit unit, const struct growth *g);

#endif
