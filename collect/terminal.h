/* terminal.h - one line of a terminal that is written again and again. */
#ifndef COLLECT_TERMINAL_H
#define COLLECT_TERMINAL_H

#include "slice.h"

/* Columns of the terminal on stderr; a usual number when it does not say. */
size_t terminal_width(void);

/* Cut to width characters without cutting one in two. */
struct slice terminal_fit(struct slice line, size_t width);

#endif
