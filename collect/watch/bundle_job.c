#include "bundle_job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach.h"
#include "child.h"
#include "cleanup.h"
#include "clocks.h"
#include "exit_codes.h"
#include "fileio.h"
#include "naming.h"
#include "platform.h"
#include "snapshot.h"
#include "stop.h"

static const double PACKING_S = 60; /* beyond the deadline of collecting, for a slow disk */
static const double DYING_S = 5;    /* after SIGKILL: then it is stuck in the kernel */
enum { REAP_MS = 1000 };            /* for one that has said its last word */

/* What the kernel counts anyway, and the heap profile, which is copied out of the process. */
static const char CHEAP_ONLY[] = "process,memory.statm,files,host,samples,go.buildinfo,"
                                 "go.live.memstats,go.live.heap";
static const char CHEAP_SKIP[] = "process.ps,process.stacks,files.lsof,files.pipes,files.locks";

static void restrict_to_cheap(struct collect_options *o)
{
    o->quick = true;
    o->seconds = o->trace = 0;
    o->briefly_stop = o->gc = o->smaps = false;
    o->only = (struct option_list){.item = {CHEAP_ONLY}, .count = 1};
    if (o->skip.count < OPTION_LIST_MAX)
        o->skip.item[o->skip.count++] = CHEAP_SKIP;
}

/* The options of this one bundle. */
static struct collect_options options_of(const struct bundle_plan *p, const char *path)
{
    struct collect_options o = *p->resolved->options;
    o.output = path;
    o.quiet = true;
    o.watch = false;
    if (p->quick) {
        o.quick = true;
        o.seconds = o.trace = 0;
    }
    if (p->cheap)
        restrict_to_cheap(&o);
    if (!o.label)
        o.label = bundle_occasion_names[p->occasion];
    return o;
}

static void add_log(struct run *r, const void *files)
{
    attach_log(r, files);
}

/* The last line that was said on stderr. */
static void read_reason(int words, char *reason)
{
    char text[2048];
    off_t size = lseek(words, 0, SEEK_END);
    off_t from = size > (off_t)sizeof text ? size - (off_t)sizeof text : 0;
    ssize_t n = pread(words, text, sizeof text, from);
    struct slice all = slice_trim((struct slice){(unsigned char *)text, n > 0 ? (size_t)n : 0});
    size_t cut = slice_rfind_byte(all, '\n');
    struct slice line = cut == SIZE_MAX ? all : slice_drop(all, cut + 1);
    (void)slice_skip(&line, SLICE("collect: "));
    snprintf(reason, JOB_REASON_MAX, "%.*s", SLICE_ARG(line));
}

/* Where the index is. From here another process may answer at an address of its namespace: there it
 * is looked for anew. */
static void tell_address(const struct run *r, struct bundle_verdict *v)
{
    const struct artifact *index = run_find(r, "go.index");
    if (!index || index->status != BUNDLE_OK || !r->url || r->url_is_inside)
        return;
    snprintf(v->url, sizeof v->url, "%s", r->url);
    snprintf(v->unix_path, sizeof v->unix_path, "%s", r->unix_path ? r->unix_path : "");
}

static int take(const struct bundle_plan *p, const struct collect_options *o,
                struct bundle_verdict *v)
{
    struct run_watch watch = {.occasion = bundle_occasion_names[p->occasion],
                              .trigger = p->trigger,
                              .log = p->files->log.name,
                              .cheap = p->cheap};
    struct snapshot s;
    const struct run *from = p->resolved;
    int code = snapshot_begin(&s, o, from->target);
    s.run.given = from->given;
    s.run.url = from->url ? strdup(from->url) : NULL;
    s.run.unix_path = from->unix_path ? strdup(from->unix_path) : NULL;
    s.run.owner_hidden = from->owner_hidden;
    s.run.watch = &watch;
    s.add = add_log;
    s.add_arg = p->files;
    if (code == EXIT_COMPLETE)
        code = snapshot_admit(&s);
    if (code == EXIT_COMPLETE)
        code = snapshot_take(&s);
    tell_address(&s.run, v);
    code = snapshot_end(&s, code);
    v->sys = s.sys;
    return code;
}

static _Noreturn void run_job(const struct bundle_plan *p, const char *name, int pipe, pid_t parent)
{
    struct bundle_verdict v = {.code = EXIT_CANNOT_WRITE};
    struct error err = {0};
    char path[4096];
    setpgid(0, 0); /* Ctrl-C is for the watch, which decides */
    stop_listen();
    platform_die_with_parent(SIGTERM);
    if (getppid() != parent)
        _exit(EXIT_NOTHING);
    int words = fileio_anonymous(p->files->folder), nowhere = open("/dev/null", O_RDWR);
    dup2(words >= 0 ? words : nowhere, STDERR_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    if (snprintf(path, sizeof path, "%s/%s", p->files->folder, name) < (int)sizeof path) {
        struct collect_options o = options_of(p, path);
        v.code = take(p, &o, &v);
    }
    fflush(stderr);
    read_reason(STDERR_FILENO, v.reason);
    (void)!fileio_write(pipe, (struct slice){(unsigned char *)&v, sizeof v}, &err);
    _exit(v.code);
}

/* NAME-PID-TIME-OCCASION.tgz, with a number when there is one already. */
static void name_bundle(const struct bundle_plan *p, char *name)
{
    char stem[NAMING_MAX];
    struct stat st;
    p->resolved->started_utc_ns = clock_utc_ns();
    naming_bundle(p->resolved, stem);
    const char *occasion = bundle_occasion_names[p->occasion];
    snprintf(name, BUNDLE_NAME_MAX, "%s-%s.tgz", stem, occasion);
    for (int i = 2; i < 100 && fstatat(p->files->dirfd, name, &st, 0) == 0; i++)
        snprintf(name, BUNDLE_NAME_MAX, "%s-%s-%d.tgz", stem, occasion, i);
}

enum status bundle_job_start(struct bundle_job *job, const struct bundle_plan *plan,
                             struct error *err)
{
    int ends[2];
    job->record = (struct bundle_record){.occasion = plan->occasion};
    job->trigger = plan->trigger;
    name_bundle(plan, job->record.name);
    if (platform_pipe(ends) != 0)
        return error_sys(err, "cannot make a pipe");
    pid_t self = getpid(), pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return error_sys(err, "cannot start a process");
    }
    if (pid == 0)
        run_job(plan, job->record.name, ends[1], self);
    close(ends[1]);
    setpgid(pid, pid); /* here too, so that a kill right now finds the group */
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    job->pid = pid;
    job->pipe = ends[0];
    job->began = clock_seconds();
    job->killed_at = 0;
    return STATUS_OK;
}

bool bundle_job_finish(struct bundle_job *job, struct bundle_verdict *ret)
{
    int wait_status = 0;
    ssize_t n = read(job->pipe, ret, sizeof *ret);
    bool gone = child_reap(job->pid, n < 0 ? 0 : REAP_MS, &wait_status);
    bool given_up = job->killed_at > 0 && clock_seconds() - job->killed_at > DYING_S;
    if (n < 0 && !gone && !given_up)
        return false;
    if (n < 0) /* said between the two looks, or a probe that is left behind holds the pipe open */
        n = read(job->pipe, ret, sizeof *ret);
    if (n != (ssize_t)sizeof *ret) {
        *ret = (struct bundle_verdict){.code = EXIT_NOTHING};
        if (gone)
            snprintf(ret->reason, sizeof ret->reason, "it ended early (signal %d)",
                     WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0);
        else
            snprintf(ret->reason, sizeof ret->reason,
                     "it does not die (state D) and was left behind");
    }
    close(job->pipe);
    job->pid = 0;
    job->pipe = -1;
    return true;
}

void bundle_job_stop(const struct bundle_job *job)
{
    if (job->pid)
        kill(job->pid, SIGTERM);
}

void bundle_job_kill(struct bundle_job *job)
{
    if (!job->pid)
        return;
    kill(-job->pid, SIGKILL);
    if (job->killed_at <= 0)
        job->killed_at = clock_seconds();
}

double bundle_job_deadline(const struct collect_options *o)
{
    return o->deadline + PACKING_S;
}
