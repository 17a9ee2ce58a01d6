/* lock_words.c - what was seen of locks, in words. */
#include "model.h"

struct slice lock_evidence_text(struct arena *a, const struct lock_queue *q)
{
    static const char *const words[] = {
        [LOCK_BY_TYPE] = "it is in a method of the type that waits; of which value is not printed",
        [LOCK_BY_ARGUMENT] = "it has the address of the lock as an argument",
        [LOCK_BY_RECEIVER] = "its receiver is at the address of the lock",
    };

    if (q->evidence != LOCK_BY_VALUE)
        return slice_from(words[q->evidence]);
    return arena_printf(a,
                        "it and who waits have the same address as an argument, %llu bytes below "
                        "the lock",
                        (unsigned long long)q->below);
}

struct slice lock_circle_text(struct arena *a, const struct model *m)
{
    struct slice text = {0};
    bool closed = true, minutes = true, both = true;

    for (size_t i = 0; i < m->nlock_queues; i++) {
        const struct lock_queue *q = &m->locks_waited_for[i];
        if (!q->cycle)
            continue;
        struct slice seen = lock_evidence_text(a, q);
        text =
            arena_printf(a,
                         "%.*sGoroutine %llu in %.*s waits for the lock %.*s, and may hold "
                         "%.*s: %.*s. ",
                         SLICE_ARG(text), (unsigned long long)q->holder, SLICE_ARG(q->holder_where),
                         SLICE_ARG(q->holder_waits_for), SLICE_ARG(q->address), SLICE_ARG(seen));
        closed = closed && q->closed;
        minutes = minutes && q->lasts_minutes;
        both = both && q->in_both;
    }
    if (text.len == 0)
        return text;
    return arena_printf(
        a, "%.*s%s %s%s", SLICE_ARG(text),
        closed ? "No goroutine that goes on was found to have one of them in hand."
               : "Goroutines that do not wait in the circle have some of them in hand, too, and "
                 "may be who holds it.",
        minutes
            ? "By what the runtime prints, each of these goroutines has waited for a minute or "
              "more."
            : "What the runtime prints does not show that all of these wait longer than a moment.",
        both ? " In the first bundle the same goroutines waited for the same locks." : "");
}
