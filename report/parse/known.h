/* known.h - a number from a file, or the knowledge that the file does not have it. Never 0 for
 * "absent". */
#ifndef PARSE_KNOWN_H
#define PARSE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct known_u64 {
    bool known;
    uint64_t value;
};

struct known_i64 {
    bool known;
    int64_t value;
};

struct known_real {
    bool known;
    double value;
};

static inline struct known_u64 known_u64(struct slice text)
{
    struct known_u64 n = {0};
    n.known = slice_to_u64(text, &n.value);
    return n;
}

static inline struct known_i64 known_i64(struct slice text)
{
    struct known_i64 n = {0};
    n.known = slice_to_i64(text, &n.value);
    return n;
}

#endif
