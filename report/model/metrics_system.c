#include "metrics_system.h"

#include <string.h>

#include "cgroup_files.h"
#include "metric_counters.h"
#include "smaps.h"

/* ---- control group ---- */

#define ROW(member)                                                                                \
    {                                                                                              \
#member, offsetof(struct cgroup_files, member)                                             \
    }

struct number metric_cgroup(const struct metric_input *in, const char *key)
{
    static const struct {
        const char *key;
        size_t offset;
    } rows[] = {
        ROW(memory_current), ROW(memory_peak), ROW(memory_high), ROW(memory_limit),
        ROW(anon),           ROW(file),        ROW(kernel),      ROW(swap_current),
        ROW(swap_limit),     ROW(limit_hits),  ROW(oom_kill),    ROW(pids_current),
        ROW(pids_limit),
    };
    struct known_u64 value = {0};

    for (size_t i = 0; in->cgroup && i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].key, key) == 0)
            memcpy(&value, (const char *)in->cgroup + rows[i].offset, sizeof value);
    return from_u64(value);
}

/* Of the group whose limit is the lowest on the way up, which need not be the process's own. */
struct number metric_cgroup_memory_used(const struct metric_input *in, const char *key)
{
    const struct cgroup_files *c = in->cgroup;

    (void)key;
    if (!c || !c->memory_limit.known || !c->memory_limit_current.known ||
        c->memory_limit.value == 0)
        return (struct number){false, 0};
    return (struct number){true,
                           (double)c->memory_limit_current.value / (double)c->memory_limit.value};
}

struct number metric_cgroup_cpu_limit(const struct metric_input *in, const char *key)
{
    (void)key;
    return in->cgroup ? from_real(in->cgroup->cpu_limit) : (struct number){false, 0};
}

/* key "share": periods in which it was throttled, by all; else seconds. */
struct number metric_cgroup_throttled(const struct metric_input *in, const char *key)
{
    const struct cgroup_files *c = in->cgroup;

    if (c && strcmp(key, "share") != 0)
        return (struct number){c->throttled_us.known, (double)c->throttled_us.value / 1e6};
    if (!c || !c->periods.known || !c->throttled_periods.known || c->periods.value == 0)
        return (struct number){false, 0};
    return (struct number){true, (double)c->throttled_periods.value / (double)c->periods.value};
}

/* ---- pressure ---- */

static struct number minute(const struct pressure *of, const char *key)
{
    static const struct {
        const char *key;
        enum pressure_kind kind;
        bool full;
    } rows[] = {
        {"cpu", PRESSURE_CPU, false},           {"memory", PRESSURE_MEMORY, false},
        {"memory full", PRESSURE_MEMORY, true}, {"io", PRESSURE_IO, false},
        {"io full", PRESSURE_IO, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].key, key) == 0)
            return from_real(rows[i].full ? of[rows[i].kind].full.avg60
                                          : of[rows[i].kind].some.avg60);
    return (struct number){false, 0};
}

struct number metric_pressure(const struct metric_input *in, const char *key)
{
    return in->pressure ? minute(in->pressure->of, key) : (struct number){false, 0};
}

struct number metric_cgroup_pressure(const struct metric_input *in, const char *key)
{
    return in->cgroup ? minute(in->cgroup->pressure, key) : (struct number){false, 0};
}

/* ---- machine ---- */

struct number metric_vmstat(const struct metric_input *in, const char *key)
{
    return in->vmstat ? from_u64(proc_pairs_number(in->vmstat, key)) : (struct number){false, 0};
}

struct number metric_clock(const struct metric_input *in, const char *key)
{
    return in->clock ? from_u64(proc_pairs_number(in->clock, key)) : (struct number){false, 0};
}

struct number metric_processors(const struct metric_input *in, const char *key)
{
    return in->processors ? from_u64(proc_pairs_number(in->processors, key))
                          : (struct number){false, 0};
}

/* ---- regions ---- */

struct number metric_smaps(const struct metric_input *in, const char *key)
{
    static const struct {
        const char *key;
        enum smaps_field field;
    } rows[] = {
        {"Anonymous", SMAPS_ANONYMOUS},
        {"Swap", SMAPS_SWAP},
        {"Locked", SMAPS_LOCKED},
        {"AnonHugePages", SMAPS_ANON_HUGE},
    };

    for (size_t i = 0; in->smaps && i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].key, key) == 0)
            return (struct number){in->smaps->known[rows[i].field],
                                   (double)in->smaps->total[rows[i].field]};
    return (struct number){false, 0};
}
