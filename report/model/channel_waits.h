/* channel_waits.h - which goroutines wait on which channel, from 40-go/live-channels.tsv. Inside of
 * the model stage.
 *
 * The dump says "chan receive" and no more. With the channels, 600 goroutines that wait on one and
 * the same are told from 600 that wait on one each. Who holds the other end is not to be read from
 * a stack for certain: a goroutine that has the channel among its printed arguments may be the one.
 */
#ifndef MODEL_CHANNEL_WAITS_H
#define MODEL_CHANNEL_WAITS_H

#include "input.h"

/* Of the last bundle. groups: those of the model, which get what is known of their channels. */
void channel_waits_build(struct arena *a, struct input *in, struct model *m,
                         struct goroutine_group *groups);

#endif
