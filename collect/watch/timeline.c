#include "timeline.h"

#include <math.h>

#include "clocks.h"

static const double ASLEEP_LEAST_S = 1, LATE_LEAST_S = 2, STEP_LEAST_S = 1;
static const double LATE_PERIODS = 2; /* without a sample for so long, less is jitter */

struct moment moment_now(void)
{
    return (struct moment){clock_utc_ns(), clock_boot_ns(), clock_awake_ns()};
}

static double seconds(int64_t from, int64_t to)
{
    return (double)(to - from) / 1e9;
}

bool timeline_next(struct timeline *t, struct moment now, struct timeline_gap *ret)
{
    *ret = (struct timeline_gap){0};
    struct moment before = t->last;
    bool first = !t->has_last;
    t->last = now;
    t->has_last = true;
    if (first)
        return false;
    double awake = seconds(before.awake, now.awake), boot = seconds(before.boot, now.boot);
    double step = seconds(before.utc, now.utc) - boot;
    if (boot - awake >= ASLEEP_LEAST_S)
        ret->asleep = boot - awake;
    if (awake - t->period_s >= LATE_LEAST_S && awake >= LATE_PERIODS * t->period_s)
        ret->late = awake - t->period_s;
    if (fabs(step) >= STEP_LEAST_S)
        ret->clock_step = step;
    return ret->asleep > 0 || ret->late > 0 || ret->clock_step != 0;
}
