/* dump_call.h - one line of a goroutine dump as a call. Inside of the model stage. */
#ifndef MODEL_DUMP_CALL_H
#define MODEL_DUMP_CALL_H

#include <stdbool.h>

#include "slice.h"

struct dump_call {
    struct slice function; /* "main.(*Store).Get" */
    struct slice first;    /* its first argument, "0xc00001a0b0"; empty when it is not printed */
};

/* How many bytes at the head of s are digits of an address, as the runtime prints them. */
size_t dump_hex_digits(struct slice s);

/* False when the line is none. */
bool dump_call_parse(struct slice line, struct dump_call *c);

#endif
