/* pipeline.h - the stages in their order: the only code that knows all of them.
 *
 *     paths --pipeline_open()--> open files --pipeline_read()--> model, findings, document
 *           --pipeline_write()--> open outputs
 *
 * Everything that is needed from the system is taken by pipeline_open() and outputs_open(). What
 * follows looks at a stranger's bytes and needs nothing but memory and what is open, so that it can
 * run in a sandbox. */
#ifndef REPORT_PIPELINE_H
#define REPORT_PIPELINE_H

#include "intake.h"
#include "outputs.h"
#include "rules_load.h"

enum { PIPELINE_PACKS_MAX = RULES_BUILTIN_MAX + OPTION_LIST_MAX };

struct pipeline {
    struct arena *arena;
    const struct report_options *options;
    struct intake intake;
    const struct rule_pack *packs[PIPELINE_PACKS_MAX];
    size_t npacks;
    struct glossary glossary;
    struct model model;
    struct findings findings;
    const struct document *document;
};

/* The rules that are built in and those of --rules, with the words of --templates; to be called
 * first. Says file and line of what is wrong. */
MUST_CHECK enum status pipeline_load_rules(struct pipeline *p, struct error *err);

/* Opens the operands; fails when one of them cannot be opened. */
MUST_CHECK enum status pipeline_open(struct pipeline *p, const char *const *paths, size_t count,
                                     struct error *err);
void pipeline_close(struct pipeline *p);

/* Fails when a file is no bundle or is refused; what is merely damaged or missing is in the report.
 */
MUST_CHECK enum status pipeline_read(struct pipeline *p, struct error *err);

/* Renders into the open outputs; stops at the first that fails. */
MUST_CHECK enum status pipeline_write(const struct pipeline *p, const struct outputs *outputs,
                                      struct error *err);

/* The short verdict for a terminal. */
MUST_CHECK enum status pipeline_verdict(const struct pipeline *p, const struct outputs *outputs,
                                        bool colour, struct sbuf *out, struct error *err);

/* One line for each metric, for each rule that was loaded. */
void pipeline_list_metrics(struct sbuf *out);
void pipeline_list_rules(const struct pipeline *p, struct sbuf *out);

#endif
