#include "chart_events.h"

struct slice chart_mark_text(struct arena *a, const struct chart *c, const struct chart_mark *m)
{
    bool lasts = m->until_s > m->from_s;
    return arena_printf(a, "%s%s%s %s%s%.*s", chart_time_text(c, m->from_s).s, lasts ? " to " : "",
                        lasts ? chart_time_text(c, m->until_s).s : "", chart_mark_names[m->kind],
                        m->label.len > 0 ? ": " : "", SLICE_ARG(m->label));
}

/* Of a kind that is too frequent for a list. */
static void many(struct builder *b, const struct chart *c, enum chart_mark_kind kind)
{
    const struct chart_mark *first = NULL, *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < c->nmarks; i++) {
        if (c->marks[i].kind != kind)
            continue;
        first = first ? first : &c->marks[i];
        last = &c->marks[i];
        count += last->times;
    }
    if (first && first->number == 0)
        line_textf(b, build_paragraph(b, "note"), "%s: %s %s from %s to %s, the small ticks.",
                   chart_mark_names[kind], units_count((double)count).s,
                   count == 1 ? "time" : "times", chart_time_text(c, first->at_s).s,
                   chart_time_text(c, last->at_s).s);
}

void chart_events(struct builder *b, const struct chart *c)
{
    struct list *list = NULL;
    for (size_t i = 0; i < c->nmarks; i++) {
        if (c->marks[i].number == 0)
            continue;
        list = list ? list : build_list(b, true, NULL);
        line_text(b, list_item(b, list), chart_mark_text(b->arena, c, &c->marks[i]));
    }
    for (enum chart_mark_kind k = 0; k < MARK_KINDS; k++)
        many(b, c, k);
}
