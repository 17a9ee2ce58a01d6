/* flame_data.c - the call trees of a profile as JSON, for the script of the page:
 *
 *     {"types": [["inuse_space", "bytes"], ...], "type": 3, "sides": [true, true],
 *      "functions": [[NAME, PACKAGE, FILE, HUE], ...],
 *      "trees": [{"f": [...], "p": [...], "v": [...]}, ...]}         from the root, from the leaf
 *
 * f: function of each node; of what was cut away -1 - HOW MANY functions; of the root 0. p: the
 * parent, which comes before. v: for each node, side and type its value. Only sides that are there
 * have values. */
#include "flame_svg.h"

#include <inttypes.h>

#include "html_json.h"

static void add_types(const struct flame *f, struct sbuf *out)
{
    const struct profile *p = f->profile;
    sbuf_adds(out, "{\"types\":[");
    for (size_t i = 0; i < p->ntypes; i++) {
        sbuf_adds(out, i ? ",[" : "[");
        html_json_string(out, f->types[i]);
        sbuf_addc(out, ',');
        html_json_string(out, f->units[i]);
        sbuf_addc(out, ']');
    }
    sbuf_addf(out, "],\"type\":%zu,\"sides\":[%s,%s]", p->default_type,
              p->present[0] ? "true" : "false", p->present[1] ? "true" : "false");
}

/* Numbers those that the trees use: number[i] is 1 and more, 0 for the rest. */
static void add_functions(const struct flame *f, uint32_t *number, struct sbuf *out)
{
    const struct profile *p = f->profile;
    uint32_t n = 0;
    sbuf_adds(out, ",\"functions\":[");
    for (size_t i = 0; i < p->nfunctions; i++) {
        if (f->names[i].len == 0)
            continue;
        sbuf_adds(out, n ? ",[" : "[");
        html_json_string(out, f->names[i]);
        sbuf_addc(out, ',');
        html_json_string(out, f->packages[i]);
        sbuf_addc(out, ',');
        html_json_string(out, f->files[i]);
        sbuf_addf(out, ",%u]", flame_hue(&p->functions[i], f->packages[i]));
        number[i] = ++n;
    }
    sbuf_addc(out, ']');
}

static int64_t node_function(const struct profile *p, const struct call_node *n,
                             const uint32_t *number)
{
    return n->function ? number[n->function - p->functions] : n->cut ? -1 - (int64_t)n->cut : 0;
}

static void add_tree(const struct profile *p, const struct call_tree *t, const uint32_t *number,
                     struct sbuf *out)
{
    sbuf_adds(out, "{\"f\":[");
    for (size_t i = 0; i < t->count; i++)
        sbuf_addf(out, i ? ",%" PRId64 : "%" PRId64, node_function(p, &t->nodes[i], number));
    sbuf_adds(out, "],\"p\":[");
    for (size_t i = 0; i < t->count; i++)
        sbuf_addf(out, i ? ",%u" : "%u", t->nodes[i].parent);
    sbuf_adds(out, "],\"v\":[");
    bool first = true;
    for (size_t i = 0; i < t->count * 2 * p->ntypes; i++) {
        if (!p->present[i / p->ntypes % 2])
            continue;
        sbuf_addf(out, first ? "%" PRId64 : ",%" PRId64, t->values[i]);
        first = false;
    }
    sbuf_adds(out, "]}");
}

void flame_data(const struct flame *f, struct sbuf *out)
{
    const struct profile *p = f->profile;
    struct arena a = ARENA_INIT;
    uint32_t *number = ARENA_ARRAY(&a, uint32_t, p->nfunctions);
    add_types(f, out);
    add_functions(f, number, out);
    sbuf_adds(out, ",\"trees\":[");
    for (size_t d = 0; d < CALL_DIRECTIONS; d++) {
        if (d > 0)
            sbuf_addc(out, ',');
        add_tree(p, &p->calls[d], number, out);
    }
    sbuf_adds(out, "]}");
    arena_done(&a);
}
