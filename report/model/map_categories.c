#include "map_categories.h"

#include <stdlib.h>

#include "metric_counters.h"
#include "smaps.h"
#include "tool_records.h"

/* Linux: address space from maps, or from smaps where only that is there. */
static bool of_maps(const struct metric_input *in, size_t kind, size_t side, struct map_category *c)
{
    uint64_t regions = in->maps ? in->maps->regions[kind] : 0;
    uint64_t space = in->maps ? in->maps->bytes[kind] : 0;
    if (!in->maps && !in->smaps)
        return false;
    for (size_t i = 0; !in->maps && i < in->smaps->count; i++)
        regions += in->smaps->items[i].map.kind == kind;
    if (!in->maps)
        space = in->smaps->sum[kind][SMAPS_SIZE];
    c->regions[side] = known((double)regions);
    c->space[side] = known((double)space);
    if (in->smaps)
        c->resident[side] = known((double)in->smaps->sum[kind][SMAPS_RSS]);
    return regions > 0;
}

/* macOS: what the tools sum. */
static bool of_tools(const struct metric_input *in, size_t kind, size_t side,
                     struct map_category *c)
{
    const char *member = NULL;
    if (!in->tools)
        return false;
    c->regions[side] = tool_records_regions(in->tools, (enum vmmap_kind)kind, &member);
    c->resident[side] = tool_records_charged(in->tools, (enum vmmap_kind)kind, &member);
    return c->regions[side].value + c->resident[side].value > 0;
}

/* By what is resident, then by address space, falling. */
static int compare(const void *left, const void *right)
{
    const struct map_category *x = left, *y = right;
    double bytes_x = x->resident[0].value + x->resident[1].value;
    double bytes_y = y->resident[0].value + y->resident[1].value;
    double space_x = x->space[0].value + x->space[1].value;
    double space_y = y->space[0].value + y->space[1].value;
    if (bytes_x > bytes_y || bytes_x < bytes_y)
        return bytes_x > bytes_y ? -1 : 1;
    return (space_x < space_y) - (space_x > space_y);
}

void map_categories_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    bool macos = m->identity[0].is_macos;
    size_t kinds = macos ? VMMAP_KIND_COUNT : MAP_KIND_COUNT;
    struct map_category *all = ARENA_ARRAY(a, struct map_category, kinds);
    for (size_t kind = 0; kind < kinds; kind++) {
        struct map_category *c = &all[m->nmap_categories];
        bool any = false;
        *c = (struct map_category){.name = macos ? vmmap_kind_names[kind] : map_kind_names[kind]};
        for (size_t side = 0; side < SIDES_MAX && in[side]; side++)
            any = (macos ? of_tools : of_maps)(&in[side]->in, kind, side, c) || any;
        m->nmap_categories += any;
    }
    if (m->nmap_categories > 1)
        qsort(all, m->nmap_categories, sizeof *all, compare);
    m->map_categories = all;
}
