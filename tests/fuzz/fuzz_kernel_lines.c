/* Any bytes as what the kernel says about locks, control groups and mounts. The first line is one
 * of /proc/PID/cgroup, everything is read as locks and as mountinfo. */
#include "cgroup_mount.h"
#include "lock_line.h"
#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {data, size}, rest = text, line;
    struct cgroup_line group;
    struct procfs_stat st;
    struct lock_line lock;
    size_t top = 0;
    AUTO_SBUF struct sbuf folder;
    sbuf_init(&folder, 8192);
    if (slice_next_line(&rest, &line) && cgroup_line_parse(line, &group) &&
        cgroup_folder(rest, &group, &folder, &top) && (folder.len == 0 || top > folder.len))
        __builtin_trap();
    (void)procfs_stat_parse(text, &st);
    while (slice_next_line(&text, &line))
        (void)lock_line_parse(line, &lock);
    return 0;
}
