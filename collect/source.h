/* source.h - the contract of one probe.
 *
 * A probe runs in a child process of its own (see child.h), because any read may hang in the
 * kernel: what it writes goes to an anonymous file, so rows written before a kill are kept; its
 * verdicts stand in memory that both see. It reads below directory descriptors only, never by PID,
 * so it cannot meet another process that got the same number; and tests hand it a fixture folder
 * instead of the machine. */
#ifndef COLLECT_SOURCE_H
#define COLLECT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bundle_format.h"
#include "sbuf.h"
#include "slice.h"
#include "status.h"

struct goroutine_number;

struct source_context {
    int procfd; /* /proc/PID, or -1 when no process of this machine is examined */
    int rootfd; /* "/": for proc/meminfo, etc/os-release, ... */
    pid_t pid;
    uint64_t start;    /* start_ticks of the target: for systems where a probe goes by number */
    bool live_never;   /* --live=never: nor is its heap for the samples */
    bool live_always;  /* --live=always: a process that cannot be read so is a gap */
    bool briefly_stop; /* --briefly-stop */
    bool walk;         /* page tables may be walked however large the target is: --smaps */
    struct goroutine_number *goroutines; /* as its server counts them; NULL: nobody asks it */
};

struct source_output {
    int fd; /* -1: nobody wants it, what is written is dropped */
    uint64_t written, ceiling;
    bool full;        /* the ceiling was reached: the rest was dropped */
    int sys;          /* errno of the first failed write, or 0 */
    char reason[160]; /* for the manifest: one line, no untrusted bytes; "" when there is nothing to
                         say */
    enum bundle_status status; /* of a further output: what its reader says when it is finished; it
                                  holds whatever comes later. Unsaid (BUNDLE_STATUS_COUNT), it is
                                  the first one's, with its reason */
};

struct source;

/* Writes the artifact. What it returns is what the manifest says, except that a full output turns
 * ok into truncated and a failed write into failed. out[1], out[2], ... belong to the rows behind
 * it that have no reader of their own. */
typedef enum bundle_status source_reader(const struct source *self,
                                         const struct source_context *ctx,
                                         struct source_output *out);

/* What a probe costs the target. */
enum source_cost {
    COST_NOTHING, /* the kernel answers from counters */
    COST_LOCKS,   /* takes the target's mmap lock or walks its page tables for a moment */
    COST_PROGRAM, /* runs a tool beside it */
    COST_SUSPEND, /* runs a tool that stops it many times, for a moment each */
    COST_REQUEST, /* one HTTP request, answered by the target */
    COST_STOPS,   /* the target's own runtime stops it for a moment */
    COST_PROFILES /* the target is profiled while it runs */
};

enum { SOURCE_OUTPUTS_MAX = 8 };

struct source {
    const char *id;      /* of its row in bundle_entries[] */
    source_reader *read; /* NULL: written by the child of the row above, from one look */
    const char *from; /* below procfd or rootfd, or a tool's name: for the reader, and for --help */
    uint64_t ceiling;
    double deadline; /* seconds */
    enum source_cost cost;
    bool goes_on; /* does not end by itself: it is sent SIGTERM when everything else is over */
};

/* Every probe that needs no HTTP, cheap and volatile first. */
extern const struct source sources[];
extern const size_t sources_count;

/* How many artifacts the child of this row of sources[] writes. */
size_t source_outputs(size_t row);

void source_write(struct source_output *out, struct slice bytes);

/* The same; a buffer that lost something is a failed write. */
void source_write_sbuf(struct source_output *out, const struct sbuf *b);

/* The status that fits a failed system call (denied, unsupported, failed); puts "VERB: errno text"
 * into out->reason. */
enum bundle_status source_failed(struct source_output *out, const char *verb, int sys);

/* For what this system does not have: self->from says why, or where it is told instead. */
source_reader source_absent;

#endif
