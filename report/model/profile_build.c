/* profile_build.c - from the records of one or two pprof files to cost per function.
 *
 * A node is a function name, common to both sides. Each location is turned into its nodes once, so
 * that adding a stack is one step per call: the cost is linear in the calls that the stacks stand
 * for, inlined ones too, which LIMIT_PPROF_CALLS bounds; and there is no set per stack (a stamp on
 * the node says who counted it last). */
#include "profile_build.h"

#include <stdlib.h>

#include "call_tree_build.h"
#include "go_symbol.h"
#include "limits_input.h"
#include "pprof.h"
#include "profile_lines.h"
#include "profile_via.h"
#include "sampling.h"
#include "stack_sums.h"

/* Something that can bear a name: a function, a mapping that stands for nameless code, or the
 * unknown. Slots of one side are numbered in this order. */
struct named {
    struct slice name;
    uint32_t side, slot;
};

struct side {
    const struct pprof *p;
    size_t nslots;
    uint32_t *node_of_slot;
    /* Nodes of location i: nodes[first[i] .. first[i + 1]), innermost first. */
    uint32_t *first, *nodes;
    size_t type[LIMIT_PPROF_TYPES]; /* index in the file of each common type */
    struct sampling sampling;
    struct stack_sums sums;
};

struct builder {
    struct arena *a, scratch;
    struct profile *ret;
    struct side side[2];
    struct named *named;
    size_t nnamed, nnodes;
    const struct named **example; /* of each node: whose file and line are shown */
    bool *application;            /* of each node: where an author would look */
    bool *owner;                  /* of each node: what it calls is done on its behalf */
    int64_t *flat, *cum, *owned;  /* [node * 2 * ntypes + side * ntypes + type] */
    double *variance;             /* of owned */
    bool *appears;                /* of each node: in a sample that counts */
    struct profile_function *functions;
    const struct profile_function **function; /* of each node; NULL: it is in no sample */
    struct profile_type *types;
};

/* ---- sample types ------------------------------------------------------------------------------
 */

static size_t find_type(const struct pprof *p, const struct pprof_value_type *t)
{
    size_t i = 0;
    while (i < p->ntypes &&
           !(slice_equal(p->types[i].type, t->type) && slice_equal(p->types[i].unit, t->unit)))
        i++;
    return i;
}

/* The types of the last side, in its order, as far as the other one has them too. */
static void choose_types(struct builder *b, int last)
{
    const struct pprof *p = b->side[last].p, *other = b->side[1 - last].p;
    b->types = ARENA_ARRAY(b->a, struct profile_type, p->ntypes);
    size_t n = 0;
    for (size_t i = 0; i < p->ntypes; i++) {
        size_t there = other ? find_type(other, &p->types[i]) : 0;
        if (other && there == other->ntypes)
            continue;
        b->side[last].type[n] = i;
        b->side[1 - last].type[n] = there;
        b->types[n++] = (struct profile_type){p->types[i].type, p->types[i].unit};
    }
    b->ret->ntypes = n;
    b->ret->types = b->types;
}

static size_t type_named(const struct builder *b, struct slice type)
{
    size_t i = 0;
    while (i < b->ret->ntypes && !slice_equal(b->types[i].type, type))
        i++;
    return i;
}

/* The comparison dropped a type of this side, or moved one. */
static bool types_changed(const struct builder *b, int side)
{
    if (b->side[side].p->ntypes != b->ret->ntypes)
        return true;
    for (size_t i = 0; i < b->ret->ntypes; i++)
        if (b->side[side].type[i] != i)
            return true;
    return false;
}

/* What pprof shows without -sample_index: the default that a file names, that of the last side
 * first, else the last type. Where the comparison changed the types of a file that names none of
 * those left, the first one stands in. */
static size_t choose_default(const struct builder *b, int last)
{
    for (int turn = 0; turn < 2; turn++) {
        int side = turn == 0 ? last : 1 - last;
        const struct pprof *p = b->side[side].p;
        if (!p)
            continue;
        size_t i = type_named(b, p->default_sample_type);
        if (p->default_sample_type.len && i < b->ret->ntypes)
            return i;
        if (types_changed(b, side))
            return 0;
        if (p->default_sample_type.len)
            break;
    }
    return b->ret->ntypes - 1;
}

/* ---- names and nodes ---------------------------------------------------------------------------
 */

static uint32_t slot_of_mapping(const struct pprof *p, uint32_t mapping)
{
    bool named = mapping != PPROF_NONE && p->mappings[mapping].file.len;
    return (uint32_t)p->nfunctions + (named ? mapping : (uint32_t)p->nmappings);
}

static struct slice function_name(const struct pprof_function *f)
{
    return f->name.len ? f->name : f->system_name;
}

static uint32_t slot_of_line(const struct pprof *p, const struct pprof_location *l, size_t line)
{
    uint32_t function = p->lines[l->first_line + line].function;
    if (function == PPROF_NONE)
        return slot_of_mapping(p, PPROF_NONE);
    if (function_name(&p->functions[function]).len == 0)
        return slot_of_mapping(p, l->mapping);
    return function;
}

/* "/usr/lib/libc.so.6" -> "[libc.so.6]" */
static struct slice mapping_name(struct arena *a, struct slice file)
{
    while (file.len > 1 && file.ptr[file.len - 1] == '/')
        file.len--;
    size_t slash = slice_rfind_byte(file, '/');
    if (slash != SIZE_MAX && file.len > 1)
        file = slice_drop(file, slash + 1);
    return arena_printf(a, "[%.*s]", SLICE_ARG(file));
}

static struct slice slot_name(struct arena *a, const struct pprof *p, size_t slot)
{
    if (slot < p->nfunctions)
        return function_name(&p->functions[slot]);
    slot -= p->nfunctions;
    return slot < p->nmappings ? mapping_name(a, p->mappings[slot].file) : SLICE("<unknown>");
}

/* A file may have millions of functions and mappings that no location is in: they get no name. */
static void add_names(struct builder *b, uint32_t s)
{
    const struct pprof *p = b->side[s].p;
    bool *used = ARENA_ARRAY(&b->scratch, bool, b->side[s].nslots);
    for (size_t i = 0; i < p->nlocations; i++) {
        const struct pprof_location *l = &p->locations[i];
        for (size_t line = 0; line < l->nlines; line++)
            used[slot_of_line(p, l, line)] = true;
        if (l->nlines == 0)
            used[slot_of_mapping(p, l->mapping)] = true;
    }
    for (uint32_t slot = 0; slot < b->side[s].nslots; slot++)
        if (used[slot])
            b->named[b->nnamed++] = (struct named){slot_name(b->a, p, slot), s, slot};
}

/* By name; what comes later (the last side) first, so that it lends its file to the node. */
static int by_name(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int order = slice_compare(a->name, b->name);
    if (order)
        return order;
    if (a->side != b->side)
        return a->side > b->side ? -1 : 1;
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static const struct pprof_function *function_of(const struct builder *b, const struct named *n)
{
    const struct pprof *p = b->side[n->side].p;
    return n->slot < p->nfunctions ? &p->functions[n->slot] : NULL;
}

/* Taking a profile costs memory and time, and the handlers around it are not to blame for that. */
static bool is_profiling(struct slice name)
{
    return slice_has_prefix(name, SLICE("runtime/pprof.")) ||
           slice_has_prefix(name, SLICE("net/http/pprof.")) ||
           slice_has_prefix(name, SLICE("runtime/trace."));
}

static void make_nodes(struct builder *b)
{
    size_t count = 0;
    for (size_t s = 0; s < 2; s++) {
        const struct pprof *p = b->side[s].p;
        b->side[s].nslots = p ? p->nfunctions + p->nmappings + 1 : 0;
        b->side[s].node_of_slot = ARENA_ARRAY(b->a, uint32_t, b->side[s].nslots);
        count += b->side[s].nslots;
    }
    b->named = ARENA_ARRAY(b->a, struct named, count);
    b->example = ARENA_ARRAY(b->a, const struct named *, count);
    for (uint32_t s = 0; s < 2; s++)
        if (b->side[s].p)
            add_names(b, s);
    qsort(b->named, b->nnamed, sizeof *b->named, by_name);
    for (size_t i = 0; i < b->nnamed; i++) {
        const struct named *n = &b->named[i];
        if (i == 0 || !slice_equal(n[-1].name, n->name))
            b->example[b->nnodes++] = n;
        const struct named **example = &b->example[b->nnodes - 1];
        const struct pprof_function *shown = function_of(b, *example), *f = function_of(b, n);
        if (f && f->file.len && (!shown || shown->file.len == 0))
            *example = n;
        b->side[n->side].node_of_slot[n->slot] = (uint32_t)(b->nnodes - 1);
    }
    b->application = ARENA_ARRAY(b->a, bool, b->nnodes);
    b->owner = ARENA_ARRAY(b->a, bool, b->nnodes);
    for (size_t i = 0; i < b->nnodes; i++) {
        b->application[i] = function_of(b, b->example[i]) &&
                            go_symbol_is_application(b->example[i]->name) &&
                            !go_symbol_is_decoder(b->example[i]->name);
        b->owner[i] = b->application[i] || is_profiling(b->example[i]->name);
    }
}

/* Code without a line is one node, after its mapping. */
static void place_locations(struct builder *b, struct side *s)
{
    const struct pprof *p = s->p;
    uint32_t n = 0;
    s->first = ARENA_ARRAY(b->a, uint32_t, p->nlocations + 1);
    s->nodes = ARENA_ARRAY(b->a, uint32_t, p->nlocations + p->nlines);
    for (size_t i = 0; i < p->nlocations; i++) {
        const struct pprof_location *l = &p->locations[i];
        for (size_t line = 0; line < l->nlines; line++)
            s->nodes[n++] = s->node_of_slot[slot_of_line(p, l, line)];
        if (l->nlines == 0)
            s->nodes[n++] = s->node_of_slot[slot_of_mapping(p, l->mapping)];
        s->first[i + 1] = n;
    }
}

/* ---- adding up ---------------------------------------------------------------------------------
 */

static inline void add(int64_t *restrict to, const int64_t *restrict v, size_t ntypes)
{
    for (size_t t = 0; t < ntypes; t++)
        to[t] += v[t];
}

/* The innermost application function of a stack that has frames (or the profiler, where it is that
 * which works), else its leaf. */
static uint32_t owner_of(const struct builder *b, const struct side *s, const uint32_t *frame,
                         const uint32_t *end)
{
    const uint32_t leaf = s->nodes[s->first[*frame]];
    for (; frame < end; frame++)
        for (uint32_t n = s->first[*frame]; n < s->first[*frame + 1]; n++)
            if (b->owner[s->nodes[n]])
                return s->nodes[n];
    return leaf;
}

static void add_side(struct builder *b, size_t which)
{
    const struct side *s = &b->side[which];
    const struct pprof *p = s->p;
    const size_t ntypes = b->ret->ntypes, row = 2 * ntypes, at = which * ntypes;
    uint32_t *seen =
        ARENA_ARRAY(&b->scratch, uint32_t, b->nnodes); /* number of the stack, from 1 */
    for (size_t i = 0; i < s->sums.count; i++) {
        const uint32_t *frame_of = p->frame_of + s->sums.sample[i];
        const uint32_t *frame = p->frames + frame_of[0], *end = p->frames + frame_of[1];
        const int64_t *v = s->sums.values + i * ntypes;
        if (frame < end) {
            size_t owner = owner_of(b, s, frame, end) * row + at;
            add(b->flat + s->nodes[s->first[*frame]] * row + at, v, ntypes);
            add(b->owned + owner, v, ntypes);
            for (size_t t = 0; t < ntypes; t++)
                b->variance[owner + t] += s->sums.variance[i * ntypes + t];
        }
        for (; frame < end; frame++) {
            for (uint32_t n = s->first[*frame]; n < s->first[*frame + 1]; n++) {
                if (seen[s->nodes[n]] == i + 1)
                    continue;
                seen[s->nodes[n]] = (uint32_t)i + 1;
                b->appears[s->nodes[n]] = true;
                add(b->cum + s->nodes[n] * row + at, v, ntypes);
            }
        }
    }
}

/* [side * ntypes + type] */
static int64_t *both_sides(struct builder *b, const int64_t *before, const int64_t *after)
{
    const int64_t *from[2] = {before, after};
    size_t ntypes = b->ret->ntypes;
    int64_t *to = ARENA_ARRAY(b->a, int64_t, 2 * ntypes);
    for (size_t s = 0; s < 2; s++)
        for (size_t t = 0; from[s] && t < ntypes; t++)
            to[s * ntypes + t] = from[s][t];
    return to;
}

/* ---- the result --------------------------------------------------------------------------------
 */

struct ordered {
    uint64_t flat, cum;
    size_t node;
    struct profile_function f;
};

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static int by_cost(const void *x, const void *y)
{
    const struct ordered *a = x, *b = y;
    if (a->flat != b->flat)
        return a->flat > b->flat ? -1 : 1;
    if (a->cum != b->cum)
        return a->cum > b->cum ? -1 : 1;
    return slice_compare(a->f.name, b->f.name);
}

static struct profile_function describe(const struct builder *b, size_t node)
{
    const struct named *n = b->example[node];
    const struct pprof_function *f = function_of(b, n);
    size_t row = 2 * b->ret->ntypes * node;
    return (struct profile_function){
        .name = n->name,
        .file = f ? f->file : SLICE(""),
        .start_line = f ? f->start_line : 0,
        .application = b->application[node],
        .flat = b->flat + row,
        .cum = b->cum + row,
        .owned = b->owned + row,
        .owned_variance = b->variance + row,
    };
}

static void list_functions(struct builder *b, int last)
{
    struct profile *p = b->ret;
    size_t at = (size_t)last * p->ntypes + p->default_type, n = 0;
    struct ordered *all = ARENA_ARRAY(b->a, struct ordered, b->nnodes);
    for (size_t i = 0; i < b->nnodes; i++) {
        struct profile_function f = describe(b, i);
        if (b->appears[i]) /* what adds up to 0 in the whole may still cost something in a line */
            all[n++] = (struct ordered){magnitude(f.flat[at]), magnitude(f.cum[at]), i, f};
    }
    qsort(all, n, sizeof *all, by_cost);
    struct profile_function *functions = ARENA_ARRAY(b->a, struct profile_function, n);
    b->function = ARENA_ARRAY(b->a, const struct profile_function *, b->nnodes);
    for (size_t i = 0; i < n; i++) {
        functions[i] = all[i].f;
        b->function[all[i].node] = &functions[i];
    }
    p->functions = b->functions = functions;
    p->nfunctions = n;
}

/* Lines and call paths. The variances are asked for from the root down only. */
static void build_places(struct builder *b, int last)
{
    struct call_stacks stacks[2] = {{0}};
    for (size_t i = 0; i < 2; i++) {
        const struct side *s = &b->side[i];
        stacks[i] = (struct call_stacks){s->p, s->first, s->nodes, &s->sums, false};
    }
    profile_lines_build(b->a, stacks, b->function, last, b->ret);
    for (int d = 0; d < CALL_DIRECTIONS; d++) {
        for (size_t i = 0; i < 2; i++)
            stacks[i].variance = d == CALLS_DOWN && stacks[i].p;
        b->ret->calls[d] = call_tree_build(b->a, stacks, b->ret->ntypes, b->function, b->nnodes,
                                           (enum call_direction)d);
    }
}

static void describe_sides(struct builder *b, const char *const member[2])
{
    for (size_t s = 0; s < 2; s++) {
        const struct pprof *p = b->side[s].p;
        if (!p)
            continue;
        b->ret->present[s] = true;
        b->ret->member[s] = member[s];
        b->ret->duration_ns[s] = p->duration_ns;
        b->ret->time_ns[s] = p->time_ns;
        b->ret->period[s] = p->period;
        b->ret->damaged[s] = p->damaged;
    }
}

enum status profile_build(struct arena *a, const char *name, const char *const member[2],
                          const struct pprof *const side[2], struct profile *ret, struct error *err)
{
    struct profile profile = {.name = slice_from(name)};
    struct builder b = {
        .a = a, .scratch = ARENA_INIT, .ret = &profile, .side = {{.p = side[0]}, {.p = side[1]}}};
    int last = side[1] ? 1 : 0;
    choose_types(&b, last);
    if (profile.ntypes == 0)
        return error_set(err, STATUS_SYNTAX, 0, "the two profiles have no sample type in common");
    profile.default_type = choose_default(&b, last);
    describe_sides(&b, member);
    make_nodes(&b);
    b.flat = ARENA_ARRAY(a, int64_t, b.nnodes * 2 * profile.ntypes);
    b.cum = ARENA_ARRAY(a, int64_t, b.nnodes * 2 * profile.ntypes);
    b.owned = ARENA_ARRAY(a, int64_t, b.nnodes * 2 * profile.ntypes);
    b.variance = ARENA_ARRAY(a, double, b.nnodes * 2 * profile.ntypes);
    b.appears = ARENA_ARRAY(a, bool, b.nnodes);
    for (size_t s = 0; s < 2; s++) {
        if (!side[s])
            continue;
        struct side *of = &b.side[s];
        sampling_init(&of->sampling, side[s]);
        place_locations(&b, of);
        of->sums = stack_sums_of(&b.scratch, side[s], of->type, profile.ntypes, &of->sampling);
        add_side(&b, s);
        profile.samples[s] = of->sums.samples;
        profile.damaged[s] += of->sums.damaged;
    }
    profile.sum = both_sides(&b, b.side[0].sums.sum, b.side[1].sums.sum);
    profile.total = both_sides(&b, b.side[0].sums.total, b.side[1].sums.total);
    list_functions(&b, last);
    build_places(&b, last);
    profile_via_build(&profile, last, b.functions);
    arena_done(&b.scratch);
    *ret = profile;
    return STATUS_OK;
}
