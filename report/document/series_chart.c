/* series_chart.c - the series of the model as a chart. */
#include "metric_limit.h"
#include "section.h"

enum { LEAST_POINTS = 2 };

static double most_of(const struct series *s, size_t side)
{
    double most = 0;
    for (size_t i = 0; i < s->count[side]; i++)
        most = s->value[side][i] > most ? s->value[side][i] : most;
    return most;
}

/* What was 0 all the time is left out: most processes never swap and have no children. */
static bool make_panel(struct arena *a, const struct series_view *v, const struct series *s,
                       struct chart_panel *p)
{
    struct chart_line *lines = ARENA_ARRAY(a, struct chart_line, SIDES_MAX);
    bool any = false;
    *p = (struct chart_panel){.what = slice_from(s->what), .unit = s->unit, .lines = lines};
    for (size_t side = 0; side < v->nsides; side++) {
        if (s->count[side] < LEAST_POINTS)
            continue;
        any = any || most_of(s, side) > 0;
        lines[p->nlines++] = (struct chart_line){
            .name = slice_from(v->nsides < SIDES_MAX ? ""
                               : side == 0           ? "before"
                                                     : "after"),
            .style = v->nsides - 1 - side,
            .count = s->count[side],
            .at_s = s->at_s[side],
            .value = s->value[side],
            .gap_s = v->regular ? chart_gap_s(s->at_s[side], s->count[side]) : 0,
            .trend = unit_has_rate(s->unit),
        };
    }
    struct metric_limit limit = metric_limit(v->m, slice_from(s->name));
    p->limit = limit.value;
    p->limit_name = slice_from(limit.name ? limit.name : "");
    p->forecast = v->forecast;
    return any;
}

bool build_series(struct builder *b, const struct series_view *v)
{
    struct chart_panel *panels = ARENA_ARRAY(b->arena, struct chart_panel, v->count);
    struct chart c = {.title = v->title, .start_utc_ns = v->start_utc_ns, .panels = panels};
    for (size_t i = 0; i < v->count; i++)
        c.npanels += make_panel(b->arena, v, &v->list[i], &panels[c.npanels]);
    return build_chart(b, &c);
}
