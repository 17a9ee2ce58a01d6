/* watch_files.h - the log of a watch and its events: two files that are whole at any moment.
 *
 * Every row is one write at the end of the file; where it does not fit on the disk, none of it
 * stays. Rows reach the disk within a minute, events at once, as far as the disk keeps up. */
#ifndef WATCH_WATCH_FILES_H
#define WATCH_WATCH_FILES_H

#include <sys/types.h>

#include "budget.h"
#include "bundle_format.h"
#include "sample.h"
#include "status.h"

enum { WATCH_FILE_NAME_MAX = 48 };

struct watch_file {
    char name[WATCH_FILE_NAME_MAX]; /* in the folder */
    int fd;
    off_t size;
    struct budget sync;
};

struct watch_files {
    char *folder; /* as the user named it. Owned */
    int dirfd;
    struct watch_file log, events;
};

#define WATCH_FILES_INIT                                                                           \
    {                                                                                              \
        .folder = NULL, .dirfd = -1, .log = {.fd = -1}, .events = {.fd = -1 }                      \
    }

struct watch_event {
    enum bundle_event kind;
    int64_t utc_ns;
    double elapsed_s;
    pid_t pid; /* 0: none */
    struct sample_value value;
    const char *subject, *detail; /* NULL is empty */
};

/* Makes the folder if there is none, and both files with their headers. f must be WATCH_FILES_INIT.
 */
MUST_CHECK enum status watch_files_open(struct watch_files *f, const char *folder, int64_t utc_ns,
                                        struct error *err);
void watch_files_close(struct watch_files *f);

/* err->sys is ENOSPC or EDQUOT when there is no room. */
MUST_CHECK enum status watch_files_row(struct watch_files *f, const struct sample *s,
                                       int64_t utc_ns, struct error *err);
MUST_CHECK enum status watch_files_event(struct watch_files *f, const struct watch_event *e,
                                         struct error *err);

#endif
