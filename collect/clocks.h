/* clocks.h - the clocks: monotonic to measure, boot time beside the one that stands still to see
 * sleep, UTC to tell people. */
#ifndef COLLECT_CLOCKS_H
#define COLLECT_CLOCKS_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_ns(clockid_t id)
{
    struct timespec t = {0};
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int64_t clock_utc_ns(void)
{
    return clock_ns(CLOCK_REALTIME);
}

static inline int64_t clock_boot_ns(void)
{
#ifdef CLOCK_BOOTTIME
    return clock_ns(CLOCK_BOOTTIME);
#else
    return clock_ns(CLOCK_MONOTONIC); /* macOS: goes on during sleep */
#endif
}

/* Stands still while the machine sleeps. */
static inline int64_t clock_awake_ns(void)
{
#ifdef CLOCK_UPTIME_RAW
    return clock_ns(CLOCK_UPTIME_RAW); /* macOS */
#else
    return clock_ns(CLOCK_MONOTONIC);
#endif
}

static inline double clock_seconds(void)
{
    return (double)clock_ns(CLOCK_MONOTONIC) / 1e9;
}

#endif
