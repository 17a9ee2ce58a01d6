#include "sample.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits_input.h"
#include "procfs.h"
#include "pulse.h"

enum { SMALL = 8192, THREADS = 20, MINOR_FAULTS = 10, MAJOR_FAULTS = 12, RSS_PAGES = 24 };
static const uint64_t PSS_MOST = 512 * MIB; /* above it the walk over the page tables is felt */

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

static struct sample_value counter(const struct procfs_stat *st, unsigned field)
{
    uint64_t value = 0;
    bool known = slice_to_u64(st->field[field], &value);
    return (struct sample_value){known, (double)value};
}

static struct sample_value seconds(const struct procfs_stat *st, unsigned field)
{
    struct sample_value a = counter(st, field), b = counter(st, field + 1);
    return (struct sample_value){true, (a.value + b.value) / (double)sysconf(_SC_CLK_TCK)};
}

struct sampler {
    struct pulse pulse;
};

struct sampler *sample_begin(const struct source_context *ctx)
{
    struct error err = {0};
    struct sampler *s = calloc(1, sizeof *s);
    if (s && pulse_open(&s->pulse, ctx->procfd, ctx->pid, &err) == STATUS_OK)
        return s;
    free(s); /* no Go program, or it may not be read: its own probe says so */
    return NULL;
}

void sample_end(struct sampler *s)
{
    if (s)
        pulse_close(&s->pulse);
    free(s);
}

static struct sample_value of_pulse(struct heap_number n)
{
    return (struct sample_value){n.known, (double)n.value};
}

static void take_pulse(struct pulse *p, struct sample *ret)
{
    struct pulse_sample now;
    pulse_sample(p, &now);
    ret->heap_alloc_bytes = of_pulse(now.heap_alloc);
    ret->heap_inuse_bytes = of_pulse(now.heap_in_use);
    ret->goroutines = of_pulse(now.goroutines);
}

bool sample_take(const struct source_context *ctx, struct sampler *s, struct sample *ret)
{
    unsigned char stat_text[SMALL], status_text[SMALL], rollup_text[SMALL];
    struct procfs_stat st;
    uint64_t fds = 0, swap = 0, pss = 0, pages;
    int sys, fd = ctx->procfd;
    *ret = (struct sample){0};
    if (!procfs_stat_parse(procfs_small(fd, "stat", stat_text, sizeof stat_text, &sys), &st) ||
        !slice_to_u64(st.field[RSS_PAGES], &pages))
        return false;
    struct slice status = procfs_small(fd, "status", status_text, sizeof status_text, &sys);
    ret->swap_bytes.known = kib_of(status, SLICE("VmSwap:"), &swap);
    ret->rss_bytes = (double)pages * (double)sysconf(_SC_PAGESIZE);
    ret->pss_bytes.known =
        ret->rss_bytes < (double)PSS_MOST &&
        kib_of(procfs_small(fd, "smaps_rollup", rollup_text, sizeof rollup_text, &sys),
               SLICE("Pss:"), &pss);
    ret->fds.known = count_fds(fd, &fds);
    ret->swap_bytes.value = (double)swap;
    ret->pss_bytes.value = (double)pss;
    ret->fds.value = (double)fds;
    ret->cpu_s = seconds(&st, STAT_UTIME); /* utime and stime, then those of children */
    ret->children_cpu_s = seconds(&st, STAT_UTIME + 2);
    ret->threads = counter(&st, THREADS);
    ret->minor_faults = counter(&st, MINOR_FAULTS);
    ret->major_faults = counter(&st, MAJOR_FAULTS);
    if (s)
        take_pulse(&s->pulse, ret);
    return true;
}
