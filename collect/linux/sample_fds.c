#include "sample_fds.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "procfs.h"

enum { NAME_LEN = 32, LINK_BEGIN = 64 };

static bool links_to(int procfd, const char *path, const char *begin)
{
    unsigned char link[LINK_BEGIN];
    ssize_t n = readlinkat(procfd, path, (char *)link, sizeof link);
    return n > 0 && slice_has_prefix((struct slice){link, (size_t)n}, slice_from(begin));
}

static enum watch_column_id column_of(unsigned format)
{
    static const struct {
        unsigned format;
        enum watch_column_id column;
    } formats[] = {
        {S_IFREG, WATCH_FDS_FILES},
        {S_IFDIR, WATCH_FDS_DIRS},
        {S_IFIFO, WATCH_FDS_PIPES},
        {S_IFSOCK, WATCH_FDS_SOCKETS},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (formats[i].format == format)
            return formats[i].column;
    return WATCH_FDS_OTHER;
}

/* Of what has no place in a file system only the link says what it is. */
static void count(int procfd, const char *path, const struct statx *st, double *n)
{
    enum watch_column_id column = column_of(st->stx_mode & S_IFMT);
    bool is_named = column == WATCH_FDS_FILES || column == WATCH_FDS_DIRS;
    bool is_gone = is_named && st->stx_nlink == 0;
    if (is_gone && column == WATCH_FDS_FILES && links_to(procfd, path, "/memfd:"))
        column = WATCH_FDS_OTHER;
    n[column]++;
    n[WATCH_FDS_DELETED] += is_gone;
    n[WATCH_FDS_INOTIFY] +=
        (st->stx_mode & S_IFMT) == 0 && links_to(procfd, path, "anon_inode:inotify");
}

/* Cached facts only: a dead network mount does not hold this up. */
bool sample_fd_kinds(int procfd, struct sample *ret)
{
    AUTO_NUMBERS struct procfs_numbers fds;
    double n[WATCH_COLUMNS] = {0};
    if (procfs_numbers(procfd, "fd", &fds) != 0 || fds.cut)
        return false;
    for (size_t i = 0; i < fds.count; i++) {
        char path[NAME_LEN];
        struct statx st;
        snprintf(path, sizeof path, "fd/%u", fds.item[i]);
        if (statx(procfd, path, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE | STATX_NLINK,
                  &st) != 0)
            continue;
        n[WATCH_FDS]++;
        count(procfd, path, &st, n);
    }
    ret->cell[WATCH_FDS] = (struct sample_value){true, n[WATCH_FDS]};
    for (size_t i = WATCH_FDS_FILES; i <= WATCH_FDS_DELETED; i++)
        if (i != WATCH_FDS_KQUEUE) /* there is none here */
            ret->cell[i] = (struct sample_value){true, n[i]};
    return true;
}
