/* chart.c - what a chart says in words: its ends, its trend, its limit; and the figure itself. */
#include "chart.h"

#include <math.h>
#include <stdlib.h>

#include "chart_events.h"
#include "chart_table.h"
#include "section.h"

const char *const chart_mark_names[MARK_KINDS] = {
    [MARK_TRIGGER] = "trigger",
    [MARK_RESTART] = "restart",
    [MARK_BUNDLE] = "bundle",
    [MARK_GAP] = "gap",
    [MARK_OTHER] = "event",
    [MARK_START] = "start",
    [MARK_COLLECTION] = "garbage collection",
};

/* ---- time --------------------------------------------------------------------------------------
 */

int chart_compare(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

double chart_gap_s(const double *at_s, size_t count)
{
    enum { STEPS_MOST = 1001 };
    static const double LONGER = 1.9; /* one look that is missing is a gap, a late one is not */
    double steps[STEPS_MOST];
    size_t n = 0;
    for (size_t i = 1; i < count && n < STEPS_MOST; i++)
        steps[n++] = at_s[i] - at_s[i - 1];
    if (n < 2)
        return 0;
    qsort(steps, n, sizeof steps[0], chart_compare);
    return steps[n / 2] * LONGER;
}

struct units_text chart_time_text(const struct chart *c, double at_s)
{
    enum { DAY_S = 86400 };
    struct units_text t = units_duration(at_s), shown = {""};
    if (!c->start_utc_ns.known || !(fabs(c->start_utc_ns.value + at_s * 1e9) < 9e18))
        return t;
    t = units_utc((int64_t)(c->start_utc_ns.value + at_s * 1e9)); /* 2026-11-24T02:27:10Z */
    bool days = c->until_s - c->from_s >= DAY_S;
    struct slice text = slice_from(t.s), day;
    slice_next(&text, 'T', &day);
    size_t n = 0;
    for (size_t i = 5; days && i < day.len; i++) /* "11-24", without the year */
        shown.s[n++] = (char)day.ptr[i];
    if (days)
        shown.s[n++] = ' ';
    for (size_t i = 0; i + 1 < text.len && !(days && i == 5) && n + 1 < sizeof shown.s; i++)
        shown.s[n++] = (char)text.ptr[i];
    return shown;
}

/* ---- points ------------------------------------------------------------------------------------
 */

/* A log may say anything: what is no time of a computer is none. */
static bool is_time(double at_s)
{
    return fabs(at_s) < 1e15; /* not so for NAN */
}

static bool is_sane(const struct chart_line *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (!is_time(l->at_s[i]) || (i > 0 && l->at_s[i] < l->at_s[i - 1]))
            return false;
    return true;
}

/* Leaves out points whose time is none, or goes back: a line is drawn from left to right. */
static void make_sane(struct arena *a, struct chart_line *l)
{
    if (is_sane(l))
        return;
    double *at = ARENA_ARRAY(a, double, l->count), *value = ARENA_ARRAY(a, double, l->count);
    size_t n = 0;
    for (size_t i = 0; i < l->count; i++) {
        if (!is_time(l->at_s[i]) || (n > 0 && l->at_s[i] < at[n - 1]))
            continue;
        at[n] = l->at_s[i];
        value[n++] = l->value[i];
    }
    l->at_s = at;
    l->value = value;
    l->count = n;
}

struct chart_ends chart_ends(const struct chart_line *l)
{
    struct chart_ends e = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < l->count; i++) {
        double v = l->value[i];
        if (!chart_knows(v))
            continue;
        if (e.known++ == 0)
            e.first = e.least = e.most = v;
        e.least = fmin(e.least, v);
        e.most = fmax(e.most, v);
        e.last = v;
        e.last_s = l->at_s[i];
    }
    return e;
}

/* Where trends begin: at the last restart. */
static double trend_start(const struct chart *c)
{
    double start = -INFINITY;
    for (size_t i = 0; i < c->nmarks; i++)
        if (c->marks[i].kind == MARK_RESTART && c->marks[i].at_s > start)
            start = c->marks[i].at_s;
    return start;
}

static void fit_line(struct arena *a, const struct chart *c, struct chart_line *l)
{
    double *at = ARENA_ARRAY(a, double, l->count + 1);
    double *value = ARENA_ARRAY(a, double, l->count + 1);
    double start = trend_start(c);
    size_t n = 0;
    for (size_t i = 0; i < l->count; i++) {
        if (!chart_knows(l->value[i]) || l->at_s[i] < start)
            continue;
        at[n] = l->at_s[i];
        value[n++] = l->value[i];
    }
    l->fit = trend_of(at, value, n);
    l->fit_from_s = n > 0 ? at[0] : 0;
    l->fit.moves = l->fit.moves && isfinite(l->fit.mid) && isfinite(l->fit.mid_error);
}

static void take_fit(struct chart_line *l)
{
    l->fit = *l->given;
    l->fit_from_s = l->given_from_s;
    l->fit.moves = l->fit.moves && chart_knows(l->fit.mid) && chart_knows(l->fit.mid_error) &&
                   chart_knows(l->fit.per_s) && chart_knows(l->fit.error_s);
}

/* ---- words -------------------------------------------------------------------------------------
 */

/* "+1.2 GiB ± 0.3 GiB per hour"; "steady" where the slope is within its own error. */
static struct slice slope_words(struct arena *a, const struct trend *t, enum unit unit)
{
    double slope = t->per_s * 3600, error = t->error_s * 3600;
    if (!t->known || !unit_has_rate(unit))
        return SLICE("");
    if (!t->moves)
        return SLICE("steady");
    if (unit == UNIT_COUNT && fabs(slope) >= 10) {
        slope = round(slope);
        error = ceil(error);
    }
    return arena_printf(a, "%.*s \u00B1 %s per hour", SLICE_ARG(number_signed(a, unit, slope)),
                        unit_text(unit, error).s);
}

static void describe_line(struct arena *a, struct chart_line *l, enum unit unit)
{
    struct chart_ends e = l->ends;
    if (e.known == 1)
        l->words = number_text(a, unit, e.first);
    else if (!(e.most > e.least))
        l->words = arena_printf(a, "%s all the time", unit_text(unit, e.first).s);
    else
        l->words =
            arena_printf(a, "%s \u2192 %s", unit_text(unit, e.first).s, unit_text(unit, e.last).s);
    if (e.least < fmin(e.first, e.last))
        l->range = arena_printf(a, ", least %s", unit_text(unit, e.least).s);
    if (e.most > fmax(e.first, e.last))
        l->range = arena_printf(a, "%.*s, most %s", SLICE_ARG(l->range), unit_text(unit, e.most).s);
    l->slope = slope_words(a, &l->fit, unit);
}

/* When the trend of the present state meets the limit. */
static void forecast(struct chart_panel *p)
{
    static const double NEVER_S = 3650 * 86400.0;
    const struct chart_line *l = &p->lines[p->nlines - 1];
    struct chart_ends e = l->ends;
    double slope = l->fit.per_s, error = l->fit.error_s;
    if (!p->forecast || !p->limit.known || !l->fit.moves || !(slope > 0) ||
        !(e.last < p->limit.value))
        return;
    double left = p->limit.value - fmin(trend_at(&l->fit, e.last_s), p->limit.value);
    if (left / slope > NEVER_S)
        return;
    p->reached_s = number_known(e.last_s + left / slope);
    p->soonest_s = number_known(e.last_s + left / (slope + error));
    p->latest_s =
        (struct number){left / (slope - error) <= NEVER_S, e.last_s + left / (slope - error)};
}

static struct slice limit_words(struct arena *a, const struct chart_panel *p)
{
    const struct chart_line *l = &p->lines[p->nlines - 1];
    struct chart_ends e = l->ends;
    if (!p->limit.known)
        return SLICE("");
    struct slice limit =
        arena_printf(a, "%.*s %s", SLICE_ARG(p->limit_name), unit_text(p->unit, p->limit.value).s);
    if (e.last >= p->limit.value)
        return arena_printf(a, "%.*s: reached", SLICE_ARG(limit));
    if (!p->reached_s.known)
        return limit;
    limit = arena_printf(a, "%.*s: at this trend reached in %s", SLICE_ARG(limit),
                         units_duration(p->soonest_s.value - e.last_s).s);
    return p->latest_s.known ? arena_printf(a, "%.*s to %s", SLICE_ARG(limit),
                                            units_duration(p->latest_s.value - e.last_s).s)
                             : arena_printf(a, "%.*s or later", SLICE_ARG(limit));
}

/* All of a panel for those who do not see it. */
static struct slice panel_words(struct arena *a, const struct chart_panel *p)
{
    struct slice text = arena_printf(a, "%.*s: ", SLICE_ARG(p->what));
    for (size_t i = 0; i < p->nlines; i++) {
        const struct chart_line *l = &p->lines[i];
        text = arena_printf(a, "%.*s%s%.*s%s%.*s%.*s", SLICE_ARG(text), i > 0 ? "; " : "",
                            SLICE_ARG(l->name), l->name.len > 0 ? " " : "", SLICE_ARG(l->words),
                            SLICE_ARG(l->range));
        if (l->slope.len > 0)
            text = arena_printf(a, "%.*s, %.*s", SLICE_ARG(text), SLICE_ARG(l->slope));
    }
    if (p->limit_words.len > 0)
        text = arena_printf(a, "%.*s; %.*s", SLICE_ARG(text), SLICE_ARG(p->limit_words));
    return text_line(a, text, TEXT_SENTENCE_MAX);
}

/* ---- the figure --------------------------------------------------------------------------------
 */

static void extend(struct chart *c, double at_s)
{
    c->from_s = fmin(c->from_s, at_s);
    c->until_s = fmax(c->until_s, at_s);
}

/* False when nothing is known of it. */
static bool make_panel(struct arena *a, struct chart *c, const struct chart_panel *from,
                       struct chart_panel *ret)
{
    struct chart_line *lines = ARENA_ARRAY(a, struct chart_line, from->nlines);
    *ret = *from;
    ret->nlines = 0;
    ret->lines = lines;
    ret->least = INFINITY;
    ret->most = -INFINITY;
    ret->what = text_line(a, from->what, TEXT_NAME_MAX);
    ret->limit_name =
        from->limit_name.len > 0 ? text_line(a, from->limit_name, TEXT_NAME_MAX) : SLICE("limit");
    ret->limit.known = ret->limit.known && chart_knows(ret->limit.value);
    for (size_t i = 0; i < from->nlines && ret->nlines < CHART_LINES_MAX; i++) {
        struct chart_line *l = &lines[ret->nlines];
        *l = from->lines[i];
        l->name = text_line(a, l->name, TEXT_NAME_MAX);
        make_sane(a, l);
        l->ends = chart_ends(l);
        if (l->ends.known == 0)
            continue;
        ret->nlines++;
        ret->least = fmin(ret->least, l->ends.least);
        ret->most = fmax(ret->most, l->ends.most);
        extend(c, l->at_s[0]);
        extend(c, l->at_s[l->count - 1]);
        if (l->trend)
            fit_line(a, c, l);
        else if (l->given)
            take_fit(l);
        describe_line(a, l, ret->unit);
    }
    if (ret->nlines == 0)
        return false;
    forecast(ret);
    ret->limit_words = limit_words(a, ret);
    ret->alternative = panel_words(a, ret);
    return true;
}

static void make_marks(struct arena *a, struct chart *c)
{
    struct chart_mark *marks = ARENA_ARRAY(a, struct chart_mark, c->nmarks);
    size_t counts[MARK_KINDS] = {0}, n = 0, number = 0;
    for (size_t i = 0; i < c->nmarks; i++) {
        struct chart_mark m = c->marks[i];
        if (!is_time(m.at_s))
            continue;
        bool lasts = m.kind == MARK_GAP || m.kind == MARK_START;
        m.until_s = lasts && m.until_s > m.at_s && is_time(m.until_s) ? m.until_s : m.at_s;
        m.from_s =
            m.kind == MARK_START && m.from_s < m.at_s && is_time(m.from_s) ? m.from_s : m.at_s;
        m.times = m.times > 0 ? m.times : 1;
        m.label = text_line(a, m.label, TEXT_NAME_MAX);
        extend(c, m.from_s);
        extend(c, m.until_s);
        counts[m.kind]++;
        marks[n++] = m;
    }
    for (size_t i = 0; i < n; i++)
        if (marks[i].kind != MARK_COLLECTION && counts[marks[i].kind] <= CHART_MARKS_LISTED)
            marks[i].number = ++number;
    c->marks = marks;
    c->nmarks = n;
}

static struct slice alternative(struct arena *a, const struct chart *c)
{
    return arena_printf(a, "%zu %s from %s to %s%s.", c->npanels,
                        c->npanels == 1 ? "quantity" : "quantities, each on its own scale,",
                        chart_time_text(c, c->from_s).s, chart_time_text(c, c->until_s).s,
                        c->start_utc_ns.known ? " UTC" : "");
}

bool build_chart(struct builder *b, const struct chart *from)
{
    struct chart *c = ARENA_NEW(b->arena, struct chart);
    struct chart_panel *panels = ARENA_ARRAY(b->arena, struct chart_panel, from->npanels);
    *c = *from;
    c->from_s = INFINITY;
    c->until_s = -INFINITY;
    c->panels = panels;
    c->npanels = 0;
    make_marks(b->arena, c);
    for (size_t i = 0; i < from->npanels; i++)
        c->npanels += make_panel(b->arena, c, &from->panels[i], &panels[c->npanels]);
    if (c->npanels == 0)
        return false;
    struct figure *f = build_figure(b, FIGURE_SERIES, c->title, 1);
    f->chart = c;
    f->alternative = alternative(b->arena, c);
    chart_events(b, c);
    if (!c->own_table)
        chart_table(b, c);
    return true;
}
