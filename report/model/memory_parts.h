/* memory_parts.h - what resident memory consists of: an account whose parts add up to what the
 * kernel says. Inside of the model stage.
 *
 *     status, smaps (or smaps_rollup), MemStats --memory_account()--> struct memory_account */
#ifndef MODEL_MEMORY_PARTS_H
#define MODEL_MEMORY_PARTS_H

#include "input.h"

enum memory_kind {
    MEMORY_GO_HEAP, /* of Go: what it claims, as far as so much can be resident */
    MEMORY_GO_IDLE,
    MEMORY_LAZYFREE,
    MEMORY_GO_STACKS,
    MEMORY_GO_RUNTIME,
    MEMORY_ANONYMOUS, /* where nobody divides it */
    MEMORY_C_HEAP,
    MEMORY_THREAD_STACKS,
    MEMORY_NAMED,
    MEMORY_PROGRAM_DATA,
    MEMORY_SHARED,
    MEMORY_FILES,
    MEMORY_MOMENT, /* between two looks of the kernel's own numbers; may be negative */
    MEMORY_REST,   /* not explained: 0 or positive */
    MEMORY_KINDS
};

struct memory_account {
    double rss; /* the parts add up to it exactly */
    struct number part[MEMORY_KINDS];
    double explained; /* share of rss that is not MEMORY_REST */
};

/* NULL when the resident memory is not known. Wants the records of the bundle. */
const struct memory_account *memory_account(struct arena *a, const struct metric_input *in);

/* Wants the accounts of all sides. */
void memory_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m);

#endif
