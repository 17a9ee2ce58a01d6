/* folder.h - the files below a folder, as bytes. Nothing in them is looked at. */
#ifndef INTAKE_FOLDER_H
#define INTAKE_FOLDER_H

#include "arena.h"
#include "status.h"

struct folder_file {
    struct slice name; /* "40-go/heap.pb.gz", from the folder on */
    struct slice bytes;
    const char *why; /* it could not be read, or was left out: why; NULL when it was read */
};

struct folder {
    const struct folder_file *files; /* by name */
    size_t count;
};

/* Takes over dirfd, which is of a folder. Symbolic links are not followed, pipes and devices not
 * opened, other folders entered as deep as a bundle has them. STATUS_LIMIT when there are more
 * files or bytes than a bundle may have. */
MUST_CHECK enum status folder_read(struct arena *a, int dirfd, struct folder *ret,
                                   struct error *err);

#endif
