/* What stands behind the descriptors that are no files: how many watches, targets and events, how
 * long until a timer. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"
#include "sbuf.h"
#include "tsv.h"

enum { NAME_LEN = 64, LINK_MAX = 64, ROW_MAX = 4096, KEYS = 4 };

/* counted: the lines of fdinfo that begin so are counted; otherwise the value of key[0], a number
 * of that base, is the count. The values of all keys are the detail. */
static const struct info_kind {
    const char *link, *type, *counted;
    bool (*number)(struct slice s, uint64_t *value);
    const char *key[KEYS];
} kinds[] = {
    {"anon_inode:inotify", "inotify", "inotify wd:", NULL, {NULL}},
    {"anon_inode:[fanotify]", "fanotify", "fanotify ino:", NULL, {NULL}},
    {"anon_inode:[eventpoll]", "eventpoll", "tfd:", NULL, {NULL}},
    {"anon_inode:[eventfd]", "eventfd", NULL, slice_to_hex, {"eventfd-count:"}},
    {"anon_inode:[timerfd]",
     "timerfd",
     NULL,
     slice_to_u64,
     {"ticks:", "clockid:", "it_value:", "it_interval:"}},
    {"anon_inode:[signalfd]", "signalfd", NULL, NULL, {"sigmask:"}},
    {"anon_inode:[pidfd]", "pidfd", NULL, NULL, {"Pid:"}},
};

struct info {
    const struct info_kind *kind;
    bool has_count;
    uint64_t count;
    struct sbuf detail;
};

static void take_line(void *arg, struct slice line)
{
    struct info *info = arg;
    const struct info_kind *kind = info->kind;
    if (kind->counted) {
        info->count += slice_has_prefix(line, slice_from(kind->counted));
        return;
    }
    for (size_t i = 0; i < KEYS && kind->key[i]; i++) {
        struct slice value = line, key = slice_from(kind->key[i]);
        if (!slice_skip(&value, key))
            continue;
        value = slice_trim(value);
        if (i == 0 && kind->number)
            info->has_count = kind->number(value, &info->count);
        if (info->detail.len)
            sbuf_addc(&info->detail, ' ');
        sbuf_add(&info->detail, slice_take(key, key.len - 1));
        sbuf_addc(&info->detail, '=');
        for (size_t k = 0; k < value.len; k++) /* "(0, 49)": one word */
            if (value.ptr[k] != ' ')
                sbuf_addc(&info->detail, (char)value.ptr[k]);
    }
}

static const struct info_kind *kind_of(int links, unsigned fd)
{
    char name[NAME_LEN], link[LINK_MAX];
    snprintf(name, sizeof name, "%u", fd);
    ssize_t n = readlinkat(links, name, link, sizeof link);
    struct slice target = {(unsigned char *)link, n < 0 ? 0 : (size_t)n};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (slice_is(target, kinds[i].link))
            return &kinds[i];
    return NULL;
}

/* errno of a failed read; that of a descriptor closed meanwhile is nothing. */
static int write_row(int procfd, unsigned fd, const struct info_kind *kind,
                     struct source_output *out)
{
    char path[NAME_LEN];
    struct info info = {.kind = kind, .has_count = kind->counted != NULL};
    AUTO_SBUF struct sbuf row;
    sbuf_init(&row, ROW_MAX);
    sbuf_init(&info.detail, ROW_MAX / 4);
    snprintf(path, sizeof path, "fdinfo/%u", fd);
    int sys = procfs_lines(procfd, path, take_line, &info);
    sbuf_addf(&row, "%u\t%s\t", fd, kind->type);
    if (!sys && info.has_count)
        sbuf_addf(&row, "%llu", (unsigned long long)info.count);
    sbuf_addc(&row, '\t');
    tsv_add(&row, sbuf_view(&info.detail));
    sbuf_addc(&row, '\n');
    sbuf_done(&info.detail);
    if (sys != ENOENT && sys != ESRCH)
        source_write(out, sbuf_view(&row));
    return sys == ENOENT || sys == ESRCH ? 0 : sys;
}

enum bundle_status source_fdinfo(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    (void)self;
    AUTO_NUMBERS struct procfs_numbers fds;
    int sys = procfs_numbers(ctx->procfd, "fd", &fds);
    if (sys || procfs_kind(ctx->procfd) != PROCFS_PROCESS)
        return source_nothing(ctx, out, "descriptor table", sys);
    AUTO_FD int links = openat(ctx->procfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    source_write(out, SLICE(BUNDLE_COLUMNS_FDINFO "\n"));
    size_t unread = 0;
    for (size_t i = 0; i < fds.count && !out->full && !out->sys; i++) {
        const struct info_kind *kind = kind_of(links, fds.item[i]);
        if (kind)
            unread += write_row(ctx->procfd, fds.item[i], kind, out) != 0;
    }
    if (unread)
        snprintf(out->reason, sizeof out->reason, "could not be read: %zu of them", unread);
    return unread ? BUNDLE_PARTIAL : BUNDLE_OK;
}
