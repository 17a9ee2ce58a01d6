/* What the Go linker wrote into the target's executable, read through its own link: also when the
 * file was replaced or deleted since. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "buildinfo_write.h"
#include "cleanup.h"
#include "source_readers.h"

enum bundle_status source_buildinfo(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    struct buildinfo b;
    struct error err = {0};
    struct stat st;
    AUTO_FD int fd = openat(ctx->procfd, self->from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return source_nothing(ctx, out, "executable", errno);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return source_nothing(ctx, out, "executable", 0);
    buildinfo_init(&b);
    enum status s = buildinfo_read(fd, &b, &err);
    if (s == STATUS_OK)
        buildinfo_write(&b, out);
    buildinfo_done(&b);
    return s == STATUS_OK ? BUNDLE_OK : source_failed(out, "read the executable", ENOEXEC);
}
