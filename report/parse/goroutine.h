/* goroutine.h - reads the text of every goroutine: /debug/pprof/goroutine?debug=2, panics, SIGQUIT.
 *
 *     text --goroutine_parse()--> struct goroutine_dump {stacks, states, goroutines}
 *
 * Records point into the text, so it must outlive the arena's users. Equal stacks exist once: a
 * dump of 100,000 goroutines has some hundred. Everything around the goroutines (log lines, panic
 * messages, registers) is passed over. */
#ifndef PARSE_GOROUTINE_H
#define PARSE_GOROUTINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "slice.h"
#include "stack_frame.h"
#include "status.h"

/* The runtime ends a dump over HTTP at exactly this size, in mid-line and without a word. */
#define GOROUTINE_DUMP_CEILING ((size_t)64 << 20)

struct goroutine_stack {
    const struct stack_frame *frames; /* innermost first */
    size_t nframes;
    struct stack_frame created_by; /* function empty when the dump has none: the main goroutine */
    uint64_t elided;               /* frames that the runtime left out; see elided_unknown */
    bool elided_unknown;           /* "additional frames elided", without a number (Go <= 1.20) */
};

enum goroutine_flag {
    GOROUTINE_LOCKED = 1,   /* locked to its thread */
    GOROUTINE_LEAKED = 2,   /* the garbage collector proved that nothing can wake it */
    GOROUTINE_SCAN = 4,     /* its stack was being scanned */
    GOROUTINE_DURABLE = 8,  /* durably blocked in a synctest bubble */
    GOROUTINE_BUBBLE = 16,  /* belongs to a synctest bubble */
    GOROUTINE_NO_STACK = 32 /* was running on another thread: no stack in the dump */
};

struct goroutine {
    uint64_t id;
    uint64_t creator;    /* id of the goroutine that started it; 0 when the dump does not say */
    struct slice text;   /* its lines below the header, arguments and all */
    struct slice labels; /* as printed, without the braces: tenant: "a b", k: v */
    uint32_t stack;      /* index into stacks */
    uint32_t state;      /* index into states */
    uint32_t minutes;    /* waiting time; meaningful if has_minutes */
    uint8_t flags;       /* of enum goroutine_flag */
    bool has_minutes;
};

struct goroutine_dump {
    const struct goroutine *items; /* in the order of the dump */
    size_t count;
    const struct goroutine_stack *stacks; /* in order of first appearance, all different */
    size_t nstacks;
    const struct slice *states; /* "chan receive", "chan send (nil chan)": without flags */
    size_t nstates;
    uint64_t skipped; /* goroutines that could not be read or are cut: not in items */
    uint64_t damaged; /* lines inside of stacks that made no sense and were passed over */
    bool cut;         /* the text ends before the dump does: there were more goroutines */
};

/* STATUS_SYNTAX when there is no goroutine in the text, STATUS_LIMIT above LIMIT_GOROUTINES. */
MUST_CHECK enum status goroutine_parse(struct arena *a, struct slice text,
                                       struct goroutine_dump *ret, struct error *err);

#endif
