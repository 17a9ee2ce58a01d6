/* live_goroutine.h - one goroutine, as its bytes in the target's memory say. */
#ifndef GOLIVE_LIVE_GOROUTINE_H
#define GOLIVE_LIVE_GOROUTINE_H

#include "layout.h"
#include "slice.h"

enum goroutine_status {
    GOROUTINE_IDLE = 0,
    GOROUTINE_RUNNABLE = 1,
    GOROUTINE_RUNNING = 2,
    GOROUTINE_SYSCALL = 3,
    GOROUTINE_WAITING = 4,
    GOROUTINE_DEAD = 6,
    GOROUTINE_COPYSTACK = 8,
    GOROUTINE_PREEMPTED = 9,
    GOROUTINE_LEAKED = 10,    /* since 1.26: the collector has proven it */
    GOROUTINE_DEAD_EXTRA = 11 /* since 1.26: waits for a thread of C */
};

struct goroutine {
    uint64_t address;
    uint64_t stack_lo, stack_hi;
    uint64_t m; /* the thread that runs it, or 0 */
    uint64_t sp, pc, lr, syscallsp, syscallpc, stktopsp;
    uint64_t goid, waitsince, lockedm, parent, gopc, startpc, waiting, labels;
    uint32_t status;    /* enum goroutine_status, without the bit "is being scanned" */
    uint8_t waitreason; /* index of the runtime's own table */
    uint8_t tracking_seq;
    bool running_cleanups;
};

/* bytes: at least layout->size of them. */
void goroutine_parse(uint64_t address, const unsigned char *bytes, const struct layout_g *layout,
                     struct goroutine *ret);

/* True when nothing has happened to it between the two copies. tracking_seq makes this certain: the
 * runtime counts it up each time that a goroutine stops running. */
bool goroutine_same(const struct goroutine *a, const struct goroutine *b);

bool goroutine_is_dead(const struct goroutine *g);

/* It runs on a processor: its registers are there, and what is in memory is old. */
bool goroutine_is_running(const struct goroutine *g);

/* Where its stack is in use from; stack_hi when that is not known. */
uint64_t goroutine_stack_from(const struct goroutine *g);

#endif
