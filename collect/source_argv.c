/* The command line: NUL-separated in the kernel, one argument per line here, secrets masked. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>

#include "argument_mask.h"
#include "fileio.h"
#include "limits_input.h"
#include "sbuf.h"
#include "tsv.h"

enum bundle_status source_argv(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    AUTO_SBUF struct sbuf raw, shown, line;
    sbuf_init(&raw, LIMIT_PROC_FILE);
    sbuf_init(&shown, LIMIT_PROC_FILE * 2);
    sbuf_init(&line, LIMIT_PROC_FILE * 8); /* an escape takes four bytes */
    struct error err = {0};
    enum status status = fileio_read(ctx->procfd, self->from, &raw, &err);
    if ((status != STATUS_OK && status != STATUS_LIMIT) || raw.len == 0)
        return source_nothing(ctx, out, "command line", err.sys);

    struct argument_context before = {0};
    struct slice rest = sbuf_view(&raw), argument;
    while (slice_next(&rest, '\0', &argument) && !out->full && !out->sys) {
        sbuf_clear(&shown);
        sbuf_clear(&line);
        argument_mask(&before, argument, &shown, NULL, NULL);
        tsv_add(&line, sbuf_view(&shown));
        sbuf_addc(&line, '\n');
        if (!sbuf_ok(&shown) || !sbuf_ok(&line))
            return source_failed(out, "mask", ENOMEM);
        source_write(out, sbuf_view(&line));
    }
    if (status == STATUS_LIMIT)
        snprintf(out->reason, sizeof out->reason, "longer than %zu bytes", (size_t)LIMIT_PROC_FILE);
    return status == STATUS_LIMIT ? BUNDLE_TRUNCATED : BUNDLE_OK;
}
