/* bundle_writer.h - writes the archive: tar in gzip, regular files only; the only user of
 * libarchive here.
 *
 * Members differ only in name, time and bytes: mode 0600, owner 0. The same members give the same
 * archive. */
#ifndef COLLECT_BUNDLE_WRITER_H
#define COLLECT_BUNDLE_WRITER_H

#include <stdint.h>

#include "slice.h"
#include "status.h"

struct bundle_writer;

/* Writes to fd, which stays the caller's. root: the one folder that all members stand in. */
MUST_CHECK enum status bundle_writer_open(struct bundle_writer **ret, int fd, const char *root,
                                          struct error *err);
MUST_CHECK enum status bundle_writer_add(struct bundle_writer *w, const char *path,
                                         struct slice bytes, int64_t utc_ns, struct error *err);
/* The whole of the file fd, size bytes from offset 0. */
MUST_CHECK enum status bundle_writer_add_file(struct bundle_writer *w, const char *path, int fd,
                                              uint64_t size, int64_t utc_ns, struct error *err);
/* Ends the archive; w is gone afterwards, also on failure. */
MUST_CHECK enum status bundle_writer_close(struct bundle_writer *w, struct error *err);
void bundle_writer_drop(struct bundle_writer *w); /* gives up; NULL is fine */

#endif
