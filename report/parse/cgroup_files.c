#include "cgroup_files.h"

#include <stddef.h>

#include "lines.h"
#include "sections.h"

enum { LEVELS_MAX = 32 }; /* collect stops at 16 */

/* "max" of version 2; version 1 prints the largest multiple of a page. */
#define UNLIMITED ((uint64_t)1 << 62)

/* What is compared over the levels; level 0 is the process's own group. */
struct level {
    struct known_u64 memory, memory_limit, swap_limit, pids_limit;
    struct known_u64 quota_us, period_us;
};

struct reader {
    struct cgroup_files *f;
    struct level level[LEVELS_MAX];
    struct level *at; /* of the current section */
    bool own;         /* that is level 0 */
};

static bool is_unlimited(struct slice text)
{
    uint64_t n;
    return slice_is(text, "max") || slice_is(text, "-1") ||
           (slice_to_u64(text, &n) && n >= UNLIMITED);
}

/* A number, or no limit: then it stays unknown. */
static bool read_limit(struct slice text, struct known_u64 *ret)
{
    text = slice_trim(text);
    if (is_unlimited(text))
        return true;
    *ret = known_u64(text);
    return ret->known;
}

static bool read_number(struct slice text, struct known_u64 *ret)
{
    *ret = known_u64(slice_trim(text));
    return ret->known;
}

/* ---- files of one number -----------------------------------------------------------------------
 */

static bool memory_current(struct reader *r, struct slice text)
{
    if (!read_number(text, &r->at->memory))
        return false;
    if (r->own)
        r->f->memory_current = r->at->memory;
    return true;
}

static bool memory_max(struct reader *r, struct slice text)
{
    return read_limit(text, &r->at->memory_limit);
}

static bool memory_high(struct reader *r, struct slice text)
{
    return !r->own || read_limit(text, &r->f->memory_high);
}

static bool memory_peak(struct reader *r, struct slice text)
{
    return !r->own || read_number(text, &r->f->memory_peak);
}

static bool limit_hits(struct reader *r, struct slice text)
{
    return !r->own || read_number(text, &r->f->limit_hits);
}

static bool swap_current(struct reader *r, struct slice text)
{
    return !r->own || read_number(text, &r->f->swap_current);
}

static bool swap_max(struct reader *r, struct slice text)
{
    return read_limit(text, &r->at->swap_limit);
}

static bool pids_current(struct reader *r, struct slice text)
{
    return !r->own || read_number(text, &r->f->pids_current);
}

static bool pids_max(struct reader *r, struct slice text)
{
    return read_limit(text, &r->at->pids_limit);
}

static bool cfs_quota(struct reader *r, struct slice text)
{
    return read_limit(text, &r->at->quota_us);
}

static bool cfs_period(struct reader *r, struct slice text)
{
    return read_number(text, &r->at->period_us);
}

/* Nanoseconds. */
static bool cpuacct_usage(struct reader *r, struct slice text)
{
    struct known_u64 ns;
    if (!read_number(text, &ns))
        return false;
    if (r->own)
        r->f->cpu_usage_us = (struct known_u64){true, ns.value / 1000};
    return true;
}

static bool freeze(struct reader *r, struct slice text)
{
    text = slice_trim(text);
    r->f->frozen |= slice_is(text, "1") || slice_is(text, "FROZEN");
    return true;
}

/* "200000 100000", "max 100000" */
static bool cpu_max(struct reader *r, struct slice text)
{
    struct slice quota, period;
    text = slice_trim(text);
    return slice_next_word(&text, &quota) && slice_next_word(&text, &period) &&
           read_limit(quota, &r->at->quota_us) && read_number(period, &r->at->period_us);
}

static bool memory_pressure(struct reader *r, struct slice text)
{
    r->f->skipped += pressure_parse(text, &r->f->pressure[PRESSURE_MEMORY]);
    return true;
}

static bool cpu_pressure(struct reader *r, struct slice text)
{
    r->f->skipped += pressure_parse(text, &r->f->pressure[PRESSURE_CPU]);
    return true;
}

static bool io_pressure(struct reader *r, struct slice text)
{
    r->f->skipped += pressure_parse(text, &r->f->pressure[PRESSURE_IO]);
    return true;
}

/* ---- files of "key value" lines ----------------------------------------------------------------
 */

struct key {
    const char *name;
    size_t offset;
    uint64_t divisor; /* from the file's unit to ours */
};

#define KEY(name, field, divisor)                                                                  \
    {                                                                                              \
        name, offsetof(struct cgroup_files, field), divisor                                        \
    }

static bool read_keys(struct reader *r, struct slice text, const struct key *keys, size_t count)
{
    struct slice line, name, value;
    bool good = true;
    while (r->own && slice_next_line(&text, &line)) {
        struct known_u64 n = {0};
        if (!slice_next_word(&line, &name))
            continue;
        if (slice_next_word(&line, &value))
            n = known_u64(value);
        good &= n.known;
        for (size_t i = 0; n.known && i < count; i++) {
            void *field = (unsigned char *)r->f + keys[i].offset;
            if (slice_is(name, keys[i].name))
                *(struct known_u64 *)field = (struct known_u64){true, n.value / keys[i].divisor};
        }
    }
    return good;
}

#define READ_KEYS(r, text, keys) read_keys(r, text, keys, sizeof(keys) / sizeof(keys)[0])

static bool memory_stat(struct reader *r, struct slice text)
{
    static const struct key keys[] = {
        KEY("anon", anon, 1),
        KEY("file", file, 1),
        KEY("inactive_file", inactive_file, 1),
        KEY("shmem", shmem, 1),
        KEY("kernel", kernel, 1),
        KEY("slab_reclaimable", slab_reclaimable, 1),
        KEY("rss", anon, 1), /* version 1 */
        KEY("cache", file, 1),
    };
    return READ_KEYS(r, text, keys);
}

static bool memory_events(struct reader *r, struct slice text)
{
    static const struct key keys[] = {
        KEY("max", limit_hits, 1),
        KEY("oom", oom, 1),
        KEY("oom_kill", oom_kill, 1),
    };
    return READ_KEYS(r, text, keys);
}

static bool oom_control(struct reader *r, struct slice text)
{
    static const struct key keys[] = {KEY("oom_kill", oom_kill, 1)};
    return READ_KEYS(r, text, keys);
}

static bool cpu_stat(struct reader *r, struct slice text)
{
    static const struct key keys[] = {
        KEY("usage_usec", cpu_usage_us, 1),        KEY("nr_periods", periods, 1),
        KEY("nr_throttled", throttled_periods, 1), KEY("throttled_usec", throttled_us, 1),
        KEY("throttled_time", throttled_us, 1000), /* version 1: nanoseconds */
    };
    return READ_KEYS(r, text, keys);
}

/* ---- which file is which -----------------------------------------------------------------------
 */

static const struct {
    const char *name;
    bool (*read)(struct reader *r, struct slice text); /* false: it made no sense */
} files[] = {
    {"memory.current", memory_current},
    {"memory.max", memory_max},
    {"memory.high", memory_high},
    {"memory.peak", memory_peak},
    {"memory.swap.current", swap_current},
    {"memory.swap.max", swap_max},
    {"memory.events", memory_events},
    {"memory.stat", memory_stat},
    {"memory.pressure", memory_pressure},
    {"cpu.max", cpu_max},
    {"cpu.stat", cpu_stat},
    {"cpu.pressure", cpu_pressure},
    {"io.pressure", io_pressure},
    {"pids.current", pids_current},
    {"pids.max", pids_max},
    {"cgroup.freeze", freeze},
    /* version 1 */
    {"memory.usage_in_bytes", memory_current},
    {"memory.limit_in_bytes", memory_max},
    {"memory.max_usage_in_bytes", memory_peak},
    {"memory.memsw.limit_in_bytes", swap_max},
    {"memory.failcnt", limit_hits},
    {"memory.oom_control", oom_control},
    {"cpu.cfs_quota_us", cfs_quota},
    {"cpu.cfs_period_us", cfs_period},
    {"cpuacct.usage", cpuacct_usage},
    {"freezer.state", freeze},
};

/* "v2 ../../memory.max" -> the reader stands on level 2, *file is "memory.max". */
static bool find_level(struct reader *r, struct slice name, struct slice *file)
{
    size_t level = 0;
    if (!slice_skip(&name, SLICE("v1 ")) && !slice_skip(&name, SLICE("v2 ")))
        return false;
    while (slice_skip(&name, SLICE("../")))
        level++;
    if (level >= LEVELS_MAX)
        return false;
    r->at = &r->level[level];
    r->own = level == 0;
    *file = name;
    return true;
}

/* False when the file is not one of a control group, or is one that nobody here needs. */
static bool read_file(struct reader *r, const struct section_text *s)
{
    struct slice file;
    if (!find_level(r, s->name, &file))
        return false;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (slice_is(file, files[i].name)) {
            r->f->skipped += !files[i].read(r, s->text);
            return true;
        }
    return false;
}

static void lowest(struct known_u64 *to, struct known_u64 n)
{
    if (n.known && (!to->known || n.value < to->value))
        *to = n;
}

/* What binds the process is the lowest limit on the way up. */
static void compare_levels(struct reader *r)
{
    struct cgroup_files *f = r->f;
    for (size_t i = 0; i < LEVELS_MAX; i++) {
        const struct level *l = &r->level[i];
        if (l->memory_limit.known &&
            (!f->memory_limit.known || l->memory_limit.value < f->memory_limit.value)) {
            f->memory_limit = l->memory_limit;
            f->memory_limit_current = l->memory;
        }
        lowest(&f->swap_limit, l->swap_limit);
        lowest(&f->pids_limit, l->pids_limit);
        if (!l->quota_us.known || !l->period_us.known || l->period_us.value == 0)
            continue;
        double cpus = (double)l->quota_us.value / (double)l->period_us.value;
        if (!f->cpu_limit.known || cpus < f->cpu_limit.value)
            f->cpu_limit = (struct known_real){true, cpus};
    }
}

enum status cgroup_files_parse(struct slice text, struct cgroup_files *ret, struct error *err)
{
    struct cgroup_files f = {.skipped = 0};
    struct reader r = {.f = &f};
    struct section_text s;
    bool any = false, cut;
    struct slice rest = lines_whole(text, &cut);
    f.skipped = cut;
    while (sections_next(&rest, &s))
        any |= read_file(&r, &s);
    if (!any)
        return error_set(err, STATUS_SYNTAX, 0, "no file of a control group in the text");
    compare_levels(&r);
    *ret = f;
    return STATUS_OK;
}
