/* stack_frame.h - one line of a stack, as the text dumps of Go print it. */
#ifndef PARSE_STACK_FRAME_H
#define PARSE_STACK_FRAME_H

#include <stdint.h>

#include "slice.h"

struct stack_frame {
    struct slice function; /* "main.(*Store).Get", without arguments */
    struct slice file;     /* empty when the dump has none (cgo, "?") */
    uint64_t line;         /* 0 when unknown */
};

#endif
