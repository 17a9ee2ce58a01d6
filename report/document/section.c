#include "section.h"

#include <math.h>
#include <string.h>

struct slice number_text(struct arena *a, enum unit unit, double value)
{
    struct units_text t = unit_text(unit, value);
    return arena_copy(a, slice_from(t.s));
}

struct slice time_text(struct arena *a, struct number utc_ns)
{
    if (!utc_ns.known)
        return SLICE("");
    struct units_text t = units_utc((int64_t)utc_ns.value);
    struct slice rest = slice_from(t.s), day;
    if (!slice_next(&rest, 'T', &day) || !slice_has_suffix(rest, SLICE("Z")))
        return arena_copy(a, slice_from(t.s));
    return arena_printf(a, "%.*s %.*s UTC", SLICE_ARG(day),
                        SLICE_ARG(slice_take(rest, rest.len - 1)));
}

struct slice state_text(struct arena *a, struct slice state)
{
    static const struct {
        const char *letter, *word;
    } states[] = {
        {"R", "running"}, {"S", "sleeping"}, {"D", "uninterruptible"},
        {"T", "stopped"}, {"t", "traced"},   {"Z", "zombie"},
        {"I", "idle"},    {"X", "dead"},
    };
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (slice_is(state, states[i].letter))
            return arena_printf(a, "%s (%s)", states[i].word, states[i].letter);
    return state;
}

static bool is_zero(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= '1' && text.ptr[i] <= '9')
            return false;
    return true;
}

/* What is rounded to nothing has no sign. */
struct slice number_signed(struct arena *a, enum unit unit, double value)
{
    struct slice text = number_text(a, unit, value);
    if (is_zero(text)) {
        slice_skip(&text, SLICE("-"));
        return text;
    }
    return value > 0 ? arena_printf(a, "+%.*s", SLICE_ARG(text)) : text;
}

struct slice number_sides(struct arena *a, const struct model *m, enum unit unit,
                          const struct number *values)
{
    struct slice text[SIDES_MAX] = {SLICE_INIT(""), SLICE_INIT("")};
    for (size_t i = 0; i < m->nsides; i++)
        text[i] = values[i].known ? number_text(a, unit, values[i].value) : SLICE("unknown");
    if (m->nsides == 1)
        return text[0];
    if (!values[0].known || !values[1].known)
        return arena_printf(a, "%.*s \xE2\x86\x92 %.*s", SLICE_ARG(text[0]), SLICE_ARG(text[1]));
    struct slice delta = number_signed(a, unit, values[1].value - values[0].value);
    return arena_printf(a, "%.*s \xE2\x86\x92 %.*s (%.*s)", SLICE_ARG(text[0]), SLICE_ARG(text[1]),
                        SLICE_ARG(delta));
}

struct slice figure_sides_words(const struct model *m)
{
    return m->nsides == 2 ? SLICE("The upper bar of each pair is before, the lower one after.")
                          : SLICE("All bars have one scale.");
}

bool rate_per_hour(const struct model *m, const struct number *values, double *rate)
{
    if (m->nsides < 2 || !m->same_process || !(m->hours > 0) || !values[0].known ||
        !values[1].known)
        return false;
    *rate = (values[1].value - values[0].value) / m->hours;
    return true;
}

void columns_sides(struct table *t, const struct model *m, const char *title)
{
    if (m->nsides == 1) {
        table_column(t, title, COLUMN_NUMBER);
        return;
    }
    table_column(t, "Before", COLUMN_NUMBER);
    table_column(t, "After", COLUMN_NUMBER);
    table_column(t, "Change", COLUMN_NUMBER);
}

void cell_number(struct builder *b, struct table *t, enum unit unit, struct number n)
{
    if (n.known)
        table_number(b, t, number_text(b->arena, unit, n.value), n.value);
    else
        table_unknown(b, t);
}

void cells_sides(struct builder *b, struct table *t, const struct model *m, enum unit unit,
                 const struct number *values)
{
    cell_number(b, t, unit, values[0]);
    if (m->nsides == 1)
        return;
    cell_number(b, t, unit, values[1]);
    double delta = values[1].value - values[0].value;
    if (values[0].known && values[1].known)
        table_number(b, t, number_signed(b->arena, unit, delta), delta);
    else
        table_unknown(b, t);
}

void cells_counts(struct builder *b, struct table *t, const struct model *m, const bool *known,
                  const uint64_t *counts)
{
    struct number values[SIDES_MAX] = {{false, 0}, {false, 0}};
    for (size_t i = 0; i < m->nsides; i++)
        values[i] = (struct number){known[i], (double)counts[i]};
    cells_sides(b, t, m, UNIT_COUNT, values);
}

const struct gap *gap_of(const struct model *m, const char *artifact, int side)
{
    for (size_t i = 0; i < m->ngaps; i++)
        if (m->gaps[i].side == side && slice_is(m->gaps[i].artifact, artifact))
            return &m->gaps[i];
    return NULL;
}

const char *side_name(const struct model *m, int side)
{
    return m->nsides == 1 ? "" : side == 0 ? "before" : "after";
}

/* What would have served as well, and says why it did not. */
static const struct {
    const char *artifact, *others[2];
} served_by[] = {
    {"go.heap", {"go.live.heap", "go.index"}},
    {"go.goroutine.debug2", {"go.live.goroutines", "go.index"}},
    {"go.cpu", {"go.index", NULL}},
};

static void add_reason(struct builder *b, struct line *l, const struct gap *gap)
{
    line_textf(b, l, "%s", bundle_status_names[gap->status]);
    if (gap->reason.len > 0) {
        line_text(b, l, SLICE(", "));
        line_text(b, l, gap->reason);
    }
}

/* False when none of the others says anything. */
static bool add_other_reasons(struct builder *b, struct line *l, const struct model *m,
                              const char *artifact, int side)
{
    bool any = false;

    for (size_t i = 0; i < sizeof served_by / sizeof served_by[0]; i++)
        for (size_t j = 0; strcmp(served_by[i].artifact, artifact) == 0 && j < 2; j++) {
            const char *other = served_by[i].others[j];
            const struct gap *gap = other ? gap_of(m, other, side) : NULL;
            if (!gap)
                continue;
            line_text(b, l, any ? SLICE("; ") : SLICE(": "));
            line_code(b, l, slice_from(other));
            line_text(b, l, SLICE(" "));
            add_reason(b, l, gap);
            any = true;
        }
    return any;
}

void build_absence(struct builder *b, const struct context *c, const char *artifact,
                   const char *what)
{
    for (int side = 0; side < (int)c->m->nsides; side++) {
        const struct gap *gap = gap_of(c->m, artifact, side);
        struct line *l = build_paragraph(b, "absent");
        if (c->m->nsides == 2)
            line_text(b, l, side == 0 ? SLICE("Before: ") : SLICE("After: "));
        if (c->m->identity[side].loose && !gap) {
            line_textf(b, l, "there is no %s among these files.", what);
            continue;
        }
        line_textf(b, l, "this bundle has no %s", what);
        if (gap) {
            line_text(b, l, SLICE(": "));
            add_reason(b, l, gap);
        } else if (!add_other_reasons(b, l, c->m, artifact, side)) {
            line_text(b, l, SLICE(", and its manifest does not say why"));
        }
        line_text(b, l, SLICE("."));
    }
}

void build_left_out(struct builder *b, struct table *t, size_t total, const char *what)
{
    if (total <= t->nrows)
        return;
    t->left_out = total - t->nrows;
    struct units_text shown = units_count((double)t->nrows), all = units_count((double)total);
    line_textf(b, build_paragraph(b, "note"), "The first %s of %s %s are shown.", shown.s, all.s,
               what);
}
