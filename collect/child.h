/* child.h - runs one probe in a process of its own, so that it can be given up.
 *
 * What the probe writes goes to the file that it was given. Its verdicts stand in memory that both
 * see: on an output that was finished before the child died or was killed, its word counts. A
 * child that is stuck in the kernel does not die of SIGKILL: it is left behind and that is
 * recorded. */
#ifndef COLLECT_CHILD_H
#define COLLECT_CHILD_H

#include <sys/types.h>

#include "source.h"

struct child {
    pid_t pid; /* 0 when there is none */
    int pipe;  /* readable when the child is over, in whatever way */
    size_t outputs;
    struct source_output *output; /* shared with the child */
};

/* On one output. */
struct child_verdict {
    enum bundle_status status; /* BUNDLE_STATUS_COUNT: nothing was said */
    uint64_t written;
    int signal; /* that ended the child, or 0 */
    char reason[160];
};

/* s[0..outputs) are rows of one child; spool[i] takes what s[i] is, -1 when nobody wants it. */
MUST_CHECK enum status child_start(struct child *c, const struct source *s,
                                   const struct source_context *ctx, const int *spool,
                                   size_t outputs, struct error *err);

/* To be called when the pipe is readable. True when the child is over: ret[0..outputs) is filled
 * and c is empty. */
bool child_finish(struct child *c, struct child_verdict *ret);

/* Waits for the end of this child of ours, for at most ms. False when it is still there. */
bool child_reap(pid_t pid, int ms, int *wait_status);

/* Asks a probe that goes on for its last words. */
void child_stop(const struct child *c);

/* Kills the child and everything it started, waits for a moment. False when it does not die. */
bool child_kill(struct child *c);

/* The same, of a child that is not over; ret[0..outputs) is what it has said until its end. */
bool child_give_up(struct child *c, struct child_verdict *ret);

#endif
