/* Goroutines read out of a live Go process, and the channels that they wait on: the text of
 * debug=2, and a table. */
#include "source_live.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "procfs.h"

enum { PIECES = OUTPUT_MEMSTATS, FLUSH_AT = 64 * 1024 };

struct reader {
    struct live *v;
    struct sbuf rows[PIECES];
};

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

static void flush(struct reader *r, unsigned which)
{
    source_write_sbuf(&r->v->out[which], &r->rows[which]);
    sbuf_clear(&r->rows[which]);
}

static bool take(void *arg, const struct reading *one)
{
    struct reader *r = arg;
    const struct source_output *out = &r->v->out[OUTPUT_GOROUTINES];
    if (goroutine_text_add(&r->v->text, one, &r->rows[OUTPUT_GOROUTINES]))
        channels_add(&r->v->channels, one, &r->rows[OUTPUT_CHANNELS]);
    for (unsigned i = 0; i < PIECES; i++)
        if (r->rows[i].len >= FLUSH_AT)
            flush(r, i);
    return !out->full && !out->sys;
}

/* What of the goroutines is not whole. */
static enum bundle_status judge(const struct live *v, struct source_output *out)
{
    const struct goroutines_count *c = &v->count;
    uint64_t lost = c->unstable + c->no_stack + c->unreadable, cut = v->text.incomplete.count;
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

static bool read_all(struct reader *r)
{
    struct live *v = r->v;
    struct goroutines_options o = {0};
    v->interrupt.procfd = v->ctx->procfd;
    if (v->ctx->briefly_stop)
        o = (struct goroutines_options){interrupt_running, &v->interrupt};
    sbuf_adds(&r->rows[OUTPUT_CHANNELS], BUNDLE_COLUMNS_LIVE_CHANNELS "\n");
    errno = 0;
    bool read = goroutines_read(&v->process.live, &o, take, r, &v->count);
    channels_flush(&v->channels, &r->rows[OUTPUT_CHANNELS]);
    for (unsigned i = 0; i < PIECES; i++)
        flush(r, i);
    return read;
}

void live_read_goroutines(struct live *v)
{
    enum bundle_status status[PIECES] = {BUNDLE_FAILED, BUNDLE_FAILED};
    struct source_output *out = &v->out[OUTPUT_GOROUTINES];
    struct reader r = {.v = v};
    for (unsigned i = 0; i < PIECES; i++)
        sbuf_init(&r.rows[i], 4 * MIB);
    channels_init(&v->channels, &v->process.live);
    if (!goroutine_text_init(&v->text, &v->process.live, target_clock(v->ctx)))
        source_failed(out, "memory", ENOMEM);
    else if (!live_wants(v, OUTPUT_GOROUTINES) && !live_wants(v, OUTPUT_CHANNELS) &&
             !live_wants(v, OUTPUT_SUMMARY))
        status[0] = status[1] = BUNDLE_SKIPPED;
    else if (!read_all(&r))
        source_failed(out, "read the list of goroutines", errno ? errno : EIO);
    else {
        status[OUTPUT_GOROUTINES] = judge(v, out);
        status[OUTPUT_CHANNELS] = BUNDLE_OK;
    }
    live_end_part(v, OUTPUT_GOROUTINES, OUTPUT_MEMSTATS, status);
    for (unsigned i = 0; i < PIECES; i++)
        sbuf_done(&r.rows[i]);
}
