#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"

enum { DEPTH_MAX = 8 };

struct walk {
    struct arena *arena;
    struct folder_file *files;
    size_t count, cap;
    size_t bytes;
    /* The folders between the first one and the current one, and their names joined. */
    DIR *open[DEPTH_MAX];
    size_t name_len[DEPTH_MAX]; /* of the joined name, up to and with that folder */
    size_t depth;               /* of open[]: 0 is none */
    struct sbuf name;
};

static void read_file(struct walk *w, int dirfd, const char *name, struct folder_file *f)
{
    AUTO_SBUF struct sbuf bytes;
    struct error err = {STATUS_OK, 0, 0, ""};
    sbuf_init(&bytes, LIMIT_MEMBER_SIZE);
    if (fileio_read(dirfd, name, &bytes, &err) != STATUS_OK) {
        f->why = err.code == STATUS_LIMIT ? "it is larger than 1 GiB"
                 : err.sys == EACCES      ? "it may not be read"
                                          : "it cannot be read";
        return;
    }
    w->bytes += bytes.len;
    if (!bytes.len)
        return;
    f->bytes = arena_adopt(w->arena, bytes.ptr, bytes.len);
    bytes.ptr = NULL; /* the arena's now */
}

/* Goes one folder deeper; false when it cannot. */
static bool enter(struct walk *w, int dirfd, const char *name)
{
    if (w->depth == DEPTH_MAX)
        return false;
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    sbuf_addf(&w->name, "%s/", name);
    w->open[w->depth] = d;
    w->name_len[w->depth++] = w->name.len;
    return true;
}

static void leave(struct walk *w)
{
    closedir(w->open[--w->depth]);
    w->name.len = w->depth ? w->name_len[w->depth - 1] : 0;
}

static struct folder_file *add(struct walk *w, const char *name)
{
    struct folder_file *f = ARENA_PUSH(w->arena, w->files, w->count, w->cap);
    *f = (struct folder_file){
        .name = arena_printf(w->arena, "%.*s%s", SLICE_ARG(sbuf_view(&w->name)), name)};
    return f;
}

/* One name of the current folder. */
static enum status take(struct walk *w, const char *name, struct error *err)
{
    int fd = dirfd(w->open[w->depth - 1]);
    struct stat st;
    if (w->count >= LIMIT_BUNDLE_MEMBERS)
        return error_set(err, STATUS_LIMIT, 0, "more than %zu files in the folder",
                         LIMIT_BUNDLE_MEMBERS);
    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        add(w, name)->why = "it cannot be read";
    else if (S_ISDIR(st.st_mode) && !enter(w, fd, name))
        add(w, name)->why = "this folder cannot be read, or is too deep";
    else if (S_ISREG(st.st_mode))
        read_file(w, fd, name, add(w, name));
    else if (!S_ISDIR(st.st_mode))
        add(w, name)->why = S_ISLNK(st.st_mode) ? "it is a link" : "it is no file";
    if (w->bytes > LIMIT_BUNDLE_SIZE)
        return error_set(err, STATUS_LIMIT, 0, "more than %zu MiB in the folder",
                         LIMIT_BUNDLE_SIZE / MIB);
    return STATUS_OK;
}

static int by_name(const void *x, const void *y)
{
    const struct folder_file *a = x, *b = y;
    return slice_compare(a->name, b->name);
}

/* Hidden files are somebody's notes to himself: ".DS_Store", ".git". */
static enum status walk(struct walk *w, struct error *err)
{
    while (w->depth) {
        const struct dirent *entry = readdir(w->open[w->depth - 1]);
        if (!entry) {
            leave(w);
            continue;
        }
        if (entry->d_name[0] == '.')
            continue;
        enum status status = take(w, entry->d_name, err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status folder_read(struct arena *a, int dirfd, struct folder *ret, struct error *err)
{
    struct walk w = {.arena = a};
    sbuf_init(&w.name, (size_t)DEPTH_MAX * KIB);
    w.open[0] = fdopendir(dirfd);
    if (!w.open[0]) {
        close(dirfd);
        return error_sys(err, "cannot read the folder");
    }
    w.depth = 1;
    enum status status = walk(&w, err);
    while (w.depth)
        leave(&w);
    sbuf_done(&w.name);
    if (status != STATUS_OK)
        return status;
    if (w.count > 1)
        qsort(w.files, w.count, sizeof *w.files, by_name);
    *ret = (struct folder){w.files, w.count};
    return STATUS_OK;
}
