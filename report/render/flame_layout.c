#include "flame_layout.h"

#include "units.h"

int64_t flame_value(const struct profile *p, enum call_direction d, size_t node, size_t side,
                    size_t type)
{
    return p->calls[d].values[(node * 2 + side) * p->ntypes + type];
}

static double own_width(const struct profile *p, enum call_direction d, size_t node, size_t type)
{
    double most = 0;
    for (size_t side = 0; side < 2; side++) {
        double v = (double)flame_value(p, d, node, side, type);
        most = v > most ? v : most; /* what is negative has no width: the tables show it */
    }
    return most;
}

struct flame_box *flame_layout(struct arena *a, const struct profile *p, enum call_direction d,
                               size_t type)
{
    const struct call_tree *t = &p->calls[d];
    struct flame_box *box = ARENA_ARRAY(a, struct flame_box, t->count + 1);
    double *below = ARENA_ARRAY(a, double, t->count + 1); /* what the children need */
    for (size_t i = t->count; i-- > 0;) {
        double own = own_width(p, d, i, type);
        box[i].width = own > below[i] ? own : below[i];
        if (i > 0)
            below[t->nodes[i].parent] += box[i].width;
    }
    double whole = t->count ? box[0].width : 0;
    if (whole <= 0)
        return NULL;
    for (size_t i = 0; i < t->count; i++) {
        const struct call_node *n = &t->nodes[i];
        double x = box[i].x;
        for (uint32_t k = 0; k < n->nchildren; k++) {
            struct flame_box *child = &box[n->first_child + k];
            child->x = x;
            x += child->width / whole;
        }
    }
    for (size_t i = 0; i < t->count; i++)
        box[i].width /= whole;
    return box;
}

static struct units_text value_text(enum unit unit, double v)
{
    return unit == UNIT_BYTES     ? units_bytes(v)
           : unit == UNIT_SECONDS ? units_duration(v)
                                  : units_count(v);
}

void flame_values_text(const struct profile *p, enum call_direction d, size_t node, size_t type,
                       struct sbuf *out)
{
    double scale;
    enum unit unit = profile_type_unit(&p->types[type], &scale);
    bool first = true;
    for (size_t side = 0; side < 2; side++) {
        if (!p->present[side])
            continue;
        double v = (double)flame_value(p, d, node, side, type) * scale;
        sbuf_addf(out, "%s%s", first ? "" : " \xE2\x86\x92 ", value_text(unit, v).s);
        first = false;
    }
}
