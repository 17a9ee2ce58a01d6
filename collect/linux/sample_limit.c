#include "sample_limit.h"

#include <errno.h>
#include <fcntl.h>

#include "cgroup_mount.h"
#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"
#include "procfs.h"

enum { SMALL = 8192, VALUE_MAX = 128, FOLDER_MAX = 8192, LEVELS_MAX = 16 };

static const struct sample_value unknown = {false, 0};

static struct sample_value lower(struct sample_value a, struct sample_value b)
{
    if (!a.known || !b.known)
        return a.known ? a : b;
    return a.value < b.value ? a : b;
}

/* "Max open files            1024                 524288               files" -> 1024 */
static struct sample_value fds_limit(const struct target *t)
{
    unsigned char buf[SMALL];
    int sys;
    struct slice text = procfs_small(t->procfd, "limits", buf, sizeof buf, &sys), line, word;
    while (slice_next_line(&text, &line)) {
        uint64_t soft;
        if (slice_skip(&line, SLICE("Max open files")) && slice_next_word(&line, &word) &&
            slice_to_u64(word, &soft))
            return (struct sample_value){true, (double)soft};
    }
    return unknown;
}

/* "max" and what version 1 has for it, nearly 2^63, are no limits. */
static struct sample_value read_bytes(int dirfd, const char *name)
{
    unsigned char buf[VALUE_MAX];
    uint64_t bytes;
    int sys;
    struct slice text = slice_trim(procfs_small(dirfd, name, buf, sizeof buf, &sys));
    bool known = slice_to_u64(text, &bytes) && bytes < (uint64_t)1 << 62;
    return (struct sample_value){known, known ? (double)bytes : 0};
}

/* Up to the mount point, which is the first top bytes of folder. */
static struct sample_value lowest_of_levels(int rootfd, struct sbuf *folder, size_t top)
{
    struct sample_value lowest = unknown;
    for (unsigned level = 0; level < LEVELS_MAX; level++) {
        AUTO_FD int dirfd = openat(rootfd, sbuf_text(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (dirfd >= 0) {
            lowest = lower(lowest, read_bytes(dirfd, "memory.max"));
            lowest = lower(lowest, read_bytes(dirfd, "memory.limit_in_bytes"));
        }
        size_t slash = slice_rfind_byte(sbuf_view(folder), '/');
        if (slash == SIZE_MAX || slash < top)
            break;
        folder->ptr[slash] = '\0';
        folder->len = slash;
    }
    return lowest;
}

static struct sample_value group_limit(const struct target *t)
{
    AUTO_SBUF struct sbuf groups, mounts, folder;
    struct sample_value lowest = unknown;
    struct error err = {0};
    sbuf_init(&groups, LIMIT_PROC_FILE);
    sbuf_init(&mounts, LIMIT_PROC_FILE);
    sbuf_init(&folder, FOLDER_MAX);
    if (fileio_read(t->procfd, "cgroup", &groups, &err) != STATUS_OK)
        return unknown;
    enum status s = fileio_read(t->rootfd, "proc/self/mountinfo", &mounts, &err);
    struct slice rest = sbuf_view(&groups), text;
    while ((s == STATUS_OK || s == STATUS_LIMIT) && slice_next_line(&rest, &text)) {
        struct cgroup_line line;
        size_t top;
        if (cgroup_line_parse(text, &line) &&
            (line.controllers.len == 0 || cgroup_list_has(line.controllers, SLICE("memory"))) &&
            cgroup_folder(sbuf_view(&mounts), &line, &folder, &top))
            lowest = lower(lowest, lowest_of_levels(t->rootfd, &folder, top));
    }
    return lowest;
}

/* "MemTotal:       16318480 kB" */
static struct sample_value machine_memory(const struct target *t)
{
    unsigned char buf[SMALL];
    int sys;
    struct slice text = procfs_small(t->rootfd, "proc/meminfo", buf, sizeof buf, &sys), line, word;
    while (slice_next_line(&text, &line)) {
        uint64_t kib;
        if (slice_skip(&line, SLICE("MemTotal:")) && slice_next_word(&line, &word) &&
            slice_to_u64(word, &kib))
            return (struct sample_value){true, (double)kib * 1024};
    }
    return unknown;
}

struct sample_value sample_limit(const struct target *t, enum watch_column_id column)
{
    if (t->procfd < 0)
        return unknown;
    if (column == WATCH_FDS)
        return fds_limit(t);
    return column == WATCH_RSS ? lower(group_limit(t), machine_memory(t)) : unknown;
}
