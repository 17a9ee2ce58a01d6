/* Tools of the base system, each expendable: by their full path, with a deadline, killed with all
 * they started. vmmap and footprint ask for the task port of the target and can wait for it for
 * ever; without the right to it they fail, and the native tables stand. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "limits_input.h"
#include "probe.h"
#include "sbuf.h"

enum { PID_TEXT = 16 };

static void pid_text(const struct source_context *ctx, char text[PID_TEXT])
{
    snprintf(text, PID_TEXT, "%ld", (long)ctx->pid);
}

/* No command line, it holds secrets; no user name, it may be cut and then the redactor would not
 * know it. -ww, because there is no terminal to take a width from. */
enum bundle_status source_ps(const struct source *self, const struct source_context *ctx,
                             struct source_output *out)
{
    char pid[PID_TEXT];
    pid_text(ctx, pid);
    const char *argv[] = {
        "/bin/ps", "-ww",
        "-o",      "pid,ppid,uid,state,%cpu,%mem,rss,vsz,pri,nice,etime,time,wchan,ucomm",
        "-p",      pid,
        NULL};
    return probe_settle(ctx, out, source_tool(argv, self->deadline * TOOL_SHARE, out));
}

enum bundle_status source_vmmap(const struct source *self, const struct source_context *ctx,
                                struct source_output *out)
{
    char pid[PID_TEXT];
    pid_text(ctx, pid);
    const char *argv[] = {"/usr/bin/vmmap", "--summary", pid, NULL};
    return probe_settle(ctx, out, source_tool(argv, self->deadline * TOOL_SHARE, out));
}

/* -b -w -n -P: no call that a dead mount or a name server could hold up, as far as lsof can do
 * without. Mapped files are txt rows here; they stand in regions.tsv. */
enum bundle_status source_lsof(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    char pid[PID_TEXT];
    pid_text(ctx, pid);
    const char *argv[] = {"/usr/sbin/lsof", "-b", "-w",           "-n", "-P", "-a", "-p", pid, "-d",
                          "^txt",           "-F", "ftalDsiokPTn", NULL};
    return probe_settle(ctx, out, source_tool(argv, self->deadline * TOOL_SHARE, out));
}

/* Copies what a tool wrote into a file of its own. */
static enum bundle_status take_file(const char *path, struct source_output *out)
{
    AUTO_SBUF struct sbuf text;
    struct error err = {0};
    sbuf_init(&text, LIMIT_TOOL_OUTPUT);
    enum status status = fileio_read(AT_FDCWD, path, &text, &err);
    if (status != STATUS_OK && status != STATUS_LIMIT)
        return source_failed(out, "footprint", err.sys);
    source_write(out, sbuf_view(&text));
    return status == STATUS_LIMIT ? BUNDLE_TRUNCATED : BUNDLE_OK;
}

/* Its JSON goes to a file only, in a folder that nobody else may enter; a table for people, which
 * nobody needs, goes to standard output. */
enum bundle_status source_footprint(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    char pid[PID_TEXT], folder[] = "/tmp/collect.XXXXXX", path[sizeof folder + sizeof "/f.json"];
    pid_text(ctx, pid);
    AUTO_FD int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null < 0 || !mkdtemp(folder))
        return source_failed(out, "footprint", errno);
    snprintf(path, sizeof path, "%s/f.json", folder);
    struct source_output table = {.fd = null, .ceiling = LIMIT_TOOL_OUTPUT};
    const char *argv[] = {"/usr/bin/footprint", "-j", path, pid, NULL};
    enum bundle_status status = source_tool(argv, self->deadline * TOOL_SHARE, &table);
    if (status == BUNDLE_OK)
        status = take_file(path, out);
    else
        snprintf(out->reason, sizeof out->reason, "%s", table.reason);
    unlink(path);
    rmdir(folder);
    return probe_settle(ctx, out, status);
}
