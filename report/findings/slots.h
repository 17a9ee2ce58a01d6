/* slots.h - the values that the words of a finding may ask for.
 *
 * Every subject has: a b last delta growth per_hour (of what the rule measures), others, between,
 * process, pid, bundle, bundle.a, bundle.b. Each kind has its own (template, where, function, ...).
 * And every metric is a slot: {{process.rss}}, {{process.rss.a}}, .b, .delta, .per_hour. */
#ifndef FINDINGS_SLOTS_H
#define FINDINGS_SLOTS_H

#include "measure.h"

/* The stacks for which one rule holds and that one function has started: one fault, most likely. */
struct family {
    size_t stacks;
    struct number side[SIDES_MAX];
};

struct slot_context {
    struct arena *arena;
    const struct rule *rule;
    const struct subject *subject;
    struct measure measure; /* of the rule's first condition */
    size_t others;          /* further subjects for which the rule holds */
    struct family family;   /* of goroutines; 0 stacks elsewhere */
};

/* False when no finding about such a subject has a slot of this name. */
bool slot_exists(enum subject_kind kind, struct slice name);

/* The value as people read it; "unknown" where it is not known. */
struct slice slot_value(const struct slot_context *c, struct slice name);

/* All slots that the rule's words use, once each. */
const struct slot *slots_collect(const struct slot_context *c, size_t *count);

/* A number of this unit as people read it; with a sign when it is a difference. */
struct slice slot_number(struct arena *a, struct number n, enum unit unit, bool difference);

#endif
