/* pulse.h - a few numbers of a live Go process, again and again: places are looked up once, then a
 * sample is two or three calls.
 *
 * Neither the executable nor the list of mappings is kept. */
#ifndef GOLIVE_PULSE_H
#define GOLIVE_PULSE_H

#include <sys/types.h>

#include "golive.h"
#include "heap_stats.h"

struct pulse {
    bool open;
    struct remote_process remote;
    struct allgs allgs;
    struct layout_g layout;
    struct heap_places heap;
    unsigned minor;
    uint64_t *system; /* entries of the runtime's own functions, ascending */
    size_t nsystem;
    uint64_t module; /* address of the module data: is it still the same program? */
};

/* procfd: /proc/PID, borrowed for as long as the pulse is open. */
MUST_CHECK enum status pulse_open(struct pulse *p, int procfd, pid_t pid, struct error *err);
void pulse_close(struct pulse *p); /* twice is fine, and so is a zeroed one */

/* What is not known stays so. */
void pulse_heap(struct pulse *p, struct heap_stats *ret);

/* Counted as runtime.NumGoroutine() does: without the runtime's own. Each one is looked at: above
 * 20,000 that is so much that it should not be done every second. */
struct heap_number pulse_goroutines(struct pulse *p);

#endif
