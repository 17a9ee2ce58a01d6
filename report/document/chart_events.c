#include "chart_events.h"

static void one(struct builder *b, const struct chart *c, struct line *l,
                const struct chart_mark *m)
{
    line_textf(b, l, "%s", chart_time_text(c, m->at_s).s);
    if (m->until_s > m->at_s)
        line_textf(b, l, " to %s", chart_time_text(c, m->until_s).s);
    line_textf(b, l, " %s", chart_mark_names[m->kind]);
    if (m->label.len == 0)
        return;
    line_text(b, l, SLICE(": "));
    line_text(b, l, m->label);
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
        count++;
    }
    if (count > CHART_MARKS_LISTED)
        line_textf(b, build_paragraph(b, "note"), "%s: %zu times from %s to %s, the small ticks.",
                   chart_mark_names[kind], count, chart_time_text(c, first->at_s).s,
                   chart_time_text(c, last->at_s).s);
}

void chart_events(struct builder *b, const struct chart *c)
{
    size_t counts[MARK_KINDS] = {0};
    struct list *list = NULL;
    for (size_t i = 0; i < c->nmarks; i++)
        counts[c->marks[i].kind]++;
    for (size_t i = 0; i < c->nmarks; i++) {
        if (counts[c->marks[i].kind] > CHART_MARKS_LISTED)
            continue;
        list = list ? list : build_list(b, true, NULL);
        one(b, c, list_item(b, list), &c->marks[i]);
    }
    for (enum chart_mark_kind k = 0; k < MARK_KINDS; k++)
        many(b, c, k);
}
