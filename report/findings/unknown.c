#include "unknown.h"

#include <string.h>

/* The longest prefix wins: the more particular ones come first. */
static const struct {
    const char *prefix, *why;
} reasons[] = {
    {"process.footprint", "only macOS has it"},
    {"memory.footprint_share", "only macOS has it"},
    {"host.memory_pressure", "only macOS has it"},
    {"cgroup.memory.limit_used", "no control group limits its memory, or none could be read"},
    {"cgroup.cpu.throttled", "no control group limits its CPU time, or none could be read"},
    {"cgroup.", "its control group could not be read, or does not say"},
    {"maps.limit_used", "the limit of regions is of Linux, and was not collected"},
    {"memory.lazyfree", "only Linux tells it, in smaps_rollup"},
    {"memory.go_idle_share", "it needs MemStats of a Go runtime"},
    {"memory.unexplained", "it needs MemStats of a Go runtime, and smaps_rollup or a map"},
    {"memory.explained", "it needs MemStats of a Go runtime, and smaps_rollup or a map"},
    {"go.memstats.", "no MemStats of a Go runtime were collected"},
    {"go.cpu.", "there is no CPU profile of Go"},
    {"go.", "nothing of a Go runtime was collected"},
    {"host.pressure.", "only Linux has it, where the kernel was built with it"},
    {"host.spawn_rate", "it takes samples of 8 seconds on Linux, or two bundles"},
    {"children.cpu_now", "it takes samples of some seconds"},
    {"process.cpu_now", "the process was not looked at twice"},
};

struct slice unknown_why(struct arena *a, const struct model *m, const char *metric)
{
    const struct identity *of = &m->identity[model_last(m)];

    if (of->not_go && strncmp(metric, "go.", 3) == 0)
        return SLICE("it is no Go program");
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strncmp(metric, reasons[i].prefix, strlen(reasons[i].prefix)) == 0)
            return arena_printf(a, "%s is not known: %s", metric, reasons[i].why);
    return arena_printf(a, "%s is not known", metric);
}
