/* verdict.c - one or two sentences that say what the findings amount to, with their numbers. */
#include "candidate.h"

#include <math.h>

#include "night.h"
#include "slots.h"
#include "units.h"
#include "words.h"

enum { BRIEFS_MAX = 3 };

static struct slice duration(struct arena *a, const struct model *m)
{
    if (m->hours <= 0)
        return SLICE("between the two bundles");
    return arena_printf(a, "in %s", units_duration(m->hours * 3600).s);
}

/* The worst finding of every area that is a leak, at most three. */
static size_t pick_leaks(const struct candidates *c, size_t picked[BRIEFS_MAX])
{
    bool seen[AREA_COUNT] = {false};
    size_t count = 0;

    for (size_t i = 0; i < c->count && count < BRIEFS_MAX; i++) {
        const struct candidate *item = &c->items[i];
        if (!item->rule->leak || item->severity < SEVERITY_WARNING || seen[item->rule->area])
            continue;
        seen[item->rule->area] = true;
        picked[count++] = i;
    }
    return count;
}

static struct slice brief(struct arena *a, const struct candidates *c, const struct findings *f,
                          size_t i)
{
    const struct rule *r = c->items[i].rule;

    if (r->brief.len == 0)
        return f->items[i].title;
    return words_fill(a, r->brief, f->items[i].slots, f->items[i].nslots, WORDS_PLAIN);
}

/* In falling order of certainty; proven and strong are said alike. */
static const struct {
    enum confidence least;
    const char *first, *next;
} hedges[] = {
    {CONFIDENCE_STRONG, "A leak of", "A leak of"},
    {CONFIDENCE_LIKELY, "Probably a leak of", "Probably also of"},
    {CONFIDENCE_WATCH, "Possibly a leak of", "Possibly also of"},
};
enum { HEDGES = sizeof hedges / sizeof hedges[0] };

static size_t hedge_of(enum confidence confidence)
{
    size_t i = 0;

    while (i + 1 < HEDGES && confidence < hedges[i].least)
        i++;
    return i;
}

/* "goroutines and memory", "main.wait 40 -> 1,240 goroutines; ...": of the leaks of one hedge. */
struct leaks {
    size_t of[BRIEFS_MAX], count; /* candidates */
    struct slice what, briefs;
};

static void name_leaks(struct arena *a, const struct candidates *c, const struct findings *f,
                       struct leaks *l)
{
    for (size_t i = 0; i < l->count; i++) {
        const char *glue = i == 0 ? "" : i + 1 < l->count ? ", " : " and ";
        l->what = arena_printf(a, "%.*s%s%s", SLICE_ARG(l->what), glue,
                               area_names[c->items[l->of[i]].rule->area]);
        l->briefs = arena_printf(a, "%.*s%s%.*s", SLICE_ARG(l->briefs), i == 0 ? "" : "; ",
                                 SLICE_ARG(brief(a, c, f, l->of[i])));
    }
}

/* "A leak of goroutines in 20 s: .... Probably also of descriptors: ...." Each is named with no
 * more certainty than its own evidence carries. */
static struct slice leak_sentence(struct arena *a, const struct model *m,
                                  const struct candidates *c, const struct findings *f)
{
    size_t picked[BRIEFS_MAX] = {0};
    size_t count = pick_leaks(c, picked);
    struct slice all = {0};
    struct slice time = m->nsides == 2 && m->same_process
                            ? arena_printf(a, " %.*s", SLICE_ARG(duration(a, m)))
                            : SLICE("");

    for (size_t h = 0; h < HEDGES; h++) {
        struct leaks l = {.count = 0};
        for (size_t i = 0; i < count; i++)
            if (hedge_of(c->items[picked[i]].confidence) == h)
                l.of[l.count++] = picked[i];
        if (l.count == 0)
            continue;
        name_leaks(a, c, f, &l);
        bool first = all.len == 0;
        all = arena_printf(a, "%.*s%s%s %.*s%.*s: %.*s.", SLICE_ARG(all), first ? "" : " ",
                           first ? hedges[h].first : hedges[h].next, SLICE_ARG(l.what),
                           SLICE_ARG(first ? time : SLICE("")), SLICE_ARG(l.briefs));
    }
    return all;
}

/* The worst finding of warning or above that is neither a leak nor the effect of another one; where
 * there are effects of each other only, the worst of them if there is no leak either. */
static size_t pick_other(const struct candidates *c, bool any)
{
    for (size_t i = 0; i < c->count; i++)
        if (!c->items[i].rule->leak && c->items[i].severity >= SEVERITY_WARNING &&
            c->items[i].explained_by == CANDIDATE_NONE)
            return i;
    return any && c->count > 0 && c->items[0].severity >= SEVERITY_WARNING ? 0 : CANDIDATE_NONE;
}

static struct slice change(struct arena *a, const struct model *m, const char *name,
                           const char *label, const char *lead)
{
    struct number x = model_metric(m, name, 0), y = model_metric(m, name, 1);
    size_t index = metric_index(slice_from(name));

    if (!x.known || !y.known || index == SIZE_MAX)
        return SLICE("");
    struct number delta = {true, y.value - x.value};
    return arena_printf(a, "%s%s %.*s", lead, label,
                        SLICE_ARG(slot_number(a, delta, metrics[index].unit, true)));
}

/* ": resident memory +1.3 MiB, descriptors +0, goroutines -3" */
static struct slice changes(struct arena *a, const struct model *m)
{
    static const struct {
        const char *metric, *label;
    } rows[] = {{"process.footprint", "footprint"},
                {"process.rss", "resident memory"},
                {"fds.total", "descriptors"},
                {"go.goroutines", "goroutines"}};
    struct slice all = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct slice one = change(a, m, rows[i].metric, rows[i].label, all.len > 0 ? ", " : ": ");
        all = arena_printf(a, "%.*s%.*s", SLICE_ARG(all), SLICE_ARG(one));
    }
    return all;
}

/* What rises, but by too little for a rule, is named: the section on the night shows it. */
static struct slice calm_night(struct arena *a, const struct night *n)
{
    struct slice rising = {0};

    for (size_t i = 0; i < n->nseries; i++) {
        const struct night_series *s = &n->series[i];
        if (s->grows && s->growth.course == COURSE_RISING)
            rising =
                arena_printf(a, "%.*s%s%s (%.*s)", SLICE_ARG(rising), rising.len > 0 ? ", " : "",
                             s->what, SLICE_ARG(night_rate(a, s->unit, &s->growth)));
    }
    struct slice watched =
        arena_printf(a, "(%s %s over %s)", units_count((double)n->rows).s,
                     n->rows == 1 ? "sample" : "samples", units_duration(n->span_s).s);
    if (!night_knows_course(n))
        return arena_printf(a,
                            "Nothing stands out in what is known, but the log of the watch does "
                            "not say what grows %.*s: it takes five numbers of one process for a "
                            "trend, and of a heap some collections of garbage.",
                            SLICE_ARG(watched));
    if (rising.len == 0)
        return arena_printf(
            a,
            "Nothing rises at the end of the watch beyond what its own noise "
            "explains, or by an amount that counts %.*s, and nothing else stands out.",
            SLICE_ARG(watched));
    return arena_printf(a,
                        "What rises at the end of the watch is too little to be called a leak "
                        "%.*s: %.*s. Nothing else stands out.",
                        SLICE_ARG(watched), SLICE_ARG(rising));
}

/* " Worth a look: ...": the first note on the process that no other one explains. */
static struct slice worth_a_look(struct arena *a, const struct candidates *c,
                                 const struct findings *f)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->items[i].rule->area != AREA_EVIDENCE && c->items[i].explained_by == CANDIDATE_NONE)
            return arena_printf(a, " Worth a look: %.*s.", SLICE_ARG(f->items[i].title));
    return SLICE("");
}

static struct slice calm_sentence(struct arena *a, const struct model *m, const struct findings *f,
                                  bool notes)
{
    if (!f->judged)
        return SLICE("The evidence does not suffice for a judgement: nothing in it says how much "
                     "memory, how many descriptors, goroutines or threads the process has, or what "
                     "it does.");
    if (m->night && (m->nsides < 2 || night_knows_course(m->night)))
        return calm_night(a, m->night);
    const char *nothing = notes ? "Nothing more than notes" : "Nothing stands out";
    if (m->nsides < 2)
        return arena_printf(a,
                            "%s in this one snapshot. Growth shows only in a comparison: collect "
                            "again later and give both bundles to report.",
                            nothing);
    if (!m->same_process)
        return arena_printf(a, "%s in either bundle. They were not compared for growth%s%.*s.",
                            nothing, m->ncaveats > 0 ? ": " : "",
                            SLICE_ARG(m->ncaveats > 0 ? m->caveats[0] : SLICE("")));
    return arena_printf(a, "%s %.*s%.*s.",
                        notes ? "Nothing grew by more than a note is worth"
                              : "Nothing grew beyond the ordinary",
                        SLICE_ARG(duration(a, m)), SLICE_ARG(changes(a, m)));
}

/* "memory"; "CPU" stays. */
static struct slice in_a_sentence(struct arena *a, const char *title)
{
    char first = title[0];

    if (first >= 'A' && first <= 'Z' && title[1] >= 'a')
        first = (char)(first - 'A' + 'a');
    return arena_printf(a, "%c%s", first, title + 1);
}

/* " Nothing is known of descriptors, CPU and threads.": silence about them is no good news. */
static struct slice not_known(struct arena *a, const struct findings *f)
{
    struct slice all = {0};
    size_t left = 0;

    for (size_t i = 0; i < f->ntriage; i++)
        left += !f->triage[i].known;
    for (size_t i = 0; f->judged && i < f->ntriage; i++) {
        if (f->triage[i].known)
            continue;
        const char *glue = all.len == 0 ? " Nothing is known of " : left == 1 ? " and " : ", ";
        all = arena_printf(a, "%.*s%s%.*s", SLICE_ARG(all), glue,
                           SLICE_ARG(in_a_sentence(a, f->triage[i].area)));
        left--;
    }
    return all.len ? arena_printf(a, "%.*s.", SLICE_ARG(all)) : all;
}

/* A pair of bundles shows a leak, and not when it began; the log of the watch does. */
static struct slice since_when(struct arena *a, const struct model *m, struct slice said)
{
    const struct night_series *lead = m->night ? night_leading(m->night) : NULL;

    if (!lead || !lead->growth.began || slice_find(said, SLICE(" since ")) != SIZE_MAX)
        return SLICE("");
    struct slice all = slice_from(lead->what);
    size_t left = 0;
    for (size_t i = 0; i < m->night->nseries; i++)
        left += m->night->series[i].together;
    for (size_t i = 0; i < m->night->nseries; i++)
        if (m->night->series[i].together)
            all = arena_printf(a, "%.*s%s%s", SLICE_ARG(all), --left > 0 ? ", " : " and ",
                               m->night->series[i].what);
    return arena_printf(a, " It began at %.*s, with %.*s.",
                        SLICE_ARG(night_began(a, m->night, &lead->growth)), SLICE_ARG(all));
}

static struct slice calm(struct arena *a, const struct model *m, const struct candidates *c,
                         const struct findings *f)
{
    struct slice worth = worth_a_look(a, c, f);

    return arena_printf(a, "%.*s%.*s%.*s", SLICE_ARG(calm_sentence(a, m, f, worth.len > 0)),
                        SLICE_ARG(worth), SLICE_ARG(not_known(a, f)));
}

struct slice verdict_text(struct arena *a, const struct model *m, const struct candidates *c,
                          const struct findings *f)
{
    struct slice leak = leak_sentence(a, m, c, f), other = {0};
    size_t i = pick_other(c, leak.len == 0);

    if (leak.len == 0 && i == CANDIDATE_NONE)
        return calm(a, m, c, f);
    if (i != CANDIDATE_NONE)
        other =
            arena_printf(a, "%s%.*s.", leak.len > 0 ? " Also: " : "", SLICE_ARG(f->items[i].title));
    if (leak.len > 0)
        leak = arena_printf(a, "%.*s%.*s", SLICE_ARG(leak), SLICE_ARG(since_when(a, m, leak)));
    return arena_printf(a, "%.*s%.*s%s", SLICE_ARG(leak), SLICE_ARG(other),
                        m->nsides < 2 && !m->night
                            ? " Whether that grows shows only in a comparison: collect "
                              "again later and give both bundles to report."
                            : "");
}

/* The least that holds for all that the first sentence names. */
static enum confidence first_confidence(const struct candidates *c)
{
    size_t picked[BRIEFS_MAX] = {0};
    size_t count = pick_leaks(c, picked), first = HEDGES;
    enum confidence least = CONFIDENCE_PROVEN;

    if (count == 0)
        return c->items[pick_other(c, true)].confidence;
    for (size_t i = 0; i < count; i++) {
        enum confidence confidence = c->items[picked[i]].confidence;
        size_t hedge = hedge_of(confidence);
        if (hedge < first || (hedge == first && confidence < least))
            least = confidence;
        first = hedge < first ? hedge : first;
    }
    return least;
}

void verdict_confidence(const struct candidates *c, struct findings *f)
{
    size_t picked[BRIEFS_MAX] = {0};
    enum confidence most = CONFIDENCE_WATCH;

    if (pick_leaks(c, picked) == 0 && pick_other(c, true) == CANDIDATE_NONE)
        return;
    enum confidence first = first_confidence(c);
    for (size_t i = 0; i < c->count && c->items[i].severity == c->items[0].severity; i++)
        if (c->items[i].confidence > most)
            most = c->items[i].confidence;
    f->confidence = confidence_names[first];
    if (most < first)
        f->severity_confidence = confidence_names[most];
}
