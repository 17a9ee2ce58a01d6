/* interrupt.h - the stack of a goroutine that is running just now: its thread is held for about a
 * millisecond, and no other thread is.
 *
 * Off by default (--briefly-stop). PTRACE_SEIZE and PTRACE_INTERRUPT send no signal that the
 * program could see. Another tracer, a refusal or a thread that does not stop in time: the
 * goroutine stays without a stack. On amd64 and arm64, for a target of the same machine. */
#ifndef GOLIVE_INTERRUPT_H
#define GOLIVE_INTERRUPT_H

#include "live_goroutines.h"

struct interrupt {
    int procfd;                /* /proc/PID: only its own threads are ever touched */
    double longest_s, total_s; /* that a thread was held */
    uint64_t held, refused;
};

running_reader interrupt_running; /* arg: struct interrupt */

#endif
