/* budget.h - how often something may be done that costs CPU time, so that it takes no more than its
 * share of all time. Pure. */
#ifndef WATCH_BUDGET_H
#define WATCH_BUDGET_H

#include <stdbool.h>

struct budget {
    double share;  /* of one processor */
    double due_at; /* seconds, on the caller's clock */
};

static inline bool budget_allows(const struct budget *b, double now)
{
    return now >= b->due_at;
}

static inline void budget_spend(struct budget *b, double now, double cost_s)
{
    b->due_at = now + cost_s / b->share;
}

#endif
