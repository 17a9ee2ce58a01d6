/* run.h - one collection, from the first probe to the last: every source at once, under one
 * deadline.
 *
 *     options, target --run_collect()--> artifacts (each with its bytes in an anonymous file)
 *
 * Probes of this machine start at once, each in a child; HTTP requests go stage by stage
 * (endpoints.h) and side by side. Whatever happens to one of them is a status of its own and never
 * the end of the run. */
#ifndef COLLECT_RUN_H
#define COLLECT_RUN_H

#include <signal.h>

#include "artifact.h"
#include "collect_options.h"
#include "headroom.h"
#include "target.h"

enum { RUN_ARTIFACTS_MAX = 256 };

struct http_access;

/* Why a watch took this bundle: "watch" in 00-bundle.json. */
struct run_watch {
    const char *occasion, *log;
    const char *trigger; /* NULL: none */
    bool cheap;
};

struct run {
    const struct collect_options *options;
    struct target *target;
    struct redactor *redactor;
    const struct http_access *access; /* what opens the server's door, or NULL */
    const char *given;                /* TARGET as the user typed it */
    char *url;                        /* pprof index to use; NULL: look for one. Owned */
    char *unix_path;                  /* socket to reach it through, or NULL. Owned */
    bool url_is_inside; /* an address of the process's own network namespace, which is not ours */
    char *spool_dir;    /* where anonymous files go. Owned */

    struct headrooms headrooms; /* as they were when something was begun last */
    struct artifact *artifacts[RUN_ARTIFACTS_MAX];
    size_t count;
    int spare;       /* an anonymous file whose bytes nobody needs any more, or -1 */
    struct sbuf log; /* becomes 90-collect/collect.log */

    double started; /* monotonic seconds */
    int64_t started_utc_ns, started_monotonic_ns, started_boot_ns;
    double finished_s;
    uint64_t cpu_ticks_before, cpu_ticks_after; /* of the target */
    int alive_after;                            /* 1 yes, 0 no, -1 unknown */
    int identity_intact; /* the same process as at the start: 1, 0, -1 unknown */
    bool owner_hidden;   /* the process behind the address is there, but somebody else's */
    bool interrupted, out_of_time;
    const struct run_watch *watch; /* NULL: the bundle is of no watch */
};

void run_init(struct run *r, const struct collect_options *options, struct target *target);
void run_done(struct run *r);

/* Collects. Returns when everything is there, the deadline has passed, or *interrupt became true.
 */
MUST_CHECK enum status run_collect(struct run *r, const volatile sig_atomic_t *interrupt,
                                   struct error *err);

/* A new artifact without bytes, in the order of planning; NULL when there are too many. */
struct artifact *run_plan(struct run *r, const char *id, const char *path, enum bundle_kind kind);
struct artifact *run_find(const struct run *r, const char *id);

/* A line of collect.log, with the time in front. */
void run_log(struct run *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

double run_seconds(const struct run *r); /* since the start */

/* The process is gone: whoever answers at its address by now is another one. */
bool run_target_ended(const struct run *r);
#define RUN_ENDED "the process ended before its server was asked"

#endif
