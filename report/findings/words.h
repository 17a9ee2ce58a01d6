/* words.h - the texts of findings: taken apart once, filled for each finding.
 *
 *     # 1,200 goroutines wait at {{where}}        the title
 *
 *     Paragraphs in Markdown, with {{slots}}.     the body
 *
 *     ## Next
 *     - A sentence.                               steps
 *     - $ a command; slot values are quoted for the shell
 *
 * A slot's value may be evidence from a stranger: it is put in as text and never parsed again. */
#ifndef FINDINGS_WORDS_H
#define FINDINGS_WORDS_H

#include "rule.h"

/* STATUS_SYNTAX, with the byte in err->offset, when there is no title, no text, an unclosed slot,
 * or something that is no step below "## Next". */
MUST_CHECK enum status words_parse(struct arena *a, struct slice file, struct words *ret,
                                   struct error *err);

/* The next {{slot}} of *rest: *before is what stands in front of it. False when none is left, then
 * *before is the rest. */
bool words_next_slot(struct slice *rest, struct slice *before, struct slice *name);

/* text with its slots replaced. The plain form drops the marks ` and ** of the template (never of a
 * value) and unwraps lines of one paragraph. */
enum words_form { WORDS_LINE, WORDS_PLAIN, WORDS_SHELL };
struct slice words_fill(struct arena *a, struct slice text, const struct slot *slots, size_t nslots,
                        enum words_form form);

/* Is the step or paragraph, "[linux] $ ls /proc/1/fd", meant for this program and its system? Cuts
 * the marks off. [linux] and [macos] name the system, [other] programs that are known not to be Go,
 * [go] all the rest. Without a mark it is for all. */
bool words_for(struct slice *text, const struct identity *who);

/* The paragraphs of a body that are meant for it. */
struct slice words_body_for(struct arena *a, struct slice body, const struct identity *who);

#endif
