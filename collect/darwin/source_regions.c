/* One row per memory region: what it is for, how much of it is there. Not vmmap's text: the numbers
 * are bytes, and the names of the tags are those of the kernel's list. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "calls.h"
#include "limits_input.h"
#include "probe.h"
#include "sbuf.h"
#include "tags.h"
#include "tsv.h"

enum { ROW_MAX = 64 * 1024, REGIONS_MOST = 1 << 20, READ = 1, WRITE = 2, EXECUTE = 4 };

static const char *const shares[] = {
    "",           "cow",           "private",        "empty",      "shared",
    "trueshared", "private_alias", "shared_aliased", "large_page",
};

static void add_protection(struct sbuf *b, uint32_t bits)
{
    sbuf_addf(b, "\t%c%c%c", bits & READ ? 'r' : '-', bits & WRITE ? 'w' : '-',
              bits & EXECUTE ? 'x' : '-');
}

static void add_pages(struct sbuf *b, uint32_t pages, unsigned long long page)
{
    sbuf_addf(b, "\t%llu", pages * page);
}

static void add_row(struct sbuf *b, const struct proc_regionwithpathinfo *region,
                    unsigned long long page)
{
    const struct proc_regioninfo *r = &region->prp_prinfo;
    struct slice path = {(const unsigned char *)region->prp_vip.vip_path,
                         sizeof region->prp_vip.vip_path};
    struct slice word = path;
    slice_next(&path, '\0', &word);
    sbuf_addf(b, "%llx\t%llu", (unsigned long long)r->pri_address, (unsigned long long)r->pri_size);
    add_protection(b, r->pri_protection);
    add_protection(b, r->pri_max_protection);
    sbuf_addf(b, "\t%s\t%u\t%s",
              r->pri_share_mode < sizeof shares / sizeof shares[0] ? shares[r->pri_share_mode] : "",
              r->pri_user_tag, tags_name(r->pri_user_tag));
    add_pages(b, r->pri_pages_resident, page);
    add_pages(b, r->pri_pages_dirtied, page);
    add_pages(b, r->pri_pages_swapped_out, page);
    add_pages(b, r->pri_private_pages_resident, page);
    add_pages(b, r->pri_shared_pages_resident, page);
    sbuf_addf(b, "\t%u\t%llu\t", r->pri_ref_count, (unsigned long long)r->pri_offset);
    tsv_add(b, word);
    sbuf_addc(b, '\n');
}

enum bundle_status source_regions(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    AUTO_SBUF struct sbuf line;
    struct proc_regionwithpathinfo region;
    uint64_t at = 0;
    unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);
    size_t rows = 0;
    int sys = 0;
    (void)self;
    sbuf_init(&line, ROW_MAX);
    while (rows < REGIONS_MOST && !out->full && !out->sys) {
        sys = calls_info(ctx->pid, PROC_PIDREGIONPATHINFO, at, &region, sizeof region);
        if (sys)
            break;
        uint64_t begin = region.prp_prinfo.pri_address, next;
        if (__builtin_add_overflow(begin, region.prp_prinfo.pri_size, &next) || next <= at)
            break; /* the last one, or nonsense that would go round for ever */
        at = next;
        if (region.prp_prinfo.pri_user_tag == TAG_NO_MAPPING)
            continue;
        sbuf_clear(&line);
        if (rows++ == 0)
            source_write(out, SLICE(BUNDLE_COLUMNS_REGIONS "\n"));
        add_row(&line, &region, page);
        source_write(out, sbuf_view(&line));
    }
    if (rows == 0)
        return source_nothing(ctx, out, "memory map", sys);
    if (rows == REGIONS_MOST)
        snprintf(out->reason, sizeof out->reason, "more regions than this table takes");
    return probe_settle(ctx, out, rows == REGIONS_MOST ? BUNDLE_TRUNCATED : BUNDLE_OK);
}
