/* verify.h - does a bundle hold what its own manifest says?
 *
 * This finds accidents and careless edits. Who writes a new manifest too is not found: for that,
 * the SHA-256 of the whole file has to come another way (collect --json prints it). */
#ifndef BUNDLE_VERIFY_H
#define BUNDLE_VERIFY_H

#include "bundle_reader.h"
#include "manifest.h"
#include "sbuf.h"

enum verify_verdict {
    VERIFY_WHOLE,
    VERIFY_CUT, /* the end is missing: what is there agrees with the manifest, as far as it goes */
    VERIFY_ALTERED /* a member differs from the manifest, is missing in it or in it more than once,
                      or it lacks a member; or the file goes on behind the end of the archive */
};

struct verify_result {
    enum verify_verdict verdict;
    size_t agree, differ, missing, extra;
};

/* Appends one line for each member that is not as it should be, and a last one with the verdict. */
struct verify_result verify_bundle(const struct bundle *b, const struct manifest *m,
                                   struct sbuf *out);

#endif
