/* manifest.h - what collect says about the bundle: 00-bundle.json and manifest.json as plain
 * structs.
 *
 *     two slices of JSON --manifest_parse()--> struct manifest
 *
 * Either file may be missing or damaged: then has_header / has_records is false and problem says
 * why. Unknown fields are ignored, absent ones stay unknown (empty slice, known = false). Strings
 * are copied into the arena: the input may go. */
#ifndef BUNDLE_MANIFEST_H
#define BUNDLE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bundle_format.h"
#include "slice.h"
#include "status.h"

struct manifest_int {
    bool known;
    int64_t value;
};

struct manifest_real {
    bool known;
    double value;
};

enum manifest_answer { MANIFEST_UNKNOWN, MANIFEST_NO, MANIFEST_YES };

/* "target" of 00-bundle.json: the process as collect found it. */
struct manifest_target {
    struct slice given; /* what the user typed, masked */
    struct slice name, executable, url;
    struct slice started;          /* UTC as text */
    const struct slice *arguments; /* masked */
    size_t narguments;
    struct manifest_int pid, uid, start_ticks;
};

struct manifest_host {
    struct slice name; /* pseudonym */
    struct slice system, kernel, architecture, distribution;
};

struct manifest_clocks {
    struct slice utc, boot_id;
    struct manifest_int utc_ns, monotonic_ns, boottime_ns; /* when collect began */
    struct manifest_int clock_ticks_per_second, page_size, processors;
};

/* What became of one planned artifact. */
struct manifest_record {
    struct slice id, path; /* "process.status", "10-process/status" */
    struct slice source;
    bool status_known; /* false: a word that this version does not know, kept in status_text */
    enum bundle_status status;
    struct slice status_text;
    struct slice reason;
    struct manifest_int http_status, exit, signal;
    struct manifest_real start_s, end_s; /* seconds since collect began, monotonic clock */
    struct manifest_int start_utc_ns;
    struct manifest_int bytes_raw, bytes, redactions;
    struct slice sha256; /* hex */
};

struct manifest {
    bool has_header;      /* 00-bundle.json was read */
    bool has_records;     /* manifest.json was read: the bundle is whole */
    struct slice problem; /* one line: why one of the two that is there could not be read */

    /* 00-bundle.json */
    struct slice tool_name, tool_version, label, redaction_policy;
    struct slice watch_occasion, watch_trigger; /* of collect --watch: why it was taken */
    struct slice watch_log;                     /* file name of the log that it belongs to */
    struct manifest_target target;
    struct manifest_host host;
    struct manifest_clocks clocks;
    struct manifest_real deadline_s;
    struct manifest_int max_bytes;
    const struct slice *plan; /* ids of artifacts */
    size_t nplan;

    /* manifest.json */
    struct slice finished; /* UTC as text */
    struct manifest_int finished_utc_ns, exit_code;
    struct manifest_real duration_s;
    enum manifest_answer identity_unchanged, target_alive;
    struct manifest_real cpu_before_s, cpu_after_s; /* CPU time of the target */
    const struct manifest_record *records;          /* in the order of the file */
    size_t nrecords;
    uint64_t skipped; /* entries without an id, or not objects */
};

/* An empty slice is an absent file. STATUS_SYNTAX only when the format is another one, or another
 * major version of ours. */
MUST_CHECK enum status manifest_parse(struct arena *a, struct slice header, struct slice records,
                                      struct manifest *ret, struct error *err);

/* The record with this id, or NULL. */
const struct manifest_record *manifest_find(const struct manifest *m, const char *id);

#endif
