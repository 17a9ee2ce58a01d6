/* watching.h - the state of one watch, shared by the files that make it: watch.c (begin, wait,
 * end), watch_sample.c (one look), watch_bundle.c (bundles and room for them), watch_target.c (the
 * process: dies, comes back, stands still). Nobody else includes this. */
#ifndef WATCH_WATCHING_H
#define WATCH_WATCHING_H

#include "bundle_job.h"
#include "bundle_list.h"
#include "live_line.h"
#include "snapshot.h"
#include "timeline.h"
#include "trigger.h"
#include "watch_files.h"
#include "watch_pprof.h"

enum watch_phase {
    PHASE_WATCHING,
    PHASE_WAITING, /* --follow: the process is gone, a new one is looked for */
    PHASE_LAST,    /* the last bundle is being taken */
    PHASE_OVER
};

/* What is to be taken as soon as no bundle is under way. */
struct pending_bundle {
    bool wanted;
    enum bundle_occasion occasion;
    const char *trigger;
};

struct watch {
    const struct collect_options *options;
    enum watch_phase phase;
    const char *end_reason;
    int asked, stops; /* signals seen; those to a job of the last phase */
    int resizes;      /* of the terminal, as seen last */
    bool hurried;     /* the last bundle takes no time */

    /* the process */
    struct target target;
    struct snapshot resolved; /* how it was found; a part of each bundle's plan */
    struct sampler *sampler;
    int exit_fd;
    bool is_stopped;
    double look_again_at; /* when it cannot be read: the next try */
    double look_again_in;
    struct watch_pprof server;
    bool is_named;     /* the user said where its server is */
    bool server_found; /* and a bundle found the server of this very process */
    unsigned silent;   /* samples without a heap from a process that gave one before */
    bool had_heap;

    /* time */
    struct moment began, now;
    double next_at; /* of the next sample, on the clock of clock_seconds() */
    struct timeline timeline;

    /* what is seen */
    struct sample sample;
    struct observation seen;
    struct trigger trigger[OPTION_LIST_MAX];
    size_t triggers;
    struct budget part[SAMPLE_PARTS];
    double limits_at;

    /* what is written */
    struct watch_files files;
    struct bundle_list made;
    struct bundle_job job;
    struct pending_bundle pending;
    uint64_t rows_lost;
    bool is_full; /* the disk was, at the last row */
    size_t failed, with_gaps;
    struct live_line line;
    double line_due_at; /* on a terminal */
};

double watch_elapsed(const struct watch *w);

/* An event of this moment. value: NULL where there is none. */
void watch_event(struct watch *w, enum bundle_event kind, const double *value, const char *subject,
                 const char *detail);
void watch_eventf(struct watch *w, enum bundle_event kind, const double *value, const char *subject,
                  const char *fmt, ...) PRINTF_LIKE(5, 6);

/* watch_sample.c: one look at the process, a row, and what follows from it. */
void watch_look(struct watch *w);

/* watch_bundle.c */
void watch_want(struct watch *w, enum bundle_occasion occasion, const char *trigger);
void watch_start_wanted(struct watch *w);
void watch_take_verdict(struct watch *w);
void watch_check_job(struct watch *w); /* whether it is over; ends one that takes far too long */
/* The disk is full: removes the next bundle that may go. False when there is none. */
bool watch_make_room(struct watch *w);

/* watch_target.c */
void watch_attach(struct watch *w); /* to the process in w->target */
void watch_detach(struct watch *w);
void watch_ended(struct watch *w);  /* the process is gone */
void watch_follow(struct watch *w); /* looks for a new one */
void watch_note_state(struct watch *w);
void watch_note_readable(struct watch *w); /* tries again to read its heap where it could not be */
void watch_read_limits(struct watch *w);
void watch_ask_server(struct watch *w);

#endif
