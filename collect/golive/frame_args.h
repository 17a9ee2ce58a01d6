/* frame_args.h - the argument words that a dump shows between the brackets of a frame.
 *
 * The compiler left a small program for each function: which words of its arguments to print. They
 * are raw values (pointers, lengths, small numbers); a '?' follows one that may be out of date. */
#ifndef GOLIVE_FRAME_ARGS_H
#define GOLIVE_FRAME_ARGS_H

#include "sbuf.h"
#include "unwind.h"

/* Appends "0x1, {0xc000012345, 0x5}, ..." to out. argp, pc: of the frame. */
void frame_args(const struct golive *l, const struct stack *stack, const struct function *f,
                uint64_t argp, uint64_t pc, struct sbuf *out);

/* Appends 0x1f. */
void frame_args_hex(struct sbuf *out, uint64_t value);

#endif
