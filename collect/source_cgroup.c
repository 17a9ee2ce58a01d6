/* What the control groups of the target say about it, in one text: "== v2 memory.current" and the
 * file after it. "../memory.max" is the same file one group higher: the lowest limit on the way up
 * is the one that counts. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "cgroup_mount.h"
#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"
#include "procfs.h"

enum { FOLDER_MAX = 8192, LEVELS_MAX = 16, HEAD_MAX = 256 };

static const struct cgroup_file {
    const char *controller; /* of version 1; NULL: version 2 */
    const char *name;
    bool upwards; /* of the groups above as well */
} files[] = {
    {NULL, "memory.current", true},
    {NULL, "memory.max", true},
    {NULL, "memory.high", true},
    {NULL, "memory.low", false},
    {NULL, "memory.min", false},
    {NULL, "memory.peak", false},
    {NULL, "memory.swap.current", false},
    {NULL, "memory.swap.max", true},
    {NULL, "memory.events", true},
    {NULL, "memory.stat", false},
    {NULL, "memory.pressure", false},
    {NULL, "cpu.max", true},
    {NULL, "cpu.weight", false},
    {NULL, "cpu.stat", false},
    {NULL, "cpu.pressure", false},
    {NULL, "io.stat", false},
    {NULL, "io.pressure", false},
    {NULL, "pids.current", true},
    {NULL, "pids.max", true},
    {NULL, "pids.peak", false},
    {NULL, "pids.events", false},
    {NULL, "cgroup.freeze", true},
    {NULL, "cgroup.events", false},
    {"memory", "memory.usage_in_bytes", true},
    {"memory", "memory.limit_in_bytes", true},
    {"memory", "memory.max_usage_in_bytes", false},
    {"memory", "memory.soft_limit_in_bytes", false},
    {"memory", "memory.failcnt", true},
    {"memory", "memory.memsw.usage_in_bytes", false},
    {"memory", "memory.memsw.limit_in_bytes", true},
    {"memory", "memory.oom_control", false},
    {"memory", "memory.stat", false},
    {"cpu", "cpu.cfs_quota_us", true},
    {"cpu", "cpu.cfs_period_us", true},
    {"cpu", "cpu.shares", false},
    {"cpu", "cpu.stat", false},
    {"cpuacct", "cpuacct.usage", false},
    {"pids", "pids.current", true},
    {"pids", "pids.max", true},
    {"freezer", "freezer.state", true},
};

static bool is_of(const struct cgroup_file *f, struct slice controllers)
{
    return f->controller ? cgroup_list_has(controllers, slice_from(f->controller))
                         : controllers.len == 0;
}

/* The files of one group; level 0 is the target's own. Which of them exist differs by kernel, by
 * controller and at the root. */
static void write_group(int rootfd, const char *folder, unsigned level, struct slice controllers,
                        struct source_output *out)
{
    static unsigned char text[LIMIT_CGROUP_FILE];
    AUTO_FD int dirfd = openat(rootfd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO_SBUF struct sbuf head;
    sbuf_init(&head, HEAD_MAX);
    for (size_t i = 0; dirfd >= 0 && i < sizeof files / sizeof files[0]; i++) {
        int sys;
        if (!is_of(&files[i], controllers) || (level > 0 && !files[i].upwards))
            continue;
        struct slice value = procfs_small(dirfd, files[i].name, text, sizeof text, &sys);
        if (value.len == 0)
            continue;
        sbuf_clear(&head);
        sbuf_addf(&head, "== v%d ", files[i].controller ? 1 : 2);
        for (unsigned up = 0; up < level; up++)
            sbuf_adds(&head, "../");
        sbuf_addf(&head, "%s\n", files[i].name);
        source_write(out, sbuf_view(&head));
        source_write(out, value);
        if (value.ptr[value.len - 1] != '\n')
            source_write(out, SLICE("\n"));
    }
}

/* folder: of the target's own group; top: how much of it is the mount point. */
static void write_levels(int rootfd, struct sbuf *folder, size_t top, struct slice controllers,
                         struct source_output *out)
{
    for (unsigned level = 0; level < LEVELS_MAX; level++) {
        write_group(rootfd, sbuf_text(folder), level, controllers, out);
        size_t slash = slice_rfind_byte(sbuf_view(folder), '/');
        if (slash == SIZE_MAX || slash < top)
            return;
        folder->ptr[slash] = '\0';
        folder->len = slash;
    }
}

enum bundle_status source_cgroup_files(const struct source *self, const struct source_context *ctx,
                                       struct source_output *out)
{
    AUTO_SBUF struct sbuf groups, mounts, folder;
    struct error err = {0};
    sbuf_init(&groups, LIMIT_PROC_FILE);
    sbuf_init(&mounts, LIMIT_PROC_FILE);
    sbuf_init(&folder, FOLDER_MAX);
    if (fileio_read(ctx->procfd, self->from, &groups, &err) != STATUS_OK || groups.len == 0)
        return source_nothing(ctx, out, "control group", err.sys);
    enum status status = fileio_read(ctx->rootfd, "proc/self/mountinfo", &mounts, &err);
    if (status != STATUS_OK && status != STATUS_LIMIT)
        return source_failed(out, "mountinfo", err.sys);
    struct slice rest = sbuf_view(&groups), text;
    size_t hidden = 0;
    while (slice_next_line(&rest, &text)) {
        struct cgroup_line line;
        size_t top;
        if (!cgroup_line_parse(text, &line))
            continue;
        if (cgroup_folder(sbuf_view(&mounts), &line, &folder, &top))
            write_levels(ctx->rootfd, &folder, top, line.controllers, out);
        else
            hidden++;
    }
    if (out->written == 0)
        snprintf(out->reason, sizeof out->reason, "no files of its control group can be seen here");
    else if (hidden)
        snprintf(out->reason, sizeof out->reason, "hierarchies that are not mounted here: %zu",
                 hidden);
    return out->written ? BUNDLE_OK : BUNDLE_UNSUPPORTED;
}
