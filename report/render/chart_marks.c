#include "chart_marks.h"

#include "html_text.h"

static double percent(const struct chart_span *s, double at_s)
{
    return (at_s - s->from) / (s->until - s->from) * 100;
}

static void add_title(struct slice title, struct sbuf *out)
{
    sbuf_adds(out, "<title>");
    html_text(out, title);
    sbuf_adds(out, "</title>");
}

static void add_gap(const struct chart_mark *m, const struct chart_span *s, struct slice title,
                    int top, int bottom, struct sbuf *out)
{
    sbuf_addf(out,
              "<rect class=\"gap\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"%d\" height=\"%d\" "
              "fill=\"url(#hatch)\">",
              percent(s, m->at_s), percent(s, m->until_s) - percent(s, m->at_s), top, bottom - top);
    add_title(title, out);
    sbuf_adds(out, "</rect>\n");
}

void chart_marks_svg(struct arena *a, const struct chart *c, const struct chart_span *s, int top,
                     int bottom, struct sbuf *out)
{
    enum { TICK = 7 };
    for (size_t i = 0; i < c->nmarks; i++) {
        const struct chart_mark *m = &c->marks[i];
        struct slice title = chart_mark_text(a, c, m);
        double x = percent(s, m->at_s);
        if (m->until_s > m->at_s)
            add_gap(m, s, title, top, bottom, out);
        sbuf_addf(out, "<line class=\"mark k%d\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                  (int)m->kind, x, x, m->number > 0 ? top : bottom - TICK, bottom);
        if (m->number == 0)
            continue;
        sbuf_addf(out, "<text class=\"flag %s\" x=\"%.2f%%\" y=\"%d\">%zu",
                  x > 97  ? "end"
                  : x < 3 ? "start"
                          : "middle",
                  x, top - 4, m->number);
        add_title(title, out);
        sbuf_adds(out, "</text>\n");
    }
}
