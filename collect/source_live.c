/* What a Go process keeps in its memory, read from outside in one look: no restart, no signal, no
 * stop. The program notices nothing. */
#include "source_live.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "fault.h"
#include "procfs.h"
#include "source_readers.h"
#include "units.h"

/* What this process may allocate from now on: what a hostile target can make it ask for. */
static void limit_memory(void)
{
    char text[200];
    struct slice rest, word;
    uint64_t pages = 0;
    int sys;
    AUTO_FD int self = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    rest = procfs_small(self, "statm", text, sizeof text, &sys);
    for (unsigned i = 0; i < 6 && slice_next_word(&rest, &word); i++)
        if (i == 5 && !slice_to_u64(slice_trim(word), &pages)) /* data and stack */
            return;
    long page = sysconf(_SC_PAGESIZE);
    rlim_t most = (rlim_t)pages * (rlim_t)(page > 0 ? page : 4096) + LIMIT_LIVE_DATA;
    struct rlimit limit = {most, most};
    if (pages)
        (void)setrlimit(RLIMIT_DATA, &limit);
}

static uint64_t yama_scope(int rootfd)
{
    char text[16];
    int sys;
    uint64_t scope = 0;
    struct slice s =
        procfs_small(rootfd, "proc/sys/kernel/yama/ptrace_scope", text, sizeof text, &sys);
    return slice_to_u64(slice_trim(s), &scope) ? scope : 0;
}

/* Why the kernel refuses, and what helps. */
static enum bundle_status refused(const struct source_context *ctx, struct source_output *out)
{
    uint64_t scope = yama_scope(ctx->rootfd);
    if (scope >= 3)
        snprintf(out->reason, sizeof out->reason,
                 "Yama lets nobody read another process until the next boot "
                 "(kernel.yama.ptrace_scope is 3)");
    else if (scope >= 1)
        snprintf(out->reason, sizeof out->reason,
                 "not permitted: kernel.yama.ptrace_scope is %d; sudo collect may", (int)scope);
    else
        snprintf(out->reason, sizeof out->reason,
                 "not permitted: the process belongs to another user or is protected (setuid, "
                 "capabilities); sudo collect may");
    return BUNDLE_DENIED;
}

static enum bundle_status unreadable(const struct source_context *ctx, const struct error *err,
                                     struct source_output *out)
{
    bool denied = err->sys == EACCES || err->sys == EPERM;
    bool readable = faccessat(ctx->procfd, "exe", R_OK, 0) == 0;
    if (err->sys && !denied)
        return source_nothing(ctx, out, "executable", err->sys);
    if (denied && (!readable || golive_process_is_go(ctx->procfd)))
        return refused(ctx, out);
    snprintf(out->reason, sizeof out->reason, "%.*s", (int)sizeof out->reason - 1,
             denied ? "not a Go program that can be read" : err->msg);
    return ctx->live_always ? BUNDLE_FAILED : BUNDLE_UNSUPPORTED;
}

void live_remark(struct source_output *out, const char *text)
{
    size_t len = strlen(out->reason);
    snprintf(out->reason + len, sizeof out->reason - len, "%s%s", len ? "; " : "", text);
}

static void forget(struct source_output *out)
{
    if (out->fd >= 0 && ftruncate(out->fd, 0) == 0 && lseek(out->fd, 0, SEEK_SET) == 0)
        out->written = 0;
    snprintf(out->reason, sizeof out->reason,
             "the process ran another program while it was being read");
}

void live_end_part(struct live *v, enum live_output from, enum live_output to,
                   const enum bundle_status *status)
{
    bool ended = procfs_kind(v->ctx->procfd) != PROCFS_PROCESS;
    bool another = !ended && !golive_process_same(&v->process);
    for (unsigned i = from; i < to; i++) {
        enum bundle_status own = status[i - from];
        if (another)
            forget(&v->out[i]);
        if (ended)
            snprintf(v->out[i].reason, sizeof v->out[i].reason,
                     "the process ended while it was being read");
        if (ended && own == BUNDLE_OK)
            own = BUNDLE_PARTIAL;
        v->out[i].status = another ? BUNDLE_FAILED : own; /* the last word */
    }
}

static void describe_parts(const struct live *v, const struct source *rows, struct live_part *ret)
{
    for (unsigned i = 0; i < OUTPUT_SUMMARY; i++) {
        enum bundle_status s = v->out[i].status;
        ret[i] = (struct live_part){rows[i].id + strlen("go.live."), v->out[i].reason,
                                    live_wants(v, i) && s < BUNDLE_STATUS_COUNT
                                        ? bundle_status_names[s]
                                        : bundle_status_names[BUNDLE_SKIPPED]};
    }
}

static void summarize(const struct live *v, const struct source *rows, int64_t began_utc_ns,
                      double seconds)
{
    AUTO_SBUF struct sbuf json;
    struct live_part parts[OUTPUT_SUMMARY];
    const struct units_text began = units_utc(began_utc_ns), ended = units_utc(clock_utc_ns());
    describe_parts(v, rows, parts);
    const struct live_summary summary = {.l = &v->process.live,
                                         .count = &v->count,
                                         .text = &v->text,
                                         .channels = &v->channels,
                                         .heap = &v->heap,
                                         .part = parts,
                                         .parts = OUTPUT_SUMMARY,
                                         .interrupt = v->ctx->briefly_stop ? &v->interrupt : NULL,
                                         .by_mem = v->process.remote.by_mem,
                                         .began = began.s,
                                         .ended = ended.s,
                                         .seconds = seconds};
    sbuf_init(&json, LIMIT_PROC_FILE);
    live_summary_add(&summary, &json);
    source_write_sbuf(&v->out[OUTPUT_SUMMARY], &json);
    v->out[OUTPUT_SUMMARY].status = BUNDLE_OK;
}

static enum status open_process(struct live *v, struct error *err)
{
    if (fault("live-denied")) { /* what Yama does; not every kernel has it */
        errno = EPERM;
        return error_sys(err, "cannot open its memory");
    }
    return golive_process_open(&v->process, v->ctx->procfd, v->ctx->pid, LIMIT_LIVE_READ, err);
}

enum bundle_status source_live(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    static struct live v; /* of this child alone */
    struct error err = {0};
    int64_t began = clock_utc_ns();
    double begun = clock_seconds();
    v = (struct live){.ctx = ctx, .out = out};
    limit_memory();
    if (open_process(&v, &err) != STATUS_OK)
        return unreadable(ctx, &err, out);
    live_read_goroutines(&v);
    remote_allow(v.process.live.memory, LIMIT_LIVE_READ);
    live_read_heap(&v);
    summarize(&v, self, began, clock_seconds() - begun);
    goroutine_text_done(&v.text);
    golive_process_close(&v.process);
    return out->status;
}
