/* terminal.h - one line of a terminal that is written again and again. */
#ifndef COLLECT_TERMINAL_H
#define COLLECT_TERMINAL_H

#include <stdbool.h>

#include "slice.h"

/* Whether stderr is a terminal on which a line can be written over: not so for TERM=dumb. */
bool terminal_is_there(void);

/* Columns of the terminal on stderr; a usual number when it does not say. */
size_t terminal_width(void);

/* Cut to width characters without cutting one in two. */
struct slice terminal_fit(struct slice line, size_t width);

#endif
