/* The table of probes of this system. Cheap and volatile first; what takes a lock of the target or
 * runs a program comes last. */
#include "limits_input.h"
#include "probe.h"

const struct source sources[] = {
    {"samples", source_samples, "proc_pidinfo", LIMIT_PROC_TABLE, 86400, COST_NOTHING, true},
    {"process.taskinfo", source_taskinfo, "proc_pidinfo", LIMIT_PROC_FILE, 3, COST_NOTHING, false},
    {"process.threads", source_threads, "proc_pidinfo", LIMIT_PROC_TABLE, 5, COST_NOTHING, false},
    {"files.fd", source_fds, "proc_pidfdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"files.sockets", source_sockets, "proc_pidfdinfo", LIMIT_PROC_TABLE, 10, COST_NOTHING, false},
    {"host.uname", source_uname, "uname", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"host.sysctl", source_sysctl, "sysctl", LIMIT_PROC_FILE, 2, COST_NOTHING, false},
    {"process.argv", source_argv, "KERN_PROCARGS2", LIMIT_PROC_FILE, 3, COST_LOCKS, false},
    {"memory.regions", source_regions, "proc_pidinfo", LIMIT_PROC_TABLE, 20, COST_LOCKS, false},
    {"go.buildinfo", source_buildinfo, "executable", LIMIT_TOOL_OUTPUT, 5, COST_NOTHING, false},
    {"process.ps", source_ps, "ps", LIMIT_TOOL_OUTPUT, 5, COST_PROGRAM, false},
    {"files.lsof", source_lsof, "lsof -F", LIMIT_TOOL_OUTPUT, 15, COST_PROGRAM, false},
    {"memory.footprint", source_footprint, "footprint -j", LIMIT_TOOL_OUTPUT, 30, COST_PROGRAM,
     false},
    {"memory.vmmap", source_vmmap, "vmmap --summary", LIMIT_TOOL_OUTPUT, 30, COST_PROGRAM, false},
};
const size_t sources_count = sizeof sources / sizeof sources[0];
