#include "sample.h"

#include <stdlib.h>

#include "calls.h"
#include "limits_input.h"
#include "probe.h"
#include "relatives.h"

#define NANO 1e9

struct sampler {
    struct source_context ctx;
};

static void put(struct sample *s, enum watch_column_id column, double value)
{
    s->cell[column] = (struct sample_value){true, value};
}

static void put_ns(struct sample *s, enum watch_column_id column, uint64_t ticks)
{
    put(s, column, (double)calls_ticks_ns(ticks) / NANO);
}

/* Faults of the task count every one; those that read from disk are the page-ins among them. There
 * is no share of shared pages and no swap of one process here. */
static bool take_base(struct sampler *s, struct sample *ret)
{
    struct proc_bsdinfo info;
    struct proc_taskinfo task;
    struct rusage_info_v4 usage;
    const struct source_context *ctx = &s->ctx;
    if (calls_identity(ctx->pid, &info) != 0 ||
        (ctx->start && calls_start_us(&info) != ctx->start) || calls_task(ctx->pid, &task) != 0)
        return false;
    double faults = (uint32_t)task.pti_faults, pageins = (uint32_t)task.pti_pageins;
    ret->state = probe_state(info.pbi_status);
    put(ret, WATCH_PID, ctx->pid);
    put(ret, WATCH_RSS, (double)task.pti_resident_size);
    put(ret, WATCH_RSS_MB, (double)task.pti_resident_size / (double)MIB);
    put_ns(ret, WATCH_CPU, task.pti_total_user + task.pti_total_system);
    put(ret, WATCH_THREADS, task.pti_threadnum);
    if (faults >= pageins)
        put(ret, WATCH_MINOR_FAULTS, faults - pageins);
    put(ret, WATCH_MAJOR_FAULTS, pageins);
    if (calls_rusage(ctx->pid, &usage) == 0) {
        put_ns(ret, WATCH_CHILDREN_CPU, usage.ri_child_user_time + usage.ri_child_system_time);
        put(ret, WATCH_FOOTPRINT, (double)usage.ri_phys_footprint);
    }
    return true;
}

/* The kernel hands out all of them with their types: of files it does not say which are folders. */
static bool take_fds(struct sampler *s, struct sample *ret)
{
    AUTO_LIST struct calls_list fds = {0};
    double pipes = 0, sockets = 0, queues = 0, files = 0;
    if (calls_fds(s->ctx.pid, &fds) != 0 || fds.cut)
        return false;
    const struct proc_fdinfo *item = fds.item;
    for (size_t i = 0; i < fds.count; i++) {
        files += item[i].proc_fdtype == PROX_FDTYPE_VNODE;
        pipes += item[i].proc_fdtype == PROX_FDTYPE_PIPE;
        sockets += item[i].proc_fdtype == PROX_FDTYPE_SOCKET;
        queues += item[i].proc_fdtype == PROX_FDTYPE_KQUEUE;
    }
    put(ret, WATCH_FDS, (double)fds.count);
    put(ret, WATCH_FDS_PIPES, pipes);
    put(ret, WATCH_FDS_SOCKETS, sockets);
    put(ret, WATCH_FDS_KQUEUE, queues);
    put(ret, WATCH_FDS_OTHER, (double)fds.count - files - pipes - sockets);
    return true;
}

static bool take_children(struct sampler *s, struct sample *ret)
{
    AUTO_RELATIVES struct relatives all;
    size_t children = 0;
    if (relatives_find(s->ctx.rootfd, s->ctx.pid, &all) != 0 || all.cut)
        return false;
    for (size_t i = 0; i < all.count; i++)
        children += all.item[i].relation == RELATION_CHILD;
    put(ret, WATCH_CHILDREN, (double)children);
    return true;
}

struct sampler *sample_begin(const struct source_context *ctx)
{
    struct sampler *s = calloc(1, sizeof *s);
    if (s)
        s->ctx = *ctx;
    return s;
}

void sample_end(struct sampler *s)
{
    free(s);
}

const struct error *sample_go_error(const struct sampler *s)
{
    static const struct error none = {.code = STATUS_IO,
                                      .msg = "macOS lets nobody read another process"};
    (void)s;
    return &none;
}

/* The types come with the number; shared pages and goroutines cannot be seen. */
bool sample_take(struct sampler *s, enum sample_part part, struct sample *ret)
{
    static bool (*const take[SAMPLE_PARTS])(struct sampler * s, struct sample * ret) = {
        [SAMPLE_BASE] = take_base,
        [SAMPLE_FDS] = take_fds,
        [SAMPLE_CHILDREN] = take_children,
    };
    return !take[part] || take[part](s, ret);
}
