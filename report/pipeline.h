/* pipeline.h - the stages in their order: the only code that knows all of them.
 *
 *     paths --pipeline_read()--> model, findings, document --pipeline_write()--> files */
#ifndef REPORT_PIPELINE_H
#define REPORT_PIPELINE_H

#include "outputs.h"

struct pipeline {
    struct arena *arena;
    const struct report_options *options;
    struct model model;
    struct findings findings;
    const struct document *document;
};

/* Fails when a file is no bundle or is refused; what is merely damaged or missing is in the report.
 */
MUST_CHECK enum status pipeline_read(struct pipeline *p, const char *const *paths, size_t count,
                                     struct error *err);

/* All or nothing for each file; stops at the first that fails. */
MUST_CHECK enum status pipeline_write(const struct pipeline *p, const struct outputs *outputs,
                                      struct error *err);

/* The short verdict for a terminal. */
MUST_CHECK enum status pipeline_verdict(const struct pipeline *p, const struct outputs *outputs,
                                        bool colour, struct sbuf *out, struct error *err);

/* Compares a bundle with its own manifest: appends what differs and the verdict. Returns the exit
 * code: EXIT_READ when it is whole, EXIT_CUT, EXIT_ALTERED, EXIT_NO_BUNDLE (err says why). */
int pipeline_verify(struct arena *a, const char *path, struct sbuf *out, struct error *err);

/* One line for each metric, for each rule. */
void pipeline_list_metrics(struct sbuf *out);
MUST_CHECK enum status pipeline_list_rules(struct arena *a, struct sbuf *out, struct error *err);

#endif
