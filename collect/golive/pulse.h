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
    uint64_t pause;  /* samples to go without a count of goroutines: there are so many */
};

struct pulse_sample {
    struct heap_number heap_alloc, heap_in_use, num_gc, goroutines;
};

/* procfd: /proc/PID, borrowed for as long as the pulse is open. */
MUST_CHECK enum status pulse_open(struct pulse *p, int procfd, pid_t pid, struct error *err);
void pulse_close(struct pulse *p); /* twice is fine, and so is a zeroed one */

/* Goroutines are counted as runtime.NumGoroutine() does: without the runtime's own. Above 20,000
 * only every second sample, above 40,000 every third ...: then the count is not known in between.
 */
void pulse_sample(struct pulse *p, struct pulse_sample *ret);

#endif
