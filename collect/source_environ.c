/* The names of the environment, never a value. */
#include "source_readers.h"

#include "env_names.h"
#include "fileio.h"
#include "limits_input.h"
#include "sbuf.h"

enum bundle_status source_env_names(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    AUTO_SBUF struct sbuf raw;
    struct error err = {0};
    sbuf_init(&raw, LIMIT_ENVIRON);
    enum status status = fileio_read(ctx->procfd, self->from, &raw, &err);
    if ((status != STATUS_OK && status != STATUS_LIMIT) || raw.len == 0)
        return source_nothing(ctx, out, "environment", err.sys);
    env_names_write(sbuf_view(&raw), out);
    return status == STATUS_LIMIT ? BUNDLE_TRUNCATED : BUNDLE_OK;
}
