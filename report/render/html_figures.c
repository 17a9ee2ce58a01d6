#include "html_figures.h"

#include <math.h>

#include "chart_svg.h"
#include "flame_svg.h"
#include "html_text.h"
#include "text_bars.h"

enum { PART_COLOURS = 8 };

/* In per cent of the width; little is not nothing. */
static double share(double value, double scale)
{
    double s = scale > 0 && value > 0 ? value / scale * 100 : 0;
    return s > 0 && s < 0.5 ? 0.5 : s;
}

static void add_span(const char *class, struct slice text, struct sbuf *out)
{
    sbuf_addf(out, "<span class=\"%s\">", class);
    html_text(out, text);
    sbuf_adds(out, "</span>");
}

static void add_key(struct sbuf *out, const char *class, bool hatched)
{
    sbuf_addf(out,
              "<svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"%s\" width=\"10\" "
              "height=\"10\"/>",
              class);
    if (hatched)
        sbuf_adds(out, "<rect width=\"10\" height=\"10\" fill=\"url(#hatch)\"/>");
    sbuf_adds(out, "</svg>");
}

static const char *part_class(size_t i)
{
    static const char *const classes[PART_COLOURS] = {"part-0", "part-1", "part-2", "part-3",
                                                      "part-4", "part-5", "part-6", "part-7"};
    return classes[i % PART_COLOURS];
}

/* ---- bars --------------------------------------------------------------------------------------
 */

static const char *side_word(const struct figure *f, size_t side)
{
    return f->nsides == 1 ? "" : side == 0 ? "before: " : "after: ";
}

/* One bar divided: side by side, each with its name. */
static void add_divided(struct sbuf *out, const struct figure *f, const struct bar *bar,
                        size_t side, int y, int height)
{
    double scale = figure_scale(f, bar), x = 0;
    for (size_t i = 0; i < f->nparts && scale > 0; i++) {
        double value = bar->parts[side][i], width = value / scale * 100;
        if (!(width > 0))
            continue;
        sbuf_addf(out,
                  "<rect class=\"%s\" x=\"%.2f%%\" y=\"%d\" height=\"%d\" width=\"%.2f%%\"><title>",
                  i + 1 == f->nparts ? "rest" : part_class(i), x, y, height, fmax(width, 0.3));
        sbuf_addf(out, "%s%s ", side_word(f, side), units_count(value).s);
        html_text(out, f->parts[i]);
        sbuf_adds(out, "</title></rect>");
        x += width;
    }
}

static void write_bars(struct sbuf *out, const struct figure *f)
{
    enum { ONE = 12, EACH = 8 };
    sbuf_adds(out, "<ul class=\"bars\">\n");
    for (const struct bar *bar = f->first; bar; bar = bar->next) {
        sbuf_adds(out, "<li><span class=\"label\">");
        html_breakable(out, bar->label);
        sbuf_adds(out, "</span><svg aria-hidden=\"true\">");
        for (size_t side = 0; side < f->nsides; side++) {
            int y = f->nsides == 1 ? 2 : (int)side * EACH, height = f->nsides == 1 ? ONE : EACH - 1;
            if (bar->parts[side])
                add_divided(out, f, bar, side, y, height);
            else
                sbuf_addf(out, "<rect class=\"side-%zu\" y=\"%d\" height=\"%d\" width=\"%.2f%%\"/>",
                          f->nsides == 1 ? 1 : side, y, height,
                          share(bar_value(bar, side), figure_scale(f, bar)));
        }
        sbuf_adds(out, "</svg>");
        add_span("value", bar->text, out);
        sbuf_adds(out, "</li>\n");
    }
    sbuf_adds(out, "</ul>\n");
    if (f->nparts == 0)
        return;
    sbuf_adds(out, "<ul class=\"legend\">\n");
    for (size_t i = 0; i < f->nparts; i++) {
        sbuf_adds(out, "<li>");
        add_key(out, i + 1 == f->nparts ? "rest" : part_class(i), false);
        add_span("label", f->parts[i], out);
        sbuf_adds(out, "</li>\n");
    }
    sbuf_adds(out, "</ul>\n");
}

/* ---- parts of a whole --------------------------------------------------------------------------
 */

static void add_part(struct sbuf *out, const struct bar *bar, size_t i, double x, double width)
{
    sbuf_addf(out, "<g><rect class=\"%s\" x=\"%.3f%%\" width=\"%.3f%%\" height=\"100%%\"/>",
              part_class(i), x, width);
    if (bar->unsure)
        sbuf_addf(out,
                  "<rect x=\"%.3f%%\" width=\"%.3f%%\" height=\"100%%\" fill=\"url(#hatch)\"/>", x,
                  width);
    sbuf_adds(out, "<title>");
    html_text(out, bar->label);
    sbuf_adds(out, ": ");
    html_text(out, bar->text);
    sbuf_adds(out, "</title></g>\n");
}

/* Parts below 0 lie over the end of the others: what is left of it is the whole. */
static void write_whole(struct sbuf *out, const struct figure *f, size_t side)
{
    double x = 0, scale = figure_scale(f, f->first);
    size_t i = 0;
    if (f->nsides == 2)
        add_span("label", side == 0 ? SLICE("Before") : SLICE("After"), out);
    sbuf_adds(out, "<svg class=\"whole\" aria-hidden=\"true\">");
    for (int below = 0; below < 2 && scale > 0; below++) {
        i = 0;
        for (const struct bar *bar = f->first; bar; bar = bar->next, i++) {
            double value = bar_value(bar, side);
            double width = fabs(value) / scale * 100;
            if (!(width > 0) || (value < 0) != below)
                continue;
            add_part(out, bar, i, below ? x - width : x, width);
            x += below ? -width : width;
        }
    }
    sbuf_adds(out, "</svg>\n");
}

static void write_parts(struct sbuf *out, const struct figure *f)
{
    size_t i = 0;
    sbuf_adds(out, "<div class=\"wholes\">");
    for (size_t side = 0; side < f->nsides; side++)
        write_whole(out, f, side);
    sbuf_adds(out, "</div><ul class=\"legend\">\n");
    for (const struct bar *bar = f->first; bar; bar = bar->next, i++) {
        sbuf_adds(out, "<li>");
        add_key(out, part_class(i), bar->unsure);
        add_span("label", bar->label, out);
        add_span("value", bar->text, out);
        sbuf_adds(out, "</li>\n");
    }
    sbuf_adds(out, "</ul>\n");
}

/* ---- spans of time -----------------------------------------------------------------------------
 */

/* By colour and by pattern: what is whole, what is part, what went wrong, what was not wanted. */
enum look { LOOK_DONE, LOOK_PARTLY, LOOK_FAILED, LOOK_REST, LOOK_COUNT };

static const struct {
    const char *class, *words;
    bool hatched;
} looks[LOOK_COUNT] = {
    [LOOK_DONE] = {"done", "whole", false},
    [LOOK_PARTLY] = {"partly", "in part", true},
    [LOOK_FAILED] = {"failed", "not got", true},
    [LOOK_REST] = {"rest", "left out", false},
};

static const enum look look_of[BUNDLE_STATUS_COUNT] = {
    [BUNDLE_OK] = LOOK_DONE,          [BUNDLE_PARTIAL] = LOOK_PARTLY,
    [BUNDLE_TRUNCATED] = LOOK_PARTLY, [BUNDLE_TIMEOUT] = LOOK_FAILED,
    [BUNDLE_FAILED] = LOOK_FAILED,    [BUNDLE_DENIED] = LOOK_FAILED,
    [BUNDLE_UNSUPPORTED] = LOOK_REST, [BUNDLE_SKIPPED] = LOOK_REST,
    [BUNDLE_WITHHELD] = LOOK_REST,
};

static double last_end(const struct figure *f)
{
    double end = 0;
    for (const struct bar *bar = f->first; bar; bar = bar->next)
        end = fmax(end, bar_value(bar, 0));
    return end;
}

static void add_looks(struct sbuf *out, const struct figure *f)
{
    bool any[LOOK_COUNT] = {false};
    for (const struct bar *bar = f->first; bar; bar = bar->next)
        any[look_of[bar->status]] = true;
    if (!any[LOOK_PARTLY] && !any[LOOK_FAILED] && !any[LOOK_REST])
        return;
    sbuf_adds(out, "<ul class=\"legend looks\">");
    for (enum look i = 0; i < LOOK_COUNT; i++) {
        if (!any[i])
            continue;
        sbuf_adds(out, "<li>");
        add_key(out, looks[i].class, looks[i].hatched);
        add_span("label", slice_from(looks[i].words), out);
        sbuf_adds(out, "</li>");
    }
    sbuf_adds(out, "</ul>\n");
}

static void write_spans(struct sbuf *out, const struct figure *f)
{
    double end = last_end(f);
    sbuf_adds(out, "<ul class=\"bars spans\">\n");
    for (const struct bar *bar = f->first; bar; bar = bar->next) {
        double x = share(bar->start, end) < 99.5 ? share(bar->start, end) : 99.5;
        double width = share(bar_value(bar, 0) - bar->start, end);
        width = fmax(0.5, fmin(width, 100 - x));
        sbuf_adds(out, "<li><span class=\"label\">");
        html_breakable(out, bar->label);
        sbuf_addf(out,
                  "</span><svg aria-hidden=\"true\"><line class=\"track\" x1=\"0\" x2=\"100%%\" "
                  "y1=\"8\" y2=\"8\"/><rect class=\"%s\" x=\"%.2f%%\" y=\"2\" height=\"12\" "
                  "width=\"%.2f%%\"/>",
                  looks[look_of[bar->status]].class, x, width);
        if (looks[look_of[bar->status]].hatched)
            sbuf_addf(out,
                      "<rect x=\"%.2f%%\" y=\"2\" height=\"12\" width=\"%.2f%%\" "
                      "fill=\"url(#hatch)\"/>",
                      x, width);
        sbuf_adds(out, "</svg>");
        add_span("value", bar->text, out);
        sbuf_adds(out, "</li>\n");
    }
    sbuf_addf(
        out,
        "<li class=\"axis\"><span class=\"label\"></span><span class=\"ends\"><span>0 s</span>"
        "<span>%s</span></span></li></ul>\n",
        units_duration(end).s);
    add_looks(out, f);
}

/* ---- all of them -------------------------------------------------------------------------------
 */

void figure_html(const struct figure *f, struct sbuf *out)
{
    static const struct {
        void (*write)(struct sbuf *, const struct figure *);
        const char *open;
    } kinds[] = {
        [FIGURE_BARS] = {write_bars, "<figure>"},
        [FIGURE_PARTS] = {write_parts, "<figure>"},
        [FIGURE_FLAME] = {flame_html, "<figure class=\"flame\">"},
        [FIGURE_SERIES] = {chart_html, "<figure class=\"chart\">"},
        [FIGURE_SPANS] = {write_spans, "<figure>"},
    };
    sbuf_adds(out, kinds[f->kind].open);
    kinds[f->kind].write(out, f);
    sbuf_addf(out, "<figcaption><b>%s.</b> ", f->title);
    html_text(out, f->alternative);
    sbuf_adds(out, "</figcaption></figure>\n");
}
