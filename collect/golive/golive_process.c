#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "cleanup.h"
#include "golive.h"
#include "sbuf.h"

enum { LINE_CHUNK = 64 * 1024, MAPS_LINE_MAX = 8 * 1024 };

static enum status map_file(int fd, struct slice *ret, uint64_t *ino, struct error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size <= 0)
        return error_sys(err, "cannot read its executable");
    void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return error_sys(err, "cannot read its executable");
    *ret = (struct slice){at, (size_t)st.st_size};
    *ino = st.st_ino;
    return STATUS_OK;
}

static void unmap_file(struct slice file)
{
    if (file.len)
        (void)munmap((void *)(uintptr_t)file.ptr, file.len); // NOLINT
}

/* Line by line; the kernel makes the text while it is read. */
static enum status read_mappings(int procfd, struct mappings *m, struct error *err)
{
    static unsigned char buf[LINE_CHUNK];
    size_t have = 0;
    ssize_t n;
    AUTO_FD int fd = openat(procfd, "maps", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_sys(err, "cannot open its memory map");
    while ((n = read(fd, buf + have, sizeof buf - have)) > 0) {
        struct slice rest = {buf, have + (size_t)n}, line;
        while (slice_find(rest, SLICE("\n")) != SIZE_MAX && slice_next_line(&rest, &line))
            mappings_add(m, line);
        have = rest.len < MAPS_LINE_MAX ? rest.len : 0; /* a longer one is no line of this file */
        for (size_t i = 0; i < have; i++)
            buf[i] = rest.ptr[i];
    }
    if (n < 0)
        return error_sys(err, "cannot read its memory map");
    return m->count ? STATUS_OK
                    : error_set(err, STATUS_SYNTAX, 0, "it has no memory (it has ended)");
}

/* What the kernel told the program about itself: pairs of numbers. AT_ENTRY places a program whose
 * mappings do not show its file (some file systems number it differently there). */
static uint64_t entry_of(int procfd)
{
    enum { AT_ENTRY_TYPE = 9, AUXV_MAX = 1024 };
    unsigned char pairs[AUXV_MAX];
    AUTO_FD int fd = openat(procfd, "auxv", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, pairs, sizeof pairs) : 0;
    for (ssize_t i = 0; i + 16 <= n; i += 16)
        if (bytes_u64(pairs + i) == AT_ENTRY_TYPE)
            return bytes_u64(pairs + i + 8);
    return 0;
}

enum status golive_process_open(struct golive_process *p, int procfd, pid_t pid, uint64_t ceiling,
                                struct error *err)
{
    AUTO_FD int exe = -1;
    uint64_t ino = 0;
    p->file = (struct slice){0};
    mappings_init(&p->mappings, 0);
    enum status s = remote_process_open(&p->remote, procfd, pid, ceiling, &exe, err);
    if (s != STATUS_OK)
        return s;
    s = map_file(exe, &p->file, &ino, err);
    mappings_init(&p->mappings, ino);
    if (s == STATUS_OK)
        s = read_mappings(procfd, &p->mappings, err);
    p->mappings.entry = entry_of(procfd);
    if (s == STATUS_OK)
        s = golive_open(&p->remote.memory, p->file, &p->mappings, &p->live, err);
    if (s != STATUS_OK)
        golive_process_close(p);
    return s;
}

bool golive_process_is_go(int procfd)
{
    struct image image;
    struct pclntab functions;
    struct slice file = {0};
    struct error err = {0};
    uint64_t ino;
    AUTO_FD int exe = openat(procfd, "exe", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (exe < 0 || map_file(exe, &file, &ino, &err) != STATUS_OK)
        return false;
    bool is_go = image_parse(file, &image, &err) == STATUS_OK &&
                 pclntab_find(&image, &functions, &err) == STATUS_OK;
    unmap_file(file);
    return is_go;
}

void golive_process_close(struct golive_process *p)
{
    unmap_file(p->file);
    p->file = (struct slice){0};
    mappings_done(&p->mappings);
    remote_process_close(&p->remote);
}

bool golive_process_same(const struct golive_process *p)
{
    return remote_process_same(&p->remote, p->live.module.address);
}
