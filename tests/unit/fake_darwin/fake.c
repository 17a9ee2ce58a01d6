#include "fake.h"

#include <errno.h>
#include <string.h>

#include <mach/mach.h>
#include <mach/mach_time.h>
#include <sys/sysctl.h>

struct fake fake;

void fake_reset(void)
{
    fake = (struct fake){.bsd = {.pbi_status = 3,
                                 .pbi_pid = FAKE_PID,
                                 .pbi_ppid = 1,
                                 .pbi_uid = 501,
                                 .pbi_start_tvsec = FAKE_START,
                                 .pbi_start_tvusec = 250000},
                         .tick_hz = 24000000,
                         .numer = 1,
                         .denom = 1};
    memcpy(fake.bsd.pbi_comm, "short", sizeof "short");
    memcpy(fake.bsd.pbi_name, "a-rather-long-program-name", sizeof "a-rather-long-program-name");
}

void fake_fd(int fd, uint32_t type, const void *blob, size_t size)
{
    fake.fds[fake.nfds++] = (struct proc_fdinfo){fd, type};
    fake.blob[fake.nblobs].fd = fd;
    fake.blob[fake.nblobs].ptr = blob;
    fake.blob[fake.nblobs++].size = size;
}

void fake_kin(int pid, int parent, unsigned status, const char *name, bool ours)
{
    struct fake_kin *k = &fake.kin[fake.nkin++];
    *k = (struct fake_kin){.pid = pid, .ours = ours};
    k->info.pbsi_ppid = (uint32_t)parent;
    k->info.pbsi_status = status;
    memcpy(k->info.pbsi_comm, name, strlen(name));
}

static int fail(int sys)
{
    errno = sys;
    return 0;
}

/* Fixed structures are given whole or not at all. */
static int give(const void *from, size_t size, void *to, int room)
{
    if (room < (int)size)
        return fail(ENOMEM);
    memcpy(to, from, size);
    return (int)size;
}

/* Lists are given as far as there is room. */
static int give_list(const void *from, size_t size, void *to, int room)
{
    size_t n = (size_t)room < size ? (size_t)room : size;
    memcpy(to, from, n);
    return (int)n;
}

static int give_identity(void *to, int room)
{
    struct proc_bsdinfo bsd = fake.bsd;
    fake.looks++;
    if (fake.replaced_after && fake.looks > fake.replaced_after)
        bsd.pbi_start_tvsec++;
    return give(&bsd, sizeof bsd, to, room);
}

/* Without a buffer: an estimate, larger than the table. */
static int give_fds(void *to, int room)
{
    size_t each = sizeof fake.fds[0];
    if (!to)
        return (int)((fake.nfds + 20) * each);
    fake.nfds = fake.nfds + fake.grows < FAKE_FDS ? fake.nfds + fake.grows : FAKE_FDS;
    return give_list(fake.fds, fake.nfds * each, to, room);
}

static int give_threads(void *to, int room)
{
    uint64_t handles[FAKE_ITEMS];
    for (size_t i = 0; i < fake.nthreads; i++)
        handles[i] = 1000 + i;
    return give_list(handles, fake.nthreads * sizeof handles[0], to, room);
}

static int give_region(uint64_t at, void *to, int room)
{
    for (size_t i = 0; i < fake.nregions; i++) {
        const struct proc_regioninfo *r = &fake.regions[i].prp_prinfo;
        if (fake.stuck || r->pri_address + r->pri_size > at)
            return give(&fake.regions[i], sizeof fake.regions[i], to, room);
    }
    return fail(EINVAL);
}

static const struct fake_kin *find_kin(int pid)
{
    for (size_t i = 0; i < fake.nkin; i++)
        if (fake.kin[i].pid == pid)
            return &fake.kin[i];
    return NULL;
}

/* Of another user's process the short facts only. */
static int kin_info(const struct fake_kin *k, int flavor, void *buffer, int size)
{
    struct proc_fdinfo fd = {7, PROX_FDTYPE_PIPE};
    struct proc_bsdinfo bsd = {.pbi_pid = (uint32_t)k->pid, .pbi_start_tvsec = FAKE_START};
    struct proc_taskinfo task = {.pti_resident_size = 4096, .pti_threadnum = 2};
    if (flavor == PROC_PIDT_SHORTBSDINFO)
        return give(&k->info, sizeof k->info, buffer, size);
    if (!k->ours)
        return fail(EPERM);
    if (flavor == PROC_PIDTBSDINFO)
        return give(&bsd, sizeof bsd, buffer, size);
    if (flavor == PROC_PIDTASKINFO)
        return give(&task, sizeof task, buffer, size);
    if (flavor == PROC_PIDLISTFDS && k->pipe)
        return buffer ? give_list(&fd, sizeof fd, buffer, size) : (int)sizeof fd;
    return fail(EINVAL);
}

static int give_short(void *to, int room)
{
    struct proc_bsdshortinfo info = {.pbsi_ppid = fake.bsd.pbi_ppid,
                                     .pbsi_status = fake.bsd.pbi_status};
    memcpy(info.pbsi_comm, fake.bsd.pbi_comm, sizeof info.pbsi_comm);
    return give(&info, sizeof info, to, room);
}

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size)
{
    const struct fake_kin *kin = find_kin(pid);
    if (kin)
        return kin_info(kin, flavor, buffer, size);
    if (pid != FAKE_PID)
        return fail(ESRCH);
    if (fake.gone)
        return fail(fake.gone);
    if (flavor == PROC_PIDTBSDINFO)
        return give_identity(buffer, size);
    if (flavor == PROC_PIDT_SHORTBSDINFO)
        return give_short(buffer, size);
    if (fake.denied)
        return fail(fake.denied);
    switch (flavor) {
    case PROC_PIDTASKINFO:
        return give(&fake.task, sizeof fake.task, buffer, size);
    case PROC_PIDVNODEPATHINFO:
        return give(&fake.folders, sizeof fake.folders, buffer, size);
    case PROC_PIDLISTFDS:
        return give_fds(buffer, size);
    case PROC_PIDLISTTHREADS:
        return give_threads(buffer, size);
    case PROC_PIDREGIONPATHINFO:
        return give_region(arg, buffer, size);
    case PROC_PIDTHREADINFO:
        if (arg < 1000 || arg - 1000 >= fake.nthreads || fake.threads[arg - 1000].pth_run_state < 0)
            return fail(ESRCH);
        return give(&fake.threads[arg - 1000], sizeof fake.threads[0], buffer, size);
    default:
        return fail(EINVAL);
    }
}

int proc_pidfdinfo(int pid, int fd, int flavor, void *buffer, int size)
{
    const struct fake_kin *kin = find_kin(pid);
    (void)flavor;
    if (kin && kin->pipe && fd == 7)
        return give(kin->pipe, sizeof *kin->pipe, buffer, size);
    if (pid != FAKE_PID || fake.gone)
        return fail(ESRCH);
    for (size_t i = 0; i < fake.nblobs; i++)
        if (fake.blob[i].fd == fd && fake.blob[i].ptr)
            return give(fake.blob[i].ptr, fake.blob[i].size, buffer, size);
    return fail(EBADF);
}

int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer)
{
    if (pid != FAKE_PID || fake.gone || fake.denied || flavor != RUSAGE_INFO_V4) {
        errno = fake.denied ? fake.denied : ESRCH;
        return -1;
    }
    memcpy((void *)buffer, &fake.usage, sizeof fake.usage);
    return 0;
}

int proc_pidpath(int pid, void *buffer, uint32_t size)
{
    const char *path = fake.path ? fake.path : "/opt/bin/a-rather-long-program-name";
    return pid == FAKE_PID ? give(path, strlen(path), buffer, (int)size) : fail(ESRCH);
}

/* A count, not bytes. */
int proc_listallpids(void *buffer, int size)
{
    int32_t pids[FAKE_ITEMS + 3] = {99, FAKE_PID};
    size_t n = 2;
    for (size_t i = 0; i < fake.nkin; i++)
        pids[n++] = fake.kin[i].pid;
    if (!buffer)
        return (int)n;
    return give_list(pids, n * sizeof pids[0], buffer, size) / (int)sizeof pids[0];
}

mach_port_t mach_host_self(void)
{
    return 7;
}

int host_statistics64(mach_port_t host, int flavor, host_info64_t to, mach_msg_type_number_t *count)
{
    struct vm_statistics64 v = {.free_count = 100, .compressor_page_count = 4, .swapouts = 9};
    if (host != 7 || flavor != HOST_VM_INFO64 || *count < HOST_VM_INFO64_COUNT)
        return 4;
    memcpy((void *)to, &v, sizeof v);
    return KERN_SUCCESS;
}

int mach_timebase_info(mach_timebase_info_data_t *ret)
{
    *ret = (mach_timebase_info_data_t){fake.numer, fake.denom};
    return 0;
}

static int give_value(const void *from, size_t len, void *value, size_t *size)
{
    if (len > *size) {
        errno = ENOMEM;
        return -1;
    }
    memcpy(value, from, len);
    *size = len;
    return 0;
}

int sysctl(int *name, unsigned count, void *value, size_t *size, void *new_value, size_t new_size)
{
    int max = 65536;
    (void)new_value;
    (void)new_size;
    if (count == 2 && name[1] == KERN_ARGMAX)
        return give_value(&max, sizeof max, value, size);
    if (count == 3 && name[1] == KERN_PROCARGS2 && name[2] == FAKE_PID && !fake.denied)
        return give_value(fake.arguments, fake.narguments, value, size);
    errno = EINVAL;
    return -1;
}

int sysctlbyname(const char *name, void *value, size_t *size, void *new_value, size_t new_size)
{
    struct loadavg load = {{2048, 1024, 512}, 2048};
    struct xsw_usage swap = {.xsu_total = 1 << 30, .xsu_used = 1 << 20};
    uint64_t memory = (uint64_t)16 << 30;
    int cpus = 10;
    (void)new_value;
    (void)new_size;
    if (strcmp(name, "hw.tbfrequency") == 0 && fake.tick_hz)
        return give_value(&fake.tick_hz, sizeof fake.tick_hz, value, size);
    if (strcmp(name, "hw.memsize") == 0)
        return give_value(&memory, sizeof memory, value, size);
    if (strcmp(name, "hw.ncpu") == 0)
        return give_value(&cpus, sizeof cpus, value, size);
    if (strcmp(name, "vm.loadavg") == 0)
        return give_value(&load, sizeof load, value, size);
    if (strcmp(name, "vm.swapusage") == 0)
        return give_value(&swap, sizeof swap, value, size);
    if (strcmp(name, "kern.osproductversion") == 0)
        return give_value("15.1", sizeof "15.1", value, size);
    if (strcmp(name, "kern.osversion") == 0)
        return give_value("24B83", sizeof "24B83", value, size);
    errno = ENOENT;
    return -1;
}
