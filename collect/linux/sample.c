#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits_input.h"
#include "procfs.h"
#include "pulse.h"
#include "relatives.h"
#include "sample_fds.h"

enum { SMALL = 8192, MINOR_FAULTS = 10, MAJOR_FAULTS = 12 };
static const double PSS_MOST = 512.0 * MIB; /* above it the walk over the page tables is felt */
enum { COUNTED_EACH_TIME = 20000 };

struct sampler {
    struct source_context ctx;
    struct pulse pulse;
    struct error go_error; /* code is STATUS_OK when the pulse is open */
    unsigned pause;        /* counts of goroutines to leave out: there are so many */
    double rss;            /* at the last look */
};

static void put(struct sample *s, enum watch_column_id column, bool known, double value)
{
    s->cell[column] = (struct sample_value){known, known ? value : 0};
}

static void put_number(struct sample *s, enum watch_column_id column, struct heap_number n)
{
    put(s, column, n.known, (double)n.value);
}

static void put_field(struct sample *s, enum watch_column_id column, const struct procfs_stat *st,
                      unsigned field)
{
    uint64_t value = 0;
    bool known = slice_to_u64(st->field[field], &value);
    put(s, column, known, (double)value);
}

/* Of two fields that follow each other: user and system. */
static void put_ticks(struct sample *s, enum watch_column_id column, const struct procfs_stat *st,
                      unsigned field)
{
    uint64_t user = 0, system = 0;
    bool known =
        slice_to_u64(st->field[field], &user) && slice_to_u64(st->field[field + 1], &system);
    put(s, column, known, (double)(user + system) / (double)sysconf(_SC_CLK_TCK));
}

static void take_heap(struct sampler *s, struct sample *ret)
{
    struct heap_stats heap;
    if (s->go_error.code != STATUS_OK)
        return;
    pulse_heap(&s->pulse, &heap);
    put_number(ret, WATCH_HEAP_ALLOC, heap.value[STAT_HEAP_ALLOC]);
    put_number(ret, WATCH_HEAP_INUSE, heap.value[STAT_HEAP_IN_USE]);
    put_number(ret, WATCH_HEAP_IDLE, heap.value[STAT_HEAP_IDLE]);
    put_number(ret, WATCH_HEAP_RELEASED, heap.value[STAT_HEAP_RELEASED]);
    put_number(ret, WATCH_NUM_GC, heap.value[STAT_NUM_GC]);
}

/* "some avg10=0.31 avg60=0.12 avg300=0.02 total=12345" -> the share of the last minute. */
static bool minute_of(struct slice text, struct slice who, double *share)
{
    struct slice line, word;
    while (slice_next_line(&text, &line)) {
        if (!slice_skip(&line, who))
            continue;
        while (slice_next_word(&line, &word)) {
            struct slice whole;
            uint64_t number, hundredths = 0;
            if (!slice_skip(&word, SLICE("avg60=")))
                continue;
            bool known = slice_next(&word, '.', &whole) && slice_to_u64(whole, &number) &&
                         slice_to_u64(word, &hundredths);
            *share = known ? ((double)number + (double)hundredths / 100) / 100 : 0;
            return known;
        }
    }
    return false;
}

static void take_pressure(const struct sampler *s, struct sample *ret)
{
    static const struct {
        const char *file;
        const char *who;
        enum watch_column_id column;
    } rows[] = {
        {"proc/pressure/cpu", "some", WATCH_PRESSURE_CPU},
        {"proc/pressure/memory", "some", WATCH_PRESSURE_MEMORY},
        {"proc/pressure/memory", "full", WATCH_PRESSURE_MEMORY_FULL},
        {"proc/pressure/io", "some", WATCH_PRESSURE_IO},
    };
    unsigned char buf[SMALL];
    struct slice text = {buf, 0};
    int sys;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double share = 0;
        if (i == 0 || rows[i].file != rows[i - 1].file)
            text = procfs_small(s->ctx.rootfd, rows[i].file, buf, sizeof buf, &sys);
        bool known = minute_of(text, slice_from(rows[i].who), &share);
        put(ret, rows[i].column, known, share);
    }
}

static bool take_base(struct sampler *s, struct sample *ret)
{
    unsigned char stat_text[SMALL];
    struct procfs_stat st;
    uint64_t swap = 0, pages = 0;
    int sys, fd = s->ctx.procfd;
    if (!procfs_stat_parse(procfs_small(fd, "stat", stat_text, sizeof stat_text, &sys), &st))
        return false;
    bool has_memory = slice_to_u64(st.field[STAT_RSS], &pages);
    bool swaps = procfs_kib(fd, "status", SLICE("VmSwap:"), &swap);
    ret->state = (char)st.field[STAT_STATE].ptr[0];
    s->rss = (double)pages * (double)sysconf(_SC_PAGESIZE);
    put(ret, WATCH_RSS, has_memory, s->rss);
    put(ret, WATCH_RSS_MB, has_memory, s->rss / (double)MIB);
    put(ret, WATCH_SWAP, swaps, (double)swap);
    put(ret, WATCH_PID, s->ctx.pid > 0, (double)s->ctx.pid);
    put_ticks(ret, WATCH_CPU, &st, STAT_UTIME);
    put_ticks(ret, WATCH_CHILDREN_CPU, &st, STAT_CUTIME);
    put_field(ret, WATCH_THREADS, &st, STAT_THREADS);
    put_field(ret, WATCH_MINOR_FAULTS, &st, MINOR_FAULTS);
    put_field(ret, WATCH_MAJOR_FAULTS, &st, MAJOR_FAULTS);
    take_heap(s, ret);
    take_pressure(s, ret);
    return true;
}

/* Since 6.2 the size of the folder is the number of descriptors; before, they have to be counted.
 */
static bool take_fds(struct sampler *s, struct sample *ret)
{
    struct stat st;
    AUTO_NUMBERS struct procfs_numbers fds = {.count = 0};
    bool known = fstatat(s->ctx.procfd, "fd", &st, 0) == 0 && st.st_size > 0;
    if (known)
        put(ret, WATCH_FDS, true, (double)st.st_size);
    else
        put(ret, WATCH_FDS, procfs_numbers(s->ctx.procfd, "fd", &fds) == 0, (double)fds.count);
    return ret->cell[WATCH_FDS].known;
}

static bool take_pss(struct sampler *s, struct sample *ret)
{
    uint64_t pss = 0;
    if (s->rss >= PSS_MOST)
        return true;
    bool known = procfs_kib(s->ctx.procfd, "smaps_rollup", SLICE("Pss:"), &pss);
    put(ret, WATCH_PSS, known, (double)pss);
    return known;
}

static bool take_kinds(struct sampler *s, struct sample *ret)
{
    return sample_fd_kinds(s->ctx.procfd, ret);
}

/* Above 20,000 only every second time, above 40,000 every third ... */
static bool take_goroutines(struct sampler *s, struct sample *ret)
{
    if (s->go_error.code != STATUS_OK)
        return false;
    if (s->pause) {
        s->pause--;
        return true;
    }
    struct heap_number n = pulse_goroutines(&s->pulse);
    if (n.known)
        s->pause = (unsigned)(n.value / COUNTED_EACH_TIME);
    put_number(ret, WATCH_GOROUTINES, n);
    return n.known;
}

static bool take_children(struct sampler *s, struct sample *ret)
{
    AUTO_RELATIVES struct relatives all;
    size_t children = 0;
    int sys = relatives_find(s->ctx.rootfd, s->ctx.pid, &all);
    for (size_t i = 0; i < all.count; i++)
        children += all.item[i].relation == RELATION_CHILD;
    put(ret, WATCH_CHILDREN, sys == 0 && !all.cut, (double)children);
    return sys == 0;
}

/* "processes 12345": what was ever started, threads too. */
static void find_started(void *arg, struct slice line)
{
    struct sample *ret = arg;
    uint64_t n;
    if (slice_skip(&line, SLICE("processes ")) && slice_to_u64(slice_trim(line), &n))
        put(ret, WATCH_STARTED, true, (double)n);
}

static bool take_started(struct sampler *s, struct sample *ret)
{
    return procfs_lines(s->ctx.rootfd, "proc/stat", find_started, ret) == 0;
}

struct sampler *sample_begin(const struct source_context *ctx)
{
    struct sampler *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->ctx = *ctx;
    if (ctx->live_never)
        (void)error_set(&s->go_error, STATUS_USAGE, 0, "by --live never");
    else if (pulse_open(&s->pulse, ctx->procfd, ctx->pid, &s->go_error) == STATUS_OK)
        s->go_error.code = STATUS_OK;
    return s;
}

void sample_end(struct sampler *s)
{
    if (s)
        pulse_close(&s->pulse);
    free(s);
}

const struct error *sample_go_error(const struct sampler *s)
{
    return s->go_error.code == STATUS_OK ? NULL : &s->go_error;
}

bool sample_take(struct sampler *s, enum sample_part part, struct sample *ret)
{
    static bool (*const take[SAMPLE_PARTS])(struct sampler * s, struct sample * ret) = {
        [SAMPLE_BASE] = take_base,
        [SAMPLE_FDS] = take_fds,
        [SAMPLE_FD_KINDS] = take_kinds,
        [SAMPLE_PSS] = take_pss,
        [SAMPLE_GOROUTINES] = take_goroutines,
        [SAMPLE_CHILDREN] = take_children,
        [SAMPLE_STARTED] = take_started,
    };
    return take[part](s, ret);
}
