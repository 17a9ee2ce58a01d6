#include "remote_process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bytes.h"
#include "cleanup.h"

enum { RANGES_MAX = 1024 /* IOV_MAX of the kernel */ };

static size_t read_by_call(struct remote_process *p, const struct remote_range *range, size_t count,
                           unsigned char *into)
{
    struct iovec remote[RANGES_MAX];
    size_t want = 0;
    for (size_t i = 0; i < count; i++) {
        /* an address of the other process, never one of ours */
        remote[i] = (struct iovec){(void *)(uintptr_t)range[i].address, range[i].len}; // NOLINT
        want += range[i].len;
    }
    struct iovec local = {into, want};
    ssize_t n = process_vm_readv(p->pid, &local, 1, remote, count, 0);
    if (n < 0 && (errno == ENOSYS || errno == EPERM) && p->mem >= 0)
        p->by_mem = true;
    return n > 0 ? (size_t)n : 0;
}

static size_t read_by_mem(const struct remote_process *p, const struct remote_range *range,
                          size_t count, unsigned char *into)
{
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t got = 0; got < range[i].len;) {
            if (range[i].address > INT64_MAX - range[i].len)
                return done;
            ssize_t n =
                pread(p->mem, into + done, range[i].len - got, (off_t)(range[i].address + got));
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return done;
            got += (size_t)n;
            done += (size_t)n;
        }
    }
    return done;
}

static size_t read_vector(void *ctx, const struct remote_range *range, size_t count,
                          unsigned char *into)
{
    struct remote_process *p = ctx;
    size_t done = 0;
    while (count) {
        size_t some = count < RANGES_MAX ? count : RANGES_MAX, want = 0;
        for (size_t i = 0; i < some; i++)
            want += range[i].len;
        size_t got = p->by_mem ? 0 : read_by_call(p, range, some, into + done);
        if (p->by_mem)
            got = read_by_mem(p, range, some, into + done);
        done += got;
        if (got != want)
            break;
        range += some;
        count -= some;
    }
    return done;
}

/* One word a page; bit 63: in memory, bit 62: in swap. Readable without any privilege. */
static bool read_pages(void *ctx, uint64_t address, bool *touched, size_t count)
{
    const struct remote_process *p = ctx;
    unsigned char words[512 * 8];
    uint64_t page = address / REMOTE_PAGE;
    if (sysconf(_SC_PAGESIZE) != REMOTE_PAGE || page > INT64_MAX / 16)
        return false;
    while (count) {
        size_t some = count < 512 ? count : 512;
        ssize_t n = pread(p->pagemap, words, some * 8, (off_t)(page * 8));
        if (n != (ssize_t)(some * 8))
            return false;
        for (size_t i = 0; i < some; i++)
            *touched++ = bytes_u64(words + 8 * i) >> 62 != 0;
        page += some;
        count -= some;
    }
    return true;
}

static int open_executable(int procfd, uint64_t *dev, uint64_t *ino)
{
    struct stat st;
    int fd = openat(procfd, "exe", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *dev = st.st_dev;
        *ino = st.st_ino;
        return fd;
    }
    int sys = fd >= 0 ? ENOEXEC : errno;
    if (fd >= 0)
        close(fd);
    errno = sys;
    return -1;
}

enum status remote_process_open(struct remote_process *p, int procfd, pid_t pid, uint64_t ceiling,
                                int *exe, struct error *err)
{
    *p = (struct remote_process){.pid = pid, .procfd = procfd, .mem = -1, .pagemap = -1};
    p->memory = (struct remote){.read = read_vector, .pages = read_pages, .ceiling = ceiling};
    p->memory.ctx = p;
    *exe = open_executable(procfd, &p->exe_dev, &p->exe_ino);
    if (*exe < 0)
        return error_sys(err, "cannot open its executable");
    p->mem = openat(procfd, "mem", O_RDONLY | O_CLOEXEC);
    if (p->mem < 0) {
        enum status s = error_sys(err, "cannot open its memory");
        close(*exe);
        *exe = -1;
        return s;
    }
    p->pagemap = openat(procfd, "pagemap", O_RDONLY | O_CLOEXEC);
    return STATUS_OK;
}

void remote_process_close(struct remote_process *p)
{
    if (p->mem >= 0)
        close(p->mem);
    if (p->pagemap >= 0)
        close(p->pagemap);
    p->mem = p->pagemap = -1;
}

bool remote_process_same(const struct remote_process *p, uint64_t witness)
{
    uint64_t dev = 0, ino = 0;
    unsigned char byte;
    AUTO_FD int fd = open_executable(p->procfd, &dev, &ino);
    /* p->mem still means the memory that it was opened for: none is left after exec */
    return fd >= 0 && dev == p->exe_dev && ino == p->exe_ino && witness <= INT64_MAX &&
           pread(p->mem, &byte, 1, (off_t)witness) == 1;
}
