#include "flame_svg.h"

#include <math.h>

#include "flame_layout.h"
#include "go_symbol.h"
#include "html_text.h"

enum { ROW = 18, DEPTH_MOST = 40, HUES = 8 };
static const double WIDTH_LEAST = 0.004; /* of the whole: five pixels */

unsigned flame_hue(const struct profile_function *f, struct slice package)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    if (!f || !f->application)
        return 0;
    for (size_t i = 0; i < package.len; i++)
        h = (h ^ package.ptr[i]) * 16777619u;
    return 1 + (h ^ h >> 16) % HUES;
}

/* Between two bundles: how much of the greater side has come or gone, in three steps. */
static int growth(const struct profile *p, size_t node, size_t type)
{
    double a = (double)flame_value(p, CALLS_DOWN, node, 0, type);
    double b = (double)flame_value(p, CALLS_DOWN, node, 1, type);
    double most = fmax(fabs(a), fabs(b)), change = most > 0 ? (b - a) / most : 0;
    int step = fabs(change) < 0.02 ? 0 : fabs(change) < 0.25 ? 1 : fabs(change) < 0.6 ? 2 : 3;
    return change < 0 ? -step : step;
}

static void add_fill(const struct flame *f, size_t node, size_t type, struct sbuf *out)
{
    const struct profile *p = f->profile;
    const struct call_node *n = &p->calls[CALLS_DOWN].nodes[node];
    if (node > 0 && !n->function) {
        sbuf_adds(out, "rest");
    } else if (p->present[0] && p->present[1]) {
        int step = growth(p, node, type);
        sbuf_addf(out, "%s%d",
                  step < 0 ? "shrunk"
                  : step   ? "grown"
                           : "same",
                  step < 0 ? -step : step);
    } else {
        sbuf_addf(out, "hue%u",
                  n->function ? flame_hue(n->function, f->packages[n->function - p->functions])
                              : 0);
    }
}

static struct slice name_of(const struct flame *f, const struct call_node *n)
{
    return n->function ? f->names[n->function - f->profile->functions] : SLICE("");
}

static void add_name(const struct flame *f, const struct call_node *n, bool whole, struct sbuf *out)
{
    if (n->function)
        html_text(out, whole ? name_of(f, n) : go_symbol_short(name_of(f, n)));
    else if (n->cut)
        sbuf_addf(out, "%u smaller", n->cut);
    else
        sbuf_adds(out, "all");
}

static void add_frame(const struct flame *f, size_t node, const struct flame_box *box, size_t type,
                      struct sbuf *out)
{
    const struct call_node *n = &f->profile->calls[CALLS_DOWN].nodes[node];
    sbuf_addf(out, "<svg x=\"%.3f%%\" y=\"%u\" width=\"%.3f%%\" height=\"%d\"><title>",
              box->x * 100, n->depth * ROW, box->width * 100, ROW - 1);
    add_name(f, n, true, out);
    sbuf_adds(out, ": ");
    flame_values_text(f->profile, CALLS_DOWN, node, type, out);
    sbuf_adds(out, "</title><rect class=\"");
    add_fill(f, node, type, out);
    sbuf_adds(out, "\" width=\"100%\" height=\"100%\"/><text x=\"4\" y=\"13\">");
    if (box->width > 0.02)
        add_name(f, n, false, out);
    sbuf_adds(out, "</text></svg>\n");
}

void flame_html(struct sbuf *out, const struct figure *figure)
{
    const struct flame *f = figure->flame;
    const struct call_tree *t = &f->profile->calls[CALLS_DOWN];
    size_t type = f->profile->default_type;
    struct arena a = ARENA_INIT;
    const struct flame_box *box = flame_layout(&a, f->profile, CALLS_DOWN, type);
    uint32_t deepest = 0;
    for (size_t i = 0; box && i < t->count; i++)
        if (box[i].width >= WIDTH_LEAST && t->nodes[i].depth <= DEPTH_MOST &&
            t->nodes[i].depth > deepest)
            deepest = t->nodes[i].depth;
    if (box) {
        sbuf_addf(out,
                  "<svg class=\"still\" role=\"img\" width=\"100%%\" height=\"%u\" aria-label=\"",
                  (deepest + 1) * ROW);
        html_text(out, figure->alternative);
        sbuf_adds(out, "\">\n");
        for (size_t i = 0; i < t->count; i++)
            if (box[i].width >= WIDTH_LEAST && t->nodes[i].depth <= DEPTH_MOST)
                add_frame(f, i, &box[i], type, out);
        sbuf_adds(out, "</svg>\n");
    }
    arena_done(&a);
    sbuf_adds(out, "<script type=\"application/json\" class=\"flame-data\">");
    flame_data(f, out);
    sbuf_adds(out, "</script>\n");
}
