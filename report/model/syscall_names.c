#include "syscall_names.h"

enum { NOT_THERE = -1 };

/* Those that wait, or can take long. */
static const struct {
    const char *name;
    int x86_64, aarch64;
} calls[] = {
    {"read", 0, 63},
    {"write", 1, 64},
    {"open", 2, NOT_THERE},
    {"close", 3, 57},
    {"stat", 4, NOT_THERE},
    {"fstat", 5, 80},
    {"poll", 7, NOT_THERE},
    {"mmap", 9, 222},
    {"munmap", 11, 215},
    {"ioctl", 16, 29},
    {"pread64", 17, 67},
    {"pwrite64", 18, 68},
    {"readv", 19, 65},
    {"writev", 20, 66},
    {"pipe", 22, NOT_THERE},
    {"select", 23, NOT_THERE},
    {"sched_yield", 24, 124},
    {"msync", 26, 227},
    {"madvise", 28, 233},
    {"nanosleep", 35, 101},
    {"connect", 42, 203},
    {"accept", 43, 202},
    {"sendto", 44, 206},
    {"recvfrom", 45, 207},
    {"sendmsg", 46, 211},
    {"recvmsg", 47, 212},
    {"wait4", 61, 260},
    {"fcntl", 72, 25},
    {"flock", 73, 32},
    {"fsync", 74, 82},
    {"fdatasync", 75, 83},
    {"truncate", 76, 45},
    {"ftruncate", 77, 46},
    {"getdents64", 217, 61},
    {"rename", 82, NOT_THERE},
    {"unlink", 87, NOT_THERE},
    {"futex", 202, 98},
    {"epoll_wait", 232, NOT_THERE},
    {"epoll_pwait", 281, 22},
    {"waitid", 247, 95},
    {"openat", 257, 56},
    {"unlinkat", 263, 35},
    {"renameat", 264, 38},
    {"newfstatat", 262, 79},
    {"pselect6", 270, 72},
    {"ppoll", 271, 73},
    {"splice", 275, 76},
    {"sync_file_range", 277, 84},
    {"fallocate", 285, 47},
    {"accept4", 288, 242},
    {"pipe2", 293, 59},
    {"preadv", 295, 69},
    {"pwritev", 296, 70},
    {"renameat2", 316, 276},
    {"getrandom", 318, 278},
    {"execve", 59, 221},
    {"clone", 56, 220},
    {"clone3", 435, 435},
    {"vfork", 58, NOT_THERE},
    {"exit_group", 231, 94},
    {"clock_nanosleep", 230, 115},
    {"inotify_add_watch", 254, 27},
    {"statx", 332, 291},
    {"copy_file_range", 326, 285},
    {"io_uring_enter", 426, 426},
    {"pidfd_open", 434, 434},
    {"rt_sigtimedwait", 128, 137},
    {"rt_sigsuspend", 130, 133},
    {"sendfile", 40, 71},
    {"tee", 276, 77},
    {"vmsplice", 278, 75},
    {"mount", 165, 40},
    {"umount2", 166, 39},
    {"statfs", 137, 43},
    {"fstatfs", 138, 44},
    {"ptrace", 101, 117},
    {"process_vm_readv", 310, 270},
    {"close_range", 436, 436},
    {"epoll_pwait2", 441, 441},
    {"futex_waitv", 449, 449},
    {"io_getevents", 208, 4},
    {"semtimedop", 220, 192},
    {"msgrcv", 70, 188},
};

struct slice syscall_name(struct arena *a, struct slice machine, uint64_t number)
{
    bool x86 = slice_is(machine, "x86_64") || slice_is(machine, "amd64");
    bool arm = slice_is(machine, "aarch64") || slice_is(machine, "arm64");

    for (size_t i = 0; (x86 || arm) && i < sizeof calls / sizeof calls[0]; i++) {
        int here = x86 ? calls[i].x86_64 : calls[i].aarch64;
        if (here != NOT_THERE && (uint64_t)here == number)
            return slice_from(calls[i].name);
    }
    return arena_printf(a, "system call %llu", (unsigned long long)number);
}
