/* The table of probes of this system. Cheap and volatile first; what takes a lock of the target or
 * runs a program comes last. */
#include "limits_input.h"
#include "probe.h"

/* Of these the manifest of another system would have a file: so each is excused by name. */
#define ABSENT(id, why)                                                                            \
    {                                                                                              \
        id, source_absent, why, LIMIT_PROC_FILE, 2, COST_NOTHING, false                            \
    }

#define NO_MEMORY "this system lets nobody read the memory of another process"

const struct source sources[] = {
    {"samples", source_samples, "proc_pidinfo", LIMIT_PROC_TABLE, 86400, COST_NOTHING, true},
    {"process.taskinfo", source_taskinfo, "proc_pidinfo", LIMIT_PROC_FILE, 3, COST_NOTHING, false},
    {"process.threads", source_threads, "proc_pidinfo", LIMIT_PROC_TABLE, 5, COST_NOTHING, false},
    {"process.family", source_family, "proc_pidinfo", LIMIT_PROC_TABLE, 5, COST_NOTHING, false},
    {"files.fd", source_fds, "proc_pidfdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.sockets", source_sockets, "proc_pidfdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.pipes", source_pipes, "proc_pidfdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"host.uname", source_uname, "uname", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.os-release", source_os_release, "sysctl", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.vmstat", source_vmstat, "host_statistics64", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.clock", source_clock, "ntp_adjtime", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.disk", source_disk, "statvfs", LIMIT_PROC_FILE, 5, COST_NOTHING, false},
    {"host.cpu", source_cpu, "sysctl", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.sysctl", source_sysctl, "sysctl", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.argv", source_argv, "KERN_PROCARGS2", LIMIT_PROC_FILE, 3, COST_LOCKS, false},
    {"process.env-names", source_env_names, "KERN_PROCARGS2", LIMIT_ENVIRON, 3, COST_LOCKS, false},
    {"memory.regions", source_regions, "proc_pidinfo", LIMIT_PROC_TABLE, 20, COST_LOCKS, false},
    ABSENT("go.live.goroutines", NO_MEMORY),
    ABSENT("go.live.channels", NO_MEMORY),
    ABSENT("go.live.summary", NO_MEMORY),
    {"go.buildinfo", source_buildinfo, "executable", LIMIT_TOOL_OUTPUT, 5, COST_NOTHING, false},
    {"process.ps", source_ps, "ps", LIMIT_TOOL_OUTPUT, 5, COST_PROGRAM, false},
    {"files.lsof", source_lsof, "lsof -F", LIMIT_TOOL_OUTPUT, 15, COST_PROGRAM, false},
    {"memory.footprint", source_footprint, "footprint -j", LIMIT_TOOL_OUTPUT, 30, COST_PROGRAM,
     false},
    {"memory.vmmap", source_vmmap, "vmmap --summary", LIMIT_TOOL_OUTPUT, 30, COST_PROGRAM, false},
    {"process.sample", source_sample, "sample", LIMIT_TOOL_OUTPUT, 30, COST_SUSPEND, false},
    ABSENT("process.exe-hash", "go.buildinfo has the build id"),
    ABSENT("process.stat", "in process.taskinfo"),
    ABSENT("process.status", "in process.taskinfo"),
    ABSENT("process.io", "in process.taskinfo"),
    ABSENT("process.limits", "no call tells the limits of another process; the kernel's own are "
                             "in host.sysctl"),
    ABSENT("process.cgroup", "this system has no control groups"),
    ABSENT("process.cgroup-files", "this system has no control groups"),
    ABSENT("process.oom_score", "nothing scores processes here; memory pressure is in host.sysctl"),
    ABSENT("process.oom_score_adj", "nothing scores processes here"),
    ABSENT("process.namespaces", "this system has no namespaces"),
    ABSENT("process.stacks", "the kernel keeps its stacks to itself; process.sample has the rest"),
    ABSENT("memory.statm", "in process.taskinfo"),
    ABSENT("memory.maps", "in memory.regions"),
    ABSENT("memory.smaps_rollup", "in process.taskinfo and memory.regions"),
    ABSENT("memory.smaps", "in memory.regions"),
    ABSENT("memory.pmap", "in memory.vmmap"),
    ABSENT("files.fdinfo", "no call tells what a kqueue watches; a watched file is a descriptor"),
    ABSENT("files.locks", "no call tells who holds a lock"),
    ABSENT("go.live.memstats", NO_MEMORY),
    ABSENT("go.live.heap", NO_MEMORY),
    ABSENT("go.live.heap-latest", NO_MEMORY),
    ABSENT("go.live.block", NO_MEMORY),
    ABSENT("go.live.mutex", NO_MEMORY),
    ABSENT("host.meminfo", "in host.vmstat and host.sysctl"),
    ABSENT("host.loadavg", "in host.sysctl"),
    ABSENT("host.pressure", "in host.sysctl: kern.memorystatus_vm_pressure_level"),
    ABSENT("host.max_map_count", "nothing limits how many regions a process has"),
    ABSENT("host.uptime", "in host.sysctl: kern.boottime"),
};
const size_t sources_count = sizeof sources / sizeof sources[0];
