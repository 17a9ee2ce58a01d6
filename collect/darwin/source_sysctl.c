/* Facts about the machine, KEY and VALUE, as sysctl(8) names them. Not the name of the host. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysctl.h>
#include <sys/time.h>

#include "probe.h"
#include "sbuf.h"
#include "tsv.h"

enum { TEXT_MAX = 64 * 1024, VALUE_MAX = 256 };

/* The shape tells how the bytes are read: most numbers are 4 bytes here and 8 there. */
enum shape { SHAPE_NUMBER, SHAPE_TEXT, SHAPE_LOAD, SHAPE_SWAP, SHAPE_TIME };

static const struct fact {
    const char *key;
    enum shape shape;
} facts[] = {
    {"kern.osproductversion", SHAPE_TEXT},
    {"kern.osversion", SHAPE_TEXT},
    {"kern.osrelease", SHAPE_TEXT},
    {"kern.bootsessionuuid", SHAPE_TEXT},
    {"kern.boottime", SHAPE_TIME},
    {"hw.model", SHAPE_TEXT},
    {"machdep.cpu.brand_string", SHAPE_TEXT},
    {"sysctl.proc_translated", SHAPE_NUMBER}, /* 1: collect itself runs under translation */
    {"hw.ncpu", SHAPE_NUMBER},
    {"hw.activecpu", SHAPE_NUMBER},
    {"hw.memsize", SHAPE_NUMBER},
    {"hw.pagesize", SHAPE_NUMBER},
    {"hw.tbfrequency", SHAPE_NUMBER},
    {"vm.loadavg", SHAPE_LOAD},
    {"vm.swapusage", SHAPE_SWAP},
    {"vm.page_free_count", SHAPE_NUMBER},
    {"vm.page_speculative_count", SHAPE_NUMBER},
    {"vm.page_purgeable_count", SHAPE_NUMBER},
    {"kern.memorystatus_level", SHAPE_NUMBER},             /* memory that is free, in percent */
    {"kern.memorystatus_vm_pressure_level", SHAPE_NUMBER}, /* 1 normal, 2 warning, 4 critical */
    {"kern.maxproc", SHAPE_NUMBER},
    {"kern.maxfiles", SHAPE_NUMBER},
    {"kern.maxfilesperproc", SHAPE_NUMBER},
    {"kern.num_files", SHAPE_NUMBER},
    {"kern.num_tasks", SHAPE_NUMBER},
    {"kern.num_threads", SHAPE_NUMBER},
};

static void add_number(struct sbuf *b, const char *key, const unsigned char *value, size_t size)
{
    uint64_t wide;
    uint32_t narrow;
    memcpy(&wide, value, sizeof wide);
    memcpy(&narrow, value, sizeof narrow);
    if (size == sizeof wide || size == sizeof narrow)
        sbuf_addf(b, "%s\t%llu\n", key, (unsigned long long)(size == sizeof wide ? wide : narrow));
}

static void add_load(struct sbuf *b, const char *key, const unsigned char *value, size_t size)
{
    struct loadavg load;
    if (size != sizeof load)
        return;
    memcpy(&load, value, sizeof load);
    if (load.fscale > 0)
        sbuf_addf(b, "%s\t%.2f %.2f %.2f\n", key, load.ldavg[0] / (double)load.fscale,
                  load.ldavg[1] / (double)load.fscale, load.ldavg[2] / (double)load.fscale);
}

static void add_swap(struct sbuf *b, const char *key, const unsigned char *value, size_t size)
{
    struct xsw_usage swap;
    if (size != sizeof swap)
        return;
    memcpy(&swap, value, sizeof swap);
    sbuf_addf(b, "%s.total_bytes\t%llu\n%s.used_bytes\t%llu\n", key,
              (unsigned long long)swap.xsu_total, key, (unsigned long long)swap.xsu_used);
}

static void add_time(struct sbuf *b, const char *key, const unsigned char *value, size_t size)
{
    struct timeval t;
    if (size != sizeof t)
        return;
    memcpy(&t, value, sizeof t);
    sbuf_addf(b, "%s\t%lld\n", key, (long long)t.tv_sec);
}

static void add_fact(struct sbuf *b, const struct fact *f)
{
    unsigned char value[VALUE_MAX] = {0};
    size_t size = sizeof value - 1;
    if (sysctlbyname(f->key, value, &size, NULL, 0) != 0 || size >= sizeof value)
        return;
    switch (f->shape) {
    case SHAPE_NUMBER:
        add_number(b, f->key, value, size);
        break;
    case SHAPE_LOAD:
        add_load(b, f->key, value, size);
        break;
    case SHAPE_SWAP:
        add_swap(b, f->key, value, size);
        break;
    case SHAPE_TIME:
        add_time(b, f->key, value, size);
        break;
    case SHAPE_TEXT:
        sbuf_addf(b, "%s\t", f->key);
        tsv_add(b, slice_from((const char *)value));
        sbuf_addc(b, '\n');
        break;
    }
}

enum bundle_status source_sysctl(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    AUTO_SBUF struct sbuf text;
    (void)self;
    (void)ctx;
    sbuf_init(&text, TEXT_MAX);
    sbuf_adds(&text, BUNDLE_COLUMNS_KEYS "\n");
    size_t empty = text.len;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        add_fact(&text, &facts[i]);
    if (text.len == empty)
        return source_failed(out, "sysctl", errno ? errno : ENOENT);
    source_write(out, sbuf_view(&text));
    return BUNDLE_OK;
}
