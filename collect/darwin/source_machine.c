/* The machine around the target, where Linux has files: counters of the virtual memory, clocks,
 * processors, the name of the system. Lines of "KEY VALUE" or "KEY<tab>VALUE" as there. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <mach/mach.h>
#include <sys/sysctl.h>
#include <sys/timex.h>

#include "clocks.h"
#include "probe.h"
#include "sbuf.h"
#include "tsv.h"

enum { TEXT_MAX = 16 * 1024, NAME_LEN = 128 };

/* What vm_stat(1) prints, pages each; free holds the speculative ones, which vm_stat subtracts. */
enum bundle_status source_vmstat(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    struct vm_statistics64 v = {0};
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    AUTO_SBUF struct sbuf b;
    (void)self;
    (void)ctx;
    sbuf_init(&b, TEXT_MAX);
    int code = host_statistics64(mach_host_self(), HOST_VM_INFO64, (host_info64_t)&v, &count);
    if (code != KERN_SUCCESS) {
        snprintf(out->reason, sizeof out->reason, "host_statistics64: %d", code);
        return BUNDLE_FAILED;
    }
    const struct {
        const char *key;
        uint64_t pages;
    } rows[] = {
        {"free", v.free_count},
        {"active", v.active_count},
        {"inactive", v.inactive_count},
        {"wired", v.wire_count},
        {"speculative", v.speculative_count},
        {"purgeable", v.purgeable_count},
        {"throttled", v.throttled_count},
        {"file_backed", v.external_page_count},
        {"anonymous", v.internal_page_count},
        {"compressor", v.compressor_page_count},
        {"compressed", v.total_uncompressed_pages_in_compressor},
        {"compressions", v.compressions},
        {"decompressions", v.decompressions},
        {"pageins", v.pageins},
        {"pageouts", v.pageouts},
        {"swapins", v.swapins},
        {"swapouts", v.swapouts},
        {"faults", v.faults},
        {"cow_faults", v.cow_faults},
        {"zero_fills", v.zero_fill_count},
        {"reactivations", v.reactivations},
        {"purges", v.purges},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        sbuf_addf(&b, "%s %llu\n", rows[i].key, (unsigned long long)rows[i].pages);
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}

/* Only asks: with no mode set nothing is adjusted. */
static void add_ntp(struct sbuf *b)
{
    struct timex t = {0};
    int state = ntp_adjtime(&t);
    if (state < 0)
        return;
    double scale = t.status & STA_NANO ? 1e3 : 1;
    sbuf_addf(b, "synchronised\t%d\n", state != TIME_ERROR && !(t.status & STA_UNSYNC));
    sbuf_addf(b, "offset_us\t%.3f\n", (double)t.offset / scale);
    sbuf_addf(b, "max_error_us\t%ld\nestimated_error_us\t%ld\n", (long)t.maxerror,
              (long)t.esterror);
    sbuf_addf(b, "frequency_ppm\t%.3f\n", (double)t.freq / 65536);
}

enum bundle_status source_clock(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    AUTO_SBUF struct sbuf b;
    (void)self;
    (void)ctx;
    sbuf_init(&b, TEXT_MAX);
    sbuf_addf(&b, "utc_ns\t%lld\n", (long long)clock_utc_ns());
    sbuf_addf(&b, "monotonic_ns\t%lld\n", (long long)clock_ns(CLOCK_MONOTONIC));
    sbuf_addf(&b, "boottime_ns\t%lld\n", (long long)clock_boot_ns());
    add_ntp(&b);
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}

/* False when there is no such name; its value is cut at size. */
static bool read_text(const char *key, char *value, size_t size)
{
    size_t len = size - 1;
    if (sysctlbyname(key, value, &len, NULL, 0) != 0)
        return false;
    value[len < size - 1 ? len : size - 1] = '\0';
    return value[0] != '\0';
}

enum bundle_status source_cpu(const struct source *self, const struct source_context *ctx,
                              struct source_output *out)
{
    static const char *const kinds[] = {"hw.perflevel0.logicalcpu", "hw.perflevel1.logicalcpu"};
    static const char *const words[] = {"fast", "efficient"};
    char model[NAME_LEN];
    AUTO_SBUF struct sbuf b;
    (void)self;
    (void)ctx;
    sbuf_init(&b, TEXT_MAX);
    sbuf_addf(&b, "online_count\t%ld\n", sysconf(_SC_NPROCESSORS_ONLN));
    sbuf_addf(&b, "configured_count\t%ld\n", sysconf(_SC_NPROCESSORS_CONF));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int n = 0;
        size_t size = sizeof n;
        if (sysctlbyname(kinds[i], &n, &size, NULL, 0) == 0 && size == sizeof n)
            sbuf_addf(&b, "%s_count\t%d\n", words[i], n);
    }
    if (read_text("machdep.cpu.brand_string", model, sizeof model)) {
        sbuf_adds(&b, "model\t");
        tsv_add(&b, slice_from(model));
        sbuf_addc(&b, '\n');
    }
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}

/* In the words of os-release(5). */
enum bundle_status source_os_release(const struct source *self, const struct source_context *ctx,
                                     struct source_output *out)
{
    char version[NAME_LEN], build[NAME_LEN];
    AUTO_SBUF struct sbuf b;
    (void)self;
    (void)ctx;
    sbuf_init(&b, TEXT_MAX);
    if (!read_text("kern.osproductversion", version, sizeof version))
        return source_failed(out, "sysctl", errno);
    sbuf_addf(&b, "NAME=\"macOS\"\nVERSION_ID=\"%s\"\n", version);
    if (read_text("kern.osversion", build, sizeof build))
        sbuf_addf(&b, "BUILD_ID=\"%s\"\nPRETTY_NAME=\"macOS %s (%s)\"\n", build, version, build);
    source_write(out, sbuf_view(&b));
    return BUNDLE_OK;
}
