/* dump_call.h - one line of a goroutine dump as a call. Inside of the model stage. */
#ifndef MODEL_DUMP_CALL_H
#define MODEL_DUMP_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct dump_call {
    struct slice function; /* "main.(*Store).Get" */
    struct slice first;    /* its first argument, "0xc00001a0b0"; empty when it is not printed */
    bool doubtful;         /* "0xc00001a0b0?": the register may hold something else by now */
    struct slice rest;     /* all arguments, for dump_call_next_word */
};

/* How many bytes at the head of s are digits of an address, as the runtime prints them. */
size_t dump_hex_digits(struct slice s);

/* False when the line is none. */
bool dump_call_parse(struct slice line, struct dump_call *c);

/* The next word among the arguments that is printed without a doubt, be it inside of a struct. */
bool dump_call_next_word(struct slice *rest, uint64_t *word);

/* The first argument as an address; 0 when it is none, is not printed, or only with a doubt. */
uint64_t dump_call_pointer(const struct dump_call *c);

/* "main.(*Store).Get" -> "main.(*Store)."; empty when it is no method of a pointer. */
struct slice dump_call_type(struct slice function);

#endif
