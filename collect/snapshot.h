/* snapshot.h - one bundle of one target, from the options to the finished file.
 *
 *     options --snapshot_begin()--> redactor, place to spool --resolve_target()--> the process
 *         --snapshot_admit()--> let in by its server --snapshot_take()--> bundle
 *
 * Each returns an exit code (exit_codes.h), and has said on stderr what went wrong. */
#ifndef COLLECT_SNAPSHOT_H
#define COLLECT_SNAPSHOT_H

#include "access.h"
#include "fileio.h"
#include "manifest_writer.h"
#include "run.h"

struct snapshot {
    struct run run;
    struct access access;
    struct fileio_pending out;
    struct manifest_outcome outcome;
    int sys; /* errno of what kept the bundle from being written, or 0 */
    /* Called when everything is collected, to add what is not: NULL for nothing. */
    void (*add)(struct run *r, const void *arg);
    const void *add_arg;
};

/* options and target must outlive s, which is to be ended in either case. */
int snapshot_begin(struct snapshot *s, const struct collect_options *options,
                   struct target *target);

/* Takes what the user gave to be let in; its values are secrets from here on. */
int snapshot_admit(struct snapshot *s);

/* Collects and writes; where to is what the options say. */
int snapshot_take(struct snapshot *s);

/* What snapshot_take() would do, on stdout. */
int snapshot_plan(struct snapshot *s);

/* The end of a run: what --json prints. Returns code, or why it could not be printed. */
int snapshot_end(struct snapshot *s, int code);

#endif
