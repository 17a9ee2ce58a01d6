/* call_tree.h - one profile by call path, both bundles in one tree: what a flame graph draws.
 *
 *     struct pprof (parse/) --profile_build()--> struct profile { ..., struct call_tree }
 *
 * Two trees of the same samples: from the root down (who calls what), and from the leaf up (by whom
 * a function is called). The value of a node is everything below it, exact for every node that is
 * there. Small branches are cut away, but not out of the sums: what is missing under a node is one
 * more child without a function. Inlined calls are frames of their own, as in `go tool pprof`. */
#ifndef MODEL_CALL_TREE_H
#define MODEL_CALL_TREE_H

#include <stddef.h>
#include <stdint.h>

struct profile_function;

struct call_node {
    const struct profile_function *function; /* NULL: the root, or what was cut away */
    uint32_t parent;                         /* of the root: itself */
    uint32_t first_child, nchildren;         /* heaviest first; what was cut away is the last */
    uint32_t cut; /* functions that were cut away here; then function is NULL */
    uint32_t depth;
};

struct call_tree {
    size_t count; /* 0: nothing was sampled; else nodes[0] is the whole */
    const struct call_node *nodes;
    /* [node * 2 * ntypes + side * ntypes + type], as everywhere in struct profile */
    const int64_t *values;
    /* Same layout: the variance of each value that comes from sampling alone, 0 where nothing was
     * sampled. NULL: not known (the tree from the leaf up). */
    const double *variance;
};

enum call_direction { CALLS_DOWN, CALLS_UP, CALL_DIRECTIONS };

#endif
