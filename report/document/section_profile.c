/* section_profile.c - top functions and lines of a profile, as `go tool pprof -top` counts them. */
#include "section.h"
#include "source_url.h"

#include <math.h>
#include <stdlib.h>

struct shown {
    const struct profile *p;
    int side; /* 0, 1 or PROFILE_DIFF */
    size_t type;
    enum unit unit;
    double scale;
    bool lines; /* of source, else functions */
    bool by_cum;
    const struct identity *build; /* whose source it is */
};

/* A function, or a line. */
struct entry {
    const struct profile_function *function;
    struct slice file;
    int64_t line;
    const int64_t *flat, *cum;
};

static size_t entries_of(const struct shown *s)
{
    return s->lines ? s->p->nlines : s->p->nfunctions;
}

static struct entry entry_at(const struct shown *s, size_t i)
{
    if (s->lines) {
        const struct profile_line *l = &s->p->lines[i];
        return (struct entry){l->function, l->file, l->line, l->flat, l->cum};
    }
    const struct profile_function *f = &s->p->functions[i];
    return (struct entry){f, f->file, 0, f->flat, f->cum};
}

/* Of two builds the later one that has the profile. */
static const struct identity *build_of(const struct model *m, const struct profile *p)
{
    int last = model_last(m);
    return &m->identity[p->present[last] ? last : 0];
}

static int64_t value_of(const struct shown *s, const int64_t *values, int side)
{
    return profile_value(s->p, values, side, s->type);
}

struct ranked {
    uint64_t first, second; /* what it is sorted by */
    size_t index;
};

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
}

/* The greatest first, then the order of the model: equal input, equal output. */
static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->first != b->first)
        return a->first > b->first ? -1 : 1;
    if (a->second != b->second)
        return a->second > b->second ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Which state is shown: the difference where there are two bundles that both have the profile. */
static int side_of(const struct model *m, const struct profile *p)
{
    if (m->nsides == 2 && p->present[0] && p->present[1])
        return PROFILE_DIFF;
    return p->present[0] ? 0 : 1;
}

static struct ranked *rank(struct arena *a, const struct shown *s, size_t *n)
{
    struct ranked *all = ARENA_ARRAY(a, struct ranked, entries_of(s) + 1);
    *n = 0;
    for (size_t i = 0; i < entries_of(s); i++) {
        struct entry e = entry_at(s, i);
        uint64_t flat = magnitude(value_of(s, e.flat, s->side));
        uint64_t cum = magnitude(value_of(s, e.cum, s->side));
        if (flat > 0 || cum > 0)
            all[(*n)++] = (struct ranked){s->by_cum ? cum : flat, s->by_cum ? flat : cum, i};
    }
    qsort(all, *n, sizeof *all, by_rank);
    return all;
}

static void value_cell(struct builder *b, struct table *t, const struct shown *s, int64_t value,
                       bool sign)
{
    double v = (double)value * s->scale;
    table_number(b, t,
                 sign ? number_signed(b->arena, s->unit, v) : number_text(b->arena, s->unit, v),
                 (double)value);
}

static void share_cell(struct builder *b, struct table *t, int64_t value, int64_t total)
{
    if (total == 0) {
        table_unknown(b, t);
        return;
    }
    double share = (double)value / (double)total;
    table_number(b, t, number_text(b->arena, UNIT_FRACTION, share), share);
}

/* Of what it was before, with its sign. Where per cent say nothing any more, the factor does. */
static void change_cell(struct builder *b, struct table *t, int64_t before, int64_t after)
{
    double change = before == after ? 0 : ((double)after - (double)before) / fabs((double)before);
    if (before == 0 && after != 0)
        table_number(b, t, SLICE("new"), after > 0 ? 1e12 : -1e12);
    else if (after == 0 && before != 0)
        table_number(b, t, SLICE("gone"), -1);
    else if (change >= 9)
        table_number(b, t, arena_printf(b->arena, "\xC3\x97%.0f", change + 1), change);
    else
        table_number(b, t, number_signed(b->arena, UNIT_FRACTION, change), change);
}

static void name_cell(struct builder *b, struct table *t, const struct shown *s,
                      const struct entry *e)
{
    struct cell *c = table_text(b, t, e->function->name);
    struct slice place = e->file;
    if (e->line > 0)
        place = arena_printf(b->arena, "%.*s:%lld", SLICE_ARG(e->file), (long long)e->line);
    c->note = text_line(b->arena, place, TEXT_NAME_MAX);
    int64_t line = e->line > 0 ? e->line : e->function->start_line;
    c->url =
        source_url(b->arena, s->build, e->function->name, e->file, line > 0 ? (uint64_t)line : 0);
}

static const char *caption(const struct shown *s)
{
    bool change = s->side == PROFILE_DIFF;
    if (s->lines)
        return change ? "Top lines by change" : "Top lines";
    if (s->by_cum)
        return change ? "Top functions by change of cum" : "Top functions by cum";
    return change ? "Top functions by change" : "Top functions";
}

static struct table *one_side(struct builder *b, const struct shown *s, const struct ranked *order,
                              size_t n)
{
    struct table *t = build_table(b, caption(s), "profile");
    table_column(t, "Flat", COLUMN_NUMBER);
    table_column(t, "Flat %", COLUMN_NUMBER);
    table_column(t, "Cum", COLUMN_NUMBER);
    table_column(t, "Cum %", COLUMN_NUMBER);
    table_column(t, "Function", COLUMN_CODE);
    int64_t whole = s->p->total[(size_t)s->side * s->p->ntypes + s->type];
    for (size_t i = 0; i < n; i++) {
        struct entry e = entry_at(s, order[i].index);
        int64_t flat = value_of(s, e.flat, s->side), cum = value_of(s, e.cum, s->side);
        table_row(b, t);
        value_cell(b, t, s, flat, false);
        share_cell(b, t, flat, whole);
        value_cell(b, t, s, cum, false);
        share_cell(b, t, cum, whole);
        name_cell(b, t, s, &e);
    }
    return t;
}

static struct table *two_sides(struct builder *b, const struct shown *s, const struct ranked *order,
                               size_t n)
{
    struct table *t = build_table(b, caption(s), "profile");
    table_column(t, "Flat before", COLUMN_NUMBER);
    table_column(t, "Flat after", COLUMN_NUMBER);
    table_column(t, "Change", COLUMN_NUMBER);
    table_column(t, "Change %", COLUMN_NUMBER);
    table_column(t, "Cum after", COLUMN_NUMBER);
    table_column(t, "Cum change", COLUMN_NUMBER);
    table_column(t, "Function", COLUMN_CODE);
    for (size_t i = 0; i < n; i++) {
        struct entry e = entry_at(s, order[i].index);
        int64_t before = value_of(s, e.flat, 0), after = value_of(s, e.flat, 1);
        table_row(b, t);
        value_cell(b, t, s, before, false);
        value_cell(b, t, s, after, false);
        value_cell(b, t, s, value_of(s, e.flat, PROFILE_DIFF), true);
        change_cell(b, t, before, after);
        value_cell(b, t, s, value_of(s, e.cum, 1), false);
        value_cell(b, t, s, value_of(s, e.cum, PROFILE_DIFF), true);
        name_cell(b, t, s, &e);
    }
    return t;
}

static struct slice total_text(struct builder *b, const struct context *c, const struct shown *s)
{
    struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
    for (size_t i = 0; i < c->m->nsides; i++)
        values[i] = (struct number){s->p->present[i],
                                    (double)s->p->total[i * s->p->ntypes + s->type] * s->scale};
    return number_sides(b->arena, c->m, s->unit, values);
}

static void type_table(struct builder *b, const struct context *c, const struct shown *s)
{
    size_t n = 0;
    struct ranked *order = rank(b->arena, s, &n);
    if (n == 0) {
        build_textf(b, "No function has a value here.");
        return;
    }
    size_t shown = n < c->options->top ? n : c->options->top;
    struct table *t =
        s->side == PROFILE_DIFF ? two_sides(b, s, order, shown) : one_side(b, s, order, shown);
    build_left_out(b, t, n, s->lines ? "lines" : "functions");
}

/* Folded: the same by cum, and by line of source. */
static void other_tables(struct builder *b, const struct context *c, const struct profile *p)
{
    static const struct {
        const char *summary;
        bool lines, by_cum;
    } others[] = {{"By cum", false, true}, {"By line", true, false}};
    for (size_t i = 0; p->nfunctions > 0 && i < sizeof others / sizeof others[0]; i++) {
        struct shown s = {p, side_of(c->m, p), p->default_type,  UNIT_COUNT,
                          1, others[i].lines,  others[i].by_cum, build_of(c->m, p)};
        struct line *summary;
        struct builder in = build_details(b, NULL, SLICE(""), &summary);
        s.unit = profile_type_unit(&p->types[s.type], &s.scale);
        line_text(&in, summary, slice_from(others[i].summary));
        type_table(&in, c, &s);
    }
}

static void origin(struct builder *b, const struct context *c, const struct profile *p)
{
    struct line *l = build_paragraph(b, "note");
    for (int side = 0; side < (int)c->m->nsides; side++) {
        if (c->m->nsides == 2)
            line_text(b, l, side == 0 ? SLICE("Before: ") : SLICE(" After: "));
        if (!p->present[side]) {
            line_text(b, l, SLICE("no such profile."));
            continue;
        }
        line_code(b, l, slice_from(p->member[side]));
        line_textf(b, l, ", %s %s", units_count((double)p->samples[side]).s,
                   p->samples[side] == 1 ? "record" : "records");
        if (p->duration_ns[side] > 0)
            line_textf(b, l, " in %s", units_duration((double)p->duration_ns[side] * 1e-9).s);
        if (p->damaged[side] > 0)
            line_textf(b, l, "; %s %s could not be read", units_count((double)p->damaged[side]).s,
                       p->damaged[side] == 1 ? "record" : "records");
        line_text(b, l, SLICE("."));
    }
}

void build_profile(struct builder *b, const struct context *c, const struct profile *p)
{
    origin(b, c, p);
    build_flame(b, c, p);
    for (size_t k = 0; k < p->ntypes; k++) {
        /* the default type first, then the others in the order of the file */
        size_t type = k == 0 ? p->default_type : k - (k <= p->default_type ? 1 : 0);
        struct shown s = {p,     side_of(c->m, p), type, UNIT_COUNT, 1, false,
                          false, build_of(c->m, p)};
        s.unit = profile_type_unit(&p->types[type], &s.scale);
        struct slice total = total_text(b, c, &s);
        struct builder in = *b;
        struct line *l;
        if (k == 0)
            l = build_paragraph(b, NULL);
        else
            in = build_details(b, NULL, SLICE(""), &l);
        line_code(b, l, p->types[type].type);
        line_text(b, l, SLICE(" total "));
        line_text(b, l, total);
        type_table(k == 0 ? b : &in, c, &s);
    }
    other_tables(b, c, p);
    build_packages(b, c, p);
}

/* Folded: these answer questions that come later. */
bool section_profiles(struct builder *b, const struct context *c)
{
    bool any = false;
    for (size_t i = 0; i < c->m->nprofiles; i++) {
        const struct profile *p = &c->m->profiles[i];
        if (slice_is(p->name, "heap") || slice_is(p->name, "cpu"))
            continue;
        struct line *summary;
        struct builder in =
            build_details(b, NULL, text_anchor(b->arena, "profile-", p->name), &summary);
        line_strong(&in, summary, p->name);
        if (p->nfunctions > 0 && p->ntypes > 0)
            build_profile(&in, c, p);
        else
            build_textf(&in, "This profile is empty: the program did not record it, or nothing "
                             "happened.");
        any = true;
    }
    return any;
}
