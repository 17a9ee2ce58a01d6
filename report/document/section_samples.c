/* section_samples.c - what moved while collect was looking, once a second. */
#include "section.h"

bool section_samples(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    const struct series_view all = {.title = "Samples",
                                    .m = m,
                                    .list = m->series,
                                    .count = m->nseries,
                                    .nsides = m->nsides,
                                    .start_utc_ns = {false, 0},
                                    .regular = true,
                                    .forecast = false};
    bool any = build_series(b, &all);
    if (any)
        line_textf(
            b, build_paragraph(b, "note"),
            "One sample a second while the rest was collected. A trend is a straight line through "
            "the samples with two standard errors; over some seconds it says what moves, and is "
            "no forecast.");
    return any;
}
