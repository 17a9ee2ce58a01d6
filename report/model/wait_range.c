#include "wait_range.h"

#include <math.h>

/* The runtime collects after two minutes without a collection; the pause may come a little later.
 */
enum { FORCED_INTERVAL_S = 130 };

/* Age of the nth newest collection, or a negative number. */
static double age_of(const struct memstats *stats, double now_ns, size_t nth)
{
    size_t i = memstats_pause_index(stats, nth);

    return i < MEMSTATS_RING && stats->pause_end[i] > 0
               ? (now_ns - (double)stats->pause_end[i]) / 1e9
               : -1;
}

void wait_range(const struct memstats *stats, struct number now_utc_ns, double minutes,
                struct number *least, struct number *most)
{
    *most = (struct number){true, (minutes + 1) * 60};
    *least = (struct number){true, fmax(0, minutes * 60 - FORCED_INTERVAL_S)};
    if (!stats || !now_utc_ns.known)
        return;
    for (size_t n = 1; n < MEMSTATS_RING; n++) {
        double older = age_of(stats, now_utc_ns.value, n);
        double newer = age_of(stats, now_utc_ns.value, n - 1);
        if (older < 0 || newer < 0 || newer > (minutes + 1) * 60)
            return;
        /* The two clocks were read some seconds apart. */
        if (older / 60 >= minutes - 0.1 && older / 60 < minutes + 1.1) {
            least->value = fmax(0, newer);
            most->value = fmin(most->value, fmax(older, minutes * 60));
            return;
        }
    }
}
