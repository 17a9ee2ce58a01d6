/* flame_layout.h - where the frames of a flame graph stand when nothing moves: for the still
 * picture and for text. The script of the page lays out the same way. */
#ifndef RENDER_FLAME_LAYOUT_H
#define RENDER_FLAME_LAYOUT_H

#include "arena.h"
#include "document.h"
#include "sbuf.h"

/* Shares of the whole, 0 to 1. */
struct flame_box {
    double x, width;
};

/* One per node of the tree. Of two sides a frame has the width of the greater one, or what its
 * children need: what is gone stays visible. NULL when the whole is 0. */
struct flame_box *flame_layout(struct arena *a, const struct profile *p, enum call_direction d,
                               size_t type);

/* Value of a node, in the unit of the profile. */
int64_t flame_value(const struct profile *p, enum call_direction d, size_t node, size_t side,
                    size_t type);

/* "12.3 MiB", or "1.0 MiB -> 12.3 MiB" of two sides: appended. */
void flame_values_text(const struct profile *p, enum call_direction d, size_t node, size_t type,
                       struct sbuf *out);

#endif
