/* lines.h - text that may have been cut in mid-line. */
#ifndef PARSE_LINES_H
#define PARSE_LINES_H

#include <stdbool.h>

#include "slice.h"

/* text without a last line that has no newline: its numbers may have lost digits. *cut says whether
 * there was one. */
static inline struct slice lines_whole(struct slice text, bool *cut)
{
    *cut = text.len && text.ptr[text.len - 1] != '\n';
    return *cut ? slice_take(text, slice_rfind_byte(text, '\n') + 1) : text;
}

#endif
