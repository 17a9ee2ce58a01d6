/* candidate.h - a rule that holds for a subject, on its way to a finding. Inside findings only. */
#ifndef FINDINGS_CANDIDATE_H
#define FINDINGS_CANDIDATE_H

#include "slots.h"

#define CANDIDATE_NONE SIZE_MAX

struct candidate {
    const struct rule *rule;
    size_t order; /* of the rule, over all packs */
    struct subject subject;
    struct measure measure;
    enum severity severity;
    enum confidence confidence;
    size_t others;
    struct family family;
    size_t explained_by; /* index of another one, or CANDIDATE_NONE */
};

struct candidates {
    struct candidate *items;
    size_t count, cap;
};

/* Fills explained_by: which one causes which. Items are sorted, worst first. */
void candidates_join(const struct model *m, struct candidates *c);

/* The sentences on top of the report. items[i] belongs to finding i. */
struct slice verdict_text(struct arena *a, const struct model *m, const struct candidates *c,
                          const struct findings *f);

/* How sure its first sentence is, and what makes it this severe. */
void verdict_confidence(const struct candidates *c, struct findings *f);

/* The ranges of the packs that apply, with the number that was found. */
void ranges_fill(struct arena *a, const struct model *m, const struct rule_pack *const *packs,
                 size_t npacks, struct findings *f);

/* The first questions about memory, in their order, answered. */
void trail_fill(struct arena *a, const struct model *m, const struct candidates *c,
                struct findings *f);

/* One row per area, with the worst of its findings. */
void triage_fill(struct arena *a, const struct model *m, const struct candidates *c,
                 struct findings *f);

#endif
