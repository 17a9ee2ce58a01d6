/* report_options.h - what can be asked of report: its option table and the struct that it fills. */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include "options.h"

struct report_options {
    bool help, version, quiet, list_metrics, list_rules, verify, list, no_sandbox;
    const char *cat; /* name of a member, NULL: none */
    const char *describe;
    const char *templates;      /* folder with words in place of those that are built in, or NULL */
    struct option_list rules;   /* files with rules beside those that are built in */
    struct option_list outputs; /* empty: NAME.report.html and NAME.report.md here */
    const char *format;         /* of outputs whose name does not tell, NULL: none */
    const char *fail_on;        /* name of a severity, NULL: never */
    uint64_t top, max_chars;
};

/* Values before the command line is read. */
struct report_options report_options_default(void);

extern const struct program report_program;

#endif
