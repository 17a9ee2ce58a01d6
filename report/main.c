/* main.c - options to pipeline to exit code. Only here is anything printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_codes.h"
#include "fileio.h"
#include "limits_input.h"
#include "pipeline.h"

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
    else if (operands > SIDES_MAX)
        error_set(&err, STATUS_USAGE, 0, "at most two bundles can be compared");
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

/* The worst of all bundles decides the exit code: unreadable, altered, cut, whole. */
static int verify(struct arena *a, const char *const *paths, size_t count)
{
    static const int order[] = {EXIT_READ, EXIT_CUT, EXIT_ALTERED, EXIT_NO_BUNDLE};
    size_t worst = 0;
    for (size_t i = 0; i < count; i++) {
        struct error err = {STATUS_OK, 0, 0, "the text is too long"};
        AUTO_SBUF struct sbuf out;
        sbuf_init(&out, LIMIT_TERMINAL);
        int code = pipeline_verify(a, paths[i], &out, &err);
        if (code == EXIT_NO_BUNDLE)
            complain(&err, code);
        else if (print(&out, &err))
            return EXIT_CANNOT_WRITE;
        for (size_t rank = 0; rank < sizeof order / sizeof order[0]; rank++)
            worst = order[rank] == code && rank > worst ? rank : worst;
    }
    return order[worst];
}

static int run(struct arena *a, const struct report_options *o, const char *const *paths,
               size_t count)
{
    struct error err = {STATUS_OK, 0, 0, ""};
    struct outputs outputs;
    struct pipeline p = {.arena = a, .options = o};
    if (outputs_choose(a, o, paths[count - 1], &outputs, &err) ||
        outputs_check(a, &outputs, paths, count, &err))
        return complain_usage(&err);
    if (pipeline_read(&p, paths, count, &err))
        return complain(&err, EXIT_NO_BUNDLE);
    if (p.model.swapped)
        fputs("report: the later bundle was given first; they are compared in order of time\n",
              stderr);
    if (pipeline_write(&p, &outputs, &err))
        return complain(&err, EXIT_CANNOT_WRITE);
    if (!o->quiet && !outputs.uses_stdout) {
        AUTO_SBUF struct sbuf text;
        sbuf_init(&text, LIMIT_TERMINAL);
        if (pipeline_verdict(&p, &outputs, wants_colour(), &text, &err))
            return complain(&err, EXIT_INTERNAL);
        int code = print(&text, &err);
        if (code)
            return code;
    }
    bool reached = o->fail_on && (int)p.findings.severity >= severity_of(o->fail_on);
    return reached ? EXIT_FAIL_ON : EXIT_READ;
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
        sbuf_adds(&out, "report " EXHIBIT_VERSION "\n");
    } else if (o->list_metrics) {
        pipeline_list_metrics(&out);
    } else if (o->list_rules) {
        if (pipeline_list_rules(a, &out, &err))
            return complain(&err, EXIT_INTERNAL);
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
    if (options_parse(&report_program, argc, argv, &o, &first, &err))
        return complain_usage(&err);
    struct arena a = ARENA_INIT;
    int code = print_and_leave(&a, &o);
    if (code < 0)
        code = check_usage(&o, argc - first);
    else
        first = argc;
    if (code == EXIT_READ && first < argc)
        code = o.verify ? verify(&a, (const char *const *)&argv[first], (size_t)(argc - first))
                        : run(&a, &o, (const char *const *)&argv[first], (size_t)(argc - first));
    arena_done(&a);
    return code;
}
