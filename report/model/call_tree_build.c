/* call_tree_build.c - from stacks to a call tree, the heaviest branches first.
 *
 * Every stack has a cursor. A node owns a range of them, all with the same path down to it; growing
 * the node sorts them by their next function into the ranges of its children and moves them on. A
 * branch that is cut away is never looked at again, so the cost is the number of stacks times the
 * depth to which they matter, and the memory that of the cursors.
 *
 * The stacks of a large profile fit into no cache, and by the next level each is forgotten: a
 * cursor takes several functions along every time it has to look. */
#include "call_tree_build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pprof.h"
#include "profile.h"

/* What a page can show and a reader can use: below a half per mille a branch is one pixel wide. */
enum { NODES_MOST = 2000, CHILDREN_MOST = 200, DEPTH_MOST = 256 };
static const double SHARE_LEAST = 0.0005;

#define NOWHERE UINT32_MAX       /* the stack is at its end */
#define UNREAD  (UINT32_MAX - 1) /* it goes on, or not */

enum { AHEAD = 4 };

struct cursor {
    uint32_t stack; /* the side is the lowest bit */
    float weight;
    /* What was not read yet begins in this frame (as many are left, where it is read from the root
     * down), after so many of the calls that its location stands for. */
    uint32_t frame, inner;
    uint32_t ahead[AHEAD]; /* the functions that come next, the first one always read */
};

/* What is known of a node beside its place in the tree. */
struct branch {
    size_t begin, end; /* its cursors, in cursors[depth % 2] */
    double weight;
};

/* One function below the node that is being grown. */
struct next {
    uint32_t stamp; /* of the growth that it was last seen in */
    uint32_t child; /* number among the children, or NOWHERE: cut away */
    size_t count, at;
    double weight;
};

struct candidate {
    double weight;
    const struct profile_function *f;
    uint32_t id;
};

struct grower {
    const struct call_stacks *side;
    const struct profile_function *const *function;
    enum call_direction direction;
    size_t ntypes, row;

    struct call_node *nodes;
    struct branch *branches;
    int64_t *values;
    double *variance; /* NULL: not wanted */
    size_t count;
    uint32_t *heap; /* nodes that wait to be grown, the heaviest on top */
    size_t waiting;

    struct cursor *cursors[2]; /* of even and of odd depth: growing moves them across */
    struct next *next;         /* of each function */
    uint32_t *touched;         /* functions below the node that is being grown */
    struct candidate *candidates;
    uint32_t stamp;
};

/* ---- stacks ------------------------------------------------------------------------------------
 */

static uint32_t read_down(const struct call_stacks *s, struct cursor *c)
{
    if (c->frame == s->p->frame_of[s->sums->sample[c->stack >> 1]])
        return NOWHERE;
    uint32_t location = s->p->frames[c->frame - 1], n = s->first[location + 1] - ++c->inner;
    if (n == s->first[location]) {
        c->frame--;
        c->inner = 0;
    }
    return s->nodes[n];
}

static uint32_t read_up(const struct call_stacks *s, struct cursor *c)
{
    if (c->frame == s->p->frame_of[s->sums->sample[c->stack >> 1] + 1])
        return NOWHERE;
    uint32_t location = s->p->frames[c->frame], n = s->first[location] + c->inner++;
    if (n + 1 == s->first[location + 1]) {
        c->frame++;
        c->inner = 0;
    }
    return s->nodes[n];
}

static void look_ahead(const struct grower *g, struct cursor *c)
{
    const struct call_stacks *s = &g->side[c->stack & 1];
    for (size_t i = 0; i < AHEAD; i++)
        c->ahead[i] = g->direction == CALLS_DOWN ? read_down(s, c) : read_up(s, c);
}

static void cursor_begin(const struct grower *g, struct cursor *c)
{
    const struct call_stacks *s = &g->side[c->stack & 1];
    c->frame = s->p->frame_of[s->sums->sample[c->stack >> 1] + (g->direction == CALLS_DOWN)];
    look_ahead(g, c);
}

static void cursor_step(const struct grower *g, struct cursor *c)
{
    for (size_t i = 1; i < AHEAD; i++)
        c->ahead[i - 1] = c->ahead[i];
    c->ahead[AHEAD - 1] = UNREAD;
    if (c->ahead[0] == UNREAD)
        look_ahead(g, c);
}

static void add_values(const struct grower *g, const struct cursor *c, size_t node)
{
    const struct stack_sums *sums = g->side[c->stack & 1].sums;
    size_t from = (c->stack >> 1) * g->ntypes, to = node * g->row + (c->stack & 1) * g->ntypes;
    for (size_t t = 0; t < g->ntypes; t++)
        g->values[to + t] += sums->values[from + t];
    for (size_t t = 0; g->variance && t < g->ntypes; t++)
        g->variance[to + t] += sums->variance[from + t];
}

/* The largest share that the stack has of anything: what it is worth to be shown. */
static float weight_of(const struct grower *g, const struct cursor *c)
{
    const struct stack_sums *sums = g->side[c->stack & 1].sums;
    double most = 0;
    for (size_t t = 0; t < g->ntypes; t++) {
        double value = (double)sums->values[(c->stack >> 1) * g->ntypes + t];
        double total = (double)sums->total[t];
        most = fmax(most, total > 0 ? fabs(value) / total : 0);
    }
    return (float)most;
}

/* ---- the nodes that wait -----------------------------------------------------------------------
 */

static bool before(const struct grower *g, uint32_t x, uint32_t y)
{
    double a = g->branches[x].weight, b = g->branches[y].weight;
    return a > b || (a >= b && x < y);
}

static void swap(uint32_t *x, uint32_t *y)
{
    uint32_t was = *x;
    *x = *y;
    *y = was;
}

static void wait_in_line(struct grower *g, uint32_t node)
{
    size_t i = g->waiting++;
    g->heap[i] = node;
    for (; i > 0 && before(g, g->heap[i], g->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&g->heap[i], &g->heap[(i - 1) / 2]);
}

static uint32_t heaviest(struct grower *g)
{
    uint32_t top = g->heap[0];
    g->heap[0] = g->heap[--g->waiting];
    for (size_t i = 0, child; (child = 2 * i + 1) < g->waiting; i = child) {
        if (child + 1 < g->waiting && before(g, g->heap[child + 1], g->heap[child]))
            child++;
        if (!before(g, g->heap[child], g->heap[i]))
            break;
        swap(&g->heap[i], &g->heap[child]);
    }
    return top;
}

/* ---- growing one node --------------------------------------------------------------------------
 */

static uint32_t add_node(struct grower *g, uint32_t parent, const struct profile_function *f)
{
    uint32_t i = (uint32_t)g->count++;
    g->nodes[i] = (struct call_node){
        .function = f, .parent = parent, .depth = i ? g->nodes[parent].depth + 1 : 0};
    return i;
}

/* Which functions come next, how often and with which weight. Returns how many they are. */
static size_t look_below(struct grower *g, uint32_t node)
{
    const struct branch *b = &g->branches[node];
    const struct cursor *cursors = g->cursors[g->nodes[node].depth % 2];
    size_t n = 0;
    g->stamp++;
    for (size_t i = b->begin; i < b->end; i++) {
        const struct cursor *c = &cursors[i];
        if (c->ahead[0] == NOWHERE)
            continue;
        struct next *next = &g->next[c->ahead[0]];
        if (next->stamp != g->stamp) {
            *next = (struct next){.stamp = g->stamp, .child = NOWHERE};
            g->touched[n++] = c->ahead[0];
        }
        next->count++;
        next->weight += (double)c->weight;
    }
    return n;
}

static int by_weight(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->f < b->f ? -1 : a->f > b->f; /* one array, in an order that the input decides */
}

/* Makes the children that are worth it; returns how many of n functions are cut away. */
static size_t choose_children(struct grower *g, uint32_t node, size_t n, bool all_cut)
{
    size_t kept = 0, room = g->count < NODES_MOST ? NODES_MOST - g->count : 0;
    struct candidate *all = g->candidates;
    for (size_t i = 0; !all_cut && i < n; i++) {
        uint32_t id = g->touched[i];
        if (g->function[id] && g->next[id].weight >= SHARE_LEAST)
            all[kept++] = (struct candidate){g->next[id].weight, g->function[id], id};
    }
    if (kept > 1)
        qsort(all, kept, sizeof *all, by_weight);
    room = room < CHILDREN_MOST ? room : CHILDREN_MOST;
    kept = kept < room ? kept : room;
    size_t at = g->branches[node].begin;
    g->nodes[node].first_child = (uint32_t)g->count;
    g->nodes[node].nchildren = (uint32_t)kept;
    for (size_t i = 0; i < kept; i++) {
        struct next *next = &g->next[all[i].id];
        next->child = add_node(g, node, all[i].f);
        next->at = at;
        g->branches[next->child] = (struct branch){at, at + next->count, next->weight};
        at += next->count;
    }
    return n - kept;
}

/* Hands the cursors of a node to its children, one step further. What ends here or is cut away is
 * added up and let go: every stack is added once, where it leaves the tree. */
static void hand_down(struct grower *g, uint32_t node, uint32_t rest)
{
    const struct branch *b = &g->branches[node];
    const struct cursor *from = g->cursors[g->nodes[node].depth % 2];
    struct cursor *to = g->cursors[(g->nodes[node].depth + 1) % 2];
    for (size_t i = b->begin; i < b->end; i++) {
        struct cursor c = from[i];
        struct next *next = c.ahead[0] == NOWHERE ? NULL : &g->next[c.ahead[0]];
        if (!next || next->child == NOWHERE) {
            add_values(g, &c, next ? rest : node);
            continue;
        }
        cursor_step(g, &c);
        to[next->at++] = c;
    }
}

static void grow(struct grower *g, uint32_t node)
{
    size_t n = look_below(g, node);
    size_t cut = choose_children(g, node, n, g->nodes[node].depth >= DEPTH_MOST);
    uint32_t rest = NOWHERE, first = g->nodes[node].first_child;
    uint32_t kept = g->nodes[node].nchildren;
    if (cut) {
        rest = add_node(g, node, NULL);
        g->nodes[rest].cut = (uint32_t)cut;
        g->nodes[node].nchildren++;
    }
    hand_down(g, node, rest);
    for (uint32_t i = 0; i < kept; i++)
        wait_in_line(g, first + i);
}

/* A node comes after its parent. */
static void add_up(struct grower *g)
{
    for (size_t i = g->count; i-- > 1;)
        for (size_t k = 0; k < g->row; k++)
            g->values[g->nodes[i].parent * g->row + k] += g->values[i * g->row + k];
    for (size_t i = g->count; g->variance && i-- > 1;)
        for (size_t k = 0; k < g->row; k++)
            g->variance[g->nodes[i].parent * g->row + k] += g->variance[i * g->row + k];
}

/* ---- the tree ----------------------------------------------------------------------------------
 */

static size_t place_cursors(struct grower *g)
{
    size_t n = 0;
    for (uint32_t s = 0; s < 2; s++) {
        for (size_t i = 0; g->side[s].p && i < g->side[s].sums->count; i++) {
            struct cursor *c = &g->cursors[0][n++];
            *c = (struct cursor){.stack = (uint32_t)i << 1 | s};
            c->weight = weight_of(g, c);
            cursor_begin(g, c);
        }
    }
    return n;
}

static struct call_tree copied(struct arena *a, const struct grower *g)
{
    struct call_node *nodes = ARENA_ARRAY(a, struct call_node, g->count);
    int64_t *values = ARENA_ARRAY(a, int64_t, g->count * g->row);
    double *variance = g->variance ? ARENA_ARRAY(a, double, g->count * g->row) : NULL;
    memcpy(nodes, g->nodes, g->count * sizeof *nodes);
    memcpy(values, g->values, g->count * g->row * sizeof *values);
    if (variance)
        memcpy(variance, g->variance, g->count * g->row * sizeof *variance);
    return (struct call_tree){g->count, nodes, values, variance};
}

struct call_tree call_tree_build(struct arena *a, const struct call_stacks side[2], size_t ntypes,
                                 const struct profile_function *const *function, size_t nnodes,
                                 enum call_direction direction)
{
    struct grower g = {.side = side,
                       .function = function,
                       .direction = direction,
                       .ntypes = ntypes,
                       .row = 2 * ntypes};
    struct arena scratch = ARENA_INIT;
    size_t stacks = 0, most = 2 * NODES_MOST + 2; /* each may have one more for what is cut away */
    for (size_t s = 0; s < 2; s++)
        stacks += side[s].p ? side[s].sums->count : 0;
    g.nodes = ARENA_ARRAY(&scratch, struct call_node, most);
    g.branches = ARENA_ARRAY(&scratch, struct branch, most);
    g.values = ARENA_ARRAY(&scratch, int64_t, most * g.row);
    if (side[0].variance || side[1].variance)
        g.variance = ARENA_ARRAY(&scratch, double, most *g.row);
    g.heap = ARENA_ARRAY(&scratch, uint32_t, most);
    for (size_t i = 0; i < 2; i++)
        g.cursors[i] = ARENA_ARRAY(&scratch, struct cursor, stacks);
    g.next = ARENA_ARRAY(&scratch, struct next, nnodes);
    g.touched = ARENA_ARRAY(&scratch, uint32_t, nnodes);
    g.candidates = ARENA_ARRAY(&scratch, struct candidate, nnodes);
    add_node(&g, 0, NULL);
    g.branches[0] = (struct branch){0, place_cursors(&g), 2};
    struct call_tree ret = {0};
    if (g.branches[0].end > 0) {
        wait_in_line(&g, 0);
        while (g.waiting > 0)
            grow(&g, heaviest(&g));
        add_up(&g);
        ret = copied(a, &g);
    }
    arena_done(&scratch);
    return ret;
}
