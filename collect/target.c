#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fileio.h"
#include "limits_input.h"
#include "procfs.h"

enum { STAT_SIZE = 4096 };

bool target_stat(const struct target *t, uint64_t *start_ticks, uint64_t *cpu_ticks, char *state)
{
    unsigned char text[STAT_SIZE];
    struct procfs_stat st;
    uint64_t user, system;
    int sys;
    if (t->procfd < 0 ||
        !procfs_stat_parse(procfs_small(t->procfd, "stat", text, sizeof text, &sys), &st) ||
        !st.field[STAT_STATE].len || !slice_to_u64(st.field[STAT_UTIME], &user) ||
        !slice_to_u64(st.field[STAT_STIME], &system))
        return false;
    *state = (char)st.field[STAT_STATE].ptr[0];
    *cpu_ticks = user + system;
    return slice_to_u64(st.field[STAT_START], start_ticks);
}

uint64_t target_rss(const struct target *t)
{
    unsigned char text[STAT_SIZE];
    struct procfs_stat st;
    uint64_t pages;
    int sys;
    long page = sysconf(_SC_PAGESIZE);
    if (page <= 0 || t->procfd < 0 ||
        !procfs_stat_parse(procfs_small(t->procfd, "stat", text, sizeof text, &sys), &st) ||
        !slice_to_u64(st.field[STAT_RSS], &pages) || pages > UINT64_MAX / 2 / (uint64_t)page)
        return UINT64_MAX;
    return pages * (uint64_t)page;
}

/* Ticks since boot -> UTC. Good to about a tick. */
static int64_t utc_of_ticks(uint64_t ticks)
{
    struct timespec now, boot;
    long hz = sysconf(_SC_CLK_TCK);
    if (hz <= 0 || clock_gettime(CLOCK_REALTIME, &now) || clock_gettime(CLOCK_BOOTTIME, &boot))
        return 0;
    int64_t now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    int64_t boot_ns = (int64_t)boot.tv_sec * 1000000000 + boot.tv_nsec;
    return now_ns - boot_ns + (int64_t)((double)ticks / (double)hz * 1e9);
}

static void read_name(int procfd, char *name)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    sbuf_init(&b, TARGET_NAME_MAX - 1);
    name[0] = '\0';
    if (fileio_read(procfd, "comm", &b, &err) == STATUS_OK) {
        struct slice comm = sbuf_view(&b);
        if (comm.len && comm.ptr[comm.len - 1] == '\n')
            comm.len--;
        snprintf(name, TARGET_NAME_MAX, "%.*s", SLICE_ARG(comm));
    }
}

static void read_executable(int procfd, char *path, size_t size)
{
    ssize_t n = readlinkat(procfd, "exe", path, size - 1);
    path[n > 0 ? n : 0] = '\0';
}

void target_none(struct target *ret)
{
    *ret = (struct target){.procfd = -1, .rootfd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

enum status target_open(struct target *ret, pid_t pid, struct error *err)
{
    char path[32], state;
    uint64_t cpu;
    target_none(ret);
    snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    ret->pid = pid;
    ret->procfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ret->procfd < 0) {
        /* hidepid hides the folder of a process that kill() still knows */
        int sys = errno == ENOENT && kill(pid, 0) != 0 && errno == EPERM ? EACCES : ENOENT;
        target_close(ret);
        error_set(err, STATUS_IO, 0,
                  sys == EACCES ? "process %ld is hidden from this user"
                                : "there is no process %ld",
                  (long)pid);
        err->sys = sys;
        return STATUS_IO;
    }
    struct stat st;
    if (fstat(ret->procfd, &st) == 0)
        ret->uid = st.st_uid;
    if (!target_stat(ret, &ret->start_ticks, &cpu, &state)) {
        target_close(ret);
        error_set(err, STATUS_IO, 0, "process %ld ended just now", (long)pid);
        err->sys = ENOENT;
        return STATUS_IO;
    }
    ret->started_utc_ns = utc_of_ticks(ret->start_ticks);
    read_name(ret->procfd, ret->name);
    read_executable(ret->procfd, ret->executable, sizeof ret->executable);
    return STATUS_OK;
}

bool target_folder(const struct target *t, char *path, size_t size)
{
    ssize_t n = t->procfd >= 0 ? readlinkat(t->procfd, "cwd", path, size - 1) : 0;
    path[n > 0 ? n : 0] = '\0';
    return n > 0;
}

void target_arguments(const struct target *t, void (*fn)(void *arg, struct slice argument),
                      void *arg)
{
    AUTO_SBUF struct sbuf b;
    struct error err = {0};
    sbuf_init(&b, LIMIT_PROC_FILE);
    if (t->procfd < 0)
        return;
    enum status s = fileio_read(t->procfd, "cmdline", &b, &err);
    struct slice rest = sbuf_view(&b), argument;
    if (s == STATUS_OK || s == STATUS_LIMIT)
        while (slice_next(&rest, '\0', &argument))
            fn(arg, argument);
}

size_t target_pids(pid_t **ret)
{
    AUTO_NUMBERS struct procfs_numbers list;
    *ret = NULL;
    if (procfs_numbers(AT_FDCWD, "/proc", &list) != 0 || list.count == 0)
        return 0;
    pid_t *pids = calloc(list.count, sizeof *pids);
    size_t n = 0;
    for (size_t i = 0; pids && i < list.count; i++)
        if (list.item[i] <= INT32_MAX)
            pids[n++] = (pid_t)list.item[i];
    *ret = pids;
    return n;
}
