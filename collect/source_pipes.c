/* Who else has the pipes of the target: every descriptor on each of them, in the target, in its
 * relatives, then in any other process that may be looked into. A pipe whose other end is nowhere
 * is one that the other side has closed. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "procfs.h"
#include "relatives.h"
#include "sbuf.h"
#include "tsv.h"

enum {
    NAME_LEN = 64,
    PATH_LEN = NAME_LEN + 32,
    LINK_MAX = 64,
    ROW_MAX = 4096,
    SMALL = 512,
    COMM_MAX = 64
};

/* Part of the deadline for looking through processes that are no relatives. */
#define LOOK_SHARE 0.5

struct pipe_end {
    uint64_t inode;
    unsigned fd;
};

struct pipes {
    const struct source_context *ctx;
    struct source_output *out;
    struct pipe_end *own; /* of the target, by inode once its rows are written */
    size_t count;
    size_t hidden; /* processes that may not be looked into */
};

/* A process that is looked into: its files are in folder ("" or "proc/123/") below dirfd. */
struct look {
    int dirfd;
    const char *folder;
    const struct relative *who;
    struct slice comm;
    unsigned char comm_text[COMM_MAX];
};

static int compare_inodes(const void *a, const void *b)
{
    const struct pipe_end *x = a, *y = b;
    return (x->inode > y->inode) - (x->inode < y->inode);
}

/* "pipe:[1234]" -> 1234. */
static bool pipe_inode(int dirfd, const char *path, uint64_t *inode)
{
    char link[LINK_MAX];
    ssize_t n = readlinkat(dirfd, path, link, sizeof link);
    struct slice s = {(unsigned char *)link, n < 0 ? 0 : (size_t)n};
    return slice_skip(&s, SLICE("pipe:[")) && s.len > 1 &&
           slice_to_u64(slice_take(s, s.len - 1), inode);
}

static int list_pipes(struct pipes *p)
{
    AUTO_NUMBERS struct procfs_numbers fds;
    int sys = procfs_numbers(p->ctx->procfd, "fd", &fds);
    if (sys)
        return sys;
    p->own = calloc(fds.count + 1, sizeof *p->own);
    if (!p->own)
        return ENOMEM;
    AUTO_FD int links = openat(p->ctx->procfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < fds.count; i++) {
        char name[NAME_LEN];
        struct pipe_end *end = &p->own[p->count];
        snprintf(name, sizeof name, "%u", fds.item[i]);
        end->fd = fds.item[i];
        p->count += pipe_inode(links, name, &end->inode);
    }
    return 0;
}

/* r, w or rw; "" when the flags may not be read. */
static const char *mode_of(int dirfd, const char *folder, unsigned fd)
{
    static const char *const modes[] = {"r", "w", "rw", ""};
    char path[PATH_LEN];
    unsigned char buf[SMALL];
    uint64_t flags;
    int sys;
    snprintf(path, sizeof path, "%sfdinfo/%u", folder, fd);
    struct slice text = procfs_small(dirfd, path, buf, sizeof buf, &sys), line;
    while (slice_next_line(&text, &line))
        if (slice_skip(&line, SLICE("flags:")) && slice_to_octal(slice_trim(line), &flags))
            return modes[flags & O_ACCMODE];
    return "";
}

static struct look look_begin(int dirfd, const char *folder, const struct relative *who)
{
    return (struct look){.dirfd = dirfd, .folder = folder, .who = who};
}

static void add_row(struct pipes *p, struct look *look, const struct pipe_end *end)
{
    char path[PATH_LEN];
    int sys;
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    snprintf(path, sizeof path, "%scomm", look->folder);
    if (!look->comm.ptr)
        look->comm = procfs_small(look->dirfd, path, look->comm_text, COMM_MAX, &sys);
    sbuf_addf(&row, "%llu\t%u\t%s\t", (unsigned long long)end->inode, look->who->pid,
              relation_names[look->who->relation]);
    tsv_add(&row, slice_take(look->comm, look->comm.len ? look->comm.len - 1 : 0));
    sbuf_addf(&row, "\t%u\t%s\n", end->fd, mode_of(look->dirfd, look->folder, end->fd));
    source_write(p->out, sbuf_view(&row));
}

static void look_into(struct pipes *p, struct look *look)
{
    char path[PATH_LEN];
    struct pipe_end end;
    AUTO_NUMBERS struct procfs_numbers fds;
    snprintf(path, sizeof path, "%sfd", look->folder);
    int sys = procfs_numbers(look->dirfd, path, &fds);
    p->hidden += sys == EACCES || sys == EPERM;
    for (size_t i = 0; i < fds.count && !p->out->full && !p->out->sys; i++) {
        end.fd = fds.item[i];
        snprintf(path, sizeof path, "%sfd/%u", look->folder, end.fd);
        if (pipe_inode(look->dirfd, path, &end.inode) &&
            bsearch(&end, p->own, p->count, sizeof end, compare_inodes))
            add_row(p, look, &end);
    }
}

static void add_own_rows(struct pipes *p)
{
    struct relative us = {.pid = (unsigned)p->ctx->pid, .relation = RELATION_SELF};
    struct look look = look_begin(p->ctx->procfd, "", &us);
    for (size_t i = 0; i < p->count; i++)
        add_row(p, &look, &p->own[i]);
    qsort(p->own, p->count, sizeof *p->own, compare_inodes);
}

/* collect and its probes: they have the pipes of whoever started them, and will be gone. */
static bool is_collect(const struct relatives *all, const struct relative *who)
{
    const struct relative *me = relatives_by_pid(all, (unsigned)getpid());
    unsigned parent = (unsigned)getppid();
    return me && me->parent == parent && (who->pid == parent || who->parent == parent);
}

/* False when the time is over before all others were looked into. */
static bool look_around(struct pipes *p, const struct relatives *all, bool others, double until)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct relative *who = &all->item[i];
        char folder[NAME_LEN];
        if (who->relation == RELATION_SELF || (who->relation == RELATION_OTHER) != others)
            continue;
        if (others && clock_seconds() > until)
            return false;
        if (others && is_collect(all, who))
            continue;
        snprintf(folder, sizeof folder, "proc/%u/", who->pid);
        struct look look = look_begin(p->ctx->rootfd, folder, who);
        look_into(p, &look);
    }
    return true;
}

enum bundle_status source_pipes(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    struct pipes p = {.ctx = ctx, .out = out};
    AUTO_RELATIVES struct relatives all = {0};
    double until = clock_seconds() + self->deadline * LOOK_SHARE;
    enum bundle_status status = BUNDLE_OK;
    int sys = list_pipes(&p);
    if (sys || procfs_kind(ctx->procfd) != PROCFS_PROCESS) {
        free(p.own);
        return source_nothing(ctx, out, "descriptor table", sys);
    }
    source_write(out, SLICE(BUNDLE_COLUMNS_PIPES "\n"));
    add_own_rows(&p);
    if (p.count && relatives_find(ctx->rootfd, ctx->pid, &all) == 0) {
        (void)look_around(&p, &all, false, until);
        if (!look_around(&p, &all, true, until)) {
            snprintf(out->reason, sizeof out->reason, "no time to look into every process");
            status = BUNDLE_PARTIAL;
        } else if (p.hidden)
            snprintf(out->reason, sizeof out->reason, "processes that may not be looked into: %zu",
                     p.hidden);
    }
    free(p.own);
    return status;
}
