/* ranges.c - what a guide calls healthy, beside what was found. */
#include "candidate.h"

static enum severity judge(const struct baseline *b, double value)
{
    if (b->red > 0 && value >= b->red)
        return SEVERITY_CRITICAL;
    if (b->amber > 0 && value >= b->amber)
        return SEVERITY_WARNING;
    return b->to > 0 && value > b->to ? SEVERITY_NOTE : SEVERITY_OK;
}

void ranges_fill(struct arena *a, const struct model *m, const struct rule_pack *const *packs,
                 size_t npacks, struct findings *f)
{
    struct range_row *rows = NULL;
    size_t cap = 0;

    for (size_t p = 0; p < npacks; p++)
        for (size_t i = 0; rule_pack_applies(packs[p], m) && i < packs[p]->nbaselines; i++) {
            const struct baseline *b = &packs[p]->baselines[i];
            struct number value = model_metric_at(m, b->metric, model_last(m));
            *ARENA_PUSH(a, rows, f->nranges, cap) =
                (struct range_row){.metric = b->metric,
                                   .from = b->from,
                                   .to = b->to,
                                   .amber = b->amber,
                                   .red = b->red,
                                   .value = value,
                                   .severity = value.known ? judge(b, value.value) : SEVERITY_OK,
                                   .text = b->text};
        }
    f->ranges = rows;
}
