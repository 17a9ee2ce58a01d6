/* Who else has the pipes of the target: in its relatives, then in any other process that may be
 * looked into. Both ends know both handles; the smaller one names the pipe, as in fd.tsv. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "calls.h"
#include "cleanup.h"
#include "clocks.h"
#include "probe.h"
#include "relatives.h"
#include "sbuf.h"
#include "tsv.h"

enum { ROW_MAX = 4096, OPEN_READ = 1, OPEN_WRITE = 2 };

/* Part of the deadline for looking through processes that are no relatives. */
#define LOOK_SHARE 0.5

struct pipes {
    struct source_output *out;
    uint64_t *number; /* of the target's pipes, ascending */
    size_t count;
    size_t hidden; /* processes that may not be looked into */
};

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* False when the descriptor is no pipe, or was closed in the meantime. */
static bool pipe_number(pid_t pid, const struct proc_fdinfo *fd, struct pipe_fdinfo *info,
                        uint64_t *number)
{
    if (fd->proc_fdtype != PROX_FDTYPE_PIPE ||
        calls_fd(pid, fd->proc_fd, PROC_PIDFDPIPEINFO, info, sizeof *info) != 0)
        return false;
    uint64_t own = info->pipeinfo.pipe_handle, peer = info->pipeinfo.pipe_peerhandle;
    *number = peer && peer < own ? peer : own;
    return true;
}

static int list_pipes(struct pipes *p, pid_t pid)
{
    AUTO_LIST struct calls_list list;
    struct pipe_fdinfo info;
    int sys = calls_fds(pid, &list);
    if (sys)
        return sys;
    const struct proc_fdinfo *fds = list.item;
    p->number = calloc(list.count + 1, sizeof *p->number);
    if (!p->number)
        return ENOMEM;
    for (size_t i = 0; i < list.count; i++)
        p->count += pipe_number(pid, &fds[i], &info, &p->number[p->count]);
    qsort(p->number, p->count, sizeof *p->number, compare_numbers);
    return 0;
}

static void add_name(struct sbuf *row, pid_t pid)
{
    struct proc_bsdshortinfo info;
    if (calls_short(pid, &info) != 0)
        return;
    struct slice name = {(const unsigned char *)info.pbsi_comm, sizeof info.pbsi_comm}, comm = name;
    slice_next(&name, '\0', &comm);
    tsv_add(row, comm);
}

static void look_into(struct pipes *p, const struct relative *who)
{
    static const char *const modes[] = {"", "r", "w", "rw"};
    AUTO_LIST struct calls_list list;
    AUTO_SBUF struct sbuf row;
    pid_t pid = (pid_t)who->pid;
    sbuf_init(&row, ROW_MAX);
    int sys = calls_fds(pid, &list);
    p->hidden += sys == EACCES || sys == EPERM;
    const struct proc_fdinfo *fds = list.item;
    for (size_t i = 0; !sys && i < list.count && !p->out->full && !p->out->sys; i++) {
        struct pipe_fdinfo info;
        uint64_t number;
        if (!pipe_number(pid, &fds[i], &info, &number) ||
            !bsearch(&number, p->number, p->count, sizeof number, compare_numbers))
            continue;
        sbuf_clear(&row);
        sbuf_addf(&row, "%llu\t%u\t%s\t", (unsigned long long)number, who->pid,
                  relation_names[who->relation]);
        add_name(&row, pid);
        sbuf_addf(&row, "\t%d\t%s\n", (int)fds[i].proc_fd,
                  modes[info.pfi.fi_openflags & (OPEN_READ | OPEN_WRITE)]);
        source_write(p->out, sbuf_view(&row));
    }
}

/* collect and its probes: they have the pipes of whoever started them, and will be gone. */
static bool is_collect(const struct relative *who)
{
    unsigned parent = (unsigned)getppid();
    return who->pid == (unsigned)getpid() || who->pid == parent || who->parent == parent;
}

/* False when the time is over before all others were looked into. */
static bool look_around(struct pipes *p, const struct relatives *all, bool others, double until)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct relative *who = &all->item[i];
        if (who->relation == RELATION_SELF || (who->relation == RELATION_OTHER) != others)
            continue;
        if (others && clock_seconds() > until)
            return false;
        if (!others || !is_collect(who))
            look_into(p, who);
    }
    return true;
}

enum bundle_status source_pipes(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    struct pipes p = {.out = out};
    AUTO_RELATIVES struct relatives all = {0};
    double until = clock_seconds() + self->deadline * LOOK_SHARE;
    enum bundle_status status = BUNDLE_OK;
    int sys = list_pipes(&p, ctx->pid);
    if (sys) {
        free(p.number);
        return source_nothing(ctx, out, "descriptor table", sys);
    }
    source_write(out, SLICE(BUNDLE_COLUMNS_PIPES "\n"));
    look_into(&p, &(struct relative){.pid = (unsigned)ctx->pid, .relation = RELATION_SELF});
    if (p.count && relatives_find(ctx->rootfd, ctx->pid, &all) == 0) {
        (void)look_around(&p, &all, false, until);
        if (!look_around(&p, &all, true, until)) {
            snprintf(out->reason, sizeof out->reason, "no time to look into every process");
            status = BUNDLE_PARTIAL;
        } else if (p.hidden)
            snprintf(out->reason, sizeof out->reason, "processes that may not be looked into: %zu",
                     p.hidden);
    }
    free(p.number);
    return probe_settle(ctx, out, status);
}
