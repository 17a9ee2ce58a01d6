/* Counters of the task, one KEY and VALUE a line: what /proc/PID/{status,stat,io} say elsewhere. A
 * value that the kernel keeps from us has no line. */
#include <errno.h>
#include <stdio.h>

#include "calls.h"
#include "probe.h"
#include "sbuf.h"
#include "tsv.h"

enum { TEXT_MAX = 64 * 1024 };

static void add(struct sbuf *b, const char *key, uint64_t value)
{
    sbuf_addf(b, "%s\t%llu\n", key, (unsigned long long)value);
}

static void add_text(struct sbuf *b, const char *key, const char *text, size_t size)
{
    struct slice whole = {(const unsigned char *)text, size}, word = whole;
    slice_next(&whole, '\0', &word);
    sbuf_addf(b, "%s\t", key);
    tsv_add(b, word);
    sbuf_addc(b, '\n');
}

static void add_identity(struct sbuf *b, const struct proc_bsdinfo *info)
{
    static const char *const states[] = {"", "idle", "runnable", "sleeping", "stopped", "zombie"};
    add_text(b, "name", info->pbi_name, sizeof info->pbi_name);
    if (info->pbi_status < sizeof states / sizeof states[0])
        sbuf_addf(b, "state\t%s\n", states[info->pbi_status]);
    add(b, "pid", info->pbi_pid);
    add(b, "ppid", info->pbi_ppid);
    add(b, "pgid", info->pbi_pgid);
    add(b, "uid", info->pbi_uid);
    add(b, "gid", info->pbi_gid);
    sbuf_addf(b, "nice\t%d\n", (int)info->pbi_nice);
    add(b, "start_us", calls_start_us(info));
}

/* The kernel counts these in 32 bits, and they wrap. */
static void add_task(struct sbuf *b, const struct proc_taskinfo *t)
{
    add(b, "virtual_bytes", t->pti_virtual_size);
    add(b, "rss_bytes", t->pti_resident_size);
    add(b, "user_ns", calls_ticks_ns(t->pti_total_user));
    add(b, "system_ns", calls_ticks_ns(t->pti_total_system));
    add(b, "threads", (uint32_t)t->pti_threadnum);
    add(b, "threads_running", (uint32_t)t->pti_numrunning);
    add(b, "faults", (uint32_t)t->pti_faults);
    add(b, "pageins", (uint32_t)t->pti_pageins);
    add(b, "cow_faults", (uint32_t)t->pti_cow_faults);
    add(b, "context_switches", (uint32_t)t->pti_csw);
    add(b, "syscalls_unix", (uint32_t)t->pti_syscalls_unix);
    add(b, "syscalls_mach", (uint32_t)t->pti_syscalls_mach);
    add(b, "messages_sent", (uint32_t)t->pti_messages_sent);
    add(b, "messages_received", (uint32_t)t->pti_messages_received);
    sbuf_addf(b, "priority\t%d\n", (int)t->pti_priority);
}

/* The footprint is what the system kills by, and what vmmap prints as such. */
static void add_usage(struct sbuf *b, const struct rusage_info_v4 *u)
{
    add(b, "footprint_bytes", u->ri_phys_footprint);
    add(b, "footprint_peak_bytes", u->ri_lifetime_max_phys_footprint);
    add(b, "wired_bytes", u->ri_wired_size);
    add(b, "disk_read_bytes", u->ri_diskio_bytesread);
    add(b, "disk_written_bytes", u->ri_diskio_byteswritten);
    add(b, "logical_writes_bytes", u->ri_logical_writes);
    add(b, "idle_wakeups", u->ri_pkg_idle_wkups);
    add(b, "interrupt_wakeups", u->ri_interrupt_wkups);
    add(b, "instructions", u->ri_instructions);
    add(b, "cycles", u->ri_cycles);
    add(b, "children_user_ns", calls_ticks_ns(u->ri_child_user_time));
    add(b, "children_system_ns", calls_ticks_ns(u->ri_child_system_time));
}

static void add_folders(struct sbuf *b, const struct proc_vnodepathinfo *v)
{
    add_text(b, "cwd", v->pvi_cdir.vip_path, sizeof v->pvi_cdir.vip_path);
    if (v->pvi_rdir.vip_path[0])
        add_text(b, "root", v->pvi_rdir.vip_path, sizeof v->pvi_rdir.vip_path);
}

enum bundle_status source_taskinfo(const struct source *self, const struct source_context *ctx,
                                   struct source_output *out)
{
    struct proc_bsdinfo info;
    struct proc_taskinfo task;
    struct rusage_info_v4 usage;
    struct proc_vnodepathinfo folders;
    AUTO_SBUF struct sbuf text;
    (void)self;
    sbuf_init(&text, TEXT_MAX);
    int sys = calls_identity(ctx->pid, &info);
    if (sys)
        return source_nothing(ctx, out, "task", sys);
    sbuf_adds(&text, BUNDLE_COLUMNS_KEYS "\n");
    add_identity(&text, &info);
    int no_task = calls_task(ctx->pid, &task);
    if (!no_task)
        add_task(&text, &task);
    int no_usage = calls_rusage(ctx->pid, &usage);
    if (!no_usage)
        add_usage(&text, &usage);
    int no_folders = calls_info(ctx->pid, PROC_PIDVNODEPATHINFO, 0, &folders, sizeof folders);
    if (!no_folders)
        add_folders(&text, &folders);
    source_write(out, sbuf_view(&text));
    enum bundle_status status = BUNDLE_OK;
    if (no_task || no_usage || no_folders) {
        source_failed(out, "counters", no_task ? no_task : no_usage ? no_usage : no_folders);
        status = BUNDLE_PARTIAL;
    }
    return probe_settle(ctx, out, status);
}
