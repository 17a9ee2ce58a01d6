#include "sample.h"

#include <stddef.h>

#include "calls.h"

#define NANO 1e9

/* No user may read the memory of another process here. */
struct sampler *sample_begin(const struct source_context *ctx)
{
    (void)ctx;
    return NULL;
}

void sample_end(struct sampler *s)
{
    (void)s;
}

/* Faults of the task count every one; those that read from disk are the page-ins among them. There
 * is no share of shared pages and no swap of one process here. */
bool sample_take(const struct source_context *ctx, struct sampler *s, struct sample *ret)
{
    (void)s;
    struct proc_bsdinfo info;
    struct proc_taskinfo task;
    struct rusage_info_v4 usage;
    AUTO_LIST struct calls_list fds = {0};
    *ret = (struct sample){0};
    if (calls_identity(ctx->pid, &info) != 0 ||
        (ctx->start && calls_start_us(&info) != ctx->start) || calls_task(ctx->pid, &task) != 0)
        return false;
    double faults = (uint32_t)task.pti_faults, pageins = (uint32_t)task.pti_pageins;
    ret->rss_bytes = (double)task.pti_resident_size;
    ret->cpu_s = (struct sample_value){
        true, (double)calls_ticks_ns(task.pti_total_user + task.pti_total_system) / NANO};
    ret->threads = (struct sample_value){true, task.pti_threadnum};
    ret->minor_faults = (struct sample_value){faults >= pageins, faults - pageins};
    ret->major_faults = (struct sample_value){true, pageins};
    if (calls_rusage(ctx->pid, &usage) == 0)
        ret->children_cpu_s = (struct sample_value){
            true,
            (double)calls_ticks_ns(usage.ri_child_user_time + usage.ri_child_system_time) / NANO};
    if (calls_fds(ctx->pid, &fds) == 0)
        ret->fds = (struct sample_value){!fds.cut, (double)fds.count};
    return true;
}
