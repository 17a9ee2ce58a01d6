#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "probe.h"

enum { NANO = 1000000000 };

bool target_stat(const struct target *t, uint64_t *start_ticks, uint64_t *cpu_ticks, char *state)
{
    struct proc_bsdinfo info;
    struct proc_taskinfo task;
    long hz = sysconf(_SC_CLK_TCK);
    if (t->procfd < 0 || calls_identity(t->pid, &info) != 0)
        return false;
    *start_ticks = calls_start_us(&info);
    *state = probe_state(info.pbi_status);
    *cpu_ticks = 0;
    if (calls_task(t->pid, &task) == 0 && hz > 0)
        *cpu_ticks =
            calls_ticks_ns(task.pti_total_user + task.pti_total_system) / (NANO / (uint64_t)hz);
    return true;
}

uint64_t target_rss(const struct target *t)
{
    struct proc_taskinfo task;
    return t->procfd >= 0 && calls_task(t->pid, &task) == 0 ? task.pti_resident_size : UINT64_MAX;
}

void target_none(struct target *ret)
{
    *ret = (struct target){.procfd = -1, .rootfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

static void copy_name(const struct proc_bsdinfo *info, char *name)
{
    const char *from = info->pbi_name[0] ? info->pbi_name : info->pbi_comm;
    size_t most = info->pbi_name[0] ? sizeof info->pbi_name : sizeof info->pbi_comm;
    size_t len = strnlen(from, most);
    memcpy(name, from, len);
    name[len] = '\0';
}

/* There is no folder to hold on to: procfd only says that there is a process, and the start time
 * tells it from a successor. */
enum status target_open(struct target *ret, pid_t pid, struct error *err)
{
    struct proc_bsdinfo info;
    int sys = pid > 0 ? calls_identity(pid, &info) : ESRCH;
    if (sys) {
        bool hidden = sys == EPERM || sys == EACCES;
        error_set(err, STATUS_IO, 0,
                  hidden ? "process %ld belongs to another user" : "there is no process %ld",
                  (long)pid);
        err->sys = hidden ? EACCES : ENOENT;
        return STATUS_IO;
    }
    target_none(ret);
    ret->pid = pid;
    ret->procfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ret->uid = info.pbi_uid;
    ret->start_ticks = calls_start_us(&info);
    ret->started_utc_ns = (int64_t)(ret->start_ticks * 1000);
    copy_name(&info, ret->name);
    calls_path(pid, ret->executable, sizeof ret->executable);
    return STATUS_OK;
}

bool target_folder(const struct target *t, char *path, size_t size)
{
    struct proc_vnodepathinfo folders;
    path[0] = '\0';
    if (t->procfd < 0 ||
        calls_info(t->pid, PROC_PIDVNODEPATHINFO, 0, &folders, sizeof folders) != 0)
        return false;
    snprintf(path, size, "%.*s", (int)sizeof folders.pvi_cdir.vip_path, folders.pvi_cdir.vip_path);
    return path[0] != '\0';
}

void target_arguments(const struct target *t, void (*fn)(void *arg, struct slice argument),
                      void *arg)
{
    if (t->procfd >= 0)
        (void)calls_arguments(t->pid, fn, arg);
}

size_t target_pids(pid_t **ret)
{
    struct calls_list list;
    *ret = NULL;
    if (calls_pids(&list) != 0) {
        calls_list_done(&list);
        return 0;
    }
    *ret = list.item;
    return list.count;
}
