/* What ps, pmap and lsof say, where they are installed: a second opinion beside the kernel's files,
 * and what many people read first. */
#include "source_readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"

enum { PID_TEXT = 16, PATH_TEXT = 64 };

/* Part of the deadline that the tool may use; the rest is for the verdict. */
#define TOOL_SHARE 0.8

struct program {
    char path[PATH_TEXT], pid[PID_TEXT];
};

/* Only from folders that belong to the system: PATH may lead anywhere. */
static void find_program(const struct source *self, const struct source_context *ctx,
                         struct program *ret)
{
    static const char *const folders[] = {"/usr/bin", "/bin", "/usr/sbin", "/sbin"};
    snprintf(ret->pid, sizeof ret->pid, "%ld", (long)ctx->pid);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        snprintf(ret->path, sizeof ret->path, "%s/%s", folders[i], self->from);
        if (access(ret->path, X_OK) == 0)
            return;
    }
}

/* A program goes by number: what it printed may be about a successor. */
static enum bundle_status still_ours(const struct source *self, const struct source_context *ctx,
                                     struct source_output *out, enum bundle_status status)
{
    if (ctx->procfd >= 0 && procfs_kind(ctx->procfd) == PROCFS_GONE)
        return source_nothing(ctx, out, self->from, ESRCH);
    return status;
}

enum bundle_status source_ps(const struct source *self, const struct source_context *ctx,
                             struct source_output *out)
{
    struct program ps;
    find_program(self, ctx, &ps);
    /* No args column: command lines hold secrets, and 10-process/argv.txt has it masked. A user's
     * name must be whole, or the redactor would not know it. */
    const char *argv[] = {
        ps.path, "-o",   "pid,ppid,user:32,stat,pcpu,pmem,rss,vsz,nlwp,etime,time,comm",
        "-p",    ps.pid, NULL};
    return still_ours(self, ctx, out, source_tool(argv, self->deadline * TOOL_SHARE, out));
}

/* pmap reads smaps, so the same gate holds. Its first line is the command line, unmasked: only what
 * follows is taken. */
enum bundle_status source_pmap(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    struct program pmap;
    enum bundle_status status;
    if (!source_walk_allowed(ctx, out, &status))
        return status;
    find_program(self, ctx, &pmap);
    const char *argv[] = {pmap.path, "-x", pmap.pid, NULL};
    status = source_tool_from(argv, self->deadline * TOOL_SHARE, "Address ", out);
    return still_ours(self, ctx, out, status);
}

/* -b -w -n -P: no call that a dead mount or a name server could hold up, as far as lsof can do
 * without. Mapped files stand in maps; no command (it may be masked in argv.txt) and no user. */
enum bundle_status source_lsof(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    struct program lsof;
    AUTO_FD int fd = openat(ctx->procfd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int sys = fd < 0 ? errno : 0;
    if (sys || procfs_kind(ctx->procfd) != PROCFS_PROCESS) /* it would exit 0 and say nothing */
        return source_nothing(ctx, out, "descriptor table", sys);
    find_program(self, ctx, &lsof);
    const char *argv[] = {lsof.path, "-b", "-w",        "-n", "-P",           "-a", "-p",
                          lsof.pid,  "-d", "^mem,^DEL", "-F", "ftalDsiokPTn", NULL};
    return still_ours(self, ctx, out, source_tool(argv, self->deadline * TOOL_SHARE, out));
}
