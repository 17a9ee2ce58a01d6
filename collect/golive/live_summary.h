/* live_summary.h - what live.json says: how each structure was found, what was checked, and what is
 * not there. The text is JSON; every string in it is ours, or printable without quotes. */
#ifndef GOLIVE_LIVE_SUMMARY_H
#define GOLIVE_LIVE_SUMMARY_H

#include "channels.h"
#include "goroutine_text.h"
#include "interrupt.h"

struct live_summary {
    const struct golive *l;
    const struct goroutines_count *count;
    const struct goroutine_text *text;
    const struct channels *channels;
    const struct interrupt *interrupt; /* NULL: no thread was to be held */
    bool by_mem;                       /* read through /proc/PID/mem */
    const char *began, *ended;         /* UTC */
    double seconds;
};

void live_summary_add(const struct live_summary *s, struct sbuf *out);

#endif
