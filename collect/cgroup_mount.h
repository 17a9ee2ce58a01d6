/* cgroup_mount.h - where the files of a control group are: /proc/PID/cgroup says which group,
 * mountinfo says below which folder its hierarchy is mounted.
 *
 *     "4:memory:/a/b", "35 31 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"
 *     -> "sys/fs/cgroup/memory/a/b" (below rootfd) */
#ifndef COLLECT_CGROUP_MOUNT_H
#define COLLECT_CGROUP_MOUNT_H

#include <stdbool.h>

#include "sbuf.h"
#include "slice.h"

/* One line of /proc/PID/cgroup. controllers: separated by commas; empty for version 2. */
struct cgroup_line {
    struct slice controllers, path;
};

/* False when the line is not of this kind. */
bool cgroup_line_parse(struct slice line, struct cgroup_line *ret);

/* list: words separated by commas. */
bool cgroup_list_has(struct slice list, struct slice word);

/* Puts the folder of this group into *folder, without the leading "/", and the length of the part
 * that is the mount point into *top. False when no mount shows it: another namespace, or nothing
 * mounted. */
bool cgroup_folder(struct slice mountinfo, const struct cgroup_line *line, struct sbuf *folder,
                   size_t *top);

#endif
