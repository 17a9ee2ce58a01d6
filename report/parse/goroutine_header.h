/* goroutine_header.h - the line that begins a goroutine in a dump. */
#ifndef PARSE_GOROUTINE_HEADER_H
#define PARSE_GOROUTINE_HEADER_H

#include <stdbool.h>

#include "goroutine.h"

struct goroutine_header {
    uint64_t id;
    struct slice state, labels;
    uint32_t minutes;
    uint8_t flags;
    bool has_minutes;
};

/* Where in line a header begins ("goroutine " and a digit), or SIZE_MAX. Not at 0 when something
 * put its own words in front of every line. */
size_t goroutine_header_at(struct slice line);

/* line from there on. False when it is not a whole header. */
bool goroutine_header_parse(struct slice line, struct goroutine_header *h);

#endif
