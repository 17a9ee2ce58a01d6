/* artifact.h - one thing that is to be collected, and what became of it: a record of the manifest.
 */
#ifndef COLLECT_ARTIFACT_H
#define COLLECT_ARTIFACT_H

#include <stdint.h>

#include "bundle_format.h"
#include "redact.h"

struct artifact {
    char id[96];      /* "go.heap" */
    char path[128];   /* in the bundle, without the top folder */
    char source[256]; /* where it comes from: a file, a command, a URL without credentials */
    enum bundle_kind kind;

    enum bundle_status status;
    char reason[200]; /* one line; "" when there is nothing to say */
    int http_status;  /* 0: not HTTP, or no answer */
    int signal;       /* that ended the probe, or 0 */

    double start_s, end_s; /* on the monotonic clock, since the run began */
    int64_t start_utc_ns;

    int fd;             /* what was collected, in an anonymous file; -1 when there is nothing */
    uint64_t bytes_raw; /* as it came from the source */
    uint64_t bytes;     /* as it stands in the bundle */
    char sha256[65];    /* of the bytes in the bundle; "" when there are none */
    struct redact_count redactions;
};

/* True when the bundle lacks something that it should have: skipped and unsupported are no gaps. */
static inline bool artifact_is_gap(const struct artifact *a)
{
    return a->status != BUNDLE_OK && a->status != BUNDLE_SKIPPED && a->status != BUNDLE_UNSUPPORTED;
}

#endif
