/* measure.h - what a condition reads: one number on both sides, and what became of it. */
#ifndef FINDINGS_MEASURE_H
#define FINDINGS_MEASURE_H

#include "rule.h"

struct measure {
    struct number side[SIDES_MAX];
    enum unit unit;
    double sigma;       /* of the difference, from sampling alone; 0 where nothing is sampled */
    const char *name;   /* of the metric or field */
    const char *member; /* of a metric; NULL for a field */
};

struct measure measure_read(const struct condition *c, const struct subject *s);

/* Unknown when a side that it needs is. */
struct number measure_value(const struct measure *q, const struct model *m, enum reading of);

enum verdict { VERDICT_FAILS, VERDICT_HOLDS, VERDICT_UNKNOWN };
enum verdict condition_check(const struct condition *c, const struct subject *s);

/* True when the condition looks at both bundles. */
bool condition_needs_two(const struct condition *c);

#endif
