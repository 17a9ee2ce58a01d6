/* symbols.h - what stands at a code address, remembered: a hundred thousand stacks go through a few
 * thousand addresses.
 *
 * One struct for one executable; nothing in it grows. */
#ifndef GOLIVE_SYMBOLS_H
#define GOLIVE_SYMBOLS_H

#include "pclntab.h"

struct place {
    uint64_t pc;
    bool known; /* function and frame_size are set */
    struct function function;
    int32_t frame_size; /* what the function has put on the stack at pc; -1: not known */
};

struct symbols;

struct symbols *symbols_new(const struct pclntab *functions); /* NULL: no memory */
void symbols_free(struct symbols *s);

/* Valid until the next call. */
const struct place *symbols_place(struct symbols *s, uint64_t pc);

/* The logical frames at pc of f, innermost first, as pclntab_frames() finds them. Valid until the
 * next call. */
size_t symbols_frames(struct symbols *s, const struct function *f, uint64_t pc,
                      const struct frame **ret);

#endif
