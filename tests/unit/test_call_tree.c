/* test_call_tree.c - trees of made-up profiles against what counting every path by hand says. */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "pprof.h"
#include "profile_build.h"

enum {
    FUNCTIONS = 9,
    SAMPLES = 400,
    LINES = 2 * FUNCTIONS,
    DEPTH = 12,
    TYPES = 2,
    ROW = 2 * TYPES
};

/* Location i is function i with function i + 1 inlined into it when i is a multiple of 3. */
struct made {
    struct pprof p;
    struct pprof_value_type types[TYPES];
    struct pprof_function functions[FUNCTIONS];
    char names[FUNCTIONS][16];
    struct pprof_line lines[LINES];
    struct pprof_location locations[FUNCTIONS];
    uint32_t frame_of[SAMPLES + 1], frames[(size_t)SAMPLES * DEPTH];
    int64_t values[(size_t)SAMPLES * TYPES];
};

static uint32_t pick(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static void make_tables(struct made *m)
{
    uint32_t line = 0;
    m->types[0] = (struct pprof_value_type){SLICE("objects"), SLICE("count")};
    m->types[1] = (struct pprof_value_type){SLICE("space"), SLICE("bytes")};
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        snprintf(m->names[i], sizeof m->names[i], "main.f%u", i);
        m->functions[i] = (struct pprof_function){.name = slice_from(m->names[i])};
        m->locations[i] = (struct pprof_location){.mapping = PPROF_NONE, .first_line = line};
        if (i % 3 == 0)
            m->lines[line++] = (struct pprof_line){.function = (i + 1) % FUNCTIONS};
        m->lines[line++] = (struct pprof_line){.function = i};
        m->locations[i].nlines = line - m->locations[i].first_line;
    }
}

static void make(struct made *m, uint64_t seed, int64_t scale)
{
    uint32_t n = 0;
    memset(m, 0, sizeof *m);
    make_tables(m);
    for (uint32_t i = 0; i < SAMPLES; i++) {
        uint32_t depth = pick(&seed, DEPTH);
        for (uint32_t k = 0; k < depth; k++)
            m->frames[n++] = pick(&seed, k < 2 ? FUNCTIONS : 3);
        m->frame_of[i + 1] = n;
        m->values[(size_t)i * TYPES] = pick(&seed, 5);
        m->values[(size_t)i * TYPES + 1] = (int64_t)pick(&seed, 1000) * scale;
    }
    m->p = (struct pprof){.ntypes = TYPES,
                          .types = m->types,
                          .nfunctions = FUNCTIONS,
                          .functions = m->functions,
                          .nlines = LINES,
                          .lines = m->lines,
                          .nlocations = FUNCTIONS,
                          .locations = m->locations,
                          .nsamples = SAMPLES,
                          .frame_of = m->frame_of,
                          .frames = m->frames,
                          .values = m->values};
}

static struct profile built(struct arena *a, const struct pprof *first, const struct pprof *second)
{
    static const char *const member[2] = {"a", "b"};
    const struct pprof *const side[2] = {first, second};
    struct profile p = {0};
    struct error err = {0};
    assert_int_equal(profile_build(a, "heap", member, side, &p, &err), STATUS_OK);
    return p;
}

enum { PATH_MOST = 2 * DEPTH };

/* The functions of a sample, from where the direction begins. */
static size_t path_of(const struct pprof *p, size_t sample, enum call_direction d,
                      struct slice *path)
{
    size_t n = 0;
    for (uint32_t f = p->frame_of[sample]; f < p->frame_of[sample + 1]; f++) {
        const struct pprof_location *l = &p->locations[p->frames[f]];
        for (uint32_t i = 0; i < l->nlines; i++)
            path[n++] = p->functions[p->lines[l->first_line + i].function].name;
    }
    for (size_t i = 0; d == CALLS_DOWN && i < n / 2; i++) {
        struct slice was = path[i];
        path[i] = path[n - 1 - i];
        path[n - 1 - i] = was;
    }
    return n;
}

static int64_t count_by_hand(const struct pprof *p, enum call_direction d, const struct slice *want,
                             size_t depth, size_t type)
{
    struct slice path[PATH_MOST] = {{0}};
    int64_t sum = 0;
    for (size_t i = 0; i < p->nsamples; i++) {
        size_t k = 0, n = path_of(p, i, d, path);
        while (k < depth && k < n && slice_equal(path[k], want[k]))
            k++;
        sum += k == depth ? p->values[i * p->ntypes + type] : 0;
    }
    return sum;
}

static void assert_as_by_hand(const struct profile *p, enum call_direction d,
                              const struct pprof *const side[2])
{
    const struct call_tree *t = &p->calls[d];
    struct slice path[PATH_MOST] = {{0}};
    size_t compared = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct call_node *n = &t->nodes[i];
        if (i > 0 && !n->function)
            continue;
        for (size_t at = i; at > 0; at = t->nodes[at].parent)
            path[t->nodes[at].depth - 1] = t->nodes[at].function->name;
        for (size_t s = 0; s < 2; s++)
            for (size_t type = 0; side[s] && type < p->ntypes; type++, compared++)
                assert_true(t->values[(i * 2 + s) * p->ntypes + type] ==
                            count_by_hand(side[s], d, path, n->depth, type));
    }
    assert_true(compared > 1000);
}

static void call_tree_counts_every_path_as_by_hand(void **state)
{
    (void)state;
    static struct made first, second;
    struct arena a = ARENA_INIT;
    make(&first, 1, 1);
    make(&second, 2, 50);
    const struct pprof *const side[2] = {&first.p, &second.p};
    struct profile p = built(&a, side[0], side[1]);
    assert_as_by_hand(&p, CALLS_DOWN, side);
    assert_as_by_hand(&p, CALLS_UP, side);
    arena_done(&a);
}

/* Whatever was cut: a node has what its children have, and what ends in itself is not negative. */
static void call_tree_cuts_nothing_out_of_the_sums(void **state)
{
    (void)state;
    static struct made m;
    struct arena a = ARENA_INIT;
    make(&m, 3, 1);
    m.values[1] = 100000000; /* beside this one all others are small */
    struct profile p = built(&a, &m.p, NULL);
    size_t cut = 0;
    for (int d = 0; d < CALL_DIRECTIONS; d++) {
        const struct call_tree *t = &p.calls[d];
        for (size_t i = 0; i < t->count; i++) {
            const struct call_node *n = &t->nodes[i];
            int64_t below = 0;
            for (uint32_t k = 0; k < n->nchildren; k++) {
                assert_int_equal(t->nodes[n->first_child + k].parent, i);
                below += t->values[((size_t)n->first_child + k) * ROW + 1];
            }
            assert_true(below <= t->values[i * ROW + 1]);
            cut += n->cut;
            assert_true(!n->cut || (!n->function && n->nchildren == 0));
        }
    }
    assert_true(cut > 0);
    arena_done(&a);
}

/* A stack without frames and a sample that cost nothing: in the whole, and nowhere. */
static void call_tree_of_little_is_little(void **state)
{
    (void)state;
    static struct made m;
    struct arena a = ARENA_INIT;
    make(&m, 4, 1);
    m.p.nsamples = 2;
    m.frame_of[1] = m.frame_of[2] = 0;
    m.values[0] = m.values[1] = 7;
    m.values[2] = m.values[3] = 0;
    struct profile p = built(&a, &m.p, NULL);
    assert_int_equal(p.calls[CALLS_DOWN].count, 1);
    assert_true(p.calls[CALLS_DOWN].values[1] == 7);
    m.values[0] = m.values[1] = 0;
    p = built(&a, &m.p, NULL);
    assert_int_equal(p.calls[CALLS_UP].count, 0);
    arena_done(&a);
}

/* One function that calls itself for ever must not take the whole page. */
static void call_tree_ends_deep_recursion(void **state)
{
    (void)state;
    enum { DEEP = 5000 };
    static struct made m;
    static uint32_t frames[DEEP];
    struct arena a = ARENA_INIT;
    make(&m, 5, 1);
    for (size_t i = 0; i < DEEP; i++)
        frames[i] = 1;
    m.p.nsamples = 1;
    m.p.frames = frames;
    m.frame_of[1] = DEEP;
    m.values[0] = m.values[1] = 9;
    struct profile p = built(&a, &m.p, NULL);
    const struct call_tree *t = &p.calls[CALLS_DOWN];
    assert_true(t->count > 100 && t->count < 1000);
    const struct call_node *last = &t->nodes[t->count - 1];
    assert_true(!last->function && last->cut == 1);
    assert_true(t->values[(t->count - 1) * ROW + 1] == 9);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call_tree_counts_every_path_as_by_hand),
        cmocka_unit_test(call_tree_cuts_nothing_out_of_the_sums),
        cmocka_unit_test(call_tree_of_little_is_little),
        cmocka_unit_test(call_tree_ends_deep_recursion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
