#include "probe.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "calls.h"

enum { ZOMBIE = 5 }; /* pbi_status */
enum kind { KIND_PROCESS, KIND_ZOMBIE, KIND_GONE, KIND_SUCCESSOR };

static enum kind kind_of(const struct source_context *ctx)
{
    struct proc_bsdinfo info;
    if (calls_identity(ctx->pid, &info) != 0)
        return KIND_GONE;
    if (ctx->start && calls_start_us(&info) != ctx->start)
        return KIND_SUCCESSOR;
    return info.pbi_status == ZOMBIE ? KIND_ZOMBIE : KIND_PROCESS;
}

char probe_state(uint32_t status)
{
    static const char letters[] = "?IRSTZ";
    return letters[status < sizeof letters - 1 ? status : 0];
}

enum bundle_status source_nothing(const struct source_context *ctx, struct source_output *out,
                                  const char *what, int sys)
{
    enum kind kind = kind_of(ctx);
    if (kind == KIND_GONE || kind == KIND_SUCCESSOR) {
        snprintf(out->reason, sizeof out->reason, "the process has ended");
        return BUNDLE_FAILED;
    }
    if (kind == KIND_ZOMBIE && (sys == 0 || sys == ESRCH || sys == EINVAL)) {
        snprintf(out->reason, sizeof out->reason, "a zombie has no %s", what);
        return BUNDLE_UNSUPPORTED;
    }
    if (sys)
        return source_failed(out, what, sys);
    snprintf(out->reason, sizeof out->reason, "empty: %s", what);
    return BUNDLE_OK;
}

enum bundle_status probe_settle(const struct source_context *ctx, struct source_output *out,
                                enum bundle_status status)
{
    enum kind kind = kind_of(ctx);
    if (kind == KIND_SUCCESSOR) {
        snprintf(out->reason, sizeof out->reason, "the process has ended, another has its number");
        out->written = 0;
        return ftruncate(out->fd, 0) == 0 ? BUNDLE_FAILED : BUNDLE_WITHHELD;
    }
    if (kind == KIND_GONE && status == BUNDLE_OK) {
        snprintf(out->reason, sizeof out->reason, "the process ended meanwhile");
        return BUNDLE_PARTIAL;
    }
    return status;
}
