#include "relatives.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "procfs.h"

enum { SMALL = 4096, NAME_LEN = 64 };

static bool parent_of(int rootfd, unsigned pid, unsigned *parent)
{
    char path[NAME_LEN];
    unsigned char buf[SMALL];
    struct procfs_stat st;
    uint64_t number;
    int sys;
    snprintf(path, sizeof path, "proc/%u/stat", pid);
    if (!procfs_stat_parse(procfs_small(rootfd, path, buf, sizeof buf, &sys), &st) ||
        !slice_to_u64(st.field[STAT_PPID], &number) || number > UINT32_MAX)
        return false;
    *parent = (unsigned)number;
    return true;
}

int relatives_list(int rootfd, struct relatives *ret)
{
    AUTO_NUMBERS struct procfs_numbers pids;
    int sys = procfs_numbers(rootfd, "proc", &pids);
    if (sys)
        return sys;
    size_t most = pids.count < RELATIVES_MAX ? pids.count : RELATIVES_MAX;
    ret->cut = pids.cut || most < pids.count;
    ret->item = calloc(most + 1, sizeof *ret->item);
    if (!ret->item)
        return ENOMEM;
    for (size_t i = 0; i < most; i++) {
        struct relative *p = &ret->item[ret->count];
        *p = (struct relative){.pid = pids.item[i]};
        ret->count += parent_of(rootfd, p->pid, &p->parent);
    }
    return 0;
}
