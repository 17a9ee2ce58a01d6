/* Any bytes as each of the files of /proc. */
#include "cgroup_files.h"
#include "kernel_stacks.h"
#include "key_lines.h"
#include "pmap.h"
#include "proc_host.h"
#include "proc_limits.h"
#include "proc_maps.h"
#include "proc_stat.h"
#include "proc_status.h"
#include "smaps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice text = {data, size};
    struct proc_stat stat;
    struct proc_statm statm;
    struct proc_limits limits;
    struct proc_maps maps;
    struct proc_loadavg load;
    struct proc_uptime uptime;
    struct smaps smaps;
    struct pmap pmap;
    struct kernel_stacks stacks;
    struct proc_pairs pairs;
    struct pressures pressures;
    struct cgroup_files cgroup;
    (void)!proc_pairs_parse(&a, text, &pairs, &err);
    (void)!proc_stat_parse(text, &stat, &err);
    (void)!proc_statm_parse(text, &statm, &err);
    (void)!proc_limits_parse(&a, text, &limits, &err);
    (void)!proc_maps_parse(&a, text, &maps, &err);
    (void)!proc_loadavg_parse(text, &load, &err);
    (void)!proc_uptime_parse(text, &uptime, &err);
    (void)!pmap_parse(&a, text, &pmap, &err);
    (void)!kernel_stacks_parse(&a, text, &stacks, &err);
    (void)!key_lines_parse(&a, text, &pairs, &err);
    (void)!smaps_parse(&a, text, &smaps, &err);
    (void)!pressures_parse(text, &pressures, &err);
    (void)!cgroup_files_parse(text, &cgroup, &err);
    arena_done(&a);
    return 0;
}
