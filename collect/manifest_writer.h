/* manifest_writer.h - the JSON members of a bundle; the only user of jansson in collect.
 *
 * What they say is documented field by field in shared/bundle-format.md. A fact that is not known
 * is left out, never written as 0. All text has passed the redactor. */
#ifndef COLLECT_MANIFEST_WRITER_H
#define COLLECT_MANIFEST_WRITER_H

#include "run.h"

/* 00-bundle.json: what was to be collected, of what, when. */
MUST_CHECK enum status manifest_header(const struct run *r, struct sbuf *out, struct error *err);
/* manifest.json: what became of it. */
MUST_CHECK enum status manifest_footer(const struct run *r, int exit_code, struct sbuf *out,
                                       struct error *err);
/* 90-collect/redactions.json: how much was replaced, by artifact and kind. */
MUST_CHECK enum status manifest_redactions(const struct run *r, struct sbuf *out,
                                           struct error *err);
/* The one line of --json and of tests: {"bundle": path, ...}; without redaction, for the user
 * himself. */

/* What --json prints: where the bundle is, its hash, how the run ended, every artifact. */
struct manifest_outcome {
    int exit_code;
    const char *meaning; /* of the exit code */
    char *path;          /* of the bundle; NULL when there is none. Owned */
    char sha256[65];     /* of the whole file */
    uint64_t bytes;
};
MUST_CHECK enum status manifest_outcome(const struct run *r, const struct manifest_outcome *o,
                                        struct sbuf *out, struct error *err);

#endif
