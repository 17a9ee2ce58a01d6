/* rules_raw.h - a rule file as libcyaml reads it, before anything in it is understood. Inside
 * findings only: rules_load.c fills it, rules_make.c makes rules of it. */
#ifndef FINDINGS_RULES_RAW_H
#define FINDINGS_RULES_RAW_H

#include <stdint.h>

#include "rule.h"

/* Enums are one more than ours, so that 0 is "not given". */
enum { RAW_NOT_GIVEN = 0 };

struct raw_program {
    char *module, *process;
};

struct raw_condition {
    char *metric, *field;
    int of;
    char *at_least, *at_most, *above, *below;
};

struct raw_raise {
    int severity, confidence;
    struct raw_condition *when;
    unsigned when_count;
};

struct raw_rule {
    char *id;
    int subject, area, severity, confidence;
    char *anchor, *profile, *type, *match, *unless, *goroutine, *no_goroutine, *template, *text,
        *brief;
    bool leak, together, needs_two;
    int benign;
    uint64_t most;
    struct raw_condition *when;
    unsigned when_count;
    struct raw_raise *raise;
    unsigned raise_count;
    char **explains, **supersedes;
    unsigned explains_count, supersedes_count;
};

struct raw_baseline {
    char *metric, *from, *to, *amber, *red, *text;
};

struct raw_pack {
    struct raw_program *program;
    struct raw_baseline *baselines;
    unsigned baselines_count;
    struct raw_rule *rules;
    unsigned rules_count;
};

/* Everything is copied into the arena. yaml is the text, to find the line of a rule for errors. */
MUST_CHECK enum status rules_make(struct arena *a, const struct raw_pack *raw, struct slice yaml,
                                  const char *name, struct rule_pack *ret, struct error *err);

#endif
