/* The SHA-256 of the executable, read through /proc: also of one that was deleted or replaced. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "cleanup.h"
#include "digest.h"
#include "sbuf.h"

enum { LINE_MAX_LEN = 120 };

enum bundle_status source_exe_hash(const struct source *self, const struct source_context *ctx,
                                   struct source_output *out)
{
    char hex[DIGEST_HEX + 1];
    uint64_t bytes;
    AUTO_SBUF struct sbuf line;
    sbuf_init(&line, LINE_MAX_LEN);
    AUTO_FD int fd = openat(ctx->procfd, self->from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return source_nothing(ctx, out, "executable", errno);
    if (!digest_file(fd, hex, &bytes))
        return source_failed(out, "executable", errno);
    sbuf_addf(&line, "%s  %llu\n", hex, (unsigned long long)bytes);
    source_write(out, sbuf_view(&line));
    return BUNDLE_OK;
}
