/* One row per descriptor: the link, fdinfo, and what the kernel has cached about the file.
 *
 * Neither readlink nor fdinfo touches a file system. statx does, but is asked not to synchronise
 * and not to mount, so that a dead network mount costs nothing; should it hang all the same, the
 * rows before it are written already: whenever a mount follows that the row before was not on. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"
#include "sbuf.h"
#include "tsv.h"

enum { ROW_MAX = 64 * 1024, ROWS_FULL = 32 * 1024, NAME_LEN = 16, INFO_MAX = 1024 };

struct fd_table {
    int procfd, links, infos; /* the process, and its folders fd and fdinfo */
    struct source_output *out;
    struct sbuf rows; /* not written yet */
    uint64_t mount;   /* of the last file */
    size_t count, unread;
};

struct fd_row {
    unsigned fd;
    struct slice target;
    bool has_stat, has_pos, has_flags, has_ino, deleted;
    struct statx stat;
    uint64_t pos, flags, ino, mount;
    unsigned char link[PATH_MAX + 1];
};

static const struct {
    const char *link; /* how the link begins */
    const char *type;
} anonymous[] = {
    {"socket:[", "socket"},
    {"pipe:[", "pipe"},
    {"pidfd:[", "pidfd"},
    {"anon_inode:[eventpoll]", "eventpoll"},
    {"anon_inode:[eventfd]", "eventfd"},
    {"anon_inode:inotify", "inotify"},
    {"anon_inode:[timerfd]", "timerfd"},
    {"anon_inode:[signalfd]", "signalfd"},
    {"anon_inode:[pidfd]", "pidfd"},
    {"anon_inode:", "anon"},
};

static const struct {
    unsigned format;
    const char *type;
} formats[] = {
    {S_IFREG, "file"}, {S_IFDIR, "dir"},  {S_IFCHR, "chr"},
    {S_IFBLK, "blk"},  {S_IFIFO, "fifo"}, {S_IFSOCK, "socket"},
};

static const char *fd_type(const struct fd_row *row)
{
    for (size_t i = 0; i < sizeof anonymous / sizeof anonymous[0]; i++)
        if (slice_has_prefix(row->target, slice_from(anonymous[i].link)))
            return anonymous[i].type;
    if (row->deleted && slice_has_prefix(row->target, SLICE("/memfd:")))
        return "memfd";
    if (!slice_has_prefix(row->target, SLICE("/"))) /* net:[4026531840] and its kind */
        return row->target.len ? "anon" : "unknown";
    for (size_t i = 0; row->has_stat && i < sizeof formats / sizeof formats[0]; i++)
        if ((row->stat.stx_mode & S_IFMT) == formats[i].format)
            return formats[i].type;
    return "unknown";
}

static bool is_same_file(int procfd, const struct fd_row *row)
{
    char path[PATH_MAX + sizeof "root"];
    struct statx st;
    snprintf(path, sizeof path, "root%.*s", SLICE_ARG(row->target));
    return statx(procfd, path, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW,
                 STATX_INO, &st) == 0 &&
           st.stx_ino == row->stat.stx_ino && st.stx_dev_major == row->stat.stx_dev_major &&
           st.stx_dev_minor == row->stat.stx_dev_minor;
}

/* The kernel appends " (deleted)" to the link, but a file may really be named so: then it still has
 * a link, and the name leads to it. */
static void settle_deleted(int procfd, struct fd_row *row)
{
    struct slice suffix = SLICE(" (deleted)");
    if (!slice_has_prefix(row->target, SLICE("/")) || !slice_has_suffix(row->target, suffix))
        return;
    if (row->has_stat && row->stat.stx_nlink > 0 && is_same_file(procfd, row))
        return;
    row->deleted = true;
    row->target.len -= suffix.len;
}

static void flush_rows(struct fd_table *t)
{
    source_write(t->out, sbuf_view(&t->rows));
    sbuf_clear(&t->rows);
}

/* "pos:\t0\nflags:\t02100002\nmnt_id:\t15\nino:\t1340\n", then lines that depend on the type. */
static void read_info(int infos, const char *name, struct fd_row *row)
{
    unsigned char buf[INFO_MAX];
    int sys;
    struct slice rest = procfs_head(infos, name, buf, sizeof buf, &sys), line;
    while (slice_next_line(&rest, &line)) {
        if (slice_skip(&line, SLICE("pos:")))
            row->has_pos = slice_to_u64(slice_trim(line), &row->pos);
        else if (slice_skip(&line, SLICE("flags:")))
            row->has_flags = slice_to_octal(slice_trim(line), &row->flags);
        else if (slice_skip(&line, SLICE("mnt_id:")))
            (void)!slice_to_u64(slice_trim(line), &row->mount);
        else if (slice_skip(&line, SLICE("ino:"))) {
            row->has_ino = slice_to_u64(slice_trim(line), &row->ino);
            return; /* what follows can look alike: inotify and epoll rows */
        }
    }
}

/* False when the descriptor was closed in the meantime. */
static bool read_row(struct fd_table *t, struct fd_row *row)
{
    char name[NAME_LEN];
    snprintf(name, sizeof name, "%u", row->fd);
    ssize_t n = readlinkat(t->links, name, (char *)row->link, sizeof row->link);
    if (n < 0 && (errno == ENOENT || errno == ESRCH))
        return false;
    row->target = (struct slice){row->link, n < 0 ? 0 : (size_t)n};
    read_info(t->infos, name, row);
    if (slice_has_prefix(row->target, SLICE("/")) && row->mount != t->mount) {
        flush_rows(t);
        t->mount = row->mount;
    }
    row->has_stat = statx(t->links, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_BASIC_STATS,
                          &row->stat) == 0;
    if (row->has_stat) {
        row->ino = row->stat.stx_ino;
        row->has_ino = true;
    }
    settle_deleted(t->procfd, row);
    return true;
}

static void cell_number(struct sbuf *b, bool known, uint64_t value)
{
    sbuf_addc(b, '\t');
    if (known)
        sbuf_addf(b, "%llu", (unsigned long long)value);
}

static const char *mode_name(const struct fd_row *row)
{
    static const char *const modes[] = {"r", "w", "rw", ""};
    return row->has_flags && !(row->flags & O_PATH) ? modes[row->flags & O_ACCMODE] : "";
}

static void add_row(struct sbuf *b, const struct fd_row *row)
{
    const char *type = fd_type(row);
    unsigned format = row->has_stat ? row->stat.stx_mode & S_IFMT : 0;
    bool sized =
        row->target.len && row->target.ptr[0] == '/' && (format == S_IFREG || format == S_IFDIR);
    sbuf_addf(b, "%u\t%s\t%s\t", row->fd, type, mode_name(row));
    if (row->has_flags)
        sbuf_addf(b, "0%llo", (unsigned long long)row->flags);
    cell_number(b, row->has_pos, row->pos);
    cell_number(b, sized, row->stat.stx_size);
    sbuf_addc(b, '\t');
    if (row->has_stat)
        sbuf_addf(b, "%u:%u", row->stat.stx_dev_major, row->stat.stx_dev_minor);
    cell_number(b, row->has_ino, row->ino);
    cell_number(b, row->has_stat, row->stat.stx_nlink);
    sbuf_addf(b, "\t%d\t", row->deleted);
    tsv_add(b, row->target);
    sbuf_addc(b, '\n');
}

static void add_rows(struct fd_table *t, const struct procfs_numbers *fds)
{
    for (size_t i = 0; i < fds->count && !t->out->full && !t->out->sys; i++) {
        struct fd_row row; /* its link is large: only what is read is set */
        memset(&row, 0, offsetof(struct fd_row, link));
        row.fd = fds->item[i];
        if (!read_row(t, &row))
            continue;
        if (t->count++ == 0)
            sbuf_adds(&t->rows, BUNDLE_COLUMNS_FD "\n");
        add_row(&t->rows, &row);
        t->unread += row.target.len == 0;
        if (t->rows.len >= ROWS_FULL)
            flush_rows(t);
    }
    flush_rows(t);
}

enum bundle_status source_fds(const struct source *self, const struct source_context *ctx,
                              struct source_output *out)
{
    AUTO_NUMBERS struct procfs_numbers fds;
    int sys = procfs_numbers(ctx->procfd, self->from, &fds);
    if (sys)
        return source_nothing(ctx, out, "descriptor table", sys);
    AUTO_FD int links = openat(ctx->procfd, self->from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_FD int infos = openat(ctx->procfd, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct fd_table t = {.procfd = ctx->procfd, .links = links, .infos = infos, .out = out};
    sbuf_init(&t.rows, ROWS_FULL + ROW_MAX);
    add_rows(&t, &fds);
    sbuf_done(&t.rows);
    if (t.count == 0) {
        enum bundle_status status = source_nothing(ctx, out, "descriptor table", 0);
        source_write(out, status == BUNDLE_OK ? SLICE(BUNDLE_COLUMNS_FD "\n") : SLICE(""));
        return status;
    }
    if (fds.cut || t.unread)
        snprintf(out->reason, sizeof out->reason,
                 fds.cut ? "more descriptors than this table takes"
                         : "the target of %zu descriptors could not be read",
                 t.unread);
    return fds.cut ? BUNDLE_TRUNCATED : t.unread ? BUNDLE_PARTIAL : BUNDLE_OK;
}
