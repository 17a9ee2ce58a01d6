/* section_profile.c - top functions of a profile, as `go tool pprof -top` counts them. */
#include "section.h"

#include <stdlib.h>

struct ranked {
    uint64_t flat, cum;
    size_t index;
};

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
}

/* Greatest flat first, then greatest cum, then the order of the model: equal input, equal output.
 */
static int by_flat(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->flat != b->flat)
        return a->flat > b->flat ? -1 : 1;
    if (a->cum != b->cum)
        return a->cum > b->cum ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Which state is shown: the difference where there are two bundles that both have the profile. */
static int side_of(const struct model *m, const struct profile *p)
{
    if (m->nsides == 2 && p->present[0] && p->present[1])
        return PROFILE_DIFF;
    return p->present[0] ? 0 : 1;
}

static struct ranked *rank(struct arena *a, const struct profile *p, int side, size_t type,
                           size_t *n)
{
    struct ranked *all = ARENA_ARRAY(a, struct ranked, p->nfunctions + 1);
    *n = 0;
    for (size_t i = 0; i < p->nfunctions; i++) {
        const struct profile_function *f = &p->functions[i];
        struct ranked r = {magnitude(profile_flat(p, f, side, type)),
                           magnitude(profile_cum(p, f, side, type)), i};
        if (r.flat > 0 || r.cum > 0)
            all[(*n)++] = r;
    }
    qsort(all, *n, sizeof *all, by_flat);
    return all;
}

struct shown {
    const struct profile *p;
    int side; /* 0, 1 or PROFILE_DIFF */
    size_t type;
    enum unit unit;
    double scale;
};

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

static void name_cell(struct builder *b, struct table *t, const struct profile_function *f)
{
    struct cell *c = table_text(b, t, f->name);
    c->note = text_line(b->arena, f->file, TEXT_NAME_MAX);
}

static void one_side(struct builder *b, const struct shown *s, const struct ranked *order, size_t n,
                     size_t total)
{
    struct table *t = build_table(b, "Top functions", "profile");
    table_column(t, "Flat", COLUMN_NUMBER);
    table_column(t, "Flat %", COLUMN_NUMBER);
    table_column(t, "Cum", COLUMN_NUMBER);
    table_column(t, "Cum %", COLUMN_NUMBER);
    table_column(t, "Function", COLUMN_CODE);
    int64_t whole = s->p->total[(size_t)s->side * s->p->ntypes + s->type];
    for (size_t i = 0; i < n; i++) {
        const struct profile_function *f = &s->p->functions[order[i].index];
        int64_t flat = profile_flat(s->p, f, s->side, s->type);
        int64_t cum = profile_cum(s->p, f, s->side, s->type);
        table_row(b, t);
        value_cell(b, t, s, flat, false);
        share_cell(b, t, flat, whole);
        value_cell(b, t, s, cum, false);
        share_cell(b, t, cum, whole);
        name_cell(b, t, f);
    }
    build_left_out(b, t, total, "functions");
}

static void two_sides(struct builder *b, const struct shown *s, const struct ranked *order,
                      size_t n, size_t total)
{
    struct table *t = build_table(b, "Top functions by change", "profile");
    table_column(t, "Flat before", COLUMN_NUMBER);
    table_column(t, "Flat after", COLUMN_NUMBER);
    table_column(t, "Change", COLUMN_NUMBER);
    table_column(t, "Cum after", COLUMN_NUMBER);
    table_column(t, "Cum change", COLUMN_NUMBER);
    table_column(t, "Function", COLUMN_CODE);
    for (size_t i = 0; i < n; i++) {
        const struct profile_function *f = &s->p->functions[order[i].index];
        table_row(b, t);
        value_cell(b, t, s, profile_flat(s->p, f, 0, s->type), false);
        value_cell(b, t, s, profile_flat(s->p, f, 1, s->type), false);
        value_cell(b, t, s, profile_flat(s->p, f, PROFILE_DIFF, s->type), true);
        value_cell(b, t, s, profile_cum(s->p, f, 1, s->type), false);
        value_cell(b, t, s, profile_cum(s->p, f, PROFILE_DIFF, s->type), true);
        name_cell(b, t, f);
    }
    build_left_out(b, t, total, "functions");
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
    struct ranked *order = rank(b->arena, s->p, s->side, s->type, &n);
    if (n == 0) {
        build_textf(b, "No function has a value here.");
        return;
    }
    size_t shown = n < c->options->top ? n : c->options->top;
    if (s->side == PROFILE_DIFF)
        two_sides(b, s, order, shown, n);
    else
        one_side(b, s, order, shown, n);
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
        line_textf(b, l, ", %s samples", units_count((double)p->samples[side]).s);
        if (p->duration_ns[side] > 0)
            line_textf(b, l, " in %s", units_duration((double)p->duration_ns[side] * 1e-9).s);
        if (p->damaged[side] > 0)
            line_textf(b, l, "; %s records could not be read",
                       units_count((double)p->damaged[side]).s);
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
        struct shown s = {p, side_of(c->m, p), type, UNIT_COUNT, 1};
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
    build_packages(b, c, p);
}

static bool section_of(struct builder *b, const struct context *c, const char *name,
                       const char *artifact, const char *what)
{
    const struct profile *p = model_profile(c->m, name);
    if (p)
        build_profile(b, c, p);
    else
        build_absence(b, c, artifact, what);
    return true;
}

bool section_heap(struct builder *b, const struct context *c)
{
    return section_of(b, c, "heap", "go.heap", "heap profile");
}

bool section_cpu(struct builder *b, const struct context *c)
{
    return section_of(b, c, "cpu", "go.cpu", "CPU profile");
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
