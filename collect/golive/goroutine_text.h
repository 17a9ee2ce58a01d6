/* goroutine_text.h - writes goroutines as debug=2 of the pprof endpoint does, byte for byte, so
 * that every reader of such dumps reads this one.
 *
 *     struct reading --goroutine_text_add()--> text in an sbuf, which the caller empties
 *
 * A stack that is not complete ends with "...additional frames elided...", which is what the
 * runtime prints when it leaves some out; which goroutines these are stands in struct
 * goroutine_text. */
#ifndef GOLIVE_GOROUTINE_TEXT_H
#define GOLIVE_GOROUTINE_TEXT_H

#include "sbuf.h"
#include "unwind.h"
#include "wait_reasons.h"

enum { GOROUTINE_TEXT_NAMED = 50 };

/* Goroutines that something is to be said about. */
struct goroutine_list {
    uint64_t count;
    uint64_t goid[GOROUTINE_TEXT_NAMED]; /* the first of them */
};

struct goroutine_text {
    const struct golive *l;
    struct symbols *symbols;
    struct wait_reasons reasons;
    int64_t now_ns; /* the target's monotonic clock */
    bool labels;    /* as the program's own dumps have them */

    uint64_t written, system; /* goroutines; those of the runtime itself are not written */
    struct goroutine_list incomplete, unstable, running;
    uint64_t ends[UNWIND_ENDS]; /* how the walks ended */
};

/* False: no memory. */
bool goroutine_text_init(struct goroutine_text *t, const struct golive *l, int64_t now_ns);
void goroutine_text_done(struct goroutine_text *t);

/* Appends r to out. False when r is not shown: the runtime's own goroutines. */
bool goroutine_text_add(struct goroutine_text *t, const struct reading *r, struct sbuf *out);

#endif
