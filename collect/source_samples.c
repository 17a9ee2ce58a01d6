/* One row a second while the rest is collected: what moves, and how fast. The first five columns
 * are those of the monitor script that people already use, so that one reader does for old logs and
 * new ones. */
#include "source_readers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <time.h>

#include "clocks.h"
#include "goroutine_count.h"
#include "sample.h"
#include "sbuf.h"

enum { ROW_MAX = 4096, COLUMNS = WATCH_STARTED + 1 };
static const double PERIOD_S = 1;

static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
    (void)number;
    stopped = 1;
}

/* Where the process cannot be read, its server tells how many there are. */
static void take_told(const struct goroutine_number *n, struct sample *s)
{
    uint64_t value;
    if (!s->cell[WATCH_GOROUTINES].known && goroutine_number_get(n, &value))
        s->cell[WATCH_GOROUTINES] = (struct sample_value){true, (double)value};
}

/* Appends one row. False when the process is gone. */
static bool add_row(struct sampler *sampler, const struct goroutine_number *told, double began,
                    struct sbuf *row)
{
    static const enum sample_part parts[] = {SAMPLE_FDS, SAMPLE_PSS, SAMPLE_GOROUTINES,
                                             SAMPLE_STARTED};
    struct sample s = {.state = 0};
    int64_t now = clock_utc_ns();
    if (!sample_take(sampler, SAMPLE_BASE, &s))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        (void)sample_take(sampler, parts[i], &s);
    if (sample_go_error(sampler))
        take_told(told, &s);
    s.cell[WATCH_ELAPSED] = (struct sample_value){true, clock_seconds() - began};
    sample_row(&s, now, COLUMNS, row);
    return true;
}

static void wait_until(double when)
{
    double left = when - clock_seconds();
    if (left <= 0)
        return;
    struct timespec t = {.tv_sec = (time_t)left,
                         .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
    sigset_t stop;
    sigprocmask(SIG_SETMASK, NULL, &stop);
    sigdelset(&stop, SIGTERM);
    pselect(0, NULL, NULL, NULL, &t, &stop); /* ends early by the word to stop: stopped is set */
}

/* Rows until the process ends, the file is full or the word to stop came: then one more. */
static enum bundle_status add_rows(struct sampler *sampler, const struct goroutine_number *told,
                                   struct source_output *out)
{
    double began = clock_seconds(), next = began;
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    for (bool last = false; !last && !out->full && !out->sys;) {
        last = stopped;
        sbuf_clear(&row);
        if (!add_row(sampler, told, began, &row)) {
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

/* Goes on until it is told to stop (SIGTERM); the row of that moment is the last. */
enum bundle_status source_samples(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    struct sigaction stop = {.sa_handler = on_stop};
    (void)self;
    sigset_t word;
    stopped = 0;
    sigemptyset(&word);
    sigaddset(&word, SIGTERM);
    sigprocmask(SIG_BLOCK, &word, NULL); /* it comes while we wait, however early it was sent */
    sigaction(SIGTERM, &stop, NULL);
    source_write(out, SLICE(BUNDLE_COLUMNS_SAMPLES "\n"));
    struct sampler *sampler = sample_begin(ctx);
    if (!sampler)
        return source_failed(out, "samples", ENOMEM);
    if (ctx->goroutines && sample_go_error(sampler))
        ctx->goroutines->wanted = true;
    enum bundle_status status = add_rows(sampler, ctx->goroutines, out);
    sample_end(sampler);
    return status;
}
