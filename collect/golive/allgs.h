/* allgs.h - finds the runtime's list of all goroutines, and reads it while it grows.
 *
 * It is a slice variable whose elements are goroutines; the first is number 1. It only ever grows,
 * and a goroutine keeps its place in it. */
#ifndef GOLIVE_ALLGS_H
#define GOLIVE_ALLGS_H

#include "calibrate.h"
#include "mappings.h"
#include "module.h"

enum { ALLGS_MAX = 1 << 26 };

struct allgs {
    uint64_t address;    /* of the slice variable */
    unsigned candidates; /* that passed every check; the longest is taken */
    struct calibrate_sample sample;
    struct calibrated found;
};

/* False when there is none (or no memory). runtime_main: entry of that function, or 0. */
bool allgs_find(const struct module *m, struct remote *memory, const struct mappings *mappings,
                uint64_t runtime_main, struct allgs *ret);

/* Elements [from, from + count) into g, as far as there are any. Returns how many; 0 at the end. */
size_t allgs_read(const struct allgs *a, struct remote *memory, uint64_t from, size_t count,
                  uint64_t *g);

/* How many there are now; 0 when it cannot be read. */
uint64_t allgs_count(const struct allgs *a, struct remote *memory);

#endif
