/* cleanup.h - scope-bound release of plain resources (the cleanup attribute of gcc and clang).
 *
 *     AUTO_FD int fd = openat(procfd, "status", O_RDONLY | O_CLOEXEC);
 *
 * A type of ours declares its own AUTO_x beside its _done function. */
#ifndef SHARED_CLEANUP_H
#define SHARED_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *p)
{
    free(*(void **)p);
}

static inline void cleanup_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static inline void cleanup_file(FILE **f)
{
    if (*f)
        fclose(*f);
}

static inline void cleanup_dir(DIR **d)
{
    if (*d)
        closedir(*d);
}

#define AUTO_FREE __attribute__((cleanup(cleanup_free)))
#define AUTO_FD   __attribute__((cleanup(cleanup_fd)))
#define AUTO_FILE __attribute__((cleanup(cleanup_file)))
#define AUTO_DIR  __attribute__((cleanup(cleanup_dir)))

#endif
