/* heap_find.h - finds the runtime's bookkeeping of its heap among the variables of the program.
 *
 * Three structures, each by its shape and each checked against another: the list of all spans with
 * the pages in use behind it, the garbage collector's controller whose heap in use must be those
 * pages, and the statistics whose ring of pauses ends at the last collection. None rests on the
 * other two: what is not found is NULL (0), and what depends on it is not known. */
#ifndef GOLIVE_HEAP_FIND_H
#define GOLIVE_HEAP_FIND_H

#include "heap_layout.h"
#include "mappings.h"
#include "module.h"
#include "remote.h"

struct heap_places {
    const struct heap_layout *layout;
    const struct heap_delta *delta; /* of layout, or as the process has it */
    uint64_t spans;                 /* of the slice mheap_.allspans */
    uint64_t controller;            /* of gcController */
    uint64_t stats;                 /* of memstats, which begins with three deltas */
    /* How many passed every check: 1, or it is in doubt and the first (of spans: the longest) is
     * taken. */
    unsigned span_candidates, controller_candidates, stats_candidates;
    bool layout_by_shape; /* the deltas are not as the version says, but as another one has them */
    bool no_gc;           /* no collection has happened: the statistics were found by their sums */
};

/* minor: see layout.h. What is not found at first is looked for again: sums need not hold at the
 * very moment at which a busy process is looked at. */
void heap_find(const struct module *m, struct remote *memory, const struct mappings *mappings,
               unsigned minor, struct heap_places *ret);

#endif
