/* Plain copies of kernel files, written piece by piece so that a hang keeps what came before. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"

enum { CHUNK = 64 * 1024 };

enum bundle_status source_nothing(const struct source_context *ctx, struct source_output *out,
                                  const char *what, int sys)
{
    static const char *const words[] = {
        [PROCFS_KERNEL_THREAD] = "a kernel thread",
        [PROCFS_ZOMBIE] = "a zombie",
    };
    enum procfs_kind kind = procfs_kind(ctx->procfd);
    if (kind == PROCFS_GONE) {
        snprintf(out->reason, sizeof out->reason, "the process has ended");
        return BUNDLE_FAILED;
    }
    if (kind != PROCFS_PROCESS && (sys == 0 || sys == ESRCH || sys == ENOENT)) {
        snprintf(out->reason, sizeof out->reason, "%s has no %s", words[kind], what);
        return BUNDLE_UNSUPPORTED;
    }
    if (sys)
        return source_failed(out, what, sys);
    snprintf(out->reason, sizeof out->reason, "empty: %s", what);
    return BUNDLE_OK;
}

/* Copies fd to its end. 0 or errno. */
static int copy(int fd, struct source_output *out)
{
    unsigned char chunk[CHUNK];
    while (!out->full && !out->sys) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        if (n == 0)
            break;
        source_write(out, (struct slice){chunk, (size_t)n});
    }
    return 0;
}

enum bundle_status source_process_file(const struct source *self, const struct source_context *ctx,
                                       struct source_output *out)
{
    AUTO_FD int fd = procfs_open(ctx->procfd, self->from);
    int sys = fd < 0 ? errno : copy(fd, out);
    if (sys && out->written) {
        snprintf(out->reason, sizeof out->reason, "cut short: %s", strerror(sys));
        return BUNDLE_PARTIAL;
    }
    if (sys || !out->written)
        return source_nothing(ctx, out, self->from, sys);
    return BUNDLE_OK;
}

/* Follows links: etc/os-release is one nearly everywhere. */
enum bundle_status source_host_file(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    AUTO_FD int fd = openat(ctx->rootfd, self->from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int sys = fd < 0 ? errno : copy(fd, out);
    return sys ? source_failed(out, self->from, sys) : BUNDLE_OK;
}
