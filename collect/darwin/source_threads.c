/* One row per thread, in the columns of every system. The number is the kernel's handle, the name
 * is what pthread_setname_np() set (a Go runtime sets none). */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "calls.h"
#include "probe.h"
#include "sbuf.h"
#include "tsv.h"

enum { ROW_MAX = 4096, NANO = 1000000000 };

/* In the letters of Linux: T stands for stopped and halted, D for uninterruptible. */
static const char *const states[] = {
    [TH_STATE_RUNNING] = "R",         [TH_STATE_STOPPED] = "T", [TH_STATE_WAITING] = "S",
    [TH_STATE_UNINTERRUPTIBLE] = "D", [TH_STATE_HALTED] = "T",
};

static const char *state_name(int32_t state)
{
    return state >= TH_STATE_RUNNING && state <= TH_STATE_HALTED ? states[state] : "";
}

/* These times are nanoseconds already, unlike those of the task. */
static void add_row(struct sbuf *b, uint64_t handle, const struct proc_threadinfo *t)
{
    long hz = sysconf(_SC_CLK_TCK);
    unsigned long long tick = NANO / (unsigned long long)(hz > 0 ? hz : 100);
    unsigned long long user = t->pth_user_time, system_time = t->pth_system_time;
    struct slice name = {(const unsigned char *)t->pth_name, sizeof t->pth_name}, word = name;
    slice_next(&name, '\0', &word);
    sbuf_addf(b, "%llu\t", (unsigned long long)handle);
    tsv_add(b, word);
    sbuf_addf(b, "\t%s\t%llu\t%llu\t\t\t\t\t%llu\t\n", state_name(t->pth_run_state), user / tick,
              system_time / tick, user + system_time);
}

enum bundle_status source_threads(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    AUTO_LIST struct calls_list list;
    AUTO_SBUF struct sbuf line;
    (void)self;
    sbuf_init(&line, ROW_MAX);
    int sys = calls_threads(ctx->pid, &list);
    if (sys)
        return source_nothing(ctx, out, "thread list", sys);
    const uint64_t *handles = list.item;
    size_t rows = 0;
    for (size_t i = 0; i < list.count && !out->full && !out->sys; i++) {
        struct proc_threadinfo t;
        if (calls_info(ctx->pid, PROC_PIDTHREADINFO, handles[i], &t, sizeof t) != 0)
            continue; /* it has ended */
        sbuf_clear(&line);
        if (rows++ == 0)
            source_write(out, SLICE(BUNDLE_COLUMNS_THREADS "\n"));
        add_row(&line, handles[i], &t);
        source_write(out, sbuf_view(&line));
    }
    if (rows == 0)
        return source_nothing(ctx, out, "thread list", ESRCH);
    if (list.cut)
        snprintf(out->reason, sizeof out->reason, "more threads than this table takes");
    return probe_settle(ctx, out, list.cut ? BUNDLE_TRUNCATED : BUNDLE_OK);
}
