/* fake.h - one process of a made-up macOS, as libproc and sysctl would tell of it. */
#ifndef FAKE_H
#define FAKE_H

#include <libproc.h>
#include <stdbool.h>
#include <stddef.h>

enum { FAKE_FDS = 4096, FAKE_ITEMS = 64, FAKE_PID = 4711, FAKE_START = 1700000000 };

struct fake {
    int gone, denied; /* errno of every answer; of every answer but the identity */
    struct proc_bsdinfo bsd;
    struct proc_taskinfo task;
    struct rusage_info_v4 usage;
    struct proc_vnodepathinfo folders;
    struct proc_fdinfo fds[FAKE_FDS];
    size_t nfds, grows; /* by so many with each look at the table, up to FAKE_FDS */
    struct {
        int fd;
        const void *ptr; /* NULL: closed meanwhile */
        size_t size;
    } blob[FAKE_ITEMS];
    size_t nblobs;
    struct proc_threadinfo threads[FAKE_ITEMS]; /* the handle is 1000 + index */
    size_t nthreads;
    struct proc_regionwithpathinfo regions[FAKE_ITEMS];
    size_t nregions;
    bool stuck; /* the same region over and over */
    /* Further processes: what everybody is told, and one pipe each where there is one. */
    struct fake_kin {
        int pid;
        bool ours; /* may be looked into */
        struct proc_bsdshortinfo info;
        const struct pipe_fdinfo *pipe; /* descriptor 7 */
    } kin[FAKE_ITEMS];
    size_t nkin;
    const char *path; /* of the program; NULL: the ordinary one */
    unsigned char arguments[4096];
    size_t narguments;
    uint64_t tick_hz;      /* hw.tbfrequency; 0: not known */
    uint32_t numer, denom; /* of mach_timebase_info() */
    int looks;             /* at the identity */
    int replaced_after;    /* so many looks another process has the number; 0: never */
};

extern struct fake fake;

/* A healthy process without descriptors, threads and regions. */
void fake_reset(void);
/* A descriptor and what the kernel says about it; blob must stay. */
void fake_fd(int fd, uint32_t type, const void *blob, size_t size);
void fake_kin(int pid, int parent, unsigned status, const char *name, bool ours);

#endif
