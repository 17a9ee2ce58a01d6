/* bundle_reader.h - an archive as named pieces of memory; nothing is ever extracted.
 *
 *     bytes --bundle_read_stream()--> struct bundle {members as slices}
 *
 * tar, plain or packed with gzip, xz or zstd, and zip.
 *
 * Members live in the arena. What no honest bundle holds (links, devices, "..", duplicates, bombs,
 * anything over a ceiling of limits_input.h) is refused as a whole with STATUS_UNSAFE or
 * STATUS_LIMIT and a message that names the member. A cut or damaged archive is not refused: every
 * member up to the damage is kept, the one in which it happened with cut = true. */
#ifndef BUNDLE_BUNDLE_READER_H
#define BUNDLE_BUNDLE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "slice.h"
#include "status.h"

struct bundle_member {
    struct slice name; /* without the top directory: "40-go/heap.pb.gz" */
    struct slice data;
    bool cut;          /* the archive ended inside of it: data is what there was */
    struct slice file; /* where name was chosen for what is in it: the name that it really has */
};

/* A file that nobody knew what to do with. */
struct bundle_leftover {
    struct slice file, why;
};

struct bundle {
    struct slice top; /* "prometheus-4711-20261123T022700Z"; empty when there is none */
    const struct bundle_member *members; /* in the order of the archive */
    size_t count;
    uint64_t packed, unpacked; /* bytes read from the file; bytes of all members */
    uint64_t behind;     /* bytes of the file that are behind the end of the archive: not read */
    bool cut;            /* the archive does not reach its own end */
    struct slice damage; /* one line for people: why; empty when not cut */

    /* Of files that collect did not put together, which were recognised by their content. */
    bool loose;
    bool dated; /* utc_ns: what the newest of them says about its own time */
    int64_t utc_ns;
    const struct bundle_leftover *leftovers;
    size_t nleftovers;

    /* What was given beside the bundle: the log of the watch that it is part of, up to its end, and
     * its events. The bundle itself has both only up to its own moment. NULL: nothing. */
    const struct bundle_member *beside_log, *beside_events;
};

struct gzip_stream;

/* Does it begin like an archive of a kind that is read here? */
bool bundle_is_archive(struct slice head);

/* STATUS_SYNTAX when there is no file in it, or it is no archive at all. */
MUST_CHECK enum status bundle_read_stream(struct arena *a, struct gzip_stream *stream,
                                          struct bundle *ret, struct error *err);

/* The same over the bytes of such a file. */
MUST_CHECK enum status bundle_read_memory(struct arena *a, struct slice image, struct bundle *ret,
                                          struct error *err);

/* The member with this name, or NULL. */
const struct bundle_member *bundle_find(const struct bundle *b, const char *name);

#endif
