#include "assemble.h"

#include <string.h>

#include "around.h"
#include "cgroup_files.h"
#include "compare.h"
#include "crosscheck.h"
#include "descriptors.h"
#include "expvar_text.h"
#include "fallbacks.h"
#include "gaps.h"
#include "goroutines.h"
#include "growth.h"
#include "identity.h"
#include "input.h"
#include "kernel_stacks.h"
#include "key_lines.h"
#include "map_categories.h"
#include "memory_footprint.h"
#include "memory_parts.h"
#include "pmap.h"
#include "pressure.h"
#include "profiles.h"
#include "prometheus.h"
#include "samples.h"
#include "series.h"
#include "smaps.h"
#include "spawned.h"
#include "suspects.h"
#include "syscall_waits.h"
#include "thread_groups.h"
#include "tool_records.h"
#include "waits.h"

enum { TICKS_PER_SECOND = 100 }; /* USER_HZ of every Linux that the manifest does not speak for */

/* ---- the small files, one function each ---- */

static void read_pairs(struct input *in)
{
    static const char *const paths[PAIRS_COUNT] = {
        [PAIRS_STATUS] = "10-process/status",
        [PAIRS_IO] = "10-process/io",
        [PAIRS_ROLLUP] = "20-memory/smaps_rollup",
        [PAIRS_MEMINFO] = "50-host/meminfo",
    };

    for (size_t i = 0; i < PAIRS_COUNT; i++) {
        struct slice text = input_member(in, paths[i]);
        struct error err;
        if (text.len == 0)
            continue;
        if (proc_pairs_parse(in->arena, text, &in->in.pairs[i], &err) != STATUS_OK)
            input_gap(in, slice_from(paths[i]), BUNDLE_FAILED, slice_from(err.msg));
    }
}

/* Reads one member into *record, or leaves NULL and a gap. */
#define READ(in, path, record, type, call)                                                         \
    do {                                                                                           \
        struct slice text = input_member((in), (path));                                            \
        struct type *parsed = ARENA_NEW((in)->arena, struct type);                                 \
        struct error err;                                                                          \
        if (text.len == 0)                                                                         \
            break;                                                                                 \
        if ((call) == STATUS_OK)                                                                   \
            (record) = parsed;                                                                     \
        else                                                                                       \
            input_gap((in), slice_from(path), BUNDLE_FAILED, slice_from(err.msg));                 \
    } while (0)

static void read_records(struct input *in)
{
    struct metric_input *r = &in->in;

    READ(in, "10-process/stat", r->stat, proc_stat, proc_stat_parse(text, parsed, &err));
    READ(in, "10-process/limits", r->limits, proc_limits,
         proc_limits_parse(in->arena, text, parsed, &err));
    READ(in, "20-memory/maps", r->maps, proc_maps, proc_maps_parse(in->arena, text, parsed, &err));
    READ(in, "20-memory/smaps", r->smaps, smaps, smaps_parse(in->arena, text, parsed, &err));
    READ(in, "10-process/cgroup-files.txt", r->cgroup, cgroup_files,
         cgroup_files_parse(text, parsed, &err));
    READ(in, "50-host/pressure.txt", r->pressure, pressures, pressures_parse(text, parsed, &err));
    READ(in, MEMSTATS_MEMBER, r->memstats, memstats, memstats_parse(text, parsed, &err));
    READ(in, "50-host/loadavg", r->loadavg, proc_loadavg, proc_loadavg_parse(text, parsed, &err));
    READ(in, "50-host/uptime", r->uptime, proc_uptime, proc_uptime_parse(text, parsed, &err));
    READ(in, "40-go/metrics.prom", r->prometheus, prometheus,
         prometheus_parse(in->arena, text, parsed, &err));
    if (r->maps)
        input_damage(in, "20-memory/maps", r->maps->skipped, "lines");
    if (r->smaps)
        input_damage(in, "20-memory/smaps", r->smaps->skipped, "lines");
    if (r->cgroup)
        input_damage(in, "10-process/cgroup-files.txt", r->cgroup->skipped, "lines");
    if (r->pressure)
        input_damage(in, "50-host/pressure.txt", r->pressure->skipped, "lines");
    if (r->memstats)
        input_damage(in, MEMSTATS_MEMBER, r->memstats->skipped, "lines");
}

/* What stands around, and what tools print. */
static void read_others(struct input *in)
{
    struct metric_input *r = &in->in;

    READ(in, "50-host/vmstat", r->vmstat, proc_pairs,
         key_lines_parse(in->arena, text, parsed, &err));
    READ(in, "50-host/clock.txt", r->clock, proc_pairs,
         key_lines_parse(in->arena, text, parsed, &err));
    READ(in, "50-host/cpu.txt", r->processors, proc_pairs,
         key_lines_parse(in->arena, text, parsed, &err));
    READ(in, "20-memory/pmap.txt", r->pmap, pmap, pmap_parse(in->arena, text, parsed, &err));
    READ(in, "10-process/stacks.txt", r->kernel_stacks, kernel_stacks,
         kernel_stacks_parse(in->arena, text, parsed, &err));
    r->max_map_count = known_u64(slice_trim(input_member(in, "50-host/max_map_count")));
    if (r->prometheus)
        input_damage(in, "40-go/metrics.prom", r->prometheus->skipped, "lines");
    if (r->vmstat)
        input_damage(in, "50-host/vmstat", r->vmstat->skipped, "lines");
    if (r->clock)
        input_damage(in, "50-host/clock.txt", r->clock->skipped, "lines");
    if (r->processors)
        input_damage(in, "50-host/cpu.txt", r->processors->skipped, "lines");
    if (r->pmap)
        input_damage(in, "20-memory/pmap.txt", r->pmap->skipped, "lines");
    if (r->kernel_stacks)
        input_damage(in, "10-process/stacks.txt", r->kernel_stacks->skipped, "lines");
}

/* What the program itself publishes about its memory, where the heap profile has no such tail. */
static void read_expvar(struct input *in)
{
    static const char member[] = "40-go/expvar.json";
    struct metric_input *r = &in->in;

    READ(in, member, r->expvar, expvar_text, expvar_text_parse(in->arena, text, parsed, &err));
    if (!r->expvar || !r->expvar->has_memstats || r->memstats)
        return;
    r->memstats = &r->expvar->memstats;
    r->memstats_member = member;
    input_damage(in, member, r->memstats->skipped, "numbers");
}

/* What collect read out of the memory of the process: counts where it does not tell by itself. */
static void read_live_memstats(struct input *in)
{
    static const char member[] = "40-go/live-memstats.json";
    struct metric_input *r = &in->in;

    READ(in, member, in->live_memstats, memstats, expvar_text_live(text, parsed, &err));
    if (!in->live_memstats)
        return;
    input_damage(in, member, in->live_memstats->skipped, "numbers");
    if (r->memstats)
        return;
    r->memstats = in->live_memstats;
    r->memstats_member = member;
}

static void read_samples(struct input *in)
{
    static const char member[] = "60-samples/samples.csv";
    struct samples *samples = ARENA_NEW(in->arena, struct samples);
    struct slice text = input_member(in, member);

    if (text.len == 0)
        return;
    samples_parse(in->arena, text, samples);
    input_damage(in, member, samples->skipped, "rows");
    in->in.samples = samples;
}

/* The clock tick is 10 ms: over less than a second the number would be mostly rounding. */
static struct number cpu_now(const struct manifest *m)
{
    struct number n = {false, 0};
    if (m->cpu_before_s.known && m->cpu_after_s.known && m->duration_s.known &&
        m->duration_s.value >= 1 && m->cpu_after_s.value >= m->cpu_before_s.value)
        n = (struct number){true,
                            (m->cpu_after_s.value - m->cpu_before_s.value) / m->duration_s.value};
    return n;
}

/* Since when the machine runs, at the begin of the collection. */
static void read_clocks(struct input *in)
{
    const struct manifest_clocks *c = &in->manifest.clocks;
    struct metric_input *r = &in->in;

    if (c->utc_ns.known)
        r->utc_ns = (struct number){true, (double)c->utc_ns.value};
    r->ticks_per_second = TICKS_PER_SECOND;
    r->cpu_now = cpu_now(&in->manifest);
    if (c->clock_ticks_per_second.known && c->clock_ticks_per_second.value > 0)
        r->ticks_per_second = (double)c->clock_ticks_per_second.value;
    if (c->boottime_ns.known)
        r->boottime_s = (struct number){true, (double)c->boottime_ns.value / 1e9};
    else if (r->uptime && r->uptime->up_s.known)
        r->boottime_s = (struct number){true, r->uptime->up_s.value};
}

static enum status open_side(struct arena *a, const struct bundle *b, int side,
                             struct gap_list *gaps, struct input *ret, struct error *err)
{
    struct input in = {.arena = a, .bundle = b, .side = side, .gaps = gaps};

    enum status status = manifest_parse(a, input_member(&in, BUNDLE_HEADER),
                                        input_member(&in, BUNDLE_MANIFEST), &in.manifest, err);
    struct manifest_int *utc = &in.manifest.clocks.utc_ns;
    if (!utc->known && b->dated) /* better than nothing: what one of the files says */
        *utc = (struct manifest_int){true, b->utc_ns};
    *ret = in;
    return status;
}

static void read_side(struct arena *a, struct input *in, struct model *m)
{
    gaps_build(a, in, m);
    read_pairs(in);
    read_records(in);
    read_others(in);
    tool_records_read(in);
    read_expvar(in);
    read_live_memstats(in);
    read_samples(in);
    read_clocks(in);
    goroutines_read(in);
    identity_build(a, in, &m->identity[in->side]);
}

/* Where this metric is read from in this bundle. */
static const char *member_of(const struct metric_input *in, const struct metric *m)
{
    if (in->memstats_member && strcmp(m->member, MEMSTATS_MEMBER) == 0)
        return in->memstats_member;
    if (in->goroutines_member && strcmp(m->member, GOROUTINES_MEMBER) == 0)
        return in->goroutines_member;
    return metric_member(in, m->member);
}

static void take_metrics(struct arena *a, const struct input *in, struct model *m)
{
    struct number *values = ARENA_ARRAY(a, struct number, metrics_count);
    const char **members = ARENA_ARRAY(a, const char *, metrics_count);

    for (size_t i = 0; i < metrics_count; i++) {
        values[i] = metrics[i].get(&in->in, metrics[i].key);
        members[i] = member_of(&in->in, &metrics[i]);
        if (!values[i].known)
            values[i] = metric_otherwise(&in->in, metrics[i].name, &members[i]);
    }
    fallbacks_fill(&in->in, values, members);
    m->values[in->side] = values;
    m->members[in->side] = members;
}

enum status model_build(struct arena *a, const struct bundle *const side[SIDES_MAX],
                        struct model *ret, struct error *err)
{
    struct gap_list *gaps = ARENA_NEW(a, struct gap_list);
    struct input inputs[SIDES_MAX] = {{0}};
    struct input *in[SIDES_MAX] = {&inputs[0], side[1] ? &inputs[1] : NULL};
    struct model m = {.nsides = side[1] ? 2 : 1};
    double ns = 0;
    bool boot = false;

    for (int i = 0; i < SIDES_MAX && in[i]; i++) {
        enum status status = open_side(a, side[i], i, gaps, &inputs[i], err);
        if (status != STATUS_OK)
            return status;
    }
    if (in[1] && compare_elapsed(&inputs[0].manifest, &inputs[1].manifest, &ns, &boot) && ns < 0) {
        struct input earlier = inputs[1];
        inputs[1] = inputs[0];
        inputs[0] = earlier;
        inputs[0].side = 0;
        inputs[1].side = 1;
        m.swapped = true;
    }
    for (size_t i = 0; i < SIDES_MAX && in[i]; i++)
        read_side(a, in[i], &m);
    descriptors_build(a, in, &m);
    threads_build(a, in, &m);
    series_build(a, in, &m);
    sampled_build(a, in[model_last(&m)], &m);
    around_build(in, &m);
    profiles_build(a, in, &m);
    goroutines_build(a, in, &m);
    crosscheck_build(a, in, &m);
    for (size_t i = 0; i < SIDES_MAX && in[i]; i++) {
        in[i]->in.account = memory_account(a, &in[i]->in);
        take_metrics(a, in[i], &m);
    }
    compare_build(a, in, &m);
    spawned_build(a, in, &m);
    growth_build(a, &m);
    suspects_build(a, &m);
    waits_build(a, in, &m);
    syscall_waits_build(a, in[model_last(&m)], &m);
    memory_build(a, in, &m);
    map_categories_build(a, in, &m);
    memory_footprint_build(a, in, &m);
    for (size_t i = 0; i < SIDES_MAX && in[i]; i++)
        m.identity[i].complete = gaps_complete(in[i]);
    m.gaps = gaps->items;
    m.ngaps = gaps->count;
    *ret = m;
    return STATUS_OK;
}
