/* What the Go linker wrote into the target's executable, by its path: there is no link to the file
 * itself here, so of a program that was replaced since it was started the new one is read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buildinfo_write.h"
#include "calls.h"
#include "cleanup.h"
#include "probe.h"

enum { MICRO = 1000000 };

enum bundle_status source_buildinfo(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    char path[PROC_PIDPATHINFO_MAXSIZE];
    struct buildinfo b;
    struct error err = {0};
    struct stat st;
    (void)self;
    calls_path(ctx->pid, path, sizeof path);
    if (path[0] != '/')
        return source_nothing(ctx, out, "executable", ENOENT);
    AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return source_nothing(ctx, out, "executable", errno);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return source_nothing(ctx, out, "executable", 0);
    buildinfo_init(&b);
    enum status s = buildinfo_read(fd, &b, &err);
    if (s == STATUS_OK)
        buildinfo_write(&b, out);
    buildinfo_done(&b);
    if (s != STATUS_OK)
        return probe_settle(ctx, out, source_failed(out, "read the executable", ENOEXEC));
    if ((uint64_t)st.st_mtime <= ctx->start / MICRO)
        return probe_settle(ctx, out, BUNDLE_OK);
    snprintf(out->reason, sizeof out->reason,
             "the file is newer than the process: perhaps another");
    return probe_settle(ctx, out, BUNDLE_PARTIAL);
}
