/* Where each thread is inside the kernel: says what a thread in state D waits for. The kernel shows
 * it to root only, so for everybody else this is left out and is no gap. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>

#include "procfs.h"
#include "sbuf.h"
#include "tsv.h"

enum { NAME_LEN = 64, SMALL = 4096, HEAD_MAX = 1024, THREADS_MAX = 4096 };

/* "== TID STATE NAME", then the stack; empty for a thread that is running. 0 or errno. */
static int write_stack(int procfd, unsigned tid, struct source_output *out)
{
    char path[NAME_LEN];
    unsigned char stat[SMALL], stack[SMALL];
    struct procfs_stat st;
    int sys;
    snprintf(path, sizeof path, "task/%u/stack", tid);
    struct slice frames = procfs_small(procfd, path, stack, sizeof stack, &sys);
    if (sys)
        return sys;
    snprintf(path, sizeof path, "task/%u/stat", tid);
    if (!procfs_stat_parse(procfs_small(procfd, path, stat, sizeof stat, &sys), &st))
        return ESRCH;
    AUTO_SBUF struct sbuf head;
    sbuf_init(&head, HEAD_MAX);
    sbuf_addf(&head, "== %u %c ", tid, st.field[STAT_STATE].ptr[0]);
    tsv_add(&head, st.comm);
    sbuf_addc(&head, '\n');
    source_write(out, sbuf_view(&head));
    source_write(out, frames);
    if (frames.len && frames.ptr[frames.len - 1] != '\n')
        source_write(out, SLICE("\n"));
    return 0;
}

enum bundle_status source_stacks(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    AUTO_NUMBERS struct procfs_numbers tids;
    int sys = procfs_numbers(ctx->procfd, self->from, &tids);
    if (sys || procfs_kind(ctx->procfd) == PROCFS_ZOMBIE)
        return source_nothing(ctx, out, "kernel stack", sys);
    size_t most = tids.count < THREADS_MAX ? tids.count : THREADS_MAX;
    for (size_t i = 0; i < most && !out->full && !out->sys; i++) {
        int failed = write_stack(ctx->procfd, tids.item[i], out);
        if (failed == EACCES || failed == EPERM) {
            snprintf(out->reason, sizeof out->reason, "the kernel shows its stacks to root only");
            return out->written ? BUNDLE_PARTIAL : BUNDLE_SKIPPED;
        }
        sys = failed ? failed : sys; /* a thread may have ended: the others count */
    }
    if (!out->written)
        return source_nothing(ctx, out, "kernel stack", sys);
    if (tids.cut || most < tids.count)
        snprintf(out->reason, sizeof out->reason, "the first %zu threads only", most);
    return tids.cut || most < tids.count ? BUNDLE_TRUNCATED : BUNDLE_OK;
}
