/* One row per descriptor, in the columns of every system. Flags are left empty: those of this
 * kernel have other numbers than the ones that readers of the table know. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "calls.h"
#include "probe.h"
#include "sbuf.h"
#include "tsv.h"

enum { ROW_MAX = 64 * 1024, OPEN_READ = 1, OPEN_WRITE = 2, MAJOR_SHIFT = 24, MINOR = 0xffffff };

struct fd_row {
    int fd;
    const char *type;
    uint32_t open_flags;
    bool has_flags, has_file;
    bool has_number;
    uint64_t number; /* inode, or the handle of a socket or pipe */
    int64_t pos;
    struct vinfo_stat stat; /* of a file */
    char target[sizeof(((struct vnode_info_path *)0)->vip_path) + 1];
};

static const struct {
    unsigned format;
    const char *type;
} formats[] = {
    {S_IFREG, "file"}, {S_IFDIR, "dir"},  {S_IFCHR, "chr"},
    {S_IFBLK, "blk"},  {S_IFIFO, "fifo"}, {S_IFSOCK, "socket"},
};

static void take_flags(struct fd_row *row, const struct proc_fileinfo *info)
{
    row->open_flags = info->fi_openflags;
    row->has_flags = true;
}

/* All of these: 0 or errno. */
static int read_file(pid_t pid, struct fd_row *row)
{
    struct vnode_fdinfowithpath info;
    int sys = calls_fd(pid, row->fd, PROC_PIDFDVNODEPATHINFO, &info, sizeof info);
    if (sys)
        return sys;
    take_flags(row, &info.pfi);
    row->pos = info.pfi.fi_offset;
    row->stat = info.pvip.vip_vi.vi_stat;
    row->number = row->stat.vst_ino;
    row->has_file = row->has_number = true;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if ((row->stat.vst_mode & S_IFMT) == formats[i].format)
            row->type = formats[i].type;
    memcpy(row->target, info.pvip.vip_path, sizeof info.pvip.vip_path);
    return 0;
}

static void name_by_number(struct fd_row *row, const char *what, uint64_t number)
{
    row->number = number;
    row->has_number = true;
    snprintf(row->target, sizeof row->target, "%s:[%llu]", what, (unsigned long long)number);
}

static int read_socket(pid_t pid, struct fd_row *row)
{
    struct socket_fdinfo info;
    int sys = calls_fd(pid, row->fd, PROC_PIDFDSOCKETINFO, &info, sizeof info);
    if (sys)
        return sys;
    take_flags(row, &info.pfi);
    name_by_number(row, "socket", info.psi.soi_so);
    return 0;
}

/* Each end has a handle and knows that of the other: the smaller one names the pipe. */
static int read_pipe(pid_t pid, struct fd_row *row)
{
    struct pipe_fdinfo info;
    int sys = calls_fd(pid, row->fd, PROC_PIDFDPIPEINFO, &info, sizeof info);
    if (sys)
        return sys;
    uint64_t own = info.pipeinfo.pipe_handle, peer = info.pipeinfo.pipe_peerhandle;
    take_flags(row, &info.pfi);
    name_by_number(row, "pipe", peer && peer < own ? peer : own);
    return 0;
}

static int read_kqueue(pid_t pid, struct fd_row *row)
{
    struct kqueue_fdinfo info;
    int sys = calls_fd(pid, row->fd, PROC_PIDFDKQUEUEINFO, &info, sizeof info);
    if (sys == 0)
        take_flags(row, &info.pfi);
    return sys;
}

/* A kind without a function has no call that tells more, or none that would help. */
static const struct fd_kind {
    uint32_t kind;
    const char *type;
    int (*read)(pid_t pid, struct fd_row *row);
} kinds[] = {
    {PROX_FDTYPE_VNODE, "unknown", read_file}, {PROX_FDTYPE_SOCKET, "socket", read_socket},
    {PROX_FDTYPE_PIPE, "pipe", read_pipe},     {PROX_FDTYPE_KQUEUE, "kqueue", read_kqueue},
    {PROX_FDTYPE_PSHM, "shm", NULL},           {PROX_FDTYPE_PSEM, "sem", NULL},
    {PROX_FDTYPE_FSEVENTS, "fsevents", NULL},  {PROX_FDTYPE_NETPOLICY, "netpolicy", NULL},
    {PROX_FDTYPE_CHANNEL, "channel", NULL},    {PROX_FDTYPE_NEXUS, "nexus", NULL},
};

/* False when the descriptor was closed in the meantime. */
static bool read_row(pid_t pid, const struct proc_fdinfo *fd, struct fd_row *row)
{
    *row = (struct fd_row){.fd = fd->proc_fd, .type = "unknown"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].kind != fd->proc_fdtype)
            continue;
        row->type = kinds[i].type;
        return !kinds[i].read || kinds[i].read(pid, row) != EBADF;
    }
    return true;
}

static void add_row(struct sbuf *b, const struct fd_row *row)
{
    static const char *const modes[] = {"", "r", "w", "rw"};
    const struct vinfo_stat *st = &row->stat;
    unsigned format = st->vst_mode & S_IFMT;
    bool sized = row->has_file && (format == S_IFREG || format == S_IFDIR);
    bool deleted = row->has_file && st->vst_nlink == 0;
    sbuf_addf(b, "%d\t%s\t%s\t\t", row->fd, row->type,
              row->has_flags ? modes[row->open_flags & (OPEN_READ | OPEN_WRITE)] : "");
    if (row->has_file)
        sbuf_addf(b, "%lld", (long long)row->pos);
    sbuf_addc(b, '\t');
    if (sized)
        sbuf_addf(b, "%lld", (long long)st->vst_size);
    sbuf_addc(b, '\t');
    if (row->has_file)
        sbuf_addf(b, "%u:%u", st->vst_dev >> MAJOR_SHIFT, st->vst_dev & MINOR);
    sbuf_addc(b, '\t');
    if (row->has_number)
        sbuf_addf(b, "%llu", (unsigned long long)row->number);
    sbuf_addc(b, '\t');
    if (row->has_file)
        sbuf_addf(b, "%u", st->vst_nlink);
    sbuf_addf(b, "\t%d\t", deleted);
    tsv_add(b, slice_from(row->target));
    sbuf_addc(b, '\n');
}

enum bundle_status source_fds(const struct source *self, const struct source_context *ctx,
                              struct source_output *out)
{
    AUTO_LIST struct calls_list list;
    AUTO_SBUF struct sbuf line;
    (void)self;
    sbuf_init(&line, ROW_MAX);
    int sys = calls_fds(ctx->pid, &list);
    if (sys)
        return source_nothing(ctx, out, "descriptor table", sys);
    const struct proc_fdinfo *fds = list.item;
    source_write(out, SLICE(BUNDLE_COLUMNS_FD "\n"));
    for (size_t i = 0; i < list.count && !out->full && !out->sys; i++) {
        struct fd_row row;
        if (!read_row(ctx->pid, &fds[i], &row))
            continue;
        sbuf_clear(&line);
        add_row(&line, &row);
        source_write(out, sbuf_view(&line));
    }
    if (list.cut)
        snprintf(out->reason, sizeof out->reason, "more descriptors than this table takes");
    return probe_settle(ctx, out, list.cut ? BUNDLE_TRUNCATED : BUNDLE_OK);
}
