/* The table of probes. Cheap and volatile first; what takes a lock of the target or runs a program
 * comes last. */
#include "limits_input.h"
#include "source_readers.h"

const struct source sources[] = {
    /* id, reader, what it reads, most bytes, seconds, cost to the target, ends only when told to */
    {"samples", source_samples, "stat", LIMIT_PROC_TABLE, 86400, COST_LOCKS, true},
    {"process.stat", source_process_file, "stat", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.status", source_process_file, "status", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"memory.statm", source_process_file, "statm", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.io", source_process_file, "io", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.family", source_family, "stat", LIMIT_PROC_TABLE, 5, COST_NOTHING, false},
    {"process.threads", source_threads, "task", LIMIT_PROC_TABLE, 5, COST_NOTHING, false},
    {"files.fd", source_fds, "fd", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.fdinfo", source_fdinfo, "fdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.locks", source_locks, "fdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.pipes", source_pipes, "fd", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.sockets", source_sockets, "net", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"host.loadavg", source_host_file, "proc/loadavg", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.meminfo", source_host_file, "proc/meminfo", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.uptime", source_host_file, "proc/uptime", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.limits", source_process_file, "limits", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.cgroup", source_process_file, "cgroup", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.cgroup-files", source_cgroup_files, "cgroup", LIMIT_PROC_FILE, 5, COST_NOTHING,
     false},
    {"process.oom_score", source_process_file, "oom_score", LIMIT_PROC_FILE, 2, COST_NOTHING,
     false},
    {"process.oom_score_adj", source_process_file, "oom_score_adj", LIMIT_PROC_FILE, 2,
     COST_NOTHING, false},
    {"process.namespaces", source_namespaces, "ns", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.uname", source_uname, "uname", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.os-release", source_host_file, "etc/os-release", LIMIT_PROC_FILE, 2, COST_NOTHING,
     false},
    {"process.argv", source_argv, "cmdline", LIMIT_PROC_FILE, 3, COST_LOCKS, false},
    {"process.env-names", source_env_names, "environ", LIMIT_ENVIRON, 3, COST_LOCKS, false},
    {"memory.smaps_rollup", source_process_file, "smaps_rollup", LIMIT_PROC_FILE, 5, COST_LOCKS,
     false},
    {"memory.maps", source_process_file, "maps", LIMIT_PROC_TABLE, 5, COST_LOCKS, false},
    {"memory.smaps", source_smaps, "smaps", LIMIT_PROC_TABLE, 10, COST_LOCKS, false},
    {"go.buildinfo", source_buildinfo, "exe", LIMIT_TOOL_OUTPUT, 5, COST_NOTHING, false},
    {"process.ps", source_ps, "ps", LIMIT_TOOL_OUTPUT, 5, COST_PROGRAM, false},
    {"files.lsof", source_lsof, "lsof", LIMIT_TOOL_OUTPUT, 10, COST_PROGRAM, false},
    {"memory.pmap", source_pmap, "pmap", LIMIT_TOOL_OUTPUT, 10, COST_PROGRAM, false},
};
const size_t sources_count = sizeof sources / sizeof sources[0];
