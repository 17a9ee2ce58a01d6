/* source_url.h - where the source of a frame can be read, for the few hosts whose addresses are
 * known.
 *
 * An address is made only of what the build information proves: the module and version that the
 * file's path names must be among those that were linked, a file of the main module needs the
 * revision of a clean tree (or a released version), one of the standard library the version of Go.
 * What is in doubt has none. The result is "https://", a host of ours and characters that need no
 * escape anywhere; evidence cannot choose the host. */
#ifndef DOCUMENT_SOURCE_URL_H
#define DOCUMENT_SOURCE_URL_H

#include "arena.h"
#include "model.h"

/* Empty when the source is not known. line 0: of the file as a whole. */
struct slice source_url(struct arena *a, const struct identity *id, struct slice function,
                        struct slice file, uint64_t line);

#endif
