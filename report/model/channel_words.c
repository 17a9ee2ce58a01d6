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

/* Who may be at the other end of the one that most of them wait on. */
static struct slice other_end(struct arena *a, const struct channel *c)
{
    bool one_sided = c->receiving == 0 || c->sending == 0;

    if (!c->looked_for || c->closed || !one_sided)
        return SLICE("");
    if (c->others == 0)
        return SLICE(" No other goroutine was seen with it, which is no proof that none has it.");
    return arena_printf(a, " Goroutine %llu in %.*s was seen with it and may be at the other end.",
                        (unsigned long long)c->other,
                        SLICE_ARG(slice_take(c->other_where, TYPE_MOST)));
}

static struct slice same_or_not(struct arena *a, const struct goroutine_group *g)
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

struct slice channel_sentence(struct arena *a, const struct goroutine_group *g)
{
    struct slice words = same_or_not(a, g);

    if (words.len == 0 || (g->on_channels > 1 && g->on_channel == 1))
        return words;
    return arena_printf(a, "%.*s%.*s", SLICE_ARG(words), SLICE_ARG(other_end(a, g->channel)));
}
