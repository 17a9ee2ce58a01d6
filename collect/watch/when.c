#include "when.h"

#include <stdio.h>
#include <string.h>

#include "near.h"
#include "units.h"

/* What is left of the text, and where it began: for the place of an error. */
struct reader {
    struct slice rest, whole;
    struct error *err;
};

static const struct {
    const char *shorthand, *metric;
} shorthands[] = {
    {"cpu", "process.cpu_now"}, {"rss", "process.rss"},          {"pss", "process.pss"},
    {"fds", "fds.total"},       {"goroutines", "go.goroutines"}, {"threads", "threads.total"},
};

static size_t place(const struct reader *r, struct slice at)
{
    return (size_t)(at.ptr - r->whole.ptr);
}

static enum status wrong(const struct reader *r, struct slice at, const char *what)
{
    return error_set(r->err, STATUS_SYNTAX, place(r, at), "%s", what);
}

static void skip_blanks(struct reader *r)
{
    while (r->rest.len && (r->rest.ptr[0] == ' ' || r->rest.ptr[0] == '\t'))
        r->rest = slice_drop(r->rest, 1);
}

static bool is_word_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '%';
}

/* The next word without taking it; empty at a sign or the end. */
static struct slice peek(struct reader *r)
{
    skip_blanks(r);
    size_t n = 0;
    while (n < r->rest.len && is_word_byte(r->rest.ptr[n]))
        n++;
    return slice_take(r->rest, n);
}

static struct slice take(struct reader *r)
{
    struct slice word = peek(r);
    r->rest = slice_drop(r->rest, word.len);
    return word;
}

static bool take_word(struct reader *r, const char *wanted)
{
    bool is = slice_is(peek(r), wanted);
    if (is)
        (void)take(r);
    return is;
}

static bool take_sign(struct reader *r, unsigned char sign)
{
    skip_blanks(r);
    bool is = r->rest.len && r->rest.ptr[0] == sign;
    if (is)
        r->rest = slice_drop(r->rest, 1);
    return is;
}

static bool find_metric(struct slice name, struct when_metric *ret)
{
    for (size_t i = 0; i < sizeof shorthands / sizeof shorthands[0]; i++)
        if (slice_is(name, shorthands[i].shorthand))
            name = slice_from(shorthands[i].metric);
    for (size_t i = 0; i < WATCH_COLUMNS; i++) {
        const struct watch_column *c = &watch_columns[i];
        bool rate = c->rate && slice_is(name, c->rate);
        if (!rate && !(c->metric && slice_is(name, c->metric)))
            continue;
        *ret = (struct when_metric){(enum watch_column_id)i, rate};
        return true;
    }
    return false;
}

/* Of the names that can stand here, the i-th; NULL behind the last. Some columns have none. */
static const char *name_at(size_t i)
{
    static const char EXIT[] = "exit", NONE[] = "";
    size_t shorter = sizeof shorthands / sizeof shorthands[0];
    if (i < shorter)
        return shorthands[i].shorthand;
    i -= shorter;
    if (i < 2 * (size_t)WATCH_COLUMNS) {
        const struct watch_column *c = &watch_columns[i / 2];
        const char *name = i % 2 ? c->rate : c->metric;
        return name ? name : NONE;
    }
    return i == 2 * (size_t)WATCH_COLUMNS ? EXIT : NULL;
}

/* "go.memstats.heap_inuse or go.memstats.heap_idle": the names that are nearest to the word. */
static size_t nearest(struct slice word, char *text, size_t size)
{
    enum { MOST = 3 };
    size_t least = NEAR_FAR, n = 0, used = 0;
    const char *name;
    for (size_t i = 0; (name = name_at(i)) != NULL; i++)
        if (*name && near_distance(word, name) < least)
            least = near_distance(word, name);
    text[0] = '\0';
    for (size_t i = 0; least < NEAR_FAR && n < MOST && (name = name_at(i)) != NULL; i++)
        if (*name && near_distance(word, name) == least && used + strlen(name) + 5 < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s", n++ ? " or " : "", name);
    return n;
}

static enum status unknown_metric(const struct reader *r, struct slice name)
{
    char near[120];
    if (nearest(name, near, sizeof near) == 0)
        return wrong(r, name, "no metric of this name is watched; man collect lists them");
    return error_set(r->err, STATUS_SYNTAX, place(r, name),
                     "no metric of this name is watched; did you mean %s?", near);
}

bool when_has_limit(struct when_metric m)
{
    return !m.rate && (m.column == WATCH_FDS || m.column == WATCH_RSS);
}

/* Digits with at most one dot: no sign, which slice_to_double() would take. */
static bool to_real(struct slice s, double *ret)
{
    return s.len && s.ptr[0] >= '0' && s.ptr[0] <= '9' && slice_to_double(s, ret);
}

/* "80%limit", "150%", "2G", "5000", "90s", as far as they fit the metric. */
static enum status read_bound(struct reader *r, struct when_metric m, struct when_bound *ret)
{
    enum watch_unit unit = m.rate ? WATCH_FRACTION : watch_columns[m.column].unit;
    struct slice word = take(r), number = word;
    uint64_t bytes;
    *ret = (struct when_bound){.of_limit = false};
    if (!word.len)
        return wrong(r, r->rest, "a value is missing");
    if (slice_has_suffix(word, SLICE("%limit"))) {
        number = slice_take(word, word.len - SLICE("%limit").len);
        ret->of_limit = true;
        if (!when_has_limit(m))
            return wrong(r, word, "only fds.total and process.rss have a limit");
    } else if (slice_has_suffix(word, SLICE("%"))) {
        number = slice_take(word, word.len - 1);
        if (unit != WATCH_FRACTION)
            return wrong(r, word, "this metric is no fraction; of a limit it is 80%limit");
    } else if (unit == WATCH_BYTES) {
        if (!units_parse_size(word, &bytes))
            return wrong(r, word, "this is no size such as 512M or 2G");
        ret->value = (double)bytes;
        return STATUS_OK;
    } else if (unit == WATCH_SECONDS) {
        return units_parse_duration(word, &ret->value) ? STATUS_OK
                                                       : wrong(r, word, "this is no time");
    }
    if (!to_real(number, &ret->value))
        return wrong(r, word, "this is no number");
    if (number.len != word.len)
        ret->value /= 100;
    return STATUS_OK;
}

static bool is_further(const struct when *w, const struct when_bound *a, const struct when_bound *b)
{
    return a->of_limit == b->of_limit &&
           (w->kind == WHEN_BELOW ? b->value < a->value : b->value > a->value);
}

static enum status read_rungs(struct reader *r, struct when *w)
{
    do {
        skip_blanks(r);
        struct slice at = r->rest;
        if (w->rungs == WHEN_RUNGS_MAX)
            return wrong(r, at, "more than 8 values");
        enum status s = read_bound(r, w->metric, &w->rung[w->rungs]);
        if (s != STATUS_OK)
            return s;
        if (w->rungs && !is_further(w, &w->rung[w->rungs - 1], &w->rung[w->rungs]))
            return wrong(r, at, "each value must be further than the one before");
        w->rungs++;
    } while (take_sign(r, ','));
    return STATUS_OK;
}

static enum status read_time(struct reader *r, double *ret)
{
    struct slice word = take(r);
    if (!word.len)
        return wrong(r, r->rest, "a time is missing, such as 30s or 10m");
    if (!units_parse_duration(word, ret) || *ret <= 0 || *ret > 30 * 86400.0)
        return wrong(r, word, "this is no time such as 30s or 10m, up to 30 days");
    return STATUS_OK;
}

/* "for 30s", "cooldown 1h", "dangerous 6G", each once, in any order. */
static enum status read_rest(struct reader *r, struct when *w)
{
    bool seen_for = false, seen_cooldown = false;
    enum status s = STATUS_OK;
    for (skip_blanks(r); s == STATUS_OK && r->rest.len; skip_blanks(r)) {
        struct slice at = r->rest;
        bool once = true;
        if (w->kind <= WHEN_BELOW && take_word(r, "for")) {
            once = !seen_for;
            seen_for = true;
            s = read_time(r, &w->for_s);
        } else if (take_word(r, "cooldown")) {
            once = !seen_cooldown;
            seen_cooldown = true;
            s = read_time(r, &w->cooldown_s);
        } else if (w->kind != WHEN_EXIT && take_word(r, "dangerous")) {
            once = !w->has_dangerous;
            w->has_dangerous = true;
            s = read_bound(r, w->metric, &w->dangerous);
        } else {
            return wrong(r, at,
                         w->kind == WHEN_EXIT ? "only cooldown TIME can follow"
                         : w->kind == WHEN_GROWS
                             ? "only cooldown TIME or dangerous VALUE can follow"
                             : "only for TIME, cooldown TIME or dangerous VALUE "
                               "can follow");
        }
        if (!once)
            return wrong(r, at, "said twice");
    }
    return s;
}

static enum status read_growth(struct reader *r, struct when *w)
{
    w->kind = WHEN_GROWS;
    struct slice at = peek(r);
    enum status s = read_bound(r, w->metric, &w->rung[0]);
    if (s != STATUS_OK)
        return s;
    if (w->rung[0].of_limit || w->rung[0].value <= 0)
        return wrong(r, at, "by how much must be a number above 0");
    w->rungs = 1;
    if (!take_word(r, "in"))
        return wrong(r, r->rest, "\"in TIME\" is missing: METRIC grows VALUE in TIME");
    return read_time(r, &w->window_s);
}

static enum status read_comparison(struct reader *r, struct when *w)
{
    if (take_sign(r, '<'))
        w->kind = WHEN_BELOW;
    else if (!take_sign(r, '>'))
        return wrong(r, r->rest, "here must be > or < or \"grows\"");
    if (r->rest.len && r->rest.ptr[0] == '=')
        w->or_equal = take_sign(r, '=');
    return read_rungs(r, w);
}

enum status when_parse(struct slice text, struct when *ret, struct error *err)
{
    struct reader r = {text, text, err};
    struct when w = {.kind = WHEN_ABOVE, .cooldown_s = WHEN_COOLDOWN_S};
    enum status s = STATUS_OK;
    if (text.len > WHEN_TEXT_MAX)
        return error_set(err, STATUS_SYNTAX, WHEN_TEXT_MAX, "longer than %d characters",
                         WHEN_TEXT_MAX);
    struct slice name = take(&r);
    if (!name.len)
        return wrong(&r, r.rest, "here must be a metric, or \"exit\"");
    if (slice_is(name, "exit"))
        w.kind = WHEN_EXIT;
    else if (!find_metric(name, &w.metric))
        return unknown_metric(&r, name);
    else
        s = take_word(&r, "grows") ? read_growth(&r, &w) : read_comparison(&r, &w);
    if (s == STATUS_OK)
        s = read_rest(&r, &w);
    if (s == STATUS_OK)
        *ret = w;
    return s;
}
