/* Goroutines read out of a live Go process: the text of debug=2, the channels that they wait on,
 * and how all of it was found. One look at the process gives the three. The program notices
 * nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "golive.h"
#include "limits_input.h"
#include "live_summary.h"
#include "procfs.h"
#include "source_readers.h"
#include "units.h"

enum { GOROUTINES, CHANNELS, SUMMARY, OUTPUTS };
enum { FLUSH_AT = 64 * 1024 };

struct live {
    struct golive_process process;
    struct goroutine_text text;
    struct channels channels;
    struct interrupt interrupt;
    struct goroutines_count count;
    struct sbuf rows[OUTPUTS];
    struct source_output *out;
};

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

/* "monotonic  86400  0": seconds and nanoseconds of a time namespace. 0 where there is none. */
static int64_t monotonic_offset(int procfd)
{
    char text[200];
    int sys;
    int64_t s, ns;
    struct slice rest = procfs_small(procfd, "timens_offsets", text, sizeof text, &sys), line, word;
    while (slice_next_line(&rest, &line))
        if (slice_next_word(&line, &word) && slice_is(word, "monotonic") &&
            slice_next_word(&line, &word) && slice_to_i64(word, &s) &&
            slice_next_word(&line, &word) && slice_to_i64(slice_trim(word), &ns) && s > INT32_MIN &&
            s < INT32_MAX)
            return s * 1000000000 + ns;
    return 0;
}

/* The monotonic clock as the target sees it. */
static int64_t target_clock(const struct source_context *ctx)
{
    AUTO_FD int self = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return clock_ns(CLOCK_MONOTONIC) - monotonic_offset(self) + monotonic_offset(ctx->procfd);
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

enum bundle_status source_live_unreadable(const struct source_context *ctx, const struct error *err,
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

static void flush(struct live *v, unsigned which)
{
    source_write(&v->out[which], sbuf_view(&v->rows[which]));
    if (!sbuf_ok(&v->rows[which]))
        v->out[which].sys = ENOMEM;
    sbuf_clear(&v->rows[which]);
}

static bool take(void *arg, const struct reading *r)
{
    struct live *v = arg;
    if (goroutine_text_add(&v->text, r, &v->rows[GOROUTINES]))
        channels_add(&v->channels, r, &v->rows[CHANNELS]);
    for (unsigned i = GOROUTINES; i <= CHANNELS; i++)
        if (v->rows[i].len >= FLUSH_AT)
            flush(v, i);
    return !v->out[GOROUTINES].full && !v->out[GOROUTINES].sys;
}

static void summarize(struct live *v, const struct source_context *ctx, int64_t began_utc_ns,
                      double seconds)
{
    const struct units_text began = units_utc(began_utc_ns), ended = units_utc(clock_utc_ns());
    const struct live_summary summary = {.l = &v->process.live,
                                         .count = &v->count,
                                         .text = &v->text,
                                         .channels = &v->channels,
                                         .interrupt = ctx->briefly_stop ? &v->interrupt : NULL,
                                         .by_mem = v->process.remote.by_mem,
                                         .began = began.s,
                                         .ended = ended.s,
                                         .seconds = seconds};
    live_summary_add(&summary, &v->rows[SUMMARY]);
    flush(v, SUMMARY);
    v->out[SUMMARY].status = BUNDLE_OK;
}

static void forget_all(struct live *v)
{
    for (unsigned i = 0; i < OUTPUTS; i++) {
        if (v->out[i].fd >= 0 && ftruncate(v->out[i].fd, 0) == 0)
            v->out[i].written = 0;
        v->out[i].status = BUNDLE_FAILED;
        snprintf(v->out[i].reason, sizeof v->out[i].reason,
                 "the process ran another program while it was being read");
    }
}

/* What of the goroutines is not whole. */
static enum bundle_status judge(const struct live *v, const struct source_context *ctx,
                                struct source_output *out)
{
    const struct goroutines_count *c = &v->count;
    uint64_t lost = c->unstable + c->no_stack + c->unreadable, cut = v->text.incomplete.count;
    if (procfs_kind(ctx->procfd) != PROCFS_PROCESS) {
        snprintf(out->reason, sizeof out->reason, "the process ended while it was being read");
        return BUNDLE_PARTIAL;
    }
    if (v->process.live.memory->exhausted) {
        snprintf(out->reason, sizeof out->reason, "the most that is read of a process was reached");
        return BUNDLE_PARTIAL;
    }
    if (lost || cut) {
        snprintf(out->reason, sizeof out->reason,
                 "%llu goroutines without their stack, %llu stacks incomplete: live.json says "
                 "which",
                 (unsigned long long)lost, (unsigned long long)cut);
        return BUNDLE_PARTIAL;
    }
    if (v->text.running.count)
        snprintf(out->reason, sizeof out->reason,
                 "%llu were running, so they have no stack; --briefly-stop gives them one",
                 (unsigned long long)v->text.running.count);
    return BUNDLE_OK;
}

static enum bundle_status read_all(struct live *v, const struct source_context *ctx)
{
    const struct golive *l = &v->process.live;
    struct goroutines_options o = {0};
    int64_t began = clock_utc_ns();
    double begun = clock_seconds();
    v->interrupt.procfd = ctx->procfd;
    if (ctx->briefly_stop)
        o = (struct goroutines_options){interrupt_running, &v->interrupt};
    channels_init(&v->channels, l);
    if (!goroutine_text_init(&v->text, l, target_clock(ctx)))
        return source_failed(v->out, "memory", ENOMEM);
    sbuf_adds(&v->rows[CHANNELS], BUNDLE_COLUMNS_LIVE_CHANNELS "\n");
    bool read = goroutines_read(l, &o, take, v, &v->count);
    channels_flush(&v->channels, &v->rows[CHANNELS]);
    flush(v, GOROUTINES);
    flush(v, CHANNELS);
    if (!read)
        return source_failed(v->out, "read the list of goroutines", errno ? errno : EIO);
    if (!golive_process_same(&v->process) && procfs_kind(ctx->procfd) == PROCFS_PROCESS) {
        forget_all(v);
        return BUNDLE_FAILED;
    }
    summarize(v, ctx, began, clock_seconds() - begun);
    v->out[CHANNELS].status = BUNDLE_OK;
    return judge(v, ctx, v->out);
}

enum bundle_status source_live_goroutines(const struct source *self,
                                          const struct source_context *ctx,
                                          struct source_output *out)
{
    static struct live v; /* of this child alone */
    struct error err = {0};
    (void)self;
    v = (struct live){.out = out};
    limit_memory();
    if (golive_process_open(&v.process, ctx->procfd, ctx->pid, LIMIT_LIVE_READ, &err) != STATUS_OK)
        return source_live_unreadable(ctx, &err, out);
    for (unsigned i = 0; i < OUTPUTS; i++)
        sbuf_init(&v.rows[i], 4 * MIB);
    enum bundle_status status = read_all(&v, ctx);
    for (unsigned i = 0; i < OUTPUTS; i++)
        sbuf_done(&v.rows[i]);
    goroutine_text_done(&v.text);
    golive_process_close(&v.process);
    return status;
}
