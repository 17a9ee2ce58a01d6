/* call_tree_build.h - from samples to a call tree. Inside of profile_build() only. */
#ifndef MODEL_CALL_TREE_BUILD_H
#define MODEL_CALL_TREE_BUILD_H

#include <stdbool.h>

#include "arena.h"
#include "call_tree.h"

struct pprof;
struct sampling;

/* The samples of one side in terms of nodes: functions that are common to both sides. */
struct call_stacks {
    const struct pprof *p; /* NULL: this side has no such profile */
    /* Nodes of location i: nodes[first[i] .. first[i + 1]), innermost first. */
    const uint32_t *first, *nodes;
    const bool *counted;             /* of each sample: it counts; others are left out everywhere */
    const size_t *type;              /* index in the file of each common type */
    const int64_t *total;            /* of the absolute values, by common type */
    const struct sampling *sampling; /* NULL: nobody wants to know the variances */
};

/* function[] has one entry per node; samples with a frame whose entry is NULL end above it. */
struct call_tree call_tree_build(struct arena *a, const struct call_stacks side[2], size_t ntypes,
                                 const struct profile_function *const *function, size_t nnodes,
                                 enum call_direction direction);

#endif
