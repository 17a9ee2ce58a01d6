/* kernel_stacks.h - reads 10-process/stacks.txt: where each thread is inside the kernel. Records
 * point into the text.
 *
 *     == 4711 D worker
 *     [<0>] folio_wait_bit_common+0x13d/0x350
 *     [<0>] filemap_fault+0x620/0xa30
 */
#ifndef PARSE_KERNEL_STACKS_H
#define PARSE_KERNEL_STACKS_H

#include "arena.h"
#include "known.h"
#include "status.h"

struct kernel_stack {
    uint64_t tid;
    char state; /* one letter, as the kernel prints it */
    struct slice name;
    const struct slice *functions; /* innermost first, without offsets; empty for one that runs */
    size_t nfunctions;
};

struct kernel_stacks {
    const struct kernel_stack *items;
    size_t count;
    uint64_t skipped; /* threads or lines that could not be read */
};

/* STATUS_SYNTAX when there is no thread in the text. */
MUST_CHECK enum status kernel_stacks_parse(struct arena *a, struct slice text,
                                           struct kernel_stacks *ret, struct error *err);

#endif
