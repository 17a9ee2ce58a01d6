#include "chart_marks.h"

#include "html_text.h"

static double percent(const struct chart_span *s, double at_s)
{
    return (at_s - s->from) / (s->until - s->from) * 100;
}

/* "02:27:10 trigger: resident memory over 1 GiB" */
static void add_title(const struct chart *c, const struct chart_mark *m, struct sbuf *out)
{
    sbuf_addf(out, "<title>%s", chart_time_text(c, m->at_s).s);
    if (m->until_s > m->at_s)
        sbuf_addf(out, " to %s", chart_time_text(c, m->until_s).s);
    sbuf_addf(out, " %s", chart_mark_names[m->kind]);
    if (m->label.len > 0)
        sbuf_adds(out, ": ");
    html_text(out, m->label);
    sbuf_adds(out, "</title>");
}

static void add_gap(const struct chart *c, const struct chart_mark *m, const struct chart_span *s,
                    int top, int bottom, struct sbuf *out)
{
    sbuf_addf(out,
              "<rect class=\"gap\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"%d\" height=\"%d\" "
              "fill=\"url(#hatch)\">",
              percent(s, m->at_s), percent(s, m->until_s) - percent(s, m->at_s), top, bottom - top);
    add_title(c, m, out);
    sbuf_adds(out, "</rect>\n");
}

void chart_marks_svg(const struct chart *c, const struct chart_span *s, int top, int bottom,
                     struct sbuf *out)
{
    enum { TICK = 7 };
    size_t counts[MARK_KINDS] = {0}, number = 0;
    for (size_t i = 0; i < c->nmarks; i++)
        counts[c->marks[i].kind]++;
    for (size_t i = 0; i < c->nmarks; i++) {
        const struct chart_mark *m = &c->marks[i];
        bool listed = counts[m->kind] <= CHART_MARKS_LISTED;
        double x = percent(s, m->at_s);
        if (m->until_s > m->at_s)
            add_gap(c, m, s, top, bottom, out);
        sbuf_addf(out, "<line class=\"mark k%d\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                  (int)m->kind, x, x, listed ? top : bottom - TICK, bottom);
        if (!listed)
            continue;
        sbuf_addf(out, "<text class=\"flag %s\" x=\"%.2f%%\" y=\"%d\">%zu",
                  x > 97  ? "end"
                  : x < 3 ? "start"
                          : "middle",
                  x, top - 4, ++number);
        add_title(c, m, out);
        sbuf_adds(out, "</text>\n");
    }
}
