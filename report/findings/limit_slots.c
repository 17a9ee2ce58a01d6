#include "limit_slots.h"

#include "night_subject.h"
#include "subject.h"
#include "units.h"

static struct slice time_words(struct arena *a, struct number seconds)
{
    if (!seconds.known)
        return SLICE("an unknown time");
    if (seconds.value > 365.0 * 24 * 3600)
        return SLICE("more than a year");
    return arena_printf(a, "%s", units_duration(seconds.value).s);
}

struct slice limit_slot_time(const struct slot_context *c)
{
    return time_words(c->arena,
                      field_find(SUBJECT_DESCRIPTORS, "time_to_limit")->get(c->subject, 1));
}

struct slice limit_slot_until(const struct slot_context *c)
{
    const struct model *m = c->subject->model;
    struct number limit = model_metric(m, "fds.limit", model_last(m));

    if (!limit.known)
        return SLICE("The limit of this process is not known.");
    struct slice at_night = night_until(c->arena, m, "fds.total");
    if (at_night.len > 0)
        return arena_printf(c->arena,
                            "At the rate of the log's end, the limit of %.*s descriptors is "
                            "reached in %.*s.",
                            SLICE_ARG(slot_number(c->arena, limit, UNIT_COUNT, false)),
                            SLICE_ARG(at_night));
    struct number alone = field_find(SUBJECT_DESCRIPTORS, "time_to_limit")->get(c->subject, 1);
    struct number all = field_find(SUBJECT_DESCRIPTORS, "all_to_limit")->get(c->subject, 1);
    bool sooner = all.known && alone.known && all.value < alone.value * 0.95;
    return arena_printf(c->arena,
                        "At this rate the limit of %.*s descriptors is reached in %.*s%s%.*s.",
                        SLICE_ARG(slot_number(c->arena, limit, UNIT_COUNT, false)),
                        SLICE_ARG(time_words(c->arena, alone)),
                        sooner ? " by these alone, and with all else that grows in " : "",
                        SLICE_ARG(sooner ? time_words(c->arena, all) : SLICE("")));
}
