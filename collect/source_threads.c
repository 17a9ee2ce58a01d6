/* One row per thread, from task/TID/{stat,wchan,syscall,schedstat}. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>

#include "procfs.h"
#include "sbuf.h"
#include "tsv.h"

enum { SMALL = 4096, ROW_MAX = 64 * 1024, NAME_MAX_LEN = 64 };

struct thread_text {
    unsigned char stat[SMALL], wchan[SMALL], syscall[SMALL], schedstat[SMALL];
};

static struct slice task_file(int procfd, unsigned tid, const char *name, unsigned char *buf,
                              int *sys)
{
    char path[NAME_MAX_LEN];
    snprintf(path, sizeof path, "task/%u/%s", tid, name);
    return slice_trim(procfs_small(procfd, path, buf, SMALL, sys));
}

static void cell(struct sbuf *row, struct slice value)
{
    sbuf_addc(row, '\t');
    tsv_add(row, value);
}

/* Appends the row of one thread. False when the thread has ended. *denied when the kernel keeps
 * the system call from us. */
static bool add_thread(int procfd, unsigned tid, struct sbuf *row, bool *denied)
{
    struct thread_text text;
    struct procfs_stat st;
    int sys;
    if (!procfs_stat_parse(task_file(procfd, tid, "stat", text.stat, &sys), &st))
        return false;
    struct slice wchan = task_file(procfd, tid, "wchan", text.wchan, &sys);
    struct slice sched = task_file(procfd, tid, "schedstat", text.schedstat, &sys), run, wait;
    struct slice call = task_file(procfd, tid, "syscall", text.syscall, &sys), number;
    *denied = *denied || sys == EACCES || sys == EPERM;
    if (!slice_next_word(&sched, &run) || !slice_next_word(&sched, &wait))
        run = wait = (struct slice){0};
    if (!slice_next_word(&call, &number))
        number = (struct slice){0};
    if (slice_is(wchan, "0")) /* running, or not for us to know */
        wchan.len = 0;

    static const unsigned char fields[] = {STAT_STATE, STAT_UTIME, STAT_STIME, STAT_PROCESSOR,
                                           STAT_START};
    sbuf_addf(row, "%u", tid);
    cell(row, st.comm);
    for (size_t i = 0; i < sizeof fields; i++)
        cell(row, st.field[fields[i]]);
    cell(row, wchan);
    cell(row, number);
    cell(row, run);
    cell(row, wait);
    sbuf_addc(row, '\n');
    return true;
}

enum bundle_status source_threads(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    AUTO_NUMBERS struct procfs_numbers tids;
    int sys = procfs_numbers(ctx->procfd, self->from, &tids);
    if (sys)
        return source_nothing(ctx, out, "thread list", sys);
    bool denied = false;
    size_t rows = 0;
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    for (size_t i = 0; i < tids.count && !out->full && !out->sys; i++) {
        sbuf_clear(&row);
        if (!add_thread(ctx->procfd, tids.item[i], &row, &denied))
            continue;
        if (rows++ == 0)
            source_write(out, SLICE(BUNDLE_COLUMNS_THREADS "\n"));
        source_write(out, sbuf_view(&row));
    }
    if (rows == 0)
        return source_nothing(ctx, out, "thread list", ESRCH);
    if (tids.cut || denied)
        snprintf(out->reason, sizeof out->reason, "%s",
                 tids.cut ? "more threads than this table takes"
                          : "no permission to see system calls and wait channels");
    return tids.cut ? BUNDLE_TRUNCATED : denied ? BUNDLE_PARTIAL : BUNDLE_OK;
}
