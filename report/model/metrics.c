/* metrics.c - the registry: one row per number, and how it is read from the records. */
#include "model.h"

#include <string.h>

#include "metric_counters.h"
#include "metrics_account.h"
#include "metrics_go.h"
#include "metrics_system.h"
#include "tool_records.h"

/* ---- files of pairs ---- */

static struct number pair(const struct metric_input *in, enum pairs_file file, const char *key)
{
    return from_u64(proc_pairs_number(&in->pairs[file], key));
}

static struct number get_status(const struct metric_input *in, const char *key)
{
    return pair(in, PAIRS_STATUS, key);
}

static struct number get_io(const struct metric_input *in, const char *key)
{
    return pair(in, PAIRS_IO, key);
}

static struct number get_rollup(const struct metric_input *in, const char *key)
{
    return pair(in, PAIRS_ROLLUP, key);
}

static struct number get_meminfo(const struct metric_input *in, const char *key)
{
    return pair(in, PAIRS_MEMINFO, key);
}

/* ---- process ---- */

static struct number get_cpu_seconds(const struct metric_input *in, const char *key)
{
    (void)key;
    if (!in->stat || !in->stat->utime.known || !in->stat->stime.known)
        return unknown();
    return known(((double)in->stat->utime.value + (double)in->stat->stime.value) /
                 in->ticks_per_second);
}

static struct number get_uptime(const struct metric_input *in, const char *key)
{
    (void)key;
    if (!in->stat || !in->stat->starttime.known || !in->boottime_s.known)
        return unknown();
    double up = in->boottime_s.value - (double)in->stat->starttime.value / in->ticks_per_second;
    return up >= 0 ? known(up) : unknown();
}

static struct number get_cpu_percent(const struct metric_input *in, const char *key)
{
    struct number cpu = get_cpu_seconds(in, key), up = get_uptime(in, key);

    return cpu.known && up.known && up.value > 0 ? known(cpu.value / up.value) : unknown();
}

static struct number get_cpu_now(const struct metric_input *in, const char *key)
{
    (void)key;
    return in->cpu_now;
}

/* Where there are no samples: see spawned_build(). */
static struct number get_spawn_rate(const struct metric_input *in, const char *key)
{
    (void)key;
    return in->spawn_rate;
}

/* ---- memory map, descriptors, sockets, threads ---- */

static struct number get_maps(const struct metric_input *in, const char *key)
{
    static const struct {
        const char *key;
        enum map_kind kind;
    } kinds[] = {
        {"anonymous", MAP_KIND_ANONYMOUS},
        {"shared", MAP_KIND_SHARED_ANONYMOUS},
        {"file", MAP_KIND_FILE},
        {"stack", MAP_KIND_STACK},
    };

    if (!in->maps)
        return unknown();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].key, key) == 0)
            return known((double)in->maps->regions[kinds[i].kind]);
    return known((double)in->maps->count);
}

static struct number get_maps_limit(const struct metric_input *in, const char *key)
{
    (void)key;
    return from_u64(in->max_map_count);
}

static struct number get_maps_limit_used(const struct metric_input *in, const char *key)
{
    struct number limit = from_u64(in->max_map_count), count = get_maps(in, key);

    if (!limit.known || limit.value <= 0 || !count.known)
        return unknown();
    return known(count.value / limit.value);
}

static struct number get_fds(const struct metric_input *in, const char *key)
{
    static const struct counter rows[] = {
        COUNTER(descriptor_totals, total),   COUNTER(descriptor_totals, files),
        COUNTER(descriptor_totals, dirs),    COUNTER(descriptor_totals, pipes),
        COUNTER(descriptor_totals, sockets), COUNTER(descriptor_totals, other),
        COUNTER(descriptor_totals, deleted), COUNTER(descriptor_totals, duplicates),
    };

    return counter(in->descriptors, rows, COUNT(rows), key);
}

static struct number get_fd_limit(const struct metric_input *in, const char *key)
{
    const struct proc_limit *l = in->limits ? proc_limits_find(in->limits, key) : NULL;

    return l ? from_u64(l->soft) : unknown();
}

static struct number get_fd_limit_used(const struct metric_input *in, const char *key)
{
    struct number limit = get_fd_limit(in, key);

    if (!limit.known || limit.value <= 0 || !in->descriptors)
        return unknown();
    return known((double)in->descriptors->total / limit.value);
}

static struct number get_sockets(const struct metric_input *in, const char *key)
{
    static const struct counter rows[] = {COUNTER(socket_totals, listen),
                                          COUNTER(socket_totals, established),
                                          COUNTER(socket_totals, close_wait)};

    return counter(in->sockets, rows, COUNT(rows), key);
}

static struct number get_threads(const struct metric_input *in, const char *key)
{
    static const struct counter rows[] = {COUNTER(thread_totals, total),
                                          COUNTER(thread_totals, running),
                                          COUNTER(thread_totals, blocked)};

    if (!in->threads && strcmp(key, "total") == 0)
        return get_status(in, "Threads");
    return counter(in->threads, rows, COUNT(rows), key);
}

/* A number of more than one record: see fallbacks_fill(). */
static struct number get_joined(const struct metric_input *in, const char *key)
{
    (void)in;
    (void)key;
    return unknown();
}

/* ---- host ---- */

static struct number get_load(const struct metric_input *in, const char *key)
{
    (void)key;
    if (!in->loadavg || !in->loadavg->one.known)
        return unknown();
    return known(in->loadavg->one.value);
}

static struct number get_host_uptime(const struct metric_input *in, const char *key)
{
    (void)key;
    if (in->uptime && in->uptime->up_s.known)
        return known(in->uptime->up_s.value);
    return in->boottime_s;
}

#define STATUS     "10-process/status"
#define STAT       "10-process/stat"
#define IO         "10-process/io"
#define LIMITS     "10-process/limits"
#define THREADS    "10-process/threads.tsv"
#define MAPS       "20-memory/maps"
#define MAPS_LIMIT "50-host/max_map_count"
#define ROLLUP     "20-memory/smaps_rollup"
#define FDS        "30-files/fd.tsv"
#define SOCKETS    "30-files/sockets.tsv"
#define GOROUT     GOROUTINES_MEMBER
#define MEMSTATS   MEMSTATS_MEMBER
#define HEAP       "40-go/heap.pb.gz"
#define CPU        "40-go/cpu.pb.gz"
#define MEMINFO    "50-host/meminfo"
#define SMAPS      "20-memory/smaps"
#define CGROUP     "10-process/cgroup-files.txt"
#define PRESSURE   "50-host/pressure.txt"
#define FAMILY     "10-process/family.tsv"
#define FDINFO     "30-files/fdinfo.tsv"
#define SAMPLES    "60-samples/samples.csv"
#define TASKINFO   "10-process/taskinfo.tsv"
#define REGIONS    "20-memory/regions.tsv"
#define FOOTPRINT  "20-memory/footprint.json"
#define SYSCTL     "50-host/sysctl.tsv"

const struct metric metrics[] = {
    {"process.rss", UNIT_BYTES, "resident memory", STATUS, get_status, "VmRSS"},
    {"process.footprint", UNIT_BYTES,
     "physical footprint: what macOS charges it with, compressed memory included", TASKINFO,
     metric_tools, ""},
    {"process.footprint_peak", UNIT_BYTES, "largest physical footprint so far (macOS)", TASKINFO,
     metric_tools, ""},
    {"process.compressed", UNIT_BYTES, "memory in the compressor or in swap (macOS)", FOOTPRINT,
     metric_tools, ""},
    {"process.peak_rss", UNIT_BYTES, "most resident memory so far", STATUS, get_status, "VmHWM"},
    {"process.rss_anon", UNIT_BYTES, "resident memory without a file behind it", STATUS, get_status,
     "RssAnon"},
    {"process.rss_file", UNIT_BYTES, "resident pages of files", STATUS, get_status, "RssFile"},
    {"process.rss_shmem", UNIT_BYTES, "resident shared memory", STATUS, get_status, "RssShmem"},
    {"process.pss", UNIT_BYTES, "resident memory, shared pages divided by their users", ROLLUP,
     get_rollup, "Pss"},
    {"process.virtual", UNIT_BYTES, "address space, most of it never touched", STATUS, get_status,
     "VmSize"},
    {"process.swap", UNIT_BYTES, "memory of the process in swap", STATUS, get_status, "VmSwap"},
    {"process.threads", UNIT_COUNT, "threads, as the kernel counts them", STATUS, get_status,
     "Threads"},
    {"process.uptime", UNIT_SECONDS, "since the process was started", STAT, get_uptime, ""},
    {"process.cpu_seconds", UNIT_SECONDS, "CPU time since the start", STAT, get_cpu_seconds, ""},
    {"process.cpu_now", UNIT_LOAD,
     "CPUs that the process kept busy while it was examined, the examination included",
     "manifest.json", get_cpu_now, ""},
    {"process.cpu_percent", UNIT_FRACTION,
     "CPU time by uptime: the average over the whole life, not the present; 1 is one CPU", STAT,
     get_cpu_percent, ""},
    {"children.count", UNIT_COUNT, "children that the process has", FAMILY, metric_family,
     "children"},
    {"children.zombies", UNIT_COUNT, "children that have ended and that nobody has waited for",
     FAMILY, metric_family, "zombies"},
    {"children.young", UNIT_COUNT,
     "children, and what they started, that are less than a minute old", FAMILY, metric_family,
     "young"},
    {"children.cpu_seconds", UNIT_SECONDS, "CPU time of children that it has waited for", STAT,
     metric_children_cpu, "seconds"},
    {"children.cpu_now", UNIT_LOAD, "CPUs that children kept busy which ended meanwhile", SAMPLES,
     metric_children_cpu, "now"},
    {"process.major_faults", UNIT_COUNT, "page faults that had to wait for a disk", STAT,
     metric_major_faults, ""},
    {"process.io_read", UNIT_BYTES, "read from storage", IO, get_io, "read_bytes"},
    {"process.io_written", UNIT_BYTES, "written to storage", IO, get_io, "write_bytes"},
    {"memory.lazyfree", UNIT_BYTES, "given up with MADV_FREE: resident until someone needs it",
     ROLLUP, get_rollup, "LazyFree"},
    {"memory.go_idle_share", UNIT_FRACTION, "heap that Go keeps unused, by resident memory",
     MEMSTATS, metric_idle_share, "VmRSS"},
    {"memory.footprint_share", UNIT_FRACTION,
     "footprint by resident memory: what is beyond it is not charged to the process", TASKINFO,
     get_joined, ""},
    {"memory.swapped", UNIT_BYTES, "memory in swap, summed over all regions", SMAPS, metric_smaps,
     "Swap"},
    {"memory.locked", UNIT_BYTES, "memory that must stay resident", SMAPS, metric_smaps, "Locked"},
    {"memory.huge_pages", UNIT_BYTES, "resident memory in transparent huge pages", SMAPS,
     metric_smaps, "AnonHugePages"},
    {"memory.outside_go", UNIT_BYTES,
     "resident, neither of a file nor claimed by the Go runtime: C heap, stacks of threads, shared "
     "and mapped memory",
     STATUS, metric_account, "outside go"},
    {"memory.unexplained", UNIT_BYTES, "resident, and nothing in the bundle says what for", STATUS,
     metric_account, "unexplained"},
    {"memory.explained", UNIT_FRACTION, "resident memory that the bundle explains", STATUS,
     metric_account, "explained"},
    {"memory.vm_allocate", UNIT_BYTES,
     "macOS: charged for memory that was mapped by hand, as Go does", FOOTPRINT, metric_tools, ""},
    {"memory.malloc", UNIT_BYTES, "macOS: charged for the heap of C", FOOTPRINT, metric_tools, ""},
    {"memory.thread_stacks", UNIT_BYTES, "macOS: charged for stacks of threads", FOOTPRINT,
     metric_tools, ""},
    {"maps.count", UNIT_COUNT, "regions of the memory map", MAPS, get_maps, "all"},
    {"maps.limit", UNIT_COUNT, "most regions that a process may have (Linux: vm.max_map_count)",
     MAPS_LIMIT, get_maps_limit, ""},
    {"maps.limit_used", UNIT_FRACTION, "regions of the memory map by their limit", MAPS,
     get_maps_limit_used, "all"},
    {"maps.anonymous", UNIT_COUNT, "regions without a name", MAPS, get_maps, "anonymous"},
    {"maps.shared_anonymous", UNIT_COUNT, "regions of shared memory without a file", MAPS, get_maps,
     "shared"},
    {"maps.file", UNIT_COUNT, "regions backed by files", MAPS, get_maps, "file"},
    {"maps.stacks", UNIT_COUNT, "regions named as stacks", MAPS, get_maps, "stack"},
    {"maps.malloc", UNIT_COUNT, "macOS: regions of the heap of C", REGIONS, metric_tools, ""},
    {"fds.total", UNIT_COUNT, "open descriptors", FDS, get_fds, "total"},
    {"fds.limit", UNIT_COUNT, "limit of descriptors (soft)", LIMITS, get_fd_limit,
     "Max open files"},
    {"fds.limit_used", UNIT_FRACTION, "open descriptors by their limit", LIMITS, get_fd_limit_used,
     "Max open files"},
    {"fds.files", UNIT_COUNT, "open regular files", FDS, get_fds, "files"},
    {"fds.dirs", UNIT_COUNT, "open folders", FDS, get_fds, "dirs"},
    {"fds.pipes", UNIT_COUNT, "ends of pipes and FIFOs", FDS, get_fds, "pipes"},
    {"fds.sockets", UNIT_COUNT, "sockets", FDS, get_fds, "sockets"},
    {"fds.inotify", UNIT_COUNT, "watchers of files (inotify)", FDS, metric_watchers, "inotify"},
    {"fds.kqueue", UNIT_COUNT, "event queues (macOS: one for each watcher, and Go's own)", FDS,
     metric_watchers, "kqueue"},
    {"fds.watches", UNIT_COUNT, "files and folders that inotify watches", FDINFO, metric_watchers,
     "watches"},
    {"fds.watchers_unread", UNIT_COUNT, "watchers whose events no goroutine reads", FDS,
     metric_watchers, "unread"},
    {"fds.other", UNIT_COUNT, "devices, watchers, timers and the like", FDS, get_fds, "other"},
    {"fds.deleted", UNIT_COUNT, "open files whose name is gone", FDS, get_fds, "deleted"},
    {"fds.duplicates", UNIT_COUNT, "handles beyond the first on one and the same file", FDS,
     get_fds, "duplicates"},
    {"sockets.listen", UNIT_COUNT, "sockets that listen", SOCKETS, get_sockets, "listen"},
    {"sockets.established", UNIT_COUNT, "connections", SOCKETS, get_sockets, "established"},
    {"sockets.close_wait", UNIT_COUNT,
     "connections that the peer has closed and the process has not", SOCKETS, get_sockets,
     "close_wait"},
    {"threads.total", UNIT_COUNT, "threads", THREADS, get_threads, "total"},
    {"threads.running", UNIT_COUNT, "threads that ran or wanted to", THREADS, get_threads,
     "running"},
    {"threads.blocked", UNIT_COUNT,
     "threads that wait in the kernel and cannot be killed (state D)", THREADS, get_threads,
     "blocked"},
    {"go.goroutines", UNIT_COUNT, "goroutines", GOROUT, metric_goroutines, "total"},
    {"go.goroutines_waiting_long", UNIT_COUNT, "goroutines printed with a wait of a minute or more",
     GOROUT, metric_goroutines, "waiting_long"},
    {"go.goroutines_waiting_for_locks", UNIT_COUNT, "goroutines that wait for a mutex", GOROUT,
     metric_goroutines, "waiting_for_locks"},
    {"go.goroutines_running", UNIT_COUNT, "goroutines that run or want to", GOROUT,
     metric_goroutines, "running"},
    {"go.memstats.heap_alloc", UNIT_BYTES,
     "objects of the Go heap, dead ones included until the next collection", MEMSTATS,
     metric_memstats, "heap_alloc"},
    {"go.memstats.heap_inuse", UNIT_BYTES, "Go heap in use", MEMSTATS, metric_memstats,
     "heap_inuse"},
    {"go.memstats.heap_idle", UNIT_BYTES, "Go heap that holds nothing, returned or not", MEMSTATS,
     metric_memstats, "heap_idle"},
    {"go.memstats.heap_released", UNIT_BYTES, "idle Go heap given back to the system", MEMSTATS,
     metric_memstats, "heap_released"},
    {"go.memstats.heap_sys", UNIT_BYTES, "Go heap, address space", MEMSTATS, metric_memstats,
     "heap_sys"},
    {"go.memstats.heap_objects", UNIT_COUNT, "objects of the heap", MEMSTATS, metric_memstats,
     "heap_objects"},
    {"go.memstats.stack_inuse", UNIT_BYTES, "stacks of goroutines", MEMSTATS, metric_memstats,
     "stack_inuse"},
    {"go.memstats.stack_sys", UNIT_BYTES, "stacks of goroutines and of the system's threads",
     MEMSTATS, metric_memstats, "stack_sys"},
    {"go.memstats.mspan_sys", UNIT_BYTES, "the runtime's records of spans", MEMSTATS,
     metric_memstats, "mspan_sys"},
    {"go.memstats.mcache_sys", UNIT_BYTES, "the runtime's caches", MEMSTATS, metric_memstats,
     "mcache_sys"},
    {"go.memstats.buck_hash_sys", UNIT_BYTES, "the runtime's profiles", MEMSTATS, metric_memstats,
     "buck_hash_sys"},
    {"go.memstats.gc_sys", UNIT_BYTES, "the garbage collector's own data", MEMSTATS,
     metric_memstats, "gc_sys"},
    {"go.memstats.other_sys", UNIT_BYTES, "other data of the runtime", MEMSTATS, metric_memstats,
     "other_sys"},
    {"go.memstats.sys", UNIT_BYTES, "taken by the Go runtime, address space", MEMSTATS,
     metric_memstats, "sys"},
    {"go.memstats.total_alloc", UNIT_BYTES, "allocated since the start, freed or not", MEMSTATS,
     metric_memstats, "total_alloc"},
    {"go.memstats.mallocs", UNIT_COUNT, "objects allocated since the start", MEMSTATS,
     metric_memstats, "mallocs"},
    {"go.memstats.frees", UNIT_COUNT, "objects freed since the start", MEMSTATS, metric_memstats,
     "frees"},
    {"go.memstats.next_gc", UNIT_BYTES, "size of the heap at which the next collection starts",
     MEMSTATS, metric_memstats, "next_gc"},
    {"go.memstats.num_gc", UNIT_COUNT, "collections since the start", MEMSTATS, metric_memstats,
     "num_gc"},
    {"go.memstats.num_forced_gc", UNIT_COUNT, "collections that the program asked for", MEMSTATS,
     metric_memstats, "num_forced_gc"},
    {"go.memstats.gc_cpu_fraction", UNIT_FRACTION,
     "CPU share of garbage collection since the start", MEMSTATS, metric_gc_fraction, ""},
    {"go.memstats.last_pause", UNIT_SECONDS, "the last pause for collection", MEMSTATS,
     metric_last_pause, ""},
    {"go.heap.inuse_space", UNIT_BYTES, "heap in use, estimated by the profile", HEAP,
     metric_heap_profile, "inuse_space"},
    {"go.heap.inuse_objects", UNIT_COUNT, "objects in use, as the profile estimates them", HEAP,
     metric_heap_profile, "inuse_objects"},
    {"go.heap.alloc_space", UNIT_BYTES, "allocated since the start, as the profile estimates it",
     HEAP, metric_heap_profile, "alloc_space"},
    {"go.cpu.busy", UNIT_LOAD, "CPUs busy during the CPU profile", CPU, metric_cpu_busy, "cpu"},
    {"go.cpu.gc", UNIT_FRACTION, "share of garbage collection in the CPU profile", CPU,
     metric_gc_share, "cpu"},
    {"cgroup.memory.limit", UNIT_BYTES, "lowest memory limit of its control groups", CGROUP,
     metric_cgroup, "memory_limit"},
    {"cgroup.memory.limit_used", UNIT_FRACTION,
     "use of the control group with that limit, file cache included, by the limit", CGROUP,
     metric_cgroup_memory_used, ""},
    {"cgroup.memory.current", UNIT_BYTES, "memory of its control group, file cache included",
     CGROUP, metric_cgroup, "memory_current"},
    {"cgroup.memory.peak", UNIT_BYTES, "most memory of its control group so far", CGROUP,
     metric_cgroup, "memory_peak"},
    {"cgroup.memory.high", UNIT_BYTES, "memory above which its control group is slowed down",
     CGROUP, metric_cgroup, "memory_high"},
    {"cgroup.memory.anon", UNIT_BYTES, "memory of its control group without a file behind it",
     CGROUP, metric_cgroup, "anon"},
    {"cgroup.memory.file", UNIT_BYTES, "file cache of its control group", CGROUP, metric_cgroup,
     "file"},
    {"cgroup.memory.kernel", UNIT_BYTES, "kernel memory of its control group", CGROUP,
     metric_cgroup, "kernel"},
    {"cgroup.memory.limit_hits", UNIT_COUNT, "how often its control group reached the limit",
     CGROUP, metric_cgroup, "limit_hits"},
    {"cgroup.memory.oom_kills", UNIT_COUNT,
     "processes of its control group that the kernel killed for memory", CGROUP, metric_cgroup,
     "oom_kill"},
    {"cgroup.swap.current", UNIT_BYTES, "swap of its control group", CGROUP, metric_cgroup,
     "swap_current"},
    {"cgroup.swap.limit", UNIT_BYTES, "lowest swap limit of its control groups", CGROUP,
     metric_cgroup, "swap_limit"},
    {"cgroup.cpu.limit", UNIT_COUNT, "CPUs that its control groups allow", CGROUP,
     metric_cgroup_cpu_limit, ""},
    {"cgroup.cpu.throttled", UNIT_FRACTION,
     "periods in which its control group was held back, by all", CGROUP, metric_cgroup_throttled,
     "share"},
    {"cgroup.cpu.throttled_seconds", UNIT_SECONDS, "for how long it was held back, summed", CGROUP,
     metric_cgroup_throttled, "seconds"},
    {"cgroup.pids.current", UNIT_COUNT, "tasks of its control group", CGROUP, metric_cgroup,
     "pids_current"},
    {"cgroup.pids.limit", UNIT_COUNT, "lowest limit of tasks of its control groups", CGROUP,
     metric_cgroup, "pids_limit"},
    {"cgroup.pressure.cpu", UNIT_FRACTION,
     "time in which a task of its control group waited for a CPU, over one minute", CGROUP,
     metric_cgroup_pressure, "cpu"},
    {"cgroup.pressure.memory", UNIT_FRACTION,
     "time in which some task of the group waited for memory, over one minute", CGROUP,
     metric_cgroup_pressure, "memory"},
    {"cgroup.pressure.io", UNIT_FRACTION,
     "time in which some task of the group waited for a disk, over one minute", CGROUP,
     metric_cgroup_pressure, "io"},
    {"host.pressure.cpu", UNIT_FRACTION,
     "time in which some task of the machine waited for a CPU, over one minute", PRESSURE,
     metric_pressure, "cpu"},
    {"host.pressure.memory", UNIT_FRACTION,
     "time in which some task of the machine waited for memory, over one minute", PRESSURE,
     metric_pressure, "memory"},
    {"host.pressure.memory_full", UNIT_FRACTION,
     "time in which all tasks of the machine waited for memory, over one minute", PRESSURE,
     metric_pressure, "memory full"},
    {"host.pressure.io", UNIT_FRACTION,
     "time in which some task of the machine waited for a disk, over one minute", PRESSURE,
     metric_pressure, "io"},
    {"host.memory_total", UNIT_BYTES, "memory of the machine", MEMINFO, get_meminfo, "MemTotal"},
    {"host.memory_available", UNIT_BYTES, "memory of the machine that programs can still have",
     MEMINFO, get_meminfo, "MemAvailable"},
    {"host.memory_compressor", UNIT_BYTES, "macOS: memory that compressed pages take",
     "50-host/vmstat", metric_tools, ""},
    {"host.memory_pressure", UNIT_COUNT, "macOS: 1 is normal, 2 a warning, 4 critical", SYSCTL,
     metric_tools, ""},
    {"host.fds_limit", UNIT_COUNT, "macOS: most descriptors that any process may have", SYSCTL,
     metric_tools, ""},
    {"host.swap_total", UNIT_BYTES, "swap of the machine", MEMINFO, get_meminfo, "SwapTotal"},
    {"host.swap_free", UNIT_BYTES, "swap of the machine that is free", MEMINFO, get_meminfo,
     "SwapFree"},
    {"host.oom_kills", UNIT_COUNT, "processes that the kernel killed for memory since the start",
     "50-host/vmstat", metric_vmstat, "oom_kill"},
    {"host.clock_synchronised", UNIT_COUNT, "1: something keeps the clock of the machine right",
     "50-host/clock.txt", metric_clock, "synchronised"},
    {"host.load1", UNIT_LOAD, "load of the machine over one minute", "50-host/loadavg", get_load,
     ""},
    {"host.started", UNIT_COUNT,
     "processes and threads that the machine has started since its boot", "50-host/cpu.txt",
     metric_processors, "started"},
    {"host.spawn_rate", UNIT_LOAD,
     "processes and threads that the machine started per second: the median of the samples, else "
     "the mean since the first bundle",
     SAMPLES, get_spawn_rate, ""},
    {"host.uptime", UNIT_SECONDS, "since the machine was started", "50-host/uptime",
     get_host_uptime, ""},
};
const size_t metrics_count = sizeof metrics / sizeof metrics[0];

size_t metric_index(struct slice name)
{
    for (size_t i = 0; i < metrics_count; i++)
        if (slice_is(name, metrics[i].name))
            return i;
    return SIZE_MAX;
}

struct number model_metric_at(const struct model *m, size_t index, int side)
{
    if (index >= metrics_count || side < 0 || (size_t)side >= m->nsides || !m->values[side])
        return unknown();
    return m->values[side][index];
}

const char *model_metric_member(const struct model *m, size_t index)
{
    int side = model_last(m);
    return m->members[side] ? m->members[side][index] : metrics[index].member;
}

struct number model_metric(const struct model *m, const char *name, int side)
{
    return model_metric_at(m, metric_index(slice_from(name)), side);
}

const struct profile *model_profile(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->nprofiles; i++)
        if (slice_is(m->profiles[i].name, name))
            return &m->profiles[i];
    return NULL;
}
