/* ps(1): a second opinion on what stands in stat and status. */
#include "source_readers.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "procfs.h"

enum { PID_TEXT = 16 };

enum bundle_status source_ps(const struct source *self, const struct source_context *ctx,
                             struct source_output *out)
{
    static const char *const places[] = {"/usr/bin/ps", "/bin/ps"};
    char pid[PID_TEXT];
    snprintf(pid, sizeof pid, "%ld", (long)ctx->pid);
    /* No args column: command lines hold secrets, and 10-process/argv.txt has it masked. A user's
     * name must be whole, or the redactor would not know it. */
    const char *argv[] = {places[access(places[0], X_OK) != 0],
                          "-o",
                          "pid,ppid,user:32,stat,pcpu,pmem,rss,vsz,nlwp,etime,time,comm",
                          "-p",
                          pid,
                          NULL};
    enum bundle_status status = source_tool(argv, self->deadline * TOOL_SHARE, out);
    /* ps goes by number: what it printed may be about a successor. */
    if (ctx->procfd >= 0 && procfs_kind(ctx->procfd) == PROCFS_GONE)
        return source_nothing(ctx, out, self->from, ESRCH);
    return status;
}
