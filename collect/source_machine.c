/* The machine around the target: who has to wait for what, how good its clock is, how many
 * processors it has. Lines of "KEY<tab>VALUE", or several small files in one text as in
 * cgroup-files.txt. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>
#include <sys/timex.h>
#include <unistd.h>

#include "clocks.h"
#include "procfs.h"
#include "sbuf.h"
#include "tsv.h"

enum { NAME_LEN = 64, SMALL = 8192, TEXT_MAX = 16 * 1024 };

/* "some avg10=0.31 avg60=0.12 avg300=0.02 total=12345": share of the time in which somebody (full:
 * everybody) had to wait. */
enum bundle_status source_pressure(const struct source *self, const struct source_context *ctx,
                                   struct source_output *out)
{
    static const char *const kinds[] = {"cpu", "memory", "io", "irq"};
    int first = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char path[NAME_LEN];
        unsigned char buf[SMALL];
        int sys;
        snprintf(path, sizeof path, "%s/%s", self->from, kinds[i]);
        struct slice text = procfs_small(ctx->rootfd, path, buf, sizeof buf, &sys);
        first = first ? first : sys;
        if (text.len == 0)
            continue;
        snprintf(path, sizeof path, "== %s\n", kinds[i]);
        source_write(out, slice_from(path));
        source_write(out, text);
    }
    /* built without it, or switched off when the machine started */
    return out->written ? BUNDLE_OK : source_failed(out, "pressure", first ? first : ENOENT);
}

static void add_file(struct sbuf *b, const char *key, int rootfd, const char *path)
{
    unsigned char buf[SMALL];
    int sys;
    struct slice text = slice_trim(procfs_small(rootfd, path, buf, sizeof buf, &sys));
    if (text.len == 0)
        return;
    sbuf_addf(b, "%s\t", key);
    tsv_add(b, text);
    sbuf_addc(b, '\n');
}

/* Only asks: with no mode set nothing is adjusted. */
static void add_ntp(struct sbuf *b)
{
    struct timex t = {0};
    int state = adjtimex(&t);
    if (state < 0) /* kept from us in some containers */
        return;
    double scale = t.status & STA_NANO ? 1e3 : 1;
    sbuf_addf(b, "synchronised\t%d\n", state != TIME_ERROR && !(t.status & STA_UNSYNC));
    sbuf_addf(b, "offset_us\t%.3f\n", (double)t.offset / scale);
    sbuf_addf(b, "max_error_us\t%ld\nestimated_error_us\t%ld\n", t.maxerror, t.esterror);
    sbuf_addf(b, "frequency_ppm\t%.3f\n", (double)t.freq / 65536);
    if (t.tai)
        sbuf_addf(b, "tai_offset_s\t%d\n", t.tai);
}

enum bundle_status source_clock(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    (void)self;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, TEXT_MAX);
    sbuf_addf(&b, "utc_ns\t%lld\n", (long long)clock_utc_ns());
    sbuf_addf(&b, "monotonic_ns\t%lld\n", (long long)clock_ns(CLOCK_MONOTONIC));
    sbuf_addf(&b, "boottime_ns\t%lld\n", (long long)clock_boot_ns());
    add_ntp(&b);
    add_file(&b, "clocksource", ctx->rootfd,
             "sys/devices/system/clocksource/clocksource0/current_clocksource");
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}

/* "model name\t: Intel(R) ..." of the first processor. */
static void add_model(struct sbuf *b, int rootfd)
{
    unsigned char buf[SMALL];
    int sys;
    struct slice text = procfs_small(rootfd, "proc/cpuinfo", buf, sizeof buf, &sys), line, key;
    while (slice_next_line(&text, &line)) {
        struct slice value = line;
        if (!slice_next(&value, ':', &key) || !slice_is(slice_trim(key), "model name"))
            continue;
        sbuf_adds(b, "model\t");
        tsv_add(b, slice_trim(value));
        sbuf_addc(b, '\n');
        return;
    }
}

/* "processes 12345": what was ever started, threads too. */
static void add_started(void *arg, struct slice line)
{
    uint64_t n;
    if (slice_skip(&line, SLICE("processes ")) && slice_to_u64(slice_trim(line), &n))
        sbuf_addf(arg, "started\t%llu\n", (unsigned long long)n);
}

enum bundle_status source_cpu(const struct source *self, const struct source_context *ctx,
                              struct source_output *out)
{
    (void)self;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, TEXT_MAX);
    sbuf_addf(&b, "online_count\t%ld\n", sysconf(_SC_NPROCESSORS_ONLN));
    sbuf_addf(&b, "configured_count\t%ld\n", sysconf(_SC_NPROCESSORS_CONF));
    add_file(&b, "online", ctx->rootfd, "sys/devices/system/cpu/online");
    add_file(&b, "offline", ctx->rootfd, "sys/devices/system/cpu/offline");
    add_file(&b, "possible", ctx->rootfd, "sys/devices/system/cpu/possible");
    add_model(&b, ctx->rootfd);
    (void)procfs_lines(ctx->rootfd, "proc/stat", add_started, &b); /* a row less */
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}
