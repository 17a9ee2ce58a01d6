/* night_chart.c - the series and the events of a watch as a chart; their numbers stand in the table
 * of section_night.c. */
#include <math.h>
#include <stdlib.h>

#include "chart.h"
#include "night.h"
#include "section.h"

enum { PANELS_MAX = 8 };
static const double TIMES_MOST = 1e12; /* a log may say anything */

bool night_shows(const struct night_series *s)
{
    return s->known > 0 && s->most > 0;
}

/* ---- panels ------------------------------------------------------------------------------------
 */

/* What comes first: the series that lead, then what rises with them, then the rest. */
static int rank(const struct night_series *s)
{
    if (s->leading || s->together)
        return s->leading ? 0 : 1;
    return s->grows && s->growth.course == COURSE_RISING ? 2 : 3;
}

/* The usual time between two looks at a series. */
static double usual_gap(const struct night_series *s)
{
    enum { ENOUGH = 1000 };
    double at[ENOUGH];
    size_t n = 0;
    for (size_t i = 0; i < s->count && n < ENOUGH; i++) {
        at[n] = s->at_s[i];
        n += chart_knows(s->value[i]);
    }
    return chart_gap_s(at, n);
}

static size_t next_known(const struct night_series *s, size_t i)
{
    while (i < s->count && !chart_knows(s->value[i]))
        i++;
    return i;
}

/* What costs much to look up stands in few rows of the log, and in fewer the more there is of it:
 * the points of such a series are joined across the rows between them, unless they lie much farther
 * apart than they mostly do, and than those beside them. A point without a value breaks the line.
 */
static struct chart_line make_line(struct arena *a, const struct night_series *s)
{
    static const double APART = 2, BESIDE = 4; /* times */
    double most = APART * usual_gap(s), before_s = 0;
    double *at = ARENA_ARRAY(a, double, 2 * s->count + 1);
    double *value = ARENA_ARRAY(a, double, 2 * s->count + 1);
    struct chart_line l = {.at_s = at, .value = value};
    for (size_t i = next_known(s, 0); i < s->count;) {
        size_t next = next_known(s, i + 1), then = next_known(s, next + 1);
        double step = next < s->count ? s->at_s[next] - s->at_s[i] : 0;
        double after_s = then < s->count ? s->at_s[then] - s->at_s[next] : 0;
        at[l.count] = s->at_s[i];
        value[l.count++] = s->value[i];
        if (step > most && step > BESIDE * fmax(before_s, after_s) && most > 0) {
            at[l.count] = s->at_s[i] + step / 2;
            value[l.count++] = (double)NAN;
        }
        before_s = step;
        i = next;
    }
    return l;
}

/* The trend is that of the night, from where it began: not a line through all points. */
static const struct trend *trend_of_series(struct builder *b, const struct night_series *s)
{
    const struct growth *g = &s->growth;
    if (!s->grows || g->npieces == 0 || !growth_has_slope(g))
        return NULL;
    const struct piece *p = &g->pieces[g->npieces - 1];
    struct trend *t = ARENA_NEW(b->arena, struct trend);
    *t = (struct trend){.known = true,
                        .moves = p->moves,
                        .per_s = p->per_s,
                        .error_s = p->error_s,
                        .mid_s = p->from_s / 2 + p->until_s / 2,
                        .mid = p->begin / 2 + p->end / 2,
                        .mid_error = p->height_error};
    return t;
}

/* Of each stretch of the night the highest value; where the line goes through it and there is none,
 * the height of the line. */
struct slice night_course(struct arena *a, const struct night_series *s)
{
    enum { STRETCHES = 40 };
    struct chart_line line = make_line(a, s);
    double value[STRETCHES], from = s->at_s[0], span = s->at_s[s->count - 1] - from;
    if (s->count <= STRETCHES || !(span > 0))
        return chart_course(a, &line);
    for (size_t k = 0; k < STRETCHES; k++)
        value[k] = (double)NAN;
    for (size_t i = 0; i < line.count; i++) {
        size_t k = (size_t)((line.at_s[i] - from) / span * (STRETCHES - 1e-6));
        value[k] = fmax(value[k], line.value[i]); /* NAN loses */
    }
    for (size_t i = 1; i < line.count; i++) {
        double x = line.at_s[i - 1], y = line.at_s[i], step = line.value[i] - line.value[i - 1];
        for (size_t k = (size_t)((x - from) / span * STRETCHES); k < STRETCHES; k++) {
            double middle = from + span * ((double)k + 0.5) / STRETCHES;
            if (middle > y)
                break;
            if (middle > x && isnan(value[k]))
                value[k] = line.value[i - 1] + step * (middle - x) / (y - x);
        }
    }
    struct chart_line even = {.count = STRETCHES, .at_s = s->at_s, .value = value};
    return chart_course(a, &even);
}

static struct chart_panel make_panel(struct builder *b, const struct night_series *s)
{
    struct chart_line *line = ARENA_NEW(b->arena, struct chart_line);
    *line = make_line(b->arena, s);
    line->given = trend_of_series(b, s);
    if (line->given)
        line->given_from_s =
            fmax(s->growth.begin_s, s->growth.pieces[s->growth.npieces - 1].from_s);
    return (struct chart_panel){.what = slice_from(s->what),
                                .unit = s->unit,
                                .lines = line,
                                .nlines = 1,
                                .limit = s->limit,
                                .limit_name = slice_from(s->limit_name ? s->limit_name : "")};
}

static size_t make_panels(struct builder *b, const struct night *n, struct chart_panel *panels)
{
    size_t count = 0;
    for (int r = 0; r <= 3; r++)
        for (size_t i = 0; i < n->nseries && count < PANELS_MAX; i++)
            if (rank(&n->series[i]) == r && night_shows(&n->series[i]))
                panels[count++] = make_panel(b, &n->series[i]);
    return count;
}

/* ---- marks -------------------------------------------------------------------------------------
 */

static const struct {
    bool drawn;
    enum chart_mark_kind kind;
} mark_of[EVENT_COUNT] = {
    [EVENT_TRIGGER] = {true, MARK_TRIGGER}, [EVENT_BUNDLE] = {true, MARK_BUNDLE},
    [EVENT_RESTART] = {true, MARK_RESTART}, [EVENT_GAP] = {true, MARK_GAP},
    [EVENT_EXIT] = {true, MARK_OTHER},      [EVENT_STOPPED] = {true, MARK_OTHER},
    [EVENT_CONTINUED] = {true, MARK_OTHER}, [EVENT_CLOCK] = {true, MARK_OTHER},
};

/* The time of an event is what the log says it is: one that is far from all samples would squeeze
 * them into a corner. */
static bool is_near(const struct night *n, double at_s)
{
    double room = fmax(n->period_s, n->span_s / 10);
    return at_s >= -room && at_s <= n->span_s + room;
}

/* The kind of the mark says what it is, but for those that are of no kind. */
static struct slice label_of(struct builder *b, const struct night_event *e)
{
    struct slice what = e->kind == EVENT_BUNDLE && e->detail.len > 0 ? e->detail : e->subject;
    if (e->kind == EVENT_CLOCK && e->value.known)
        return arena_printf(b->arena, "clock set by %c%s", e->value.value < 0 ? '-' : '+',
                            units_duration(fabs(e->value.value)).s);
    if (e->kind == EVENT_GAP && e->value.known && what.len > 0)
        return arena_printf(b->arena, "%.*s, %s", SLICE_ARG(what),
                            units_duration(e->value.value).s);
    if (mark_of[e->kind].kind != MARK_OTHER)
        return what;
    return what.len > 0 ? arena_printf(b->arena, "%.*s: %.*s", SLICE_ARG(e->name), SLICE_ARG(what))
                        : e->name;
}

/* A bundle that a condition asked for stands beside its trigger. */
static bool is_drawn(const struct night_event *e)
{
    return e->kind < EVENT_COUNT && mark_of[e->kind].drawn &&
           !(e->kind == EVENT_BUNDLE &&
             slice_is(e->detail, bundle_occasion_names[OCCASION_TRIGGER]));
}

/* A gap is written down when it is over. */
static struct chart_mark make_mark(struct builder *b, const struct night_event *e)
{
    struct chart_mark mark = {.kind = mark_of[e->kind].kind,
                              .at_s = e->at_s,
                              .until_s = e->at_s,
                              .label = label_of(b, e)};
    if (e->kind == EVENT_GAP && e->value.known && e->value.value > 0)
        mark.at_s = fmax(fmin(0, e->at_s), e->at_s - e->value.value);
    return mark;
}

static int by_time(const void *x, const void *y)
{
    const struct chart_mark *a = x, *b = y;
    return (a->at_s > b->at_s) - (a->at_s < b->at_s);
}

static size_t make_marks(struct builder *b, const struct night *n, struct chart_mark *marks)
{
    const struct night_series *lead = night_leading(n);
    size_t count = 0;
    for (size_t i = 0; i < n->nevents; i++) {
        const struct night_event *e = &n->events[i];
        if (is_drawn(e) && is_near(n, e->at_s))
            marks[count++] = make_mark(b, e);
    }
    if (lead && lead->growth.began)
        marks[count++] =
            (struct chart_mark){.kind = MARK_START,
                                .at_s = lead->growth.begin_s,
                                .from_s = lead->growth.from_s,
                                .until_s = lead->growth.until_s,
                                .label = arena_printf(b->arena, "%s begins to rise", lead->what)};
    for (size_t i = 0; i < n->ncollections; i++)
        marks[count++] =
            (struct chart_mark){.kind = MARK_COLLECTION,
                                .at_s = n->collections[i].at_s,
                                .times = (size_t)fmin(n->collections[i].times, TIMES_MOST)};
    if (count > 1)
        qsort(marks, count, sizeof *marks, by_time);
    return count;
}

bool build_night_chart(struct builder *b, const struct night *n)
{
    struct chart_panel panels[PANELS_MAX];
    struct chart_mark *marks =
        ARENA_ARRAY(b->arena, struct chart_mark, n->nevents + n->ncollections + 1);
    struct chart c = {
        .title = "Over the night", .panels = panels, .marks = marks, .own_table = true};
    /* A script writes the time of its own place: then the axis counts from the first sample. */
    if (n->dated && n->utc)
        c.start_utc_ns = (struct number){true, n->start_s * 1e9};
    c.npanels = make_panels(b, n, panels);
    c.nmarks = make_marks(b, n, marks);
    return build_chart(b, &c);
}
