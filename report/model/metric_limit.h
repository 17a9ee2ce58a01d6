/* metric_limit.h - what ends the growth of a quantity: a limit of the process, of its control
 * group, of the machine. */
#ifndef MODEL_METRIC_LIMIT_H
#define MODEL_METRIC_LIMIT_H

#include "model.h"

struct metric_limit {
    struct number value; /* of the last side; in the unit of the metric */
    const char *name;    /* "soft limit of descriptors"; NULL: there is none */
};

/* The nearest kind that is known: of the control group before that of the machine. */
struct metric_limit metric_limit(const struct model *m, struct slice metric);

#endif
