/* call_tree_build.h - from samples to a call tree. Inside of profile_build() only. */
#ifndef MODEL_CALL_TREE_BUILD_H
#define MODEL_CALL_TREE_BUILD_H

#include <stdbool.h>

#include "arena.h"
#include "call_tree.h"
#include "stack_sums.h"

struct pprof;

/* The stacks of one side in terms of nodes: functions that are common to both sides. */
struct call_stacks {
    const struct pprof *p; /* NULL: this side has no such profile */
    /* Nodes of location i: nodes[first[i] .. first[i + 1]), innermost first. */
    const uint32_t *first, *nodes;
    const struct stack_sums *sums; /* what each stack costs, by common type */
    bool variance;                 /* of the sums is wanted */
};

/* function[] has one entry per node; stacks with a frame whose entry is NULL end above it. */
struct call_tree call_tree_build(struct arena *a, const struct call_stacks side[2], size_t ntypes,
                                 const struct profile_function *const *function, size_t nnodes,
                                 enum call_direction direction);

#endif
