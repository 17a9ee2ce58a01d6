/* section_samples.c - what moved while collect was looking, once a second. */
#include "section.h"

bool section_samples(struct builder *b, const struct context *c)
{
    const struct model *m = c->m;
    bool any = false;
    for (int side = 0; side < (int)m->nsides; side++)
        any = build_series(b, m->series, m->nseries, side,
                           m->nsides < 2 ? NULL
                           : side == 0   ? "Before"
                                         : "After") ||
              any;
    if (any)
        build_textf(
            b,
            "One sample a second while the rest was collected. The course is drawn between the "
            "least and the most of its own row. A trend is a straight line through the samples "
            "with two standard errors; over some seconds it says what moves, and is no forecast.");
    return any;
}
