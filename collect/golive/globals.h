/* globals.h - walks the program's global variables word by word, to find structures by their shape.
 *
 * Only pages that hold something are read: since Go 1.26 there are 32 MiB that no program touches,
 * and reading them would cost the target page tables. */
#ifndef GOLIVE_GLOBALS_H
#define GOLIVE_GLOBALS_H

#include "module.h"

enum {
    GLOBALS_DATA = 1,
    GLOBALS_NOPTRDATA = 2,
    GLOBALS_BSS = 4,
    GLOBALS_NOPTRBSS = 8,
};

/* words[0..starts) are where a structure may begin; words[0..count) may be looked at. address is
 * that of words[0]. */
struct globals_window {
    uint64_t address;
    const uint64_t *words;
    size_t starts, count;
};

/* False ends the walk. */
typedef bool globals_fn(void *arg, const struct globals_window *w);

enum { GLOBALS_AHEAD_MAX = 16 * 1024 }; /* words */

/* The ranges in `which`, in the order above. ahead: words that a structure has behind its first.
 * False when there is no memory for it. */
bool globals_walk(const struct module *m, struct remote *memory, unsigned which, size_t ahead,
                  globals_fn *fn, void *arg);

#endif
