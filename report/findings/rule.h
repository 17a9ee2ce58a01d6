/* rule.h - a rule as data: which things it looks at, what must hold, how bad and how sure that is.
 *
 *     templates/rules/NAME.yaml --rules_load()--> struct rule_pack --findings_evaluate()-->
 * findings
 *
 * A rule looks at every subject of one kind (each group of descriptors, of goroutines, ...) and
 * fires for those whose text matches and for which all conditions hold. Everything lives in the
 * arena of the pack. */
#ifndef FINDINGS_RULE_H
#define FINDINGS_RULE_H

#include "finding.h"
#include "subject.h"

/* What a condition compares: the state now, or what became of it between two bundles. */
enum reading {
    READING_LAST, /* of the last bundle; the default */
    READING_A,
    READING_B,
    READING_DELTA,
    READING_PER_HOUR,
    READING_RATIO,  /* b / a; from 0 to something is without end */
    READING_SIGMAS, /* delta in standard deviations of what sampling alone would make */
};

enum relation { RELATION_AT_LEAST, RELATION_AT_MOST, RELATION_ABOVE, RELATION_BELOW };

struct condition {
    size_t metric;             /* index into metrics[], or SIZE_MAX when it is a field */
    const struct field *field; /* of the subject, or NULL when it is a metric */
    enum reading of;
    enum relation relation;
    double bound;
};

/* Where a finding stands in the triage table. */
enum area {
    AREA_MEMORY,
    AREA_DESCRIPTORS,
    AREA_GOROUTINES,
    AREA_CPU,
    AREA_THREADS,
    AREA_RESPONSIVENESS,
    AREA_EVIDENCE, /* about the bundle, not about the process: no row in the table */
    AREA_COUNT
};
extern const char *const area_names[AREA_COUNT];

/* Which goroutines a rule looks at: some wait by design (model/benign.h). */
enum benign_choice { BENIGN_LEFT_OUT, BENIGN_ONLY, BENIGN_TOO };

/* When its conditions hold as well, the finding takes this severity and confidence. */
struct rule_raise {
    bool has_severity, has_confidence;
    enum severity severity;
    enum confidence confidence;
    const struct condition *when;
    size_t nwhen;
};

/* The words of a finding: templates/findings/<rule>.md taken apart. See words.h. */
struct words {
    struct slice title;
    struct slice body;        /* Markdown with {{slots}} */
    const struct slice *next; /* steps with {{slots}}; a command starts with "$ " */
    size_t nnext;
};

struct pattern;

struct rule {
    const char *id;
    enum subject_kind subject;
    enum area area;
    enum severity severity;
    enum confidence confidence;
    const char *anchor;
    const char *profile, *type; /* of a profile function: which profile, which sample type */
    const struct pattern *match, *unless; /* on the subject's text; NULL: every subject, none */
    /* Some goroutine of the last bundle must match, none may; whatever the subject is. */
    const struct pattern *goroutine, *no_goroutine;
    const struct condition *when; /* the first one names what the finding measures */
    size_t nwhen;
    const struct rule_raise *raise;
    size_t nraise;
    bool needs_two; /* growth: evaluated for two bundles of one and the same process only */
    bool leak;      /* the verdict may call it a leak */
    bool together;  /* all subjects that match are looked at as one, their counts added up */
    enum benign_choice benign;
    uint64_t most; /* findings of this rule at most; the slot {{others}} tells of the rest */
    const char *const *explains; /* rules whose findings this one may cause */
    size_t nexplains;
    const char *const *supersedes; /* rules that say less about the same subject */
    size_t nsupersedes;
    const char *template; /* "heap.growing": file of its words; NULL: they stand in the rule file */
    struct words words;
    struct slice brief; /* for the verdict: "{{where}} {{a}} -> {{b}} goroutines" */
};

/* What a guide calls healthy: a row of the table of ranges. 0: no such bound. */
struct baseline {
    size_t metric; /* index into metrics[] */
    double from, to, amber, red;
    struct slice text;
};

struct rule_pack {
    const char *name; /* "go.yaml" */
    /* Programs that it is for: by the main module or package where the build says it, else by the
     * name of the process. NULL, NULL: for all. */
    const struct pattern *module, *process;
    const struct rule *rules;
    size_t count;
    const struct baseline *baselines;
    size_t nbaselines;
};

/* True when the pack is for the program that was examined. */
bool rule_pack_applies(const struct rule_pack *p, const struct model *m);

#endif
