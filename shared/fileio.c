#include "fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

enum { NAME_TRIES = 100, LINK_MAX_LEN = 40 };

enum status fileio_read(int dirfd, const char *name, struct sbuf *out, struct error *err)
{
    AUTO_FD int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return error_sys(err, "open %s", name);
    for (;;) {
        unsigned char chunk[16 * 1024];
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_sys(err, "read %s", name);
        if (n == 0)
            return STATUS_OK;
        size_t room = out->max - out->len;
        sbuf_add(out, slice_take((struct slice){chunk, (size_t)n}, room));
        if ((size_t)n > room || !sbuf_ok(out))
            return error_set(err, STATUS_LIMIT, out->len, "%s is larger than %zu bytes", name,
                             out->max);
    }
}

bool fileio_is_full(int sys)
{
    return sys == ENOSPC || sys == EDQUOT;
}

enum status fileio_write(int fd, struct slice s, struct error *err)
{
    while (s.len) {
        ssize_t n = write(fd, s.ptr, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_sys(err, "write");
        s = slice_drop(s, (size_t)n);
    }
    return STATUS_OK;
}

/* A name beside path that starts with a dot: "dir/.bundle.tgz.1234-0". */
static char *temp_name(const char *path, unsigned try)
{
    const char *slash = strrchr(path, '/');
    int dir = slash ? (int)(slash - path + 1) : 0;
    size_t size = strlen(path) + 40;
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%.*s.%s.%ld-%u", dir, path, path + dir, (long)getpid(), try);
    return name;
}

/* Renaming over a device or a pipe would replace it: /dev/null is everybody's. What can be known to
 * fail at the end is told at the beginning. */
static enum status check_name(const char *path, struct error *err)
{
    struct stat st;
    size_t len = strlen(path);
    if (len == 0 || path[len - 1] == '/')
        return error_set(err, STATUS_IO, 0, "cannot write the output: its name is empty");
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
        return STATUS_OK;
    return error_set(err, STATUS_IO, 0, "cannot write the output: there is %s of that name",
                     S_ISDIR(st.st_mode) ? "a folder" : "a device, pipe or socket");
}

enum status fileio_begin(struct fileio_pending *p, const char *path, struct error *err)
{
    *p = (struct fileio_pending)FILEIO_PENDING_INIT;
    if (check_name(path, err) != STATUS_OK)
        return err->code;
    p->path = strdup(path);
    for (unsigned try = 0; p->path && try < NAME_TRIES; try++) {
        free(p->temp);
        p->temp = temp_name(path, try);
        if (!p->temp)
            break;
        p->fd = open(p->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (p->fd >= 0)
            return STATUS_OK;
        if (errno != EEXIST)
            break;
    }
    enum status s = error_sys(err, "cannot write the output");
    free(p->temp);
    free(p->path);
    *p = (struct fileio_pending)FILEIO_PENDING_INIT;
    return s;
}

enum status fileio_begin_unnamed(struct fileio_pending *p, const char *path, struct error *err)
{
    *p = (struct fileio_pending)FILEIO_PENDING_INIT;
    if (check_name(path, err) != STATUS_OK)
        return err->code;
#ifdef O_TMPFILE
    AUTO_FREE char *dir = fileio_dirname(path);
    int fd = dir ? open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    struct stat st;
    char link[LINK_MAX_LEN];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (fd >= 0 && stat(link, &st) == 0 && (p->path = strdup(path))) { /* no /proc, no name later */
        p->fd = fd;
        return STATUS_OK;
    }
    if (fd >= 0)
        close(fd);
#endif
    return fileio_begin(p, path, err);
}

/* "bundle.tgz" -> "bundle-2.tgz" */
static char *numbered_name(const char *path, unsigned number)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    int stem = dot && dot > name ? (int)(dot - path) : (int)strlen(path);
    size_t size = strlen(path) + 16;
    char *ret = malloc(size);
    if (ret)
        snprintf(ret, size, "%.*s-%u%s", stem, path, number, path + stem);
    return ret;
}

/* Links the file to path, or to the first name with a number that is free. */
static bool take_free_name(struct fileio_pending *p, const char *file, int flags)
{
    errno = EEXIST;
    for (unsigned number = 1; errno == EEXIST && number <= NAME_TRIES; number++) {
        char *name = number == 1 ? strdup(p->path) : numbered_name(p->path, number);
        if (!name)
            return false;
        if (linkat(AT_FDCWD, file, AT_FDCWD, name, flags) == 0) {
            free(p->path);
            p->path = name;
            return true;
        }
        int kept = errno;
        free(name);
        errno = kept;
    }
    return false;
}

/* A file system without links cannot both keep what is there and be sure of it. */
static bool keep_others(struct fileio_pending *p)
{
    if (take_free_name(p, p->temp, 0)) {
        unlink(p->temp);
        free(p->temp);
        p->temp = NULL;
        return true;
    }
    return errno != EEXIST && access(p->path, F_OK) != 0 && errno == ENOENT;
}

/* Gives the file behind fd the name path, or, when that is taken, one to be renamed: p->temp. */
static bool give_name(struct fileio_pending *p, int fd)
{
    char link[LINK_MAX_LEN];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (p->keeps)
        return take_free_name(p, link, AT_SYMLINK_FOLLOW);
    if (linkat(AT_FDCWD, link, AT_FDCWD, p->path, AT_SYMLINK_FOLLOW) == 0)
        return true;
    for (unsigned try = 0; errno == EEXIST && try < NAME_TRIES; try++) {
        char *name = temp_name(p->path, try);
        if (!name)
            return false;
        if (linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
            p->temp = name;
            return true;
        }
        int kept = errno;
        free(name);
        errno = kept;
    }
    return false;
}

enum status fileio_commit(struct fileio_pending *p, struct error *err)
{
    int fd = p->fd;
    p->fd = -1;
    bool done = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
    done = done && (!p->temp ? give_name(p, fd) : !p->keeps || keep_others(p));
    int kept = errno;
    if (close(fd) != 0 && done) {
        done = false;
        kept = errno;
    }
    errno = kept;
    if (!done || (p->temp && rename(p->temp, p->path) != 0)) {
        enum status s = error_sys(err, "cannot finish the output");
        fileio_abort(p);
        return s;
    }
    free(p->temp);
    p->temp = NULL;
    return STATUS_OK;
}

void fileio_abort(struct fileio_pending *p)
{
    if (p->fd >= 0)
        close(p->fd);
    if (p->temp)
        unlink(p->temp);
    free(p->temp);
    free(p->path);
    *p = (struct fileio_pending)FILEIO_PENDING_INIT;
}

void fileio_hold_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0) /* the lowest number that is free: it gets this one */
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int fileio_anonymous(const char *dir)
{
#ifdef O_TMPFILE
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
#endif
    size_t size = strlen(dir) + sizeof "/.exhibit-XXXXXX";
    AUTO_FREE char *name = malloc(size);
    if (!name)
        return -1;
    snprintf(name, size, "%s/.exhibit-XXXXXX", dir);
    int named = mkstemp(name); /* 0600 by POSIX */
    if (named >= 0) {
        unlink(name);
        fcntl(named, F_SETFD, FD_CLOEXEC);
    }
    return named;
}

char *fileio_dirname(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    if (slash == path)
        return strdup("/");
    return strndup(path, (size_t)(slash - path));
}
