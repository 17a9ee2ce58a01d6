#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fileio.h"

size_t source_outputs(size_t row)
{
    size_t n = 1;
    while (n < SOURCE_OUTPUTS_MAX && row + n < sources_count && !sources[row + n].read)
        n++;
    return n;
}

void source_write(struct source_output *out, struct slice bytes)
{
    if (out->fd < 0 || out->full || out->sys)
        return;
    uint64_t room = out->ceiling - out->written;
    if (bytes.len > room) {
        out->full = true;
        bytes = slice_take(bytes, (size_t)room);
    }
    struct error err = {0};
    if (fileio_write(out->fd, bytes, &err) != STATUS_OK)
        out->sys = err.sys;
    else
        out->written += bytes.len;
}

void source_write_sbuf(struct source_output *out, const struct sbuf *b)
{
    source_write(out, sbuf_view(b));
    if (!sbuf_ok(b))
        out->sys = ENOMEM;
}

enum bundle_status source_failed(struct source_output *out, const char *verb, int sys)
{
    snprintf(out->reason, sizeof out->reason, "%s: %s", verb, strerror(sys));
    if (sys == EACCES || sys == EPERM)
        return BUNDLE_DENIED;
    if (sys == ENOENT || sys == ENOSYS || sys == EOPNOTSUPP || sys == EINVAL)
        return BUNDLE_UNSUPPORTED;
    return BUNDLE_FAILED;
}

enum bundle_status source_absent(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    (void)ctx;
    snprintf(out->reason, sizeof out->reason, "%s", self->from);
    return BUNDLE_UNSUPPORTED;
}
