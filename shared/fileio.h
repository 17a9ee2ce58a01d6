/* fileio.h - bounded reads, whole writes, and files that appear under their name only when
 * finished. */
#ifndef SHARED_FILEIO_H
#define SHARED_FILEIO_H

#include <stdbool.h>
#include <sys/types.h>

#include "sbuf.h"
#include "status.h"

/* Appends the whole of name (relative to dirfd; AT_FDCWD for the current folder) to out. Never
 * waits on a FIFO, never follows a symbolic link in the last component. STATUS_LIMIT when out is
 * full: what was read until then stays in out. Other failures are STATUS_IO with err->sys set. */
MUST_CHECK enum status fileio_read(int dirfd, const char *name, struct sbuf *out,
                                   struct error *err);

/* Writes all of s, over short writes and EINTR. */
MUST_CHECK enum status fileio_write(int fd, struct slice s, struct error *err);

/* errno says that there is no room: on the disk, or for this user. */
bool fileio_is_full(int sys);

/* A file that is being written beside its final name: mode 0600, created with O_EXCL | O_NOFOLLOW.
 */
struct fileio_pending {
    int fd;     /* -1 when there is none */
    char *path; /* after fileio_commit(): the name that it got */
    char *temp;
    bool keeps; /* a file that has the name already stays: this one becomes "NAME-2.tgz" */
};

#define FILEIO_PENDING_INIT                                                                        \
    {                                                                                              \
        -1, NULL, NULL, false                                                                      \
    }

/* Refuses a name that a folder, a device, a pipe or a socket has. */
MUST_CHECK enum status fileio_begin(struct fileio_pending *p, const char *path, struct error *err);
/* The same without a name until it is finished, so that not even SIGKILL leaves one behind; where
 * the file system cannot do that, like fileio_begin(): then temp is set. */
MUST_CHECK enum status fileio_begin_unnamed(struct fileio_pending *p, const char *path,
                                            struct error *err);
/* fsync, close, rename over path. A file without a name gets path as its first one; where that is
 * taken, it gets a temporary one for the moment before the rename. On failure the temporary file is
 * removed, and there is no path; otherwise fileio_abort() only frees what is left. */
MUST_CHECK enum status fileio_commit(struct fileio_pending *p, struct error *err);
void fileio_abort(
    struct fileio_pending *p); /* removes what there is; safe at any time, and twice */

/* Standard input, output and error that are closed become descriptors that nothing can be read from
 * or written to: otherwise the next files that are opened get these numbers, and our words. */
void fileio_hold_standard(void);

/* An anonymous file (no name, 0600) in folder dir, for spooling. -1 with errno on failure. */
int fileio_anonymous(const char *dir);

/* Folder part of path, in memory that the caller frees: "." for a bare name. NULL when out of
 * memory. */
char *fileio_dirname(const char *path);

#endif
