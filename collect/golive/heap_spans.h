/* heap_spans.h - counts the objects of the heap by size, span by span: works in every program, also
 * where no memory profiling is linked in. */
#ifndef GOLIVE_HEAP_SPANS_H
#define GOLIVE_HEAP_SPANS_H

#include "heap_find.h"

struct heap_class {
    uint64_t
        size; /* of one object; 0: objects larger than any class, each with a span of its own */
    bool pointers; /* the collector looks into them: they are no plain bytes */
    uint64_t spans, objects, bytes;
};

struct heap_spans {
    struct heap_class class[2 * HEAP_CLASSES]; /* without pointers, with pointers, by turns */
    uint64_t spans, in_use, stacks;            /* spans in the list, with objects, with stacks */
    uint64_t pages_in_use;
    uint64_t objects, bytes; /* freed ones count until they are swept */
    uint64_t unreadable;     /* spans */
    bool cut;                /* the list is longer than a heap can be, or memory is out */
};

/* False when there is no list of spans. */
bool heap_spans_read(const struct heap_places *places, struct remote *memory,
                     struct heap_spans *ret);

#endif
