/* Who holds, and who waits for, a lock on a file that the target has open: /proc/locks joined with
 * its descriptors. Locks of other files are nobody's business here and are not kept. The kernel's
 * list is read first: of descriptors whose inode is not in it nothing more is asked. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "lock_line.h"
#include "procfs.h"
#include "relatives.h"
#include "sbuf.h"
#include "tsv.h"

enum { NAME_LEN = 64, ROW_MAX = 64 * 1024, COMM_MAX = 64, OWN_MAX = 4096, INODES_MAX = 65536 };

struct open_file {
    uint64_t inode, major, minor;
    unsigned fd;
};

/* A lock that fdinfo shows: the only way to know the owner of one that belongs to an open file. */
struct own_lock {
    uint64_t inode;
    unsigned fd;
    char range[NAME_LEN]; /* "OFDLCK WRITE 0 EOF" */
};

struct lock_join {
    const struct source_context *ctx;
    struct source_output *out;
    uint64_t *locked; /* inodes of all locks, ascending */
    size_t nlocked;   /* INODES_MAX: there may be more */
    struct open_file *file;
    size_t files, room;
    struct own_lock *own;
    size_t owns;
    struct relatives all;
    unsigned fd; /* whose fdinfo is being read */
};

static int compare_files(const void *a, const void *b)
{
    const struct open_file *x = a, *y = b;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return (x->fd > y->fd) - (x->fd < y->fd);
}

static void push_file(struct lock_join *join, uint64_t inode, uint64_t major, uint64_t minor)
{
    if (join->files < join->room)
        join->file[join->files++] = (struct open_file){inode, major, minor, join->fd};
}

static void range_of(const struct lock_line *lock, char range[NAME_LEN])
{
    snprintf(range, NAME_LEN, "%.*s %.*s %.*s %.*s", SLICE_ARG(slice_take(lock->kind, 12)),
             SLICE_ARG(slice_take(lock->mode, 12)), SLICE_ARG(slice_take(lock->start, 20)),
             SLICE_ARG(slice_take(lock->end, 20)));
}

/* "lock:\t1: POSIX  ADVISORY  WRITE 24817 fe:00:11004177 0 99". The device here is the one that
 * /proc/locks uses; on some file systems stat() knows another. */
static void take_info(void *arg, struct slice line)
{
    struct lock_join *join = arg;
    struct lock_line lock;
    if (!slice_skip(&line, SLICE("lock:")) || !lock_line_parse(line, &lock))
        return;
    push_file(join, lock.inode, lock.major, lock.minor);
    if (join->owns == OWN_MAX)
        return;
    struct own_lock *own = &join->own[join->owns++];
    *own = (struct own_lock){.inode = lock.inode, .fd = join->fd};
    range_of(&lock, own->range);
}

static int compare_inodes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void note_inode(void *arg, struct slice line)
{
    struct lock_join *join = arg;
    struct lock_line lock;
    if (join->nlocked < INODES_MAX && lock_line_parse(line, &lock))
        join->locked[join->nlocked++] = lock.inode;
}

static bool may_be_locked(const struct lock_join *join, uint64_t inode)
{
    return join->nlocked == INODES_MAX ||
           bsearch(&inode, join->locked, join->nlocked, sizeof inode, compare_inodes);
}

static void list_file(struct lock_join *join, int links, int infos, unsigned fd)
{
    char name[NAME_LEN];
    struct statx st;
    snprintf(name, sizeof name, "%u", fd);
    join->fd = fd;
    if (statx(links, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_INO, &st) == 0) {
        if (!may_be_locked(join, st.stx_ino))
            return;
        push_file(join, st.stx_ino, st.stx_dev_major, st.stx_dev_minor);
    }
    (void)!procfs_lines(infos, name, take_info, join);
}

static int list_files(struct lock_join *join)
{
    AUTO_NUMBERS struct procfs_numbers fds;
    int sys = procfs_numbers(join->ctx->procfd, "fd", &fds);
    if (sys)
        return sys;
    AUTO_FD int links = openat(join->ctx->procfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_FD int infos = openat(join->ctx->procfd, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    join->room = fds.count + OWN_MAX;
    join->file = calloc(join->room, sizeof *join->file);
    join->own = calloc(OWN_MAX, sizeof *join->own);
    join->locked = calloc(INODES_MAX, sizeof *join->locked);
    if (!join->file || !join->own || !join->locked)
        return ENOMEM;
    sys = procfs_lines(join->ctx->rootfd, "proc/locks", note_inode, join);
    if (sys)
        return 0; /* told by the reading that follows */
    qsort(join->locked, join->nlocked, sizeof *join->locked, compare_inodes);
    for (size_t i = 0; i < fds.count && join->nlocked; i++)
        list_file(join, links, infos, fds.item[i]);
    qsort(join->file, join->files, sizeof *join->file, compare_files);
    return 0;
}

/* The open file that this lock is on, or NULL. */
static const struct open_file *file_of(const struct lock_join *join, const struct lock_line *lock)
{
    size_t low = 0, high = join->files;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (join->file[mid].inode < lock->inode)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < join->files && join->file[low].inode == lock->inode; low++)
        if (join->file[low].major == lock->major && join->file[low].minor == lock->minor)
            return &join->file[low];
    return NULL;
}

static bool is_own(const struct lock_join *join, const struct lock_line *lock)
{
    char range[NAME_LEN];
    range_of(lock, range);
    for (size_t i = 0; i < join->owns && !lock->waits; i++)
        if (join->own[i].inode == lock->inode && slice_is(slice_from(join->own[i].range), range))
            return true;
    return false;
}

/* "PID<tab>RELATION<tab>NAME<tab>", as far as they are known. */
static void add_owner(const struct lock_join *join, const struct lock_line *lock, struct sbuf *row)
{
    int64_t pid = lock->pid < 0 && is_own(join, lock) ? join->ctx->pid : lock->pid;
    if (pid <= 0 || pid > INT_MAX) {
        sbuf_adds(row, "\t\t\t");
        return;
    }
    char path[NAME_LEN];
    unsigned char comm[COMM_MAX];
    int sys;
    const struct relative *who = relatives_by_pid(&join->all, (unsigned)pid);
    sbuf_addf(row, "%lld\t%s\t", (long long)pid, who ? relation_names[who->relation] : "");
    snprintf(path, sizeof path, "proc/%lld/comm", (long long)pid);
    struct slice name = procfs_small(join->ctx->rootfd, path, comm, sizeof comm, &sys);
    tsv_add(row, slice_take(name, name.len ? name.len - 1 : 0));
    sbuf_addc(row, '\t');
}

static void take_lock(void *arg, struct slice line)
{
    struct lock_join *join = arg;
    struct lock_line lock;
    if (join->out->full || join->out->sys || !lock_line_parse(line, &lock))
        return;
    const struct open_file *file = file_of(join, &lock);
    if (!file && lock.pid != join->ctx->pid)
        return;
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    tsv_add(&row, lock.id);
    sbuf_addf(&row, "\t%d\t", lock.waits);
    tsv_add(&row, lock.kind);
    sbuf_addc(&row, '\t');
    tsv_add(&row, lock.mode);
    sbuf_addc(&row, '\t');
    add_owner(join, &lock, &row);
    tsv_add(&row, lock.start);
    sbuf_addc(&row, '\t');
    tsv_add(&row, lock.end);
    sbuf_addf(&row, "\t%llu:%llu\t%llu\t", (unsigned long long)lock.major,
              (unsigned long long)lock.minor, (unsigned long long)lock.inode);
    if (file) {
        char path[NAME_LEN], link[PATH_MAX];
        snprintf(path, sizeof path, "fd/%u", file->fd);
        ssize_t n = readlinkat(join->ctx->procfd, path, link, sizeof link);
        sbuf_addf(&row, "%u\t", file->fd);
        tsv_add(&row, (struct slice){(unsigned char *)link, n < 0 ? 0 : (size_t)n});
    } else
        sbuf_addc(&row, '\t');
    sbuf_addc(&row, '\n');
    source_write(join->out, sbuf_view(&row));
}

enum bundle_status source_locks(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    (void)self;
    struct lock_join join = {.ctx = ctx, .out = out};
    enum bundle_status status = BUNDLE_OK;
    int sys = list_files(&join);
    if (sys || procfs_kind(ctx->procfd) != PROCFS_PROCESS) {
        status = source_nothing(ctx, out, "descriptor table", sys);
    } else {
        (void)!relatives_find(ctx->rootfd, ctx->pid, &join.all);
        source_write(out, SLICE(BUNDLE_COLUMNS_LOCKS "\n"));
        sys = procfs_lines(ctx->rootfd, "proc/locks", take_lock, &join);
        if (sys)
            status = source_failed(out, "locks", sys);
    }
    relatives_done(&join.all);
    free(join.file);
    free(join.own);
    free(join.locked);
    return status;
}
