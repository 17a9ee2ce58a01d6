/* section_night.c - the log of a watch: when it began, what grew then, what happened. */
#include "section.h"

#include <math.h>

#include "night.h"

enum { EVENTS_SHOWN = 200 };

/* ---- what it says, in sentences ----------------------------------------------------------------
 */

static struct slice levels(struct builder *b, const struct night_series *s)
{
    return night_levels(b->arena, s->unit, &s->growth);
}

static void tell_rise(struct builder *b, const struct night *n, const struct night_series *s)
{
    struct line *l = build_paragraph(b, NULL);
    const struct growth *g = &s->growth;
    if (g->began) {
        line_textf(b, l, "At ");
        line_strong(b, l, night_began(b->arena, n, g));
        line_textf(b, l, " %s began to rise: ", s->what);
    } else {
        struct slice since = g->few ? SLICE("since some time that so few samples do not tell")
                                    : arena_printf(b->arena, "from %.*s on, and perhaps before",
                                                   SLICE_ARG(night_first(b->arena, n, g)));
        line_textf(b, l, "A rise of %s, %.*s: ", s->what, SLICE_ARG(since));
    }
    line_strong(b, l, night_rate(b->arena, s->unit, g));
    line_textf(b, l, ", %.*s.", SLICE_ARG(levels(b, s)));
}

static void tell_together(struct builder *b, const struct night *n)
{
    struct line *l = NULL;
    for (size_t i = 0; i < n->nseries; i++) {
        const struct night_series *s = &n->series[i];
        if (!s->together)
            continue;
        l = l ? l : build_paragraph(b, NULL);
        line_textf(b, l, "%s%s (%.*s, %.*s)", l->first ? "; " : "Together with it: ", s->what,
                   SLICE_ARG(night_rate(b->arena, s->unit, &s->growth)), SLICE_ARG(levels(b, s)));
    }
    if (l)
        line_textf(b, l,
                   ". What grows at the same time need not be the cause, but look there first.");
}

/* What was looked up too seldom to say when it began adds nothing to what was not. */
static bool is_told_apart(const struct night *n, const struct night_series *s)
{
    return s->grows && s->growth.course == COURSE_RISING && !s->together &&
           !(s->growth.few && night_leading(n));
}

static void tell_limit(struct builder *b, const struct night_series *s)
{
    if (!s->soonest_s.known)
        return;
    build_textf(b, "At this rate, from the last sample on, the %s (%.*s) is reached in %.*s.",
                s->limit_name, SLICE_ARG(number_text(b->arena, s->unit, s->limit.value)),
                SLICE_ARG(night_reached(b->arena, s)));
}

static void tell_all(struct builder *b, const struct night *n)
{
    const struct night_series *lead = night_leading(n);
    bool any = lead != NULL, known = night_knows_course(n);
    if (lead) {
        tell_rise(b, n, lead);
        tell_together(b, n);
    }
    for (size_t i = 0; i < n->nseries; i++) {
        const struct night_series *s = &n->series[i];
        if (is_told_apart(n, s) && !s->leading)
            tell_rise(b, n, s);
        any = any || is_told_apart(n, s);
        if (s->grows)
            tell_limit(b, s);
    }
    if (!any && known)
        build_textf(b, "Nothing rises at the end of the log beyond what its own noise explains, or "
                       "by an amount that "
                       "counts (1 MiB; 3 of what is counted).");
    if (n->nseries == 0)
        build_textf(b, "No row has a number in a column that is known here: the log does not say "
                       "what grows.");
    else if (!known)
        build_textf(b, "There are too few samples of the last process to say what grows: it takes "
                       "five for a trend, and more for when it began.");
}

/* ---- what the log is ---------------------------------------------------------------------------
 */

static void add_count(struct builder *b, struct facts *f, const char *label, size_t count)
{
    if (count > 0)
        fact_add(b, f, label, number_text(b->arena, UNIT_COUNT, (double)count), (struct slice){0});
}

static void tell_log(struct builder *b, const struct night *n)
{
    struct facts *f = build_facts(b, NULL);
    fact_add(b, f, "Log", n->source, (struct slice){0});
    fact_add(b, f, "From", night_time(b->arena, n, 0), (struct slice){0});
    fact_add(b, f, "Until", night_time(b->arena, n, n->span_s), (struct slice){0});
    fact_add(b, f, "Samples",
             arena_printf(b->arena, "%s, every %s", units_count((double)n->rows).s,
                          units_duration(n->period_s).s),
             n->every > 1
                 ? arena_printf(b->arena, "one of %zu is read: the log is very long", n->every)
                 : (struct slice){0});
    if (n->newest_first)
        fact_add(b, f, "Order", SLICE("newest row first"), SLICE("read from its end"));
    if (n->nprocesses > 1)
        fact_add(b, f, "Processes", number_text(b->arena, UNIT_COUNT, (double)n->nprocesses),
                 SLICE("growth is that of the last one"));
    if (n->missing_s > 0)
        fact_add(b, f, "Without samples", number_text(b->arena, UNIT_SECONDS, n->missing_s),
                 SLICE("nothing is made up for that time"));
    if (n->all_collections.known)
        fact_add(b, f, "Garbage collections",
                 number_text(b->arena, UNIT_COUNT, n->all_collections.value), (struct slice){0});
    add_count(b, f, "Cells that are no number", n->broken);
    add_count(b, f, "Rows that could not be read", n->odd);
    add_count(b, f, "Rows without a time", n->timeless);
    add_count(b, f, "Rows whose time does not fit", n->backwards);
    add_count(b, f, "Clock set back", n->clock_sets);
    add_count(b, f, "Events that could not be read", n->odd_events);
}

static void tell_lacks(struct builder *b, const struct night *n)
{
    struct list *list = NULL;
    for (size_t i = 0; i < n->nlacks; i++) {
        const struct night_lack *k = &n->lacks[i];
        struct line *l = list_item(b, list ? list : (list = build_list(b, false, NULL)));
        line_code(b, l, slice_from(k->column));
        line_textf(b, l,
                   k->empty ? ": the column is there, and no row has a number in it."
                            : ": the log has no such column.");
    }
    if (!list)
        return;
    line_textf(
        b, build_paragraph(b, "note"),
        "Missing is unknown, not 0. A script that takes heap numbers from the first lines of "
        "/debug/pprof/heap?debug=1 gets none: they stand at its end. collect --watch "
        "writes all of these columns.");
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static struct slice trend_words(struct builder *b, const struct night_series *s)
{
    const struct growth *g = &s->growth;
    if (!growth_has_slope(g) || !unit_has_rate(s->unit))
        return slice_from(course_names[g->course]);
    return arena_printf(b->arena, "%s, %.*s", course_names[g->course],
                        SLICE_ARG(night_rate(b->arena, s->unit, g)));
}

/* A step is the mean before and after it; what is counted goes up by whole ones. */
static struct slice step_words(struct builder *b, const struct night *n,
                               const struct night_series *s)
{
    double step = s->unit == UNIT_COUNT ? round(s->growth.step) : s->growth.step;
    if (!(fabs(step) > 0))
        return (struct slice){0};
    return arena_printf(b->arena, "%.*s at once at %.*s",
                        SLICE_ARG(number_signed(b->arena, s->unit, step)),
                        SLICE_ARG(night_time(b->arena, n, s->growth.step_s)));
}

static struct slice since_words(struct builder *b, const struct night *n,
                                const struct night_series *s)
{
    const struct growth *g = &s->growth;
    if (!growth_has_slope(g))
        return step_words(b, n, s);
    return g->few     ? SLICE("too few samples to say")
           : g->began ? night_began(b->arena, n, g)
                      : night_first(b->arena, n, g);
}

/* "soft limit of descriptors 1,024" */
static struct slice limit_note(struct builder *b, const struct night_series *s)
{
    return s->limit.known ? arena_printf(b->arena, "%s %s", s->limit_name,
                                         unit_text(s->unit, s->limit.value).s)
                          : SLICE("");
}

static void series_table(struct builder *b, const struct night *n)
{
    static const char *const numbers[] = {"First", "Least", "Most", "Last"};
    struct table *t = build_table(b, "The night", NULL);
    table_column(t, "What", COLUMN_TEXT);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        table_column(t, numbers[i], COLUMN_NUMBER);
    table_column(t, "Course", COLUMN_COURSE);
    table_column(t, "At the end", COLUMN_TEXT);
    table_column(t, "Since", COLUMN_TEXT);
    for (size_t i = 0; i < n->nseries; i++) {
        const struct night_series *s = &n->series[i];
        const double cells[] = {s->first, s->least, s->most, s->last};
        if (!night_shows(s))
            continue;
        table_row(b, t);
        table_text(b, t, slice_from(s->what))->note = limit_note(b, s);
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            table_number(b, t, number_text(b->arena, s->unit, cells[k]), cells[k]);
        table_text(b, t, night_course(b->arena, s));
        table_text(b, t, trend_words(b, s));
        table_text(b, t, since_words(b, n, s));
    }
}

static struct slice event_value(struct builder *b, const struct night_event *e)
{
    static const enum unit units[EVENT_COUNT + 1] = {[EVENT_START] = UNIT_SECONDS,
                                                     [EVENT_BUNDLE] = UNIT_BYTES,
                                                     [EVENT_BUNDLE_REMOVED] = UNIT_BYTES,
                                                     [EVENT_GAP] = UNIT_SECONDS,
                                                     [EVENT_CLOCK] = UNIT_SECONDS};
    if (!e->value.known)
        return (struct slice){0};
    if (e->kind == EVENT_RESTART)
        return arena_printf(b->arena, "PID %.0f before", e->value.value);
    return number_text(b->arena, units[e->kind], e->value.value);
}

static void event_table(struct builder *b, const struct night *n)
{
    static const char *const titles[] = {"Time", "Event", "Value", "Of", "Detail"};
    if (n->nevents == 0)
        return;
    struct table *t = build_table(b, "Events", NULL);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        table_column(t, titles[i], COLUMN_TEXT);
    for (size_t i = 0; i < n->nevents && i < EVENTS_SHOWN; i++) {
        const struct night_event *e = &n->events[i];
        table_row(b, t);
        table_text(b, t, night_time(b->arena, n, e->at_s));
        table_text(b, t, e->name);
        table_text(b, t, event_value(b, e));
        table_text(b, t, e->subject);
        table_text(b, t, e->inferred ? SLICE("told by the log itself") : e->detail);
    }
    build_left_out(b, t, n->nevents, "events");
}

static bool has_event(const struct night *n, enum bundle_event kind)
{
    for (size_t i = 0; i < n->nevents; i++)
        if (n->events[i].kind == kind)
            return true;
    return false;
}

bool section_night(struct builder *b, const struct context *c)
{
    const struct night *n = c->m->night;
    if (!n)
        return false;
    tell_all(b, n);
    build_night_chart(b, n);
    tell_log(b, n);
    series_table(b, n);
    line_textf(
        b, build_paragraph(b, "note"),
        "First to last are of the last process, the course is of the whole log. A slope has "
        "two standard errors, widened by "
        "how alike neighbouring samples are; a time has the range in which it lies with "
        "95 %%, and no less than the time between two samples. \"Settling\" rises less and "
        "less, \"returning\" rises to where it has been before, \"wandering\" goes up and down as "
        "what has no direction does: none of them is called a leak.");
    if (has_event(n, EVENT_BUNDLE))
        build_textf(b, "While a bundle is taken, the requests of collect are connections, "
                       "descriptors, goroutines and garbage of the program, too. Such samples are "
                       "in the chart; where there are enough others, they have no part in what is "
                       "said of the end and since when.");
    build_legs(b, c->m);
    event_table(b, n);
    tell_lacks(b, n);
    return true;
}
