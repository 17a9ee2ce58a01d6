#include "bundle_format.h"

#include <string.h>

const char *const bundle_status_names[BUNDLE_STATUS_COUNT] = {
    [BUNDLE_OK] = "ok",
    [BUNDLE_PARTIAL] = "partial",
    [BUNDLE_TRUNCATED] = "truncated",
    [BUNDLE_TIMEOUT] = "timeout",
    [BUNDLE_FAILED] = "failed",
    [BUNDLE_DENIED] = "denied",
    [BUNDLE_UNSUPPORTED] = "unsupported",
    [BUNDLE_SKIPPED] = "skipped",
    [BUNDLE_WITHHELD] = "withheld",
};

const char *const bundle_event_names[EVENT_COUNT] = {
    [EVENT_START] = "start",
    [EVENT_READER] = "reader",
    [EVENT_TRIGGER] = "trigger",
    [EVENT_BUNDLE] = "bundle",
    [EVENT_BUNDLE_FAILED] = "bundle_failed",
    [EVENT_BUNDLE_REMOVED] = "bundle_removed",
    [EVENT_EXIT] = "exit",
    [EVENT_RESTART] = "restart",
    [EVENT_STOPPED] = "stopped",
    [EVENT_CONTINUED] = "continued",
    [EVENT_GAP] = "gap",
    [EVENT_CLOCK] = "clock",
    [EVENT_ROWS_LOST] = "rows_lost",
    [EVENT_END] = "end",
};

const char *const bundle_occasion_names[OCCASION_COUNT] = {
    [OCCASION_BASELINE] = "baseline", [OCCASION_TRIGGER] = "trigger", [OCCASION_EXIT] = "exit",
    [OCCASION_RESTART] = "restart",   [OCCASION_END] = "end",
};

#define TEXT  BUNDLE_KIND_TEXT
#define TABLE BUNDLE_KIND_TABLE
#define JSON  BUNDLE_KIND_JSON
#define PPROF BUNDLE_KIND_PPROF
#define TRACE BUNDLE_KIND_TRACE

const struct bundle_entry bundle_entries[] = {
    {"bundle", BUNDLE_HEADER, JSON, "what this bundle is: target, plan, clocks"},
    {"readme", BUNDLE_README, TEXT, "how to look inside, what is missing"},
    {"process.status", "10-process/status", TEXT, "state, memory and ids of the process"},
    {"process.stat", "10-process/stat", TEXT, "CPU time, start time, faults"},
    {"process.taskinfo", "10-process/taskinfo.tsv", TABLE, "macOS: counters, footprint, folders"},
    {"process.limits", "10-process/limits", TEXT, "resource limits"},
    {"process.io", "10-process/io", TEXT, "bytes read and written"},
    {"process.cgroup", "10-process/cgroup", TEXT, "control group"},
    {"process.cgroup-files", "10-process/cgroup-files.txt", TEXT,
     "limits, use and pressure of its control groups"},
    {"process.oom_score", "10-process/oom_score", TEXT, "how likely the OOM killer takes it"},
    {"process.oom_score_adj", "10-process/oom_score_adj", TEXT, "what was added to that"},
    {"process.namespaces", "10-process/namespaces.tsv", TABLE, "namespaces"},
    {"process.exe-hash", "10-process/exe.sha256", TEXT, "SHA-256 and size of its executable"},
    {"process.argv", "10-process/argv.txt", TEXT, "command line, secrets masked"},
    {"process.env-names", "10-process/env-names.txt", TEXT, "names of the environment, no values"},
    {"process.family", "10-process/family.tsv", TABLE, "parent, children and what they started"},
    {"process.threads", "10-process/threads.tsv", TABLE, "threads with state and wait channel"},
    {"process.stacks", "10-process/stacks.txt", TEXT, "where its threads are in the kernel"},
    {"process.sample", "10-process/sample.txt", TEXT, "macOS: where its threads are, by sample"},
    {"process.ps", "10-process/ps.txt", TEXT, "what ps prints"},
    {"memory.statm", "20-memory/statm", TEXT, "memory in pages"},
    {"memory.maps", "20-memory/maps", TEXT, "memory map"},
    {"memory.smaps_rollup", "20-memory/smaps_rollup", TEXT, "memory by kind, summed"},
    {"memory.smaps", "20-memory/smaps", TEXT, "memory by kind, each region"},
    {"memory.pmap", "20-memory/pmap.txt", TEXT, "what pmap -x prints, without the command line"},
    {"memory.regions", "20-memory/regions.tsv", TABLE, "macOS: memory regions"},
    {"memory.footprint", "20-memory/footprint.json", JSON, "macOS: what footprint -j prints"},
    {"memory.vmmap", "20-memory/vmmap.txt", TEXT, "macOS: what vmmap --summary prints"},
    {"files.fd", "30-files/fd.tsv", TABLE, "open descriptors"},
    {"files.sockets", "30-files/sockets.tsv", TABLE, "sockets with state and queues"},
    {"files.fdinfo", "30-files/fdinfo.tsv", TABLE, "watches, events and timers behind descriptors"},
    {"files.locks", "30-files/locks.tsv", TABLE, "locks on open files: who holds, who waits"},
    {"files.pipes", "30-files/pipes.tsv", TABLE, "pipes and who has their ends"},
    {"files.lsof", "30-files/lsof.txt", TEXT, "what lsof -F prints"},
    {"go.buildinfo", "40-go/buildinfo.txt", TEXT, "Go version, modules, build settings"},
    {"go.live.memstats", "40-go/live-memstats.json", JSON,
     "read from memory: heap, GC, objects by size"},
    {"go.live.heap", "40-go/live-heap.pb.gz", PPROF, "read from memory: heap profile"},
    {"go.live.heap-latest", "40-go/live-heap-latest.pb.gz", PPROF,
     "read from memory: heap profile up to now"},
    {"go.live.block", "40-go/live-block.pb.gz", PPROF, "read from memory: blocking profile"},
    {"go.live.mutex", "40-go/live-mutex.pb.gz", PPROF, "read from memory: mutex profile"},
    {"go.live.goroutines", "40-go/live-goroutines.txt", TEXT,
     "every goroutine, read from outside the process"},
    {"go.live.channels", "40-go/live-channels.tsv", TABLE, "channels that goroutines wait on"},
    {"go.live.summary", "40-go/live.json", JSON, "how the process was read, and what is missing"},
    {"go.index", "40-go/index.html", TEXT, "pprof index page"},
    {"go.goroutine", "40-go/goroutine.pb.gz", PPROF, "goroutines, counted by stack"},
    {"go.goroutine.debug1", "40-go/goroutine-debug1.txt", TEXT, "goroutines, counted, with labels"},
    {"go.goroutine.debug2", "40-go/goroutine-debug2.txt", TEXT, "every goroutine with its state"},
    {"go.heap", "40-go/heap.pb.gz", PPROF, "heap profile"},
    {"go.heap.debug1", "40-go/heap-debug1.txt", TEXT, "runtime.MemStats"},
    {"go.allocs", "40-go/allocs.pb.gz", PPROF, "allocations since the start"},
    {"go.block", "40-go/block.pb.gz", PPROF, "blocking profile"},
    {"go.mutex", "40-go/mutex.pb.gz", PPROF, "mutex contention profile"},
    {"go.threadcreate", "40-go/threadcreate.pb.gz", PPROF, "where threads were made"},
    {"go.cpu", "40-go/cpu.pb.gz", PPROF, "CPU profile"},
    {"go.trace", "40-go/trace.out", TRACE, "execution trace"},
    {"go.goroutineleak", "40-go/goroutineleak.pb.gz", PPROF,
     "goroutines that the GC proved leaked"},
    {"go.expvar", "40-go/expvar.json", JSON, "what the program publishes at /debug/vars"},
    {"go.metrics", "40-go/metrics.prom", TEXT, "its metrics, as Prometheus reads them"},
    {"host.uname", "50-host/uname", TEXT, "kernel"},
    {"host.os-release", "50-host/os-release", TEXT, "distribution"},
    {"host.meminfo", "50-host/meminfo", TEXT, "memory of the machine"},
    {"host.loadavg", "50-host/loadavg", TEXT, "load"},
    {"host.uptime", "50-host/uptime", TEXT, "uptime"},
    {"host.max_map_count", "50-host/max_map_count", TEXT,
     "most regions of memory that a process may have"},
    {"host.pressure", "50-host/pressure.txt", TEXT, "who has to wait for CPU, memory and disks"},
    {"host.vmstat", "50-host/vmstat", TEXT, "counters of the virtual memory"},
    {"host.clock", "50-host/clock.txt", TEXT, "clocks and NTP state"},
    {"host.cpu", "50-host/cpu.txt", TEXT, "processors"},
    {"host.disk", "50-host/disk.txt", TEXT, "room on the disk that the bundle goes to"},
    {"host.sysctl", "50-host/sysctl.tsv", TABLE, "macOS: version, memory, load, limits"},
    {"samples", "60-samples/samples.csv", TEXT, "memory, CPU and descriptors, once a second"},
    {"watch.samples", "60-samples/watch.csv", TEXT, "collect --watch: the log up to this bundle"},
    {"watch.events", "60-samples/events.tsv", TABLE, "collect --watch: what happened up to then"},
    {"collect.log", "90-collect/collect.log", TEXT, "what collect did"},
    {"collect.redactions", "90-collect/redactions.json", JSON,
     "how much was replaced, by artifact"},
    {"manifest", BUNDLE_MANIFEST, JSON, "status, times and SHA-256 of every artifact"},
};
const size_t bundle_entries_count = sizeof bundle_entries / sizeof bundle_entries[0];

const struct bundle_entry *bundle_entry_by_id(const char *id)
{
    for (size_t i = 0; i < bundle_entries_count; i++)
        if (strcmp(bundle_entries[i].id, id) == 0)
            return &bundle_entries[i];
    return NULL;
}

const struct bundle_entry *bundle_entry_by_path(const char *path)
{
    for (size_t i = 0; i < bundle_entries_count; i++)
        if (strcmp(bundle_entries[i].path, path) == 0)
            return &bundle_entries[i];
    return NULL;
}
