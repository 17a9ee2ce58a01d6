/* live_goroutines.h - reads every goroutine with its stack from a process that goes on running.
 *
 *     allgs --in batches: {g, stack, g} in one call of the kernel--> two copies of g with the stack
 *     between them; equal copies prove that the stack belongs to them
 *
 * One that moved meanwhile is read again, alone, a few times. Nothing is kept: each is handed out
 * as soon as it is read, so that memory does not depend on how many there are. They are read one
 * after the other: each is true in itself, all together are not of one instant. */
#ifndef GOLIVE_LIVE_GOROUTINES_H
#define GOLIVE_LIVE_GOROUTINES_H

#include "golive.h"
#include "live_goroutine.h"

/* A part of a stack, copied: bytes.ptr[0] was at address. */
struct stack {
    uint64_t address;
    struct slice bytes;
};

enum reading_state {
    READING_STABLE,   /* goroutine and stack belong together */
    READING_RUNNING,  /* it was on a processor: no stack */
    READING_UNSTABLE, /* it never held still: no stack */
    READING_NO_STACK  /* its stack could not be read */
};

/* Valid during the call only. */
struct reading {
    struct goroutine g;
    struct stack stack;
    enum reading_state state;
    bool cut;  /* the stack is longer than STACK_MOST: its outer part is missing */
    bool trap; /* pc is where it was interrupted, and not behind a call */
};

enum { STACK_MOST = 8 * 1024 * 1024 };

struct goroutines_count {
    uint64_t listed, dead, read;
    uint64_t retried; /* stable, but not at the first try */
    uint64_t running, unstable, no_stack, cut, unreadable, interrupted;
};

/* Gives a stack to one that runs (interrupt.h), or NULL. Fills *r (address of g and state are set)
 * and buffer, which has room for STACK_MOST bytes. */
typedef bool running_reader(void *arg, const struct golive *l, struct reading *r,
                            unsigned char *buffer);

struct goroutines_options {
    running_reader *running; /* NULL: they have no stack */
    void *running_arg;
};

/* False ends the reading. */
typedef bool goroutines_fn(void *arg, const struct reading *r);

/* False when there is no memory for it, or when the list of goroutines could not be read. */
bool goroutines_read(const struct golive *l, const struct goroutines_options *o, goroutines_fn *fn,
                     void *arg, struct goroutines_count *count);

#endif
