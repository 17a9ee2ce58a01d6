/* channel_words.c - what is known of the channels of a group, as a sentence. */
#include "model.h"

#include "units.h"

enum { TYPE_MOST = 120 };

/* "chan int, 3 of 4 in it, closed" */
static struct slice about(struct arena *a, const struct channel *c)
{
    struct slice type = c->type.len > 0 ? slice_take(c->type, TYPE_MOST) : SLICE("a channel");
    const char *closed = c->closed ? ", closed" : "";

    if (!c->length.known || !c->capacity.known)
        return arena_printf(a, "%.*s%s", SLICE_ARG(type), closed);
    if (c->capacity.value < 1)
        return arena_printf(a, "%.*s, not buffered%s", SLICE_ARG(type), closed);
    return arena_printf(a, "%.*s, %.0f of %.0f in it%s", SLICE_ARG(type), c->length.value,
                        c->capacity.value, closed);
}

struct slice channel_sentence(struct arena *a, const struct goroutine_group *g)
{
    struct slice what = g->channel ? about(a, g->channel) : SLICE("");
    uint64_t n = g->on_channels;

    if (n < 2 || !g->channel)
        return n == 1 && g->channel ? arena_printf(a, "It waits on %.*s.", SLICE_ARG(what))
                                    : SLICE("");
    if (g->on_channel == n && g->channels == 1)
        return arena_printf(a, "All %s whose channel is known wait on one and the same (%.*s).",
                            units_count((double)n).s, SLICE_ARG(what));
    if (g->on_channel == n)
        return arena_printf(a, "All %s whose channels are known share one of %s (%.*s).",
                            units_count((double)n).s, units_count((double)g->channels).s,
                            SLICE_ARG(what));
    if (g->on_channel == 1)
        return arena_printf(a, "No two of %s wait on the same channel: there are %s (%.*s).",
                            units_count((double)n).s, units_count((double)g->channels).s,
                            SLICE_ARG(what));
    return arena_printf(a, "%s wait on %s channels, %s of them on the same one (%.*s).",
                        units_count((double)n).s, units_count((double)g->channels).s,
                        units_count((double)g->on_channel).s, SLICE_ARG(what));
}
