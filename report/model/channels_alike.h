/* channels_alike.h - channels that differ in nothing but their address become one row. Inside of
 * the model stage.
 *
 * A leak of one channel for each goroutine would otherwise be hundreds of rows that say the same.
 * What somebody else was seen with stays by itself: who that was is worth its row.
 */
#ifndef MODEL_CHANNELS_ALIKE_H
#define MODEL_CHANNELS_ALIKE_H

#include "model.h"

/* Returns copies of the first of each kind with `alike` filled, those with the most waiters first,
 * among them the kinds of which there are most. */
struct channel *channels_alike(struct arena *a, const struct channel *list, size_t count,
                               size_t *kinds);

#endif
