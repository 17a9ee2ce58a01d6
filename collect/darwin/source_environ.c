/* The names of the environment, never a value. Of a program that the system protects (SIP), and of
 * one that has cleared its environment, there is none. */
#include "env_names.h"

#include "calls.h"
#include "probe.h"

static void write_names(void *arg, struct slice block)
{
    env_names_write(block, arg);
}

enum bundle_status source_env_names(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    (void)self;
    int sys = calls_environment(ctx->pid, write_names, out);
    if (sys || out->written == 0)
        return source_nothing(ctx, out, "environment", sys);
    return probe_settle(ctx, out, BUNDLE_OK);
}
