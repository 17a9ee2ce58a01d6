/* finding.h - what is wrong, how sure, on which evidence, what next.
 *
 *     struct model + rules (templates/rules/, YAML) --findings_evaluate()--> struct findings
 *
 * A finding is plain data. Its words come from templates/findings/<rule>.md with {{slots}}; the
 * slots' values may hold evidence, so whoever renders them treats them as text, never as mark-up.
 */
#ifndef FINDINGS_FINDING_H
#define FINDINGS_FINDING_H

#include "arena.h"
#include "model.h"
#include "status.h"

enum severity { SEVERITY_OK, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_CRITICAL };
extern const char *const severity_names[]; /* "ok", "note", "warning", "critical" */

enum confidence { CONFIDENCE_WATCH, CONFIDENCE_LIKELY, CONFIDENCE_STRONG, CONFIDENCE_PROVEN };
extern const char *const confidence_names[]; /* "watch", "likely", "strong", "proven" */

struct slot {
    const char *name;
    struct slice value;
};

struct evidence {
    int side;            /* 0 or 1 */
    struct slice member; /* path in that bundle */
    struct slice text;   /* the number, as people read it */
};

struct finding {
    const char *rule;
    enum severity severity;
    enum confidence confidence;
    struct slice title;  /* one line, slots filled, plain text */
    struct slice source; /* body of the template: Markdown with {{slots}} still in it */
    const struct slot *slots;
    size_t nslots;
    struct slice text; /* the body with slots filled, as plain text: for JSON and the terminal */
    const struct evidence *evidence;
    size_t nevidence;
    const struct slice *next; /* steps, slots filled: a sentence, or "$ " and a command */
    size_t nnext;
    const char *anchor; /* section of the report that shows the whole: "goroutines" */
    const struct finding *explained_by; /* NULL, or the finding that causes this one */
};

/* One row of the triage table: memory, descriptors, CPU, goroutines, threads, responsiveness. */
struct triage_row {
    const char *area;
    const char *anchor;
    bool known; /* false: nothing was collected that could answer */
    enum severity status;
    struct slice value;   /* "1,243 descriptors (+1,190)" */
    struct slice healthy; /* "50 to 150" */
    struct slice next;
};

/* What a guide calls healthy, beside what was found. Bounds are 0 where the guide has none. */
struct range_row {
    size_t metric; /* index into metrics[] */
    double from, to, amber, red;
    struct number value;    /* of the last bundle */
    enum severity severity; /* meaningful if the value is known */
    struct slice text;      /* a remark of the guide; may be empty */
};

/* A question of the decision trail. */
enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };
struct trail_step {
    const char *question;
    enum answer answer;
    struct slice number; /* that decides it */
    struct slice next;   /* what follows from the answer */
    const char *anchor;  /* section that shows more */
};

struct not_evaluated {
    const char *rule;
    struct slice reason;
};

struct findings {
    bool judged; /* false: nothing was collected that could answer, and severity says nothing */
    enum severity severity;          /* the worst of all */
    struct slice verdict;            /* one or two sentences with their numbers */
    const char *confidence;          /* of what the verdict says first; NULL: it blames nothing */
    const char *severity_confidence; /* of what makes it this severe; NULL: that is as sure */
    const struct finding *items;     /* worst first */
    size_t count;
    const struct triage_row *triage;
    size_t ntriage;
    const struct range_row *ranges;
    size_t nranges;
    const struct trail_step *trail;
    size_t ntrail;
    const struct not_evaluated *skipped;
    size_t nskipped;
};

#endif
