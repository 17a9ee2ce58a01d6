#include "report_options.h"

#include "render.h"

enum { TOP_DEFAULT = 20 };

#define AT(field) offsetof(struct report_options, field)

static const struct option_row rows[] = {
    {"output", 'o', OPTION_LIST, AT(outputs), "PATH", "file",
     "Write the report to PATH; its suffix (.md, .html, .json) chooses the format, - is standard "
     "output with --format. May be repeated. "
     "Default: NAME.report.html and NAME.report.md in the current folder."},
    {"format", 'f', OPTION_TEXT, AT(format), "FORMAT", "md html json text",
     "Format of an output whose name has none of these suffixes: md, html, json or text."},
    {"fail-on", 0, OPTION_TEXT, AT(fail_on), "SEVERITY", "note warning critical",
     "Exit with 1 when a finding is at least this severe: note, warning or critical."},
    {"top", 0, OPTION_COUNT, AT(top), "N", NULL,
     "Rows of a table of functions, goroutines, descriptors or threads. Default: 20."},
    {"max-chars", 0, OPTION_COUNT, AT(max_chars), "N", NULL,
     "Longest Markdown report; the least important sections are cut first. "
     "Default: 65536, what GitHub takes for an issue."},
    {"verify", 0, OPTION_FLAG, AT(verify), NULL, NULL,
     "Write no report; say whether each bundle is whole, cut or altered, by its own manifest."},
    {"list", 0, OPTION_FLAG, AT(list), NULL, NULL,
     "Write no report; list what is in each bundle: size, status, name. Of loose files: what each "
     "was taken for."},
    {"cat", 0, OPTION_TEXT, AT(cat), "MEMBER", NULL,
     "Write no report; write one member of the bundle to standard output, as it is. The last part "
     "of its name is enough where only one member has it."},
    {"rules", 0, OPTION_LIST, AT(rules), "FILE", "file",
     "Rules of your own (YAML) beside those that are built in; one with the id of a built-in rule "
     "takes its place. May be repeated."},
    {"templates", 0, OPTION_TEXT, AT(templates), "DIR", "dir",
     "Words of your own: DIR/findings/RULE.md takes the place of the explanation and the next "
     "steps of that finding, DIR/glossary.md that of the glossary. DIR holds what differs, "
     "nothing else."},
    {"list-metrics", 0, OPTION_FLAG, AT(list_metrics), NULL, NULL,
     "List every number that a report knows, with unit and meaning."},
    {"list-rules", 0, OPTION_FLAG, AT(list_rules), NULL, NULL, "List the rules for findings."},
    {"no-sandbox", 0, OPTION_FLAG, AT(no_sandbox), NULL, NULL,
     "Read the bundle without giving up the rest of the system first; for a debugger."},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), NULL, NULL,
     "No verdict on standard output, only errors."},
    {"help", 'h', OPTION_FLAG, AT(help), NULL, NULL, "Show this help."},
    {"version", 'V', OPTION_FLAG, AT(version), NULL, NULL, "Show the version."},
    {"describe", 0, OPTION_TEXT, AT(describe), "FORM", NULL, NULL},
};

static const struct option_pair exits[] = {
    {"0", "The report is written."},
    {"1", "The report is written, and a finding is as severe as --fail-on asks for; or --verify "
          "found a bundle altered."},
    {"2", "Wrong usage."},
    {"3", "A file cannot be read, is not a bundle, or is refused as unsafe."},
    {"4", "With --verify: a bundle was cut, and agrees with its manifest as far as it goes."},
    {"6", "A report could not be written."},
    {"70", "Out of memory, or a fault of this program."},
    {NULL, NULL},
};

static const struct option_pair examples[] = {
    {"report bundle.tgz", "The verdict, and the whole as bundle.report.html and bundle.report.md."},
    {"report evening.tgz morning.tgz", "What changed in between, and how fast it grows."},
    {"report heap1.pb.gz heap2.pb.gz", "Two profiles that somebody saved by hand, compared."},
    {"report goroutines.txt lsof.txt monitor.csv",
     "What there is of one process, without collect."},
    {"report --cat heap.pb.gz bundle.tgz >heap.pb.gz && go tool pprof heap.pb.gz",
     "One profile of a bundle for pprof, which cannot read it from a pipe."},
    {"report --format md -o - bundle.tgz", "Markdown for an issue, on standard output."},
    {"report -q -o r.json --fail-on warning bundle.tgz", "For a script."},
    {NULL, NULL},
};

const struct program report_program = {
    .name = "report",
    .version = EXHIBIT_VERSION,
    .summary = "explain what collect has found",
    .synopsis = "[options] BUNDLE|FOLDER|FILE...",
    .about =
        "Reads one bundle, or two of the same process, and writes an incident report: a verdict "
        "with its numbers, what is missing, findings with their evidence and the next step, and "
        "the tables behind them.\n\n"
        "People send what they have, so a folder of saved files and loose files are read too: "
        "profiles of pprof (as they are, or debug=1), goroutine dumps (debug=2, SIGQUIT, a panic "
        "in "
        "a log), files of /proc, lsof, ps, pmap, vmmap, expvar, Prometheus metrics, the CSV of a "
        "monitor script, each packed with gzip or not. What a file is, is told by what is in it. "
        "Files of different kinds are one side; of two of one kind, the second is compared with "
        "the "
        "first. A folder is one side. - is standard input.\n\n"
        "Of more than two bundles the first is compared with the last, and a table follows the "
        "numbers over all of them.\n\n"
        "Of two bundles the earlier one is the state before, in whatever order they are given; "
        "report says so when it exchanges them. Two bundles of different processes are compared "
        "without calling a difference growth.\n\n"
        "Nothing is asked of the network or of the process, and nothing in a bundle becomes "
        "mark-up of the report. On Linux a bundle is read by a process that has given up the rest "
        "of "
        "the system (seccomp, Landlock) as far as the kernel permits; on macOS it is not.",
    .operand = "file",
    .rows = rows,
    .nrows = sizeof rows / sizeof rows[0],
    .exits = exits,
    .examples = examples,
};

struct report_options report_options_default(void)
{
    return (struct report_options){.top = TOP_DEFAULT, .max_chars = MARKDOWN_CHARS_DEFAULT};
}
