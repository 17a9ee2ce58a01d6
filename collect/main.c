/* collect - snapshots a running process into one bundle, or watches it. main.c: the options, and
 * which of the two they ask for. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "choice.h"
#include "exit_codes.h"
#include "fileio.h"
#include "limits_input.h"
#include "listing.h"
#include "platform.h"
#include "resolve.h"
#include "snapshot.h"
#include "stop.h"
#include "watch.h"

static void set_up_process(void)
{
    fileio_hold_standard();
    stop_listen();
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
    if (o->json && (o->dry_run || collect_options_to_stdout(o))) {
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

/* The expression with a mark below the character that is wrong. */
static void show_place(const char *text, size_t offset)
{
    fputs("  ", stderr);
    for (const char *c = text; *c; c++)
        fputc((unsigned char)*c < ' ' || *c == 127 ? '?' : *c, stderr);
    fprintf(stderr, "\n  %*s^\n", (int)offset, "");
}

static bool complete_watch(const struct collect_options *o)
{
    struct error err = {0};
    const char *expression;
    if (watch_check(o, &expression, &err) == STATUS_OK)
        return true;
    fprintf(stderr, "collect: %s%s\n", expression ? "--when: " : "", err.msg);
    if (expression)
        show_place(expression, err.offset);
    return false;
}

static int collect(const struct collect_options *o, const char *given)
{
    struct target target = {.procfd = -1, .rootfd = -1};
    struct snapshot s;
    int code = snapshot_begin(&s, o, &target);
    if (code == EXIT_COMPLETE)
        code = resolve_target(&s.run, given);
    if (code == EXIT_COMPLETE)
        code = snapshot_admit(&s);
    if (code == EXIT_COMPLETE)
        code = o->dry_run ? snapshot_plan(&s) : snapshot_take(&s);
    code = snapshot_end(&s, code);
    target_close(&target);
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
    if (choice_check(&o, &err) != STATUS_OK) {
        fprintf(stderr, "collect: %s\n", err.msg);
        return EXIT_USAGE;
    }
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
    if (!complete_options(&o) || !complete_watch(&o))
        return EXIT_USAGE;
    if (o.watch)
        return watch_run(&o, argv[first]);
    return collect(&o, argv[first]);
}
