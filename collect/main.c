/* collect - snapshots a running process into one bundle. main.c: options, target, run, archive,
 * exit code. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access.h"
#include "choice.h"
#include "cleanup.h"
#include "digest.h"
#include "exit_codes.h"
#include "fault.h"
#include "fileio.h"
#include "limits_input.h"
#include "listing.h"
#include "manifest_writer.h"
#include "naming.h"
#include "pack.h"
#include "platform.h"
#include "resolve.h"
#include "units.h"

static volatile sig_atomic_t interrupted;
/* The file that has no final name yet. A copy, because the handler may run at any moment. */
static char unfinished[PATH_MAX];
static volatile sig_atomic_t has_unfinished;

static void on_signal(int number)
{
    (void)number;
    if (!interrupted) {
        interrupted = 1;
        return;
    }
    /* asked twice: leave at once, and leave nothing behind */
    int kept = errno;
    if (has_unfinished && unlink(unfinished) != 0 && errno == ENOENT) {
        errno = kept;
        return; /* it has its final name: a bundle that is there is not taken back */
    }
    _exit(EXIT_NOTHING);
}

static void set_up_process(void)
{
    struct sigaction a = {.sa_handler = on_signal};
    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    sigaction(SIGHUP, &a, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, with its own exit code */
    signal(SIGXFSZ, SIG_IGN); /* so is a limit on the size of files */
    umask(077);
    (void)setpriority(PRIO_PROCESS, 0, 10); /* a guest on a sick machine */
    platform_wait_for_disk();
}

/* Options that answer by themselves. -1 when there is a target to collect from. */
static int answer(const struct collect_options *o)
{
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, MIB);
    if (o->help)
        options_help(&collect_program, &out);
    else if (o->version)
        sbuf_addf(&out, "collect %s\n%s%s", EXHIBIT_VERSION, platform_note ? platform_note : "",
                  platform_note ? "\n" : "");
    else if (o->list)
        listing_all(o, &out);
    else if (o->describe && !options_describe(&collect_program, o->describe, &out)) {
        fputs("collect: --describe takes markdown, bash or zsh\n", stderr);
        return EXIT_USAGE;
    } else if (!o->describe)
        return -1;
    fputs(sbuf_text(&out), stdout);
    return fflush(stdout) == 0 ? EXIT_COMPLETE : EXIT_CANNOT_WRITE;
}

static bool is_stdout(const struct collect_options *o)
{
    return o->output && strcmp(o->output, "-") == 0;
}

/* --redact and --no-redact come to one policy. */
static bool complete_policy(struct collect_options *o)
{
    o->policy = o->no_redact ? POLICY_NONE : POLICY_STANDARD;
    bool known = !o->redact;
    for (int i = 0; o->redact && redact_policy_names[i]; i++)
        if (strcmp(o->redact, redact_policy_names[i]) == 0) {
            o->policy = (enum redact_policy)i;
            known = true;
        }
    if (!known)
        fputs("collect: --redact takes none, standard or strict\n", stderr);
    else if (o->no_redact && o->policy != POLICY_NONE)
        fputs("collect: --no-redact and --redact contradict each other\n", stderr);
    return known && !(o->no_redact && o->policy != POLICY_NONE);
}

static bool complete_options(struct collect_options *o)
{
    static const double DEFAULT_S = 120, BESIDE_PROFILE_S = 60, LEAST_S = 1, MOST_S = 86400;
    if (!complete_policy(o))
        return false;
    if (o->quick)
        o->seconds = o->trace = 0;
    if (o->json && (o->dry_run || is_stdout(o))) {
        fputs("collect: --json tells about a bundle on disk: not with -o - or --dry-run\n", stderr);
        return false;
    }
    double longest = o->seconds > o->trace ? o->seconds : o->trace;
    if (o->deadline == 0)
        o->deadline =
            longest + BESIDE_PROFILE_S > DEFAULT_S ? longest + BESIDE_PROFILE_S : DEFAULT_S;
    if (o->deadline >= LEAST_S && o->deadline <= MOST_S && longest < o->deadline)
        return true;
    fputs("collect: --deadline must be longer than --seconds and --trace, and at most a day\n",
          stderr);
    return false;
}

/* Where anonymous files go: beside the bundle, because there must be room anyway. */
static char *spool_folder(const struct collect_options *o)
{
    if (!is_stdout(o))
        return o->output ? fileio_dirname(o->output) : strdup(".");
    const char *tmp = getenv("TMPDIR");
    return strdup(tmp && tmp[0] == '/' ? tmp : "/var/tmp");
}

/* fileio_begin_unnamed(), so that a signal meets either no file or one whose name is known. */
static enum status begin_output(struct fileio_pending *p, const char *path, struct error *err)
{
    sigset_t ours, before;
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGHUP);
    sigprocmask(SIG_BLOCK, &ours, &before);
    enum status s = fileio_begin_unnamed(p, path, err);
    if (s == STATUS_OK && p->temp)
        has_unfinished = snprintf(unfinished, sizeof unfinished, "%s", p->temp) < PATH_MAX;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return s;
}

/* True when the folder takes files: told before the target is asked for anything. */
static bool can_write(struct run *r, struct fileio_pending *p, const char *path)
{
    struct error err = {0};
    int probe = fileio_anonymous(r->spool_dir);
    if (probe >= 0)
        close(probe);
    enum status s = probe < 0 ? error_sys(&err, "cannot write there") : STATUS_OK;
    if (s == STATUS_OK && path)
        s = begin_output(p, path, &err);
    if (s == STATUS_OK)
        return true;
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

/* What is missing, and what to do next. */
static void summarize(const struct run *r, const struct pack_result *done, const char *path)
{
    if (r->options->quiet)
        return;
    if (name_gaps(r, false) && geteuid() != 0)
        fputs("For what was denied, run it as the user of the process, or with sudo.\n", stderr);
    fprintf(stderr, "%s: %zu files, %s, in %s%s\n",
            done->gaps ? "Written, with the gaps above" : "Complete", done->stored + 1,
            units_bytes((double)done->bytes).s, units_duration(run_seconds(r)).s,
            r->interrupted ? " (interrupted)" : "");
    if (path)
        fprintf(stderr, "Look inside before you send it: tar -tzf %s\nExplain it: report %s\n",
                path, path);
}

static int explain_failure(const struct error *err)
{
    fprintf(stderr, "collect: %s\n", err->msg);
    if (err->code == STATUS_UNSAFE) {
        fputs("collect: nothing was written; please report this, with the line above\n", stderr);
        return EXIT_UNSAFE;
    }
    return EXIT_CANNOT_WRITE;
}

static int write_bundle(struct run *r, struct fileio_pending *out, const char *name,
                        struct manifest_outcome *outcome)
{
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
    AUTO_FREE char *path = out->path ? strdup(out->path) : NULL;
    enum status s =
        fd < 0 ? error_sys(&err, "cannot write the output") : pack_write(r, fd, name, &done, &err);
    if (s == STATUS_OK && !digest_file(fd, outcome->sha256, &outcome->bytes))
        s = error_sys(&err, "cannot read the bundle back");
    if (s == STATUS_OK && out->fd >= 0) {
        if (fault("slow-commit"))
            sleep(5);
        s = fileio_commit(out, &err);
    }
    if (s == STATUS_OK && !path && !copy_to_stdout(fd, &err))
        s = STATUS_IO;
    if (s != STATUS_OK)
        return explain_failure(&err);
    summarize(r, &done, path);
    if (path && !r->options->json)
        puts(path);
    outcome->path = path;
    path = NULL;
    return done.gaps ? EXIT_GAPS : EXIT_COMPLETE;
}

static int print_plan(const struct run *r, const char *to)
{
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, MIB);
    listing_plan(r, to, &out);
    fputs(sbuf_text(&out), stdout);
    return fflush(stdout) == 0 ? EXIT_COMPLETE : EXIT_CANNOT_WRITE;
}

static int fail_usage(const struct error *err)
{
    fprintf(stderr, "collect: %s\n", err->msg);
    return EXIT_USAGE;
}

/* Takes what the user gave to be let in; its values are secrets from here on. */
static int open_access(struct run *r, struct access *a)
{
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

static int collect(const struct collect_options *o, const char *given)
{
    struct access access = {.user = NULL};
    struct manifest_outcome outcome = {.path = NULL};
    struct target target = {.procfd = -1, .rootfd = -1};
    struct fileio_pending out = FILEIO_PENDING_INIT;
    struct error err = {0};
    struct run run;
    char name[NAMING_MAX], path[NAMING_MAX + 8];
    run_init(&run, o, &target);
    int code = open_redactor(&run);
    run.spool_dir = spool_folder(o);
    if (code == EXIT_COMPLETE)
        code = run.spool_dir ? resolve_target(&run, given) : EXIT_CANNOT_WRITE;
    if (code == EXIT_COMPLETE)
        code = open_access(&run, &access);
    if (code == EXIT_COMPLETE) {
        teach_redactor(&run);
        naming_bundle(&run, name);
        snprintf(path, sizeof path, "%s.tgz", name);
        const char *to = is_stdout(o) ? NULL : o->output ? o->output : path;
        if (o->dry_run)
            code = print_plan(&run, to);
        else if (!can_write(&run, &out, to))
            code = EXIT_CANNOT_WRITE;
        else if (run_collect(&run, &interrupted, &err) != STATUS_OK)
            code = explain_failure(&err);
        else
            code = write_bundle(&run, &out, name, &outcome);
    }
    fileio_abort(&out);
    has_unfinished = 0;
    if (o->json)
        code = print_outcome(&run, &outcome, code);
    free(outcome.path);
    run_done(&run);
    access_done(&access);
    target_close(&target);
    redactor_free(run.redactor);
    return code;
}

int main(int argc, char **argv)
{
    struct collect_options o = collect_options_default();
    struct error err = {0};
    int first;
    set_up_process();
    if (options_parse(&collect_program, argc, argv, &o, &first, &err) != STATUS_OK) {
        fprintf(stderr, "collect: %s; collect --help lists the options\n", err.msg);
        return EXIT_USAGE;
    }
    if (choice_check(&o, &err) != STATUS_OK)
        return fail_usage(&err);
    int code = answer(&o);
    if (code >= 0)
        return code;
    if (argc - first != 1) {
        fprintf(stderr, "collect: %s\nUsage: collect %s\n",
                argc == first ? "which process? give a PID, a name or an address"
                              : "one target at a time",
                collect_program.synopsis);
        return EXIT_USAGE;
    }
    if (!complete_options(&o))
        return EXIT_USAGE;
    return collect(&o, argv[first]);
}
