/* main.c - options to pipeline to exit code. Only here is anything printed. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "confine.h"
#include "exit_codes.h"
#include "fileio.h"
#include "inspect.h"
#include "limits_input.h"
#include "pipeline.h"
#include "sandbox.h"

#define LIMIT_TERMINAL MIB

static int complain(const struct error *err, int code)
{
    fprintf(stderr, "report: %s\n", err->msg);
    return code;
}

static int complain_usage(const struct error *err)
{
    complain(err, EXIT_USAGE);
    fprintf(stderr, "Usage: report %s; report --help says more.\n", report_program.synopsis);
    return EXIT_USAGE;
}

static int print(const struct sbuf *text, struct error *err)
{
    if (!sbuf_ok(text))
        return complain(err, EXIT_INTERNAL);
    if (fileio_write(STDOUT_FILENO, sbuf_view(text), err))
        return complain(err, EXIT_CANNOT_WRITE);
    return EXIT_READ;
}

/* Colour is for people who look at a terminal and have not said that they do not want it. */
static bool wants_colour(void)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

/* -1: not a severity that a finding can have. */
static int severity_of(const char *name)
{
    for (int s = SEVERITY_NOTE; s <= SEVERITY_CRITICAL; s++)
        if (strcmp(name, severity_names[s]) == 0)
            return s;
    return -1;
}

static int check_usage(const struct report_options *o, int operands)
{
    struct error err = {STATUS_USAGE, 0, 0, ""};
    if (operands == 0)
        error_set(&err, STATUS_USAGE, 0, "which bundle?");
    else if (o->cat && operands > 1)
        error_set(&err, STATUS_USAGE, 0, "--cat takes one bundle");
    else if ((o->cat || o->list || o->verify) && o->outputs.count > 0)
        error_set(&err, STATUS_USAGE, 0,
                  "%s writes to standard output, so --output does not go "
                  "with it",
                  o->cat    ? "--cat"
                  : o->list ? "--list"
                            : "--verify");
    else if (o->fail_on && severity_of(o->fail_on) < 0)
        error_set(&err, STATUS_USAGE, 0, "--fail-on takes note, warning or critical");
    else if (o->max_chars < MARKDOWN_CHARS_LEAST || o->max_chars > SIZE_MAX / 2)
        error_set(&err, STATUS_USAGE, 0, "--max-chars takes %d or more", MARKDOWN_CHARS_LEAST);
    else if (o->top == 0 || o->top > 1000000)
        error_set(&err, STATUS_USAGE, 0, "--top takes 1 to 1000000");
    else
        return EXIT_READ;
    return complain_usage(&err);
}

/* What a child died of; and what Ctrl-C asked for happens here too, now that all is tidy. */
static int complain_signal(int signal)
{
    if (signal == SIGINT || signal == SIGTERM || signal == SIGHUP)
        raise(signal);
    fprintf(stderr, "report: a fault of this program (signal %d); the bundle may be why\n", signal);
    return EXIT_INTERNAL;
}

/* ---- bundles as files --------------------------------------------------------------------------
 */

struct inspection {
    struct arena *arena;
    const struct report_options *options;
    struct intake intake;
};

static int inspect(void *context, struct sbuf *said)
{
    struct inspection *i = context;
    struct error err = {STATUS_OK, 0, 0, "the text is too long"};
    int code;
    if (i->options->cat)
        code = inspect_cat(i->arena, &i->intake, i->options->cat, STDOUT_FILENO, &err);
    else if (i->options->list)
        code = inspect_list(i->arena, &i->intake, said, &err);
    else
        code = inspect_verify(i->arena, &i->intake, said, &err);
    return code == EXIT_NO_BUNDLE || code == EXIT_CANNOT_WRITE ? complain(&err, code) : code;
}

static int inspect_one(struct arena *a, const struct report_options *o, const char *path)
{
    struct inspection i = {a, o, INTAKE_INIT};
    struct error err = {STATUS_OK, 0, 0, "the text is too long"};
    AUTO_SBUF struct sbuf said;
    int signal;
    sbuf_init(&said, LIMIT_TERMINAL);
    if (intake_open(a, &path, 1, &i.intake, &err))
        return complain(&err, EXIT_NO_BUNDLE);
    int code = sandbox_run(inspect, &i, !o->no_sandbox, &said, &signal);
    intake_done(&i.intake);
    if (signal)
        return complain_signal(signal);
    return print(&said, &err) ? EXIT_CANNOT_WRITE : code;
}

/* The worst of all bundles decides the exit code: unreadable, altered, cut, whole. */
static int inspect_all(struct arena *a, const struct report_options *o, const char *const *paths,
                       size_t count)
{
    static const int order[] = {EXIT_READ,      EXIT_CUT,          EXIT_ALTERED,
                                EXIT_NO_BUNDLE, EXIT_CANNOT_WRITE, EXIT_INTERNAL};
    size_t worst = 0;
    for (size_t i = 0; i < count; i++) {
        int code = inspect_one(a, o, paths[i]);
        for (size_t rank = 0; rank < sizeof order / sizeof order[0]; rank++)
            worst = order[rank] == code && rank > worst ? rank : worst;
    }
    return order[worst];
}

/* ---- reports -----------------------------------------------------------------------------------
 */

struct reporting {
    struct pipeline pipeline;
    struct outputs outputs;
    bool colour;
};

/* All that looks at a stranger's bytes. The verdict is for after the files have their names. */
static int report(void *context, struct sbuf *said)
{
    struct reporting *r = context;
    const struct report_options *o = r->pipeline.options;
    struct error err = {STATUS_OK, 0, 0, ""};
    if (pipeline_read(&r->pipeline, &err))
        return err.code == STATUS_USAGE ? complain_usage(&err) : complain(&err, EXIT_NO_BUNDLE);
    if (r->pipeline.model.swapped)
        fputs("report: the later bundle was given first; they are compared in order of time\n",
              stderr);
    if (pipeline_write(&r->pipeline, &r->outputs, &err))
        return complain(&err, EXIT_CANNOT_WRITE);
    if (!o->quiet && !r->outputs.uses_stdout &&
        pipeline_verdict(&r->pipeline, &r->outputs, r->colour, said, &err))
        return complain(&err, EXIT_INTERNAL);
    bool reached = o->fail_on && (int)r->pipeline.findings.severity >= severity_of(o->fail_on);
    return reached ? EXIT_FAIL_ON : EXIT_READ;
}

/* The files get their names, or go. */
static int finish(struct reporting *r, int code, int signal, const struct sbuf *said)
{
    struct error err = {STATUS_OK, 0, 0, ""};
    if (code != EXIT_READ && code != EXIT_FAIL_ON) {
        outputs_abort(&r->outputs);
        return signal ? complain_signal(signal) : code;
    }
    if (outputs_commit(&r->outputs, &err))
        return complain(&err, EXIT_CANNOT_WRITE);
    return print(said, &err) ? EXIT_CANNOT_WRITE : code;
}

static int run(struct arena *a, const struct report_options *o, const char *const *paths,
               size_t count)
{
    struct error err = {STATUS_OK, 0, 0, ""};
    struct reporting r = {.pipeline = {.arena = a, .options = o}, .colour = wants_colour()};
    AUTO_SBUF struct sbuf said;
    int signal;
    sbuf_init(&said, LIMIT_TERMINAL);
    if (outputs_choose(a, o, paths[count - 1], &r.outputs, &err) ||
        outputs_check(a, &r.outputs, paths, count, &err))
        return complain_usage(&err);
    if (pipeline_load_rules(&r.pipeline, &err))
        return complain(&err, EXIT_USAGE);
    if (pipeline_open(&r.pipeline, paths, count, &err))
        return complain(&err, EXIT_NO_BUNDLE);
    int code = EXIT_CANNOT_WRITE;
    if (outputs_open(&r.outputs, &err)) {
        complain(&err, code);
    } else {
        code = sandbox_run(report, &r, !o->no_sandbox, &said, &signal);
        code = finish(&r, code, signal, &said);
    }
    pipeline_close(&r.pipeline);
    return code;
}

/* What is printed instead of a report; -1: a report is asked for. */
static int print_and_leave(struct arena *a, const struct report_options *o)
{
    struct error err = {STATUS_OK, 0, 0, "the text is too long"};
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, LIMIT_TERMINAL);
    if (o->describe) {
        if (!options_describe(&report_program, o->describe, &out))
            return EXIT_USAGE;
    } else if (o->help) {
        options_help(&report_program, &out);
    } else if (o->version) {
        sbuf_addf(&out, "report " EXHIBIT_VERSION "\nsandbox here: %s\n", confine_kinds());
    } else if (o->list_metrics) {
        pipeline_list_metrics(&out);
    } else if (o->list_rules) {
        struct pipeline p = {.arena = a, .options = o};
        if (pipeline_load_rules(&p, &err))
            return complain(&err, EXIT_USAGE);
        pipeline_list_rules(&p, &out);
    } else {
        return -1;
    }
    return print(&out, &err);
}

int main(int argc, char **argv)
{
    struct error err = {STATUS_OK, 0, 0, ""};
    struct report_options o = report_options_default();
    int first = 0;
    fileio_hold_standard();
    if (options_parse(&report_program, argc, argv, &o, &first, &err))
        return complain_usage(&err);
    struct arena a = ARENA_INIT;
    int code = print_and_leave(&a, &o);
    if (code < 0)
        code = check_usage(&o, argc - first);
    else
        first = argc;
    if (code == EXIT_READ && first < argc)
        code = (o.verify || o.list || o.cat ? inspect_all : run)(
            &a, &o, (const char *const *)&argv[first], (size_t)(argc - first));
    arena_done(&a);
    return code;
}
