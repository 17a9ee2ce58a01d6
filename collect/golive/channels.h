/* channels.h - on which channel a goroutine waits: the same for all, or each on its own?
 *
 *     struct reading --channels_add()--> rows of live-channels.tsv, in an sbuf that the caller
 *     empties
 *
 * The columns are BUNDLE_COLUMNS_LIVE_CHANNELS. A channel is named by its address: that tells same
 * from different, and is the word that stands among the arguments of a frame.
 *
 * A goroutine that is parked on channels has a list of tickets (sudog), each with its channel. They
 * are read after the goroutine and the goroutine once more behind them, so a row is true at the
 * moment that it was read. Tickets of a nil channel do not exist. */
#ifndef GOLIVE_CHANNELS_H
#define GOLIVE_CHANNELS_H

#include "live_goroutines.h"
#include "sbuf.h"

enum {
    CHANNELS_BATCH = 256,
    CHANNELS_TYPES = 64,
    CHANNELS_TYPE_LEN = 120,
    CHANNELS_SELECT_MAX = 64
};

struct channel_type {
    uint64_t address;
    char name[CHANNELS_TYPE_LEN]; /* of the element; "" when it cannot be read */
};

struct channels {
    const struct golive *l;
    struct goroutine waiting[CHANNELS_BATCH]; /* to be looked at together */
    size_t count;
    struct channel_type type[CHANNELS_TYPES];
    uint64_t rows, goroutines;
    uint64_t moved; /* went on while their channels were being read: no rows */
};

void channels_init(struct channels *c, const struct golive *l);
/* Rows are appended to out when enough goroutines have come together. */
void channels_add(struct channels *c, const struct reading *r, struct sbuf *out);
void channels_flush(struct channels *c, struct sbuf *out);

#endif
