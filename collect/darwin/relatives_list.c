#include "relatives.h"

#include <errno.h>
#include <stdlib.h>

#include "calls.h"

/* The parent of a process is told to everybody, whoever's it is. */
int relatives_list(int rootfd, struct relatives *ret)
{
    AUTO_LIST struct calls_list pids;
    (void)rootfd;
    int sys = calls_pids(&pids);
    if (sys)
        return sys;
    const pid_t *item = pids.item;
    size_t most = pids.count < RELATIVES_MAX ? pids.count : RELATIVES_MAX;
    ret->cut = pids.cut || most < pids.count;
    ret->item = calloc(most + 1, sizeof *ret->item);
    if (!ret->item)
        return ENOMEM;
    for (size_t i = 0; i < most; i++) {
        struct proc_bsdshortinfo info;
        if (item[i] > 0 && calls_short(item[i], &info) == 0)
            ret->item[ret->count++] =
                (struct relative){.pid = (unsigned)item[i], .parent = info.pbsi_ppid};
    }
    return 0;
}
