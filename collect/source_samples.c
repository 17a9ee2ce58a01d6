/* One row a second while the rest is collected: what moves, and how fast. The first five columns
 * are those of the monitor script that people already use, so that one reader does for old logs and
 * new ones. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clocks.h"
#include "limits_input.h"
#include "procfs.h"
#include "sbuf.h"
#include "units.h"

enum { SMALL = 8192, ROW_MAX = 4096 };
static const uint64_t PSS_MOST = 512 * MIB; /* above it the walk over the page tables is felt */
static const double PERIOD_S = 1;

static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
    (void)number;
    stopped = 1;
}

/* "VmSwap:\t  12 kB" -> 12288. Nothing when the key is not there. */
static bool kib_of(struct slice text, struct slice key, uint64_t *bytes)
{
    struct slice line, word;
    while (slice_next_line(&text, &line)) {
        if (!slice_skip(&line, key))
            continue;
        if (!slice_next_word(&line, &word) || !slice_to_u64(word, bytes))
            return false;
        *bytes *= 1024;
        return true;
    }
    return false;
}

static void add_number(struct sbuf *row, bool known, double value, const char *format)
{
    sbuf_addc(row, ',');
    if (!known)
        return;
    char text[40];
    snprintf(text, sizeof text, format[0] == 'f' ? "%.3f" : "%.0f", value);
    sbuf_adds(row, text);
}

/* Since 6.2 the size of the folder is the number of descriptors; before, they have to be counted.
 */
static bool count_fds(int procfd, uint64_t *count)
{
    struct stat st;
    if (fstatat(procfd, "fd", &st, 0) == 0 && st.st_size > 0) {
        *count = (uint64_t)st.st_size;
        return true;
    }
    AUTO_NUMBERS struct procfs_numbers fds;
    bool known = procfs_numbers(procfd, "fd", &fds) == 0;
    *count = fds.count;
    return known;
}

/* Appends one row. False when the process is gone. */
static bool add_row(int procfd, double began, struct sbuf *row)
{
    static const unsigned char counters[] = {20, 10, 12}; /* threads, minor and major faults */
    unsigned char stat_text[SMALL], status_text[SMALL], rollup_text[SMALL];
    struct procfs_stat st;
    uint64_t fds = 0, swap = 0, pss = 0, ticks[4], pages;
    int sys;
    double hz = (double)sysconf(_SC_CLK_TCK), page = (double)sysconf(_SC_PAGESIZE);
    int64_t now = clock_utc_ns();
    if (!procfs_stat_parse(procfs_small(procfd, "stat", stat_text, sizeof stat_text, &sys), &st) ||
        !slice_to_u64(st.field[24], &pages))
        return false;
    struct slice status = procfs_small(procfd, "status", status_text, sizeof status_text, &sys);
    bool has_swap = kib_of(status, SLICE("VmSwap:"), &swap);
    double rss = (double)pages * page;
    bool has_pss =
        rss < (double)PSS_MOST &&
        kib_of(procfs_small(procfd, "smaps_rollup", rollup_text, sizeof rollup_text, &sys),
               SLICE("Pss:"), &pss);
    bool has_fds = count_fds(procfd, &fds);
    for (size_t i = 0; i < 4; i++) /* utime stime cutime cstime */
        if (!slice_to_u64(st.field[STAT_UTIME + i], &ticks[i]))
            ticks[i] = 0;
    sbuf_addf(row, "%s,,,,%.1f,%.3f,%.0f", units_utc(now).s, rss / (double)MIB,
              clock_seconds() - began, rss);
    add_number(row, has_pss, (double)pss, "");
    add_number(row, has_swap, (double)swap, "");
    add_number(row, true, (double)(ticks[0] + ticks[1]) / hz, "f");
    add_number(row, true, (double)(ticks[2] + ticks[3]) / hz, "f");
    add_number(row, has_fds, (double)fds, "");
    for (size_t i = 0; i < sizeof counters; i++) {
        sbuf_addc(row, ',');
        sbuf_add(row, st.field[counters[i]]);
    }
    sbuf_addc(row, '\n');
    return true;
}

static void wait_until(double when)
{
    double left = when - clock_seconds();
    if (left <= 0)
        return;
    struct timespec t = {.tv_sec = (time_t)left,
                         .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
    nanosleep(&t, NULL); /* a signal ends it early: then stopped is set */
}

/* Goes on until it is told to stop (SIGTERM); the row of that moment is the last. */
enum bundle_status source_samples(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    struct sigaction stop = {.sa_handler = on_stop};
    double began = clock_seconds(), next = began;
    (void)self;
    stopped = 0;
    sigaction(SIGTERM, &stop, NULL);
    source_write(out, SLICE(BUNDLE_COLUMNS_SAMPLES "\n"));
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    for (bool last = false; !last && !out->full && !out->sys;) {
        last = stopped;
        sbuf_clear(&row);
        if (!add_row(ctx->procfd, began, &row)) {
            snprintf(out->reason, sizeof out->reason, "the process ended meanwhile");
            return BUNDLE_PARTIAL;
        }
        source_write(out, sbuf_view(&row));
        next += PERIOD_S;
        if (!last && !stopped)
            wait_until(next);
    }
    return BUNDLE_OK;
}
