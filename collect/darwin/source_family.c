/* The target, its parent and everything that it started. Of another user's process only the state
 * and the short name are told. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "clocks.h"
#include "probe.h"
#include "relatives.h"
#include "sbuf.h"
#include "tsv.h"

enum { ROW_MAX = 64 * 1024 };
#define MICRO 1e6
#define NANO  1e9

/* age_s, cpu_s, children_cpu_s, rss_bytes, threads: each empty when it is not told. */
static void add_counters(struct sbuf *row, pid_t pid)
{
    struct proc_bsdinfo info;
    struct proc_taskinfo task;
    struct rusage_info_v4 usage;
    double now_us = (double)clock_utc_ns() / 1e3;
    sbuf_addc(row, '\t');
    if (calls_identity(pid, &info) == 0 && now_us >= (double)calls_start_us(&info))
        sbuf_addf(row, "%.2f", (now_us - (double)calls_start_us(&info)) / MICRO);
    bool told = calls_task(pid, &task) == 0;
    sbuf_addc(row, '\t');
    if (told)
        sbuf_addf(row, "%.2f",
                  (double)calls_ticks_ns(task.pti_total_user + task.pti_total_system) / NANO);
    sbuf_addc(row, '\t');
    if (calls_rusage(pid, &usage) == 0)
        sbuf_addf(row, "%.2f",
                  (double)calls_ticks_ns(usage.ri_child_user_time + usage.ri_child_system_time) /
                      NANO);
    if (told)
        sbuf_addf(row, "\t%llu\t%d\n", (unsigned long long)task.pti_resident_size,
                  (int)task.pti_threadnum);
    else
        sbuf_adds(row, "\t\t\n");
}

/* The row of p, unless it has ended or its number is another's by now. */
static void write_row(const struct relative *p, struct sbuf *row, struct source_output *out)
{
    struct proc_bsdshortinfo info;
    if (calls_short((pid_t)p->pid, &info) != 0 || info.pbsi_ppid != p->parent)
        return;
    struct slice name = {(const unsigned char *)info.pbsi_comm, sizeof info.pbsi_comm}, comm = name;
    slice_next(&name, '\0', &comm);
    sbuf_clear(row);
    sbuf_addf(row, "%u\t%s\t%u\t%c\t", p->pid, relation_names[p->relation], p->parent,
              probe_state(info.pbsi_status));
    tsv_add(row, comm);
    add_counters(row, (pid_t)p->pid);
    source_write(out, sbuf_view(row));
}

enum bundle_status source_family(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    static const enum relation order[] = {RELATION_PARENT, RELATION_SELF, RELATION_CHILD,
                                          RELATION_DESCENDANT};
    AUTO_RELATIVES struct relatives all;
    AUTO_SBUF struct sbuf row;
    (void)self;
    sbuf_init(&row, ROW_MAX);
    int sys = relatives_find(ctx->rootfd, ctx->pid, &all);
    if (sys)
        return source_nothing(ctx, out, "family", sys);
    source_write(out, SLICE(BUNDLE_COLUMNS_FAMILY "\n"));
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        for (size_t i = 0; i < all.count && !out->full && !out->sys; i++)
            if (all.item[i].relation == order[k])
                write_row(&all.item[i], &row, out);
    if (all.cut)
        snprintf(out->reason, sizeof out->reason, "more processes than were looked through");
    return probe_settle(ctx, out, all.cut ? BUNDLE_PARTIAL : BUNDLE_OK);
}
