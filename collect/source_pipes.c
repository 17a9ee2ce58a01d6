/* Who else has the pipes of the target: every descriptor on each of them, in the target, in its
 * relatives, then in any other process that may be looked into. A pipe whose other end is nowhere
 * is one that the other side has closed. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clocks.h"
#include "procfs.h"
#include "relatives.h"
#include "sbuf.h"
#include "tsv.h"

enum { NAME_LEN = 64, LINK_MAX = 64, ROW_MAX = 4096, SMALL = 512, COMM_MAX = 64 };

/* Part of the deadline for looking through processes that are no relatives. */
#define LOOK_SHARE 0.5

struct pipes {
    const struct source_context *ctx;
    struct source_output *out;
    uint64_t *inode; /* of the target's pipes, ascending */
    size_t count;
    size_t hidden; /* processes that may not be looked into */
};

static int compare_inodes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
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
    p->inode = calloc(fds.count + 1, sizeof *p->inode);
    if (!p->inode)
        return ENOMEM;
    for (size_t i = 0; i < fds.count; i++) {
        char path[NAME_LEN];
        snprintf(path, sizeof path, "fd/%u", fds.item[i]);
        p->count += pipe_inode(p->ctx->procfd, path, &p->inode[p->count]);
    }
    qsort(p->inode, p->count, sizeof *p->inode, compare_inodes);
    return 0;
}

/* r, w or rw; "" when the flags may not be read. */
static const char *mode_of(int dirfd, const char *folder, unsigned fd)
{
    static const char *const modes[] = {"r", "w", "rw", ""};
    char path[NAME_LEN];
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

/* The rows of one process, whose files are in folder ("" or "proc/123/") below dirfd. */
static void look_into(struct pipes *p, int dirfd, const char *folder, const struct relative *who)
{
    char path[NAME_LEN];
    unsigned char comm[COMM_MAX];
    AUTO_NUMBERS struct procfs_numbers fds;
    snprintf(path, sizeof path, "%sfd", folder);
    int sys = procfs_numbers(dirfd, path, &fds);
    p->hidden += sys == EACCES || sys == EPERM;
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    for (size_t i = 0; i < fds.count && !p->out->full && !p->out->sys; i++) {
        uint64_t inode;
        snprintf(path, sizeof path, "%sfd/%u", folder, fds.item[i]);
        if (!pipe_inode(dirfd, path, &inode) ||
            !bsearch(&inode, p->inode, p->count, sizeof inode, compare_inodes))
            continue;
        snprintf(path, sizeof path, "%scomm", folder);
        struct slice name = procfs_small(dirfd, path, comm, sizeof comm, &sys);
        sbuf_clear(&row);
        sbuf_addf(&row, "%llu\t%u\t%s\t", (unsigned long long)inode, who->pid,
                  relation_names[who->relation]);
        tsv_add(&row, slice_take(name, name.len ? name.len - 1 : 0));
        sbuf_addf(&row, "\t%u\t%s\n", fds.item[i], mode_of(dirfd, folder, fds.item[i]));
        source_write(p->out, sbuf_view(&row));
    }
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
        look_into(p, p->ctx->rootfd, folder, who);
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
        free(p.inode);
        return source_nothing(ctx, out, "descriptor table", sys);
    }
    source_write(out, SLICE(BUNDLE_COLUMNS_PIPES "\n"));
    struct relative us = {.pid = (unsigned)ctx->pid, .relation = RELATION_SELF};
    look_into(&p, ctx->procfd, "", &us);
    if (p.count && relatives_find(ctx->rootfd, ctx->pid, &all) == 0) {
        (void)look_around(&p, &all, false, until);
        if (!look_around(&p, &all, true, until)) {
            snprintf(out->reason, sizeof out->reason, "no time to look into every process");
            status = BUNDLE_PARTIAL;
        } else if (p.hidden)
            snprintf(out->reason, sizeof out->reason, "processes that may not be looked into: %zu",
                     p.hidden);
    }
    free(p.inode);
    return status;
}
