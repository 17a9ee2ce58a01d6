/* sections.h - several small files in one text, as collect packs those of the kernel:
 *
 *     == v2 memory.current
 *     9202163712
 *     == v2 ../memory.max
 *     max
 */
#ifndef PARSE_SECTIONS_H
#define PARSE_SECTIONS_H

#include <stdbool.h>

#include "slice.h"

struct section_text {
    struct slice name; /* "v2 memory.current" */
    struct slice text; /* up to the next name; may be empty */
};

/* The next one; false when there is none. What stands in front of the first name is passed over. */
static inline bool sections_next(struct slice *rest, struct section_text *ret)
{
    const struct slice mark = SLICE("== "), between = SLICE("\n== ");
    if (!slice_has_prefix(*rest, mark)) {
        size_t at = slice_find(*rest, between);
        *rest = at == SIZE_MAX ? slice_drop(*rest, rest->len) : slice_drop(*rest, at + 1);
    }
    if (!slice_skip(rest, mark) || !slice_next_line(rest, &ret->name))
        return false;
    if (slice_has_prefix(*rest, mark)) { /* nothing in it */
        ret->text = slice_take(*rest, 0);
        return true;
    }
    size_t end = slice_find(*rest, between);
    ret->text = end == SIZE_MAX ? *rest : slice_take(*rest, end + 1);
    *rest = slice_drop(*rest, ret->text.len);
    return true;
}

#endif
