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

/* A gap, or the range in which something began. */
static void add_stretch(const struct chart_mark *m, const struct chart_span *s, struct slice title,
                        int top, int bottom, struct sbuf *out)
{
    double from = percent(s, m->from_s);
    sbuf_addf(out, "<rect class=\"%s\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"%d\" height=\"%d\"%s>",
              m->kind == MARK_GAP ? "gap" : "range", from, percent(s, m->until_s) - from, top,
              bottom - top, m->kind == MARK_GAP ? " fill=\"url(#hatch)\"" : "");
    add_title(title, out);
    sbuf_adds(out, "</rect>\n");
}

/* All ticks of one kind; of those that would stand on each other one. */
static void add_ticks(const struct chart *c, enum chart_mark_kind kind, const struct chart_span *s,
                      int bottom, struct sbuf *out)
{
    enum { TICK = 7, UNITS = 1000 };
    double last = -1;
    bool any = false;
    for (size_t i = 0; i < c->nmarks; i++) {
        double x = percent(s, c->marks[i].at_s) / 100 * UNITS;
        if (c->marks[i].kind != kind || c->marks[i].number > 0 || x - last < 1)
            continue;
        if (!any)
            sbuf_addf(out,
                      "<svg y=\"%d\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 %d 1\" "
                      "preserveAspectRatio=\"none\"><path class=\"mark k%d\" d=\"",
                      bottom - TICK, TICK, UNITS, (int)kind);
        sbuf_addf(out, "M%.1f 0v1", x);
        any = true;
        last = x;
    }
    if (any)
        sbuf_adds(out, "\"/></svg>\n");
}

/* Flags that would stand on each other are one, "3-6": the number of the last of them. */
static size_t last_of_flag(const struct chart *c, size_t first, const struct chart_span *s)
{
    static const double APART = 4; /* per cent: two digits and a dash on a phone */
    size_t last = c->marks[first].number;
    for (size_t i = first + 1; i < c->nmarks; i++) {
        if (percent(s, c->marks[i].at_s) - percent(s, c->marks[first].at_s) > APART)
            break;
        last = c->marks[i].number > last ? c->marks[i].number : last;
    }
    return last;
}

void chart_marks_svg(struct arena *a, const struct chart *c, const struct chart_span *s, int top,
                     int bottom, struct sbuf *out)
{
    size_t flagged = 0; /* marks up to this number have their flag */
    for (enum chart_mark_kind k = 0; k < MARK_KINDS; k++)
        add_ticks(c, k, s, bottom, out);
    for (size_t i = 0; i < c->nmarks; i++) {
        const struct chart_mark *m = &c->marks[i];
        bool lasts = m->until_s > m->from_s;
        if (m->number == 0 && !lasts)
            continue;
        struct slice title = chart_mark_text(a, c, m);
        double x = percent(s, m->at_s);
        if (lasts)
            add_stretch(m, s, title, top, bottom, out);
        if (m->number == 0)
            continue;
        sbuf_addf(out, "<line class=\"mark k%d\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                  (int)m->kind, x, x, top, bottom);
        size_t last = last_of_flag(c, i, s);
        if (m->number <= flagged)
            continue;
        flagged = last;
        sbuf_addf(out, "<text class=\"flag %s\" x=\"%.2f%%\" y=\"%d\">%zu",
                  x > 97  ? "end"
                  : x < 3 ? "start"
                          : "middle",
                  x, top - 4, m->number);
        if (last > m->number)
            sbuf_addf(out, "\u2013%zu", last);
        add_title(title, out);
        sbuf_adds(out, "</text>\n");
    }
}
