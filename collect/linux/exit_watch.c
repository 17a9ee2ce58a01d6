#include "exit_watch.h"

#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "procfs.h"

enum { SMALL = 4096, STAT_EXIT_CODE = 52 };

/* Of <linux/pidfd.h> since 6.15, which older headers do not have. */
struct pidfd_info_v0 {
    uint64_t mask, cgroup;
    uint32_t ids[11]; /* pid, tgid, ppid, then users and groups */
    int32_t exit_code;
};
#define PIDFD_ASK _IOWR(0xff, 11, struct pidfd_info_v0)
static const uint64_t PIDFD_EXIT = 1 << 3;

int exit_watch_open(pid_t pid)
{
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, pid, 0U);
#else
    (void)pid;
    return -1;
#endif
}

/* Known to anybody who kept the descriptor, once its parent has waited for it. */
static bool ask_pidfd(int fd, int *wait_status)
{
    struct pidfd_info_v0 info = {.mask = PIDFD_EXIT};
    if (fd < 0 || ioctl(fd, PIDFD_ASK, &info) != 0 || !(info.mask & PIDFD_EXIT))
        return false;
    *wait_status = info.exit_code;
    return true;
}

/* Before that, what the kernel shows of a zombie to those who may look at the process. */
static bool ask_zombie(int procfd, int *wait_status)
{
    unsigned char text[SMALL];
    struct procfs_stat st;
    uint64_t code;
    int sys;
    if (procfd < 0 ||
        !procfs_stat_parse(procfs_small(procfd, "stat", text, sizeof text, &sys), &st) ||
        st.field[STAT_STATE].ptr[0] != 'Z' || !slice_to_u64(st.field[STAT_EXIT_CODE], &code) ||
        code > 0xffff)
        return false;
    *wait_status = (int)code;
    return true;
}

bool exit_watch_status(int fd, int procfd, int *wait_status)
{
    return ask_pidfd(fd, wait_status) || ask_zombie(procfd, wait_status);
}
