/* The command line, one argument per line, secrets masked. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "argument_mask.h"
#include "calls.h"
#include "limits_input.h"
#include "probe.h"
#include "sbuf.h"
#include "tsv.h"

struct masking {
    struct source_output *out;
    struct argument_context before;
    struct sbuf shown, line;
    bool failed;
};

static void write_argument(void *arg, struct slice argument)
{
    struct masking *m = arg;
    sbuf_clear(&m->shown);
    sbuf_clear(&m->line);
    argument_mask(&m->before, argument, &m->shown, NULL, NULL);
    tsv_add(&m->line, sbuf_view(&m->shown));
    sbuf_addc(&m->line, '\n');
    if (sbuf_ok(&m->shown) && sbuf_ok(&m->line))
        source_write(m->out, sbuf_view(&m->line));
    else
        m->failed = true;
}

enum bundle_status source_argv(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    struct masking m = {.out = out};
    (void)self;
    sbuf_init(&m.shown, LIMIT_PROC_TABLE);
    sbuf_init(&m.line, LIMIT_PROC_TABLE);
    int sys = calls_arguments(ctx->pid, write_argument, &m);
    enum bundle_status status = BUNDLE_OK;
    if (m.failed)
        status = source_failed(out, "mask", ENOMEM);
    else if (out->written == 0)
        status = source_nothing(ctx, out, "command line", sys);
    else if (sys)
        status = BUNDLE_PARTIAL;
    sbuf_done(&m.shown);
    sbuf_done(&m.line);
    return out->written ? probe_settle(ctx, out, status) : status;
}
