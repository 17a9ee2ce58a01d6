#include "headroom.h"

#include <fcntl.h>
#include <string.h>

#include "cgroup_mount.h"
#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"
#include "procfs.h"

enum { FOLDER_MAX = 8192, LEVELS_MAX = 16, SMALL = 64, STAT_MAX = 16 * 1024 };

/* How a version of control groups names what is read. */
static const struct names {
    const char *used, *limit, *high, *reclaimable;
} versions[] = {
    {"memory.current", "memory.max", "memory.high", "inactive_file "},
    {"memory.usage_in_bytes", "memory.limit_in_bytes", NULL, "total_inactive_file "},
};

static bool number_in(int dirfd, const char *name, uint64_t *value)
{
    unsigned char text[SMALL];
    int sys;
    return name && slice_to_u64(slice_trim(procfs_small(dirfd, name, text, sizeof text, &sys)),
                                value); /* "max" is none */
}

static uint64_t reclaimable(int dirfd, const char *key)
{
    unsigned char text[STAT_MAX];
    uint64_t value = 0;
    int sys;
    struct slice rest = procfs_small(dirfd, "memory.stat", text, sizeof text, &sys), line;
    while (slice_next_line(&rest, &line))
        if (slice_skip(&line, slice_from(key)) && slice_to_u64(line, &value))
            return value;
    return 0;
}

/* One group. A limit that is larger than any machine is version 1's way to say that there is none.
 */
static void take_group(int rootfd, const char *folder, const struct names *names,
                       struct headroom *ret)
{
    AUTO_FD int dirfd = openat(rootfd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint64_t used, limit = UINT64_MAX, high;
    if (dirfd < 0 || !number_in(dirfd, names->used, &used))
        return;
    (void)!number_in(dirfd, names->limit, &limit);
    if (number_in(dirfd, names->high, &high) && high < limit)
        limit = high;
    if (limit > INT64_MAX - GIB)
        return;
    uint64_t back = reclaimable(dirfd, names->reclaimable);
    used -= back < used ? back : used;
    uint64_t left = limit > used ? limit - used : 0;
    if (!ret->limited || left < ret->left)
        *ret = (struct headroom){true, left, limit};
}

static void take_levels(int rootfd, struct sbuf *folder, size_t top, const struct names *names,
                        struct headroom *ret)
{
    for (unsigned level = 0; level < LEVELS_MAX; level++) {
        take_group(rootfd, sbuf_text(folder), names, ret);
        size_t slash = slice_rfind_byte(sbuf_view(folder), '/');
        if (slash == SIZE_MAX || slash < top)
            return;
        folder->ptr[slash] = '\0';
        folder->len = slash;
    }
}

static void take_lines(int rootfd, struct slice groups, struct slice mounts, struct headroom *ret)
{
    struct slice text;
    AUTO_SBUF struct sbuf folder;
    sbuf_init(&folder, FOLDER_MAX);
    while (slice_next_line(&groups, &text)) {
        struct cgroup_line line;
        size_t top;
        if (!cgroup_line_parse(text, &line) ||
            (line.controllers.len && !cgroup_list_has(line.controllers, SLICE("memory"))))
            continue;
        if (cgroup_folder(mounts, &line, &folder, &top))
            take_levels(rootfd, &folder, top, &versions[line.controllers.len ? 1 : 0], ret);
    }
}

void headrooms_read(int procfd, int rootfd, struct headrooms *ret)
{
    AUTO_SBUF struct sbuf theirs, ours, mounts;
    struct error err = {0};
    *ret = (struct headrooms){0};
    sbuf_init(&theirs, LIMIT_PROC_FILE);
    sbuf_init(&ours, LIMIT_PROC_FILE);
    sbuf_init(&mounts, LIMIT_PROC_FILE);
    (void)!fileio_read(rootfd, "proc/self/mountinfo", &mounts, &err);
    (void)!fileio_read(rootfd, "proc/self/cgroup", &ours, &err);
    if (procfd >= 0)
        (void)!fileio_read(procfd, "cgroup", &theirs, &err);
    take_lines(rootfd, sbuf_view(&theirs), sbuf_view(&mounts), &ret->target);
    take_lines(rootfd, sbuf_view(&ours), sbuf_view(&mounts), &ret->own);
    ret->shared = theirs.len && slice_equal(sbuf_view(&theirs), sbuf_view(&ours));
}
