/* mappings.h - which addresses of the target can be written to: where its data and its heap are.
 *
 * Read from the text of /proc/PID/maps. Neighbours are one range, so that the 60,000 mappings of a
 * large process are a few hundred. */
#ifndef GOLIVE_MAPPINGS_H
#define GOLIVE_MAPPINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice.h"

enum { MAPPINGS_MAX = 1 << 18 };

struct mapping {
    uint64_t from, to;
};

struct mappings {
    struct mapping *item; /* ascending */
    size_t count, cap;
    uint64_t exe_base; /* where the executable's offset 0 is mapped; 0 when it is not seen */
    uint64_t exe_ino;  /* set before the first line: which file that is */
    uint64_t entry;    /* where the program was entered (AT_ENTRY of the process); 0: not known */
    bool cut;          /* there were more than MAPPINGS_MAX, or no memory */
};

void mappings_init(struct mappings *m, uint64_t exe_ino);
/* One line of the file, in its order: "7f3c1000-7f3c2000 rw-p 00000000 08:01 1234   /bin/x". */
void mappings_add(struct mappings *m, struct slice line);
bool mappings_writable(const struct mappings *m, uint64_t address);
void mappings_done(struct mappings *m);

#endif
