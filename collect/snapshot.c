#include "snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "choice.h"
#include "cleanup.h"
#include "digest.h"
#include "exit_codes.h"
#include "fault.h"
#include "limits_input.h"
#include "listing.h"
#include "naming.h"
#include "pack.h"
#include "stop.h"
#include "units.h"

enum { PATH_SIZE = NAMING_MAX + 8 };

static int fail_usage(const struct error *err)
{
    fprintf(stderr, "collect: %s\n", err->msg);
    return EXIT_USAGE;
}

/* Where anonymous files go: beside the bundle, because there must be room anyway. */
static char *spool_folder(const struct collect_options *o)
{
    if (!collect_options_to_stdout(o))
        return o->output ? fileio_dirname(o->output) : strdup(".");
    const char *tmp = getenv("TMPDIR");
    return strdup(tmp && tmp[0] == '/' ? tmp : "/var/tmp");
}

/* fileio_begin_unnamed(), so that a signal meets either no file or one whose name is known. */
static enum status begin_output(struct fileio_pending *p, const char *path, bool keeps,
                                struct error *err)
{
    sigset_t before;
    stop_hold(&before);
    enum status s = fileio_begin_unnamed(p, path, err);
    p->keeps = keeps;
    if (s == STATUS_OK && p->temp && !stop_removes(p->temp))
        s = error_set(err, STATUS_LIMIT, 0, "its path is too long");
    stop_release(&before);
    return s;
}

/* True when the folder takes files: told before the target is asked for anything. */
static bool can_write(struct snapshot *snapshot, const char *path)
{
    struct error err = {0};
    struct run *r = &snapshot->run;
    int probe = fileio_anonymous(r->spool_dir);
    if (probe >= 0)
        close(probe);
    enum status s = probe < 0 ? error_sys(&err, "cannot write there") : STATUS_OK;
    if (s == STATUS_OK && path)
        s = begin_output(&snapshot->out, path, !r->options->output, &err);
    if (s == STATUS_OK)
        return true;
    snapshot->sys = err.sys;
    fprintf(stderr, "collect: %s: %s; choose another place with -o FILE\n",
            path ? path : r->spool_dir, err.msg);
    return false;
}

static bool copy_to_stdout(int fd, struct error *err)
{
    char chunk[64 * 1024];
    ssize_t n;
    for (off_t at = 0; (n = pread(fd, chunk, sizeof chunk, at)) > 0; at += n)
        if (fileio_write(STDOUT_FILENO, (struct slice){(unsigned char *)chunk, (size_t)n}, err) !=
            STATUS_OK)
            return false;
    return n == 0 || (error_sys(err, "cannot read the bundle back"), false);
}

/* A line for each artifact that is not whole, or only for those that failed. True when one was not
 * permitted. */
static bool name_gaps(const struct run *r, bool failed)
{
    bool denied = false;
    size_t left_out = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct artifact *a = r->artifacts[i];
        denied = denied || a->status == BUNDLE_DENIED;
        if (a->status == BUNDLE_SKIPPED && choice_left_out(r->options, a->id))
            left_out++;
        else if ((a->status != BUNDLE_OK || a->reason[0]) && (!failed || artifact_is_gap(a)))
            fprintf(stderr, "  %-22s %s%s%s\n", a->id, bundle_status_names[a->status],
                    a->reason[0] ? ": " : "", a->reason);
    }
    if (left_out && !failed)
        fprintf(stderr, "  %zu more left out as asked\n", left_out);
    return denied;
}

/* What the process used while it was examined, its own work and what we asked of it. */
static void tell_cost(const struct run *r)
{
    double hz = (double)sysconf(_SC_CLK_TCK);
    if (r->alive_after == 1 && hz > 0)
        fprintf(stderr, ", in which the process used %s of CPU",
                units_duration((double)(r->cpu_ticks_after - r->cpu_ticks_before) / hz).s);
}

/* What is missing, and what to do next. */
static void summarize(const struct run *r, const struct pack_result *done, const char *path)
{
    if (r->options->quiet)
        return;
    if (name_gaps(r, false) && geteuid() != 0)
        fputs("For what was denied, run it as the user of the process, or with sudo.\n", stderr);
    fprintf(stderr, "%s: %zu files, %s, in %s%s",
            done->gaps ? "Written, with the gaps above" : "Complete", done->stored + 1,
            units_bytes((double)done->bytes).s, units_duration(run_seconds(r)).s,
            r->interrupted ? " (interrupted)" : "");
    tell_cost(r);
    fputc('\n', stderr);
    if (path)
        fprintf(stderr, "Look inside before you send it: tar -tzf %s\nExplain it: report %s\n",
                path, path);
}

static int explain_failure(struct snapshot *s, const struct error *err)
{
    s->sys = err->sys;
    fprintf(stderr, "collect: %s\n", err->msg);
    if (err->code == STATUS_UNSAFE) {
        fputs("collect: nothing was written; please report this, with the line above\n", stderr);
        return EXIT_UNSAFE;
    }
    return EXIT_CANNOT_WRITE;
}

static int write_bundle(struct snapshot *snapshot, const char *name)
{
    struct run *r = &snapshot->run;
    struct fileio_pending *out = &snapshot->out;
    struct manifest_outcome *outcome = &snapshot->outcome;
    struct error err = {0};
    struct pack_result done;
    pack_prepare(r, &done);
    if (done.evidence == 0) {
        name_gaps(r, true);
        fputs(r->interrupted || r->out_of_time
                  ? "collect: nothing useful could be collected in time; nothing was written\n"
                  : "collect: the target gave nothing at all, so nothing was written\n",
              stderr);
        return r->interrupted || r->out_of_time ? EXIT_NOTHING : EXIT_NO_TARGET;
    }
    AUTO_FD int anonymous = out->fd >= 0 ? -1 : fileio_anonymous(r->spool_dir);
    int fd = out->fd >= 0 ? out->fd : anonymous;
    enum status s =
        fd < 0 ? error_sys(&err, "cannot write the output") : pack_write(r, fd, name, &done, &err);
    if (s == STATUS_OK && !digest_file(fd, outcome->sha256, &outcome->bytes))
        s = error_sys(&err, "cannot read the bundle back");
    if (s == STATUS_OK && out->fd >= 0) {
        if (fault("slow-commit"))
            sleep(5);
        s = fileio_commit(out, &err);
    } else if (s == STATUS_OK && !copy_to_stdout(fd, &err))
        s = STATUS_IO;
    if (s != STATUS_OK)
        return explain_failure(snapshot, &err);
    summarize(r, &done, out->path);
    if (out->path && !r->options->json)
        puts(out->path);
    outcome->path = out->path;
    out->path = NULL;
    return done.gaps ? EXIT_GAPS : EXIT_COMPLETE;
}

/* The redactor before it knows a secret. */
static int open_redactor(struct run *r)
{
    const struct collect_options *o = r->options;
    struct error err = {0};
    bool made = false;
    r->redactor = redactor_new();
    if (!r->redactor)
        return EXIT_CANNOT_WRITE;
    if (o->redact_key && redactor_use_key(r->redactor, o->redact_key, &made, &err) != STATUS_OK)
        return fail_usage(&err);
    if (made && !o->quiet)
        fprintf(stderr,
                "collect: made a new key in %s: keep it, and to yourself; bundles made with it "
                "compare\n",
                o->redact_key);
    if (o->policy == POLICY_NONE) {
        fputs("collect: NOT REDACTED: this bundle shows user, home folder and host; keep it to "
              "yourself\n",
              stderr);
        redactor_show_names(r->redactor);
    }
    return EXIT_COMPLETE;
}

/* What the redactor learns from the target before anything is collected. */
static void teach_redactor(const struct run *r)
{
    const struct target *t = r->target;
    char folder[TARGET_PATH_MAX];
    redactor_add_machine(r->redactor, t->uid);
    if (r->options->policy == POLICY_STRICT)
        redactor_strict(r->redactor,
                        target_folder(t, folder, sizeof folder) ? folder : t->executable,
                        t->executable);
    pack_learn_arguments(r); /* here and at the end: a program may rewrite them */
}

static int print_plan(const struct run *r, const char *to)
{
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, MIB);
    listing_plan(r, to, &out);
    fputs(sbuf_text(&out), stdout);
    return fflush(stdout) == 0 ? EXIT_COMPLETE : EXIT_CANNOT_WRITE;
}

/* Where the bundle goes: NULL is standard output. Fills name with its folder inside. */
static const char *name_output(const struct run *r, char name[NAMING_MAX], char path[PATH_SIZE])
{
    const struct collect_options *o = r->options;
    naming_bundle(r, name);
    snprintf(path, PATH_SIZE, "%s.tgz", name);
    return collect_options_to_stdout(o) ? NULL : o->output ? o->output : path;
}

int snapshot_begin(struct snapshot *s, const struct collect_options *options, struct target *target)
{
    *s = (struct snapshot){.out = FILEIO_PENDING_INIT};
    run_init(&s->run, options, target);
    int code = open_redactor(&s->run);
    s->run.spool_dir = spool_folder(options);
    return code == EXIT_COMPLETE && !s->run.spool_dir ? EXIT_CANNOT_WRITE : code;
}

int snapshot_admit(struct snapshot *s)
{
    struct run *r = &s->run;
    struct access *a = &s->access;
    struct error err = {0};
    const char *warning;
    if (access_open(a, r->options, r->redactor, &err) != STATUS_OK ||
        access_suits(a, r->url, &warning, &err) != STATUS_OK)
        return fail_usage(&err);
    if (warning)
        fprintf(stderr, "collect: %s\n", warning);
    r->access = &a->http;
    return EXIT_COMPLETE;
}

/* The one object of --json; how the run ended, unless it cannot be told. */
static int print_outcome(const struct run *r, struct manifest_outcome *outcome, int code)
{
    AUTO_SBUF struct sbuf out;
    struct error err = {0};
    sbuf_init(&out, LIMIT_JSON);
    outcome->exit_code = code;
    outcome->meaning = collect_program.exits[code].help;
    if (!r->redactor || manifest_outcome(r, outcome, &out, &err) != STATUS_OK)
        return EXIT_CANNOT_WRITE;
    fputs(sbuf_text(&out), stdout);
    return fflush(stdout) == 0 ? code : EXIT_CANNOT_WRITE;
}

int snapshot_plan(struct snapshot *s)
{
    char name[NAMING_MAX], path[PATH_SIZE];
    teach_redactor(&s->run);
    return print_plan(&s->run, name_output(&s->run, name, path));
}

int snapshot_take(struct snapshot *s)
{
    char name[NAMING_MAX], path[PATH_SIZE];
    struct error err = {0};
    teach_redactor(&s->run);
    const char *to = name_output(&s->run, name, path);
    if (!can_write(s, to))
        return EXIT_CANNOT_WRITE;
    if (run_collect(&s->run, &stop_asked, &err) != STATUS_OK)
        return explain_failure(s, &err);
    if (s->add)
        s->add(&s->run, s->add_arg);
    return write_bundle(s, name);
}

int snapshot_end(struct snapshot *s, int code)
{
    fileio_abort(&s->out);
    (void)stop_removes(NULL);
    if (s->run.options->json)
        code = print_outcome(&s->run, &s->outcome, code);
    free(s->outcome.path);
    access_done(&s->access);
    redactor_free(s->run.redactor);
    run_done(&s->run);
    return code;
}
