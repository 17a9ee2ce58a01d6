/* text_flame.c - a call tree cut down to what decides:
 *
 *      62.1 %    25.6 MiB  sessions.load
 *      40.0 %    16.5 MiB    sessions.readTranscript
 *
 * A function that only passes on what it was given (one callee has nearly all of it) has no line.
 */
#include "text_flame.h"

#include "flame_layout.h"
#include "go_symbol.h"
#include "text_bars.h"
#include "units.h"

enum { LINES_MOST = 24, INDENT_MOST = 20 };
static const double SHARE_LEAST = 0.03, PASSES_ON = 0.98;

struct walk {
    const struct flame *f;
    const struct flame_box *box;
    size_t type, lines, left_out;
    size_t column; /* characters of the longest value */
    struct sbuf *out;
};

static bool passes_on(const struct walk *w, const struct call_node *n, double width)
{
    for (uint32_t i = 0; i < n->nchildren; i++)
        if (w->f->profile->calls[CALLS_DOWN].nodes[n->first_child + i].function &&
            w->box[n->first_child + i].width >= width * PASSES_ON)
            return true;
    return false;
}

/* Without an output: only finds out how wide the column of values is. */
static void write_line(struct walk *w, size_t node, size_t indent)
{
    const struct profile *p = w->f->profile;
    const struct call_node *n = &p->calls[CALLS_DOWN].nodes[node];
    AUTO_SBUF struct sbuf values;
    sbuf_init(&values, 200);
    flame_values_text(p, CALLS_DOWN, node, w->type, &values);
    size_t length = text_width(sbuf_view(&values));
    if (!w->out) {
        w->column = length > w->column ? length : w->column;
        return;
    }
    sbuf_addf(w->out, "%7s  %*s%s  %*s", units_percent(w->box[node].width).s,
              (int)(w->column - length), "", sbuf_text(&values), (int)(2 * indent), "");
    sbuf_add(w->out, go_symbol_short(w->f->names[n->function - p->functions]));
    sbuf_addc(w->out, '\n');
}

/* In the order of the tree, without recursion: from each node to its first child, its next sibling,
 * or the next sibling of one of its callers. */
static size_t next_node(const struct walk *w, size_t node)
{
    const struct call_node *nodes = w->f->profile->calls[CALLS_DOWN].nodes;
    if (nodes[node].nchildren && w->box[node].width >= SHARE_LEAST)
        return nodes[node].first_child;
    while (node > 0) {
        const struct call_node *parent = &nodes[nodes[node].parent];
        if (node + 1 < parent->first_child + parent->nchildren)
            return node + 1;
        node = nodes[node].parent;
    }
    return 0;
}

static void write_lines(struct walk *w, struct arena *a, struct sbuf *out)
{
    const struct call_tree *t = &w->f->profile->calls[CALLS_DOWN];
    size_t *indent = ARENA_ARRAY(a, size_t, t->count + 1);
    w->out = out;
    w->lines = w->left_out = 0;
    for (size_t i = 0; (i = next_node(w, i)) != 0;) {
        const struct call_node *n = &t->nodes[i];
        indent[i] = indent[n->parent];
        if (!n->function || w->box[i].width < SHARE_LEAST || passes_on(w, n, w->box[i].width))
            continue;
        if (w->lines++ < LINES_MOST)
            write_line(w, i, indent[i]);
        else
            w->left_out++;
        indent[i] += indent[i] < INDENT_MOST;
    }
}

void text_flame(const struct flame *f, struct sbuf *out)
{
    struct arena a = ARENA_INIT;
    struct walk w = {.f = f, .type = f->profile->default_type};
    w.box = flame_layout(&a, f->profile, CALLS_DOWN, w.type);
    if (w.box) {
        write_lines(&w, &a, NULL);
        write_lines(&w, &a, out);
    }
    if (w.left_out)
        sbuf_addf(out, "and %zu more\n", w.left_out);
    arena_done(&a);
}
