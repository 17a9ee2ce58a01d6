/* bundle_job.h - a bundle that is being taken, in a process of its own, so that the watch goes on
 * meanwhile and stays small.
 *
 * The child makes a snapshot like any other (snapshot.h), with the log of the watch in it. When the
 * watch dies, it ends with what it has by then. */
#ifndef WATCH_BUNDLE_JOB_H
#define WATCH_BUNDLE_JOB_H

#include "bundle_list.h"
#include "run.h"
#include "watch_files.h"

struct bundle_plan {
    struct run *resolved; /* options, target, address of its server; its start becomes now */
    const struct watch_files *files;
    enum bundle_occasion occasion;
    const char *trigger; /* the expression, or NULL */
    bool cheap;          /* nothing that could harm */
    bool quick;          /* nothing that takes time */
};

struct bundle_job {
    pid_t pid; /* 0: none */
    int pipe;
    double began, killed_at; /* killed_at: 0 unless it was */
    struct bundle_record record;
    const char *trigger;
    int attempts;
};

enum { JOB_URL_MAX = 1024, JOB_REASON_MAX = 200 };

struct bundle_verdict {
    int code;                              /* exit_codes.h */
    int sys;                               /* errno of what kept it from being written, or 0 */
    char url[JOB_URL_MAX], unix_path[108]; /* where its pprof server was found, or "" */
    char reason[JOB_REASON_MAX];           /* of a failure */
};

MUST_CHECK enum status bundle_job_start(struct bundle_job *job, const struct bundle_plan *plan,
                                        struct error *err);

/* To be called when the pipe is readable, and now and then: a probe that outlives the job keeps the
 * pipe open. True when the job is over, or was killed and does not die: *ret is filled, job is
 * empty, its record is still there. */
bool bundle_job_finish(struct bundle_job *job, struct bundle_verdict *ret);

/* Asks it to end with what it has; asked twice, it leaves nothing. */
void bundle_job_stop(const struct bundle_job *job);

/* It and all that it started. */
void bundle_job_kill(struct bundle_job *job);

/* Seconds after which it should long be over. */
double bundle_job_deadline(const struct collect_options *o);

#endif
