/* Tools of the base system, each expendable: by their full path, with a deadline, killed with all
 * they started. vmmap, footprint and sample ask for the task port of the target and can wait for it
 * for ever; without the right to it they fail, and the native tables stand. */
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
static enum bundle_status take_file(const char *path, const char *tool, struct source_output *out)
{
    AUTO_SBUF struct sbuf text;
    struct error err = {0};
    sbuf_init(&text, LIMIT_TOOL_OUTPUT);
    enum status status = fileio_read(AT_FDCWD, path, &text, &err);
    if (status != STATUS_OK && status != STATUS_LIMIT)
        return source_failed(out, tool, err.sys);
    source_write(out, sbuf_view(&text));
    return status == STATUS_LIMIT ? BUNDLE_TRUNCATED : BUNDLE_OK;
}

/* Some tools write what we want to a file only: it lies in a folder that nobody else may enter.
 * What they print besides is for people, and nobody needs it. argv[at] becomes the path. */
static enum bundle_status tool_with_file(const struct source *self, const char **argv, size_t at,
                                         struct source_output *out)
{
    char folder[] = "/tmp/collect.XXXXXX", path[sizeof folder + sizeof "/out"];
    AUTO_FD int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null < 0 || !mkdtemp(folder))
        return source_failed(out, self->from, errno);
    snprintf(path, sizeof path, "%s/out", folder);
    argv[at] = path;
    struct source_output words = {.fd = null, .ceiling = LIMIT_TOOL_OUTPUT};
    enum bundle_status status = source_tool(argv, self->deadline * TOOL_SHARE, &words);
    if (status == BUNDLE_OK)
        status = take_file(path, self->from, out);
    else
        snprintf(out->reason, sizeof out->reason, "%s", words.reason);
    unlink(path);
    rmdir(folder);
    return status;
}

enum bundle_status source_footprint(const struct source *self, const struct source_context *ctx,
                                    struct source_output *out)
{
    char pid[PID_TEXT];
    pid_text(ctx, pid);
    const char *argv[] = {"/usr/bin/footprint", "-j", NULL, pid, NULL};
    return probe_settle(ctx, out, tool_with_file(self, argv, 2, out));
}

/* Once every 10 ms for one second: each time the target is stopped for as long as it takes to walk
 * its stacks. The interval of 1 ms that the tool would choose stops it ten times as often. */
enum bundle_status source_sample(const struct source *self, const struct source_context *ctx,
                                 struct source_output *out)
{
    char pid[PID_TEXT];
    pid_text(ctx, pid);
    const char *argv[] = {"/usr/bin/sample", pid, "1", "10", "-file", NULL, NULL};
    return probe_settle(ctx, out, tool_with_file(self, argv, 5, out));
}
