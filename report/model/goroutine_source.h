/* goroutine_source.h - the three kinds of evidence about goroutines, brought into one shape. Inside
 * of the model stage. */
#ifndef MODEL_GOROUTINE_SOURCE_H
#define MODEL_GOROUTINE_SOURCE_H

#include "input.h"

/* Best first. */
enum goroutine_kind { GOROUTINES_DUMP, GOROUTINES_COUNTS, GOROUTINES_PROFILE, GOROUTINES_NONE };

/* A stack as every source can tell it. */
struct shape {
    const struct frame *frames;
    size_t nframes;
    struct frame created_by;
    uint64_t elided, hash;
    bool waits_for_lock; /* a frame says so, whatever the state is called */
};

/* One goroutine of a dump (count 1), or one group of a counted source. */
struct shape_use {
    uint64_t id; /* 0 in counted sources */
    uint64_t count;
    uint32_t shape;
};

struct goroutine_source {
    enum goroutine_kind kind;
    const char *member;
    const struct shape *shapes;
    size_t nuses;
    const struct shape_use *uses; /* use i is goroutine i of the dump */
    const struct goroutine_dump *dump;
    uint64_t total;
};

bool goroutine_source_has(const struct input *in, enum goroutine_kind kind);
struct goroutine_source goroutine_source_open(struct arena *a, const struct input *in,
                                              enum goroutine_kind kind);

/* One certain dump. */
struct goroutine_source goroutine_source_of(struct arena *a, const struct dump_input *dump);

/* True when stacks of these two members look alike, so that their groups match. */
bool goroutine_source_alike(const char *member, const char *other);

/* State of use i: "" in counted sources. */
struct slice goroutine_source_state(const struct goroutine_source *s, size_t use);

#endif
