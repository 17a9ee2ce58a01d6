/* unwind.h - walks a copied stack from where the goroutine stands to where it began.
 *
 * The function table knows the size of every frame at every instruction, so no frame pointer is
 * needed and nothing is guessed: the walk ends at a function that the linker marked as the top, at
 * the very place where the runtime put it, or it is not complete and says so. */
#ifndef GOLIVE_UNWIND_H
#define GOLIVE_UNWIND_H

#include "live_goroutines.h"
#include "symbols.h"

enum unwind_end {
    UNWIND_COMPLETE,
    UNWIND_STOPPED,   /* the callback had enough */
    UNWIND_UNKNOWN,   /* an address that is in no function */
    UNWIND_OFF_STACK, /* a frame that is not in the copy */
    UNWIND_OPAQUE,    /* a function that moves the stack in its own way */
    UNWIND_MISPLACED, /* a top that is not where it should be */
    UNWIND_ENDS
};
extern const char *const unwind_end_names[UNWIND_ENDS];

struct unwind_frame {
    const struct function *function; /* valid during the call */
    uint64_t pc, fp, argp;
    uint64_t symbol_pc; /* what pc stands for in the source: the call, not the place behind it */
    unsigned index;     /* 0: innermost */
};

/* False ends the walk. */
typedef bool unwind_fn(void *arg, const struct unwind_frame *f);

enum unwind_end unwind(const struct golive *l, struct symbols *s, const struct reading *r,
                       unwind_fn *fn, void *arg);

#endif
