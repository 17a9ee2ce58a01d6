/* The target, its parent and everything that it started: a child that nobody waits for (state Z)
 * and a helper program that hangs are seen here and nowhere else. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "procfs.h"
#include "relatives.h"
#include "sbuf.h"
#include "tsv.h"

enum { SMALL = 4096, ROW_MAX = 64 * 1024, NAME_LEN = 64 };

struct scale {
    double ticks, page; /* ticks a second, bytes a page */
    double uptime;      /* seconds, or 0 when not known */
};

/* "5000.12 9000.00": seconds since boot. */
static double read_uptime(int rootfd)
{
    unsigned char buf[SMALL];
    struct slice word, text;
    double seconds;
    int sys;
    text = slice_trim(procfs_small(rootfd, "proc/uptime", buf, sizeof buf, &sys));
    return slice_next_word(&text, &word) && slice_to_double(word, &seconds) ? seconds : 0;
}

static void add_seconds(struct sbuf *row, struct slice a, struct slice b, double ticks)
{
    uint64_t x, y;
    sbuf_addc(row, '\t');
    if (slice_to_u64(a, &x) && slice_to_u64(b, &y))
        sbuf_addf(row, "%.2f", ((double)x + (double)y) / ticks);
}

static void add_row(struct sbuf *row, const struct relative *p, const struct procfs_stat *st,
                    const struct scale *scale)
{
    uint64_t start, pages;
    sbuf_addf(row, "%u\t%s\t%u\t", p->pid, relation_names[p->relation], p->parent);
    tsv_add(row, st->field[STAT_STATE]);
    sbuf_addc(row, '\t');
    tsv_add(row, st->comm);
    sbuf_addc(row, '\t');
    if (slice_to_u64(st->field[STAT_START], &start) &&
        scale->uptime >= (double)start / scale->ticks)
        sbuf_addf(row, "%.2f", scale->uptime - (double)start / scale->ticks);
    add_seconds(row, st->field[STAT_UTIME], st->field[STAT_STIME], scale->ticks);
    add_seconds(row, st->field[STAT_CUTIME], st->field[STAT_CSTIME], scale->ticks);
    sbuf_addc(row, '\t');
    if (slice_to_u64(st->field[STAT_RSS], &pages))
        sbuf_addf(row, "%.0f", (double)pages * scale->page);
    sbuf_addc(row, '\t');
    tsv_add(row, st->field[STAT_THREADS]);
    sbuf_addc(row, '\n');
}

/* The row of p, unless it has ended or its number is another's by now. */
static void write_row(int rootfd, const struct relative *p, const struct scale *scale,
                      struct sbuf *row, struct source_output *out)
{
    char path[NAME_LEN];
    unsigned char buf[SMALL];
    struct procfs_stat st;
    uint64_t parent;
    int sys;
    snprintf(path, sizeof path, "proc/%u/stat", p->pid);
    if (!procfs_stat_parse(procfs_small(rootfd, path, buf, sizeof buf, &sys), &st) ||
        !slice_to_u64(st.field[STAT_PPID], &parent) || parent != p->parent)
        return;
    sbuf_clear(row);
    add_row(row, p, &st, scale);
    source_write(out, sbuf_view(row));
}

enum bundle_status source_family(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    (void)self;
    AUTO_RELATIVES struct relatives all;
    int sys = relatives_find(ctx->rootfd, ctx->pid, &all);
    if (sys || procfs_kind(ctx->procfd) == PROCFS_GONE)
        return source_nothing(ctx, out, "family", sys ? sys : ESRCH);
    struct scale scale = {.ticks = (double)sysconf(_SC_CLK_TCK),
                          .page = (double)sysconf(_SC_PAGESIZE),
                          .uptime = read_uptime(ctx->rootfd)};
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    source_write(out, SLICE(BUNDLE_COLUMNS_FAMILY "\n"));
    static const enum relation order[] = {RELATION_PARENT, RELATION_SELF, RELATION_CHILD,
                                          RELATION_DESCENDANT};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        for (size_t i = 0; i < all.count && !out->full && !out->sys; i++)
            if (all.item[i].relation == order[k])
                write_row(ctx->rootfd, &all.item[i], &scale, &row, out);
    if (all.cut)
        snprintf(out->reason, sizeof out->reason, "more processes than were looked through");
    return all.cut ? BUNDLE_PARTIAL : BUNDLE_OK;
}
