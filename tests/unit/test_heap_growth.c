/* test_heap_growth.c - how far off a sampled heap can be, and what is called growth of it. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "growth.h"
#include "pprof.h"
#include "profile_build.h"
#include "profile_groups.h"
#include "sampling.h"

enum { TYPES = 4, RATE = 512 * 1024 };
#define KB INT64_C(1024)
#define MB INT64_C(1048576)

/* One stack: innermost first, as letters of functions[]; count objects of size bytes. */
struct stack {
    const char *frames;
    int64_t allocated, in_use, size;
};

static const char *const functions[] = {
    "main.main", "main.feed", "encoding/json.Unmarshal", "main.other", "bufio.(*Scanner).Scan",
    "main.deep"};
enum { FUNCTIONS = sizeof functions / sizeof functions[0], STACKS_MOST = 8, FRAMES_MOST = 64 };

struct made {
    struct pprof p;
    struct pprof_function functions[FUNCTIONS];
    struct pprof_line lines[FUNCTIONS];
    struct pprof_location locations[FUNCTIONS];
    uint32_t frame_of[STACKS_MOST + 1], frames[FRAMES_MOST];
    int64_t values[STACKS_MOST * TYPES];
};

static const struct pprof_value_type types[TYPES] = {
    {SLICE_INIT("alloc_objects"), SLICE_INIT("count")},
    {SLICE_INIT("alloc_space"), SLICE_INIT("bytes")},
    {SLICE_INIT("inuse_objects"), SLICE_INIT("count")},
    {SLICE_INIT("inuse_space"), SLICE_INIT("bytes")}};

static void make(struct made *m, const struct stack *stacks, size_t n)
{
    memset(m, 0, sizeof *m);
    uint32_t frames = 0;
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        m->functions[i] =
            (struct pprof_function){.name = slice_from(functions[i]), .file = SLICE("/src/x.go")};
        m->lines[i] = (struct pprof_line){.function = i, .line = 10 + i};
        m->locations[i] =
            (struct pprof_location){.mapping = PPROF_NONE, .first_line = i, .nlines = 1};
    }
    for (size_t i = 0; i < n; i++) {
        for (const char *f = stacks[i].frames; *f; f++)
            m->frames[frames++] = (uint32_t)(*f - 'a');
        m->frame_of[i + 1] = frames;
        const int64_t v[TYPES] = {stacks[i].allocated, stacks[i].allocated * stacks[i].size,
                                  stacks[i].in_use, stacks[i].in_use * stacks[i].size};
        memcpy(m->values + i * TYPES, v, sizeof v);
    }
    m->p = (struct pprof){.ntypes = TYPES,
                          .types = types,
                          .default_type = 3,
                          .period_type = {SLICE("space"), SLICE("bytes")},
                          .period = RATE,
                          .nfunctions = FUNCTIONS,
                          .functions = m->functions,
                          .nlines = FUNCTIONS,
                          .lines = m->lines,
                          .nlocations = FUNCTIONS,
                          .locations = m->locations,
                          .nsamples = n,
                          .frame_of = m->frame_of,
                          .frames = m->frames,
                          .values = m->values};
}

struct pair {
    struct made side[2];
    struct profile heap;
    struct model m;
};

static void compare(struct arena *a, struct pair *w, const struct stack *before, size_t nbefore,
                    const struct stack *after, size_t nafter)
{
    static const char *const member[2] = {"a", "b"};
    const struct pprof *const side[2] = {&w->side[0].p, &w->side[1].p};
    struct error err = {0};
    make(&w->side[0], before, nbefore);
    make(&w->side[1], after, nafter);
    assert_int_equal(profile_build(a, "heap", member, side, &w->heap, &err), STATUS_OK);
    w->m = (struct model){.nsides = 2, .same_process = true, .profiles = &w->heap, .nprofiles = 1};
    growth_build(a, &w->m);
}

static void sampling_knows_large_objects_and_guesses_small_ones(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t n, size;
        double least, most; /* standard deviation in bytes */
    } cases[] = {
        /* far below the period: the square root of bytes times period */
        {"small", 100000, 64, 1.8e6, 1.85e6},
        {"as large as the period", 10, RATE, 1.25e6, 1.27e6},
        {"far above the period: all are seen", 10, 16 * MB, 0, 40},
        {"none", 0, 64, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct made m;
        struct sampling s;
        make(&m, (const struct stack[]){{"a", cases[i].n, cases[i].n, cases[i].size}}, 1);
        sampling_init(&s, &m.p);
        double sigma = sqrt(sampling_variance(&s, m.values, 3));
        print_message("  %s: %g\n", cases[i].name, sigma);
        assert_true(sigma >= cases[i].least && sigma <= cases[i].most);
        /* objects and their bytes are off by the same share */
        if (cases[i].n)
            assert_true(
                fabs(sqrt(sampling_variance(&s, m.values, 2)) * (double)cases[i].size - sigma) < 1);
    }
}

/* A profile that samples everything, or says nothing of its period, is not called uncertain. */
static void sampling_of_what_is_not_sampled_is_exact(void **state)
{
    (void)state;
    static struct made m;
    struct sampling s;
    make(&m, (const struct stack[]){{"a", 1000, 1000, 64}}, 1);
    m.p.period = 1;
    sampling_init(&s, &m.p);
    assert_true(sampling_variance(&s, m.values, 3) <= 0);
    m.p.period = RATE;
    m.p.period_type = (struct pprof_value_type){SLICE("goroutine"), SLICE("count")};
    sampling_init(&s, &m.p);
    assert_true(sampling_variance(&s, m.values, 3) <= 0);
}

static void growth_is_named_by_path_owner_and_leaf(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static struct pair w;
    /* main.main -> main.feed -> encoding/json.Unmarshal leaks 40 MiB in pieces of 64 KiB */
    compare(&a, &w, (const struct stack[]){{"cba", 1000, 100, 64 * KB}, {"da", 500, 80, 64 * KB}},
            2, (const struct stack[]){{"cba", 1740, 740, 64 * KB}, {"da", 500, 80, 64 * KB}}, 2);
    assert_int_equal(w.m.ngrowth, 1);
    const struct heap_growth *g = &w.m.growth[0];
    assert_true(fabs(g->after - g->before - 40.0 * (double)MB) < 1);
    assert_true(g->error > 5.0 * (double)MB && g->error < 12.0 * (double)MB);
    assert_true(slice_is(g->owner->name, "main.feed"));
    assert_true(slice_is(g->leaf->name, "encoding/json.Unmarshal"));
    assert_int_equal(g->npath, 3);
    assert_true(slice_is(heap_growth_path(&a, g),
                         "main.main \xE2\x86\x92 main.feed \xE2\x86\x92 json.Unmarshal"));
    arena_done(&a);
}

static void growth_below_the_noise_is_not_reported(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct stack before, after;
        size_t want;
    } cases[] = {
        /* 2 MiB more in pieces of 1 KiB: four samples more */
        {"four samples", {"ba", 20000, 8000, KB}, {"ba", 40000, 10048, KB}, 0},
        {"the same growth, of large pieces", {"ba", 8, 4, 2 * MB}, {"ba", 9, 5, 2 * MB}, 1},
        {"nothing", {"ba", 20000, 8000, KB}, {"ba", 40000, 8000, KB}, 0},
        {"less", {"ba", 900, 800, MB}, {"ba", 900, 8, MB}, 0},
        /* 256 MiB lived all the time and cannot be miscounted: 30 MiB beside it are certain */
        {"much that lived in both", {"ba", 262144, 262144, KB}, {"ba", 292864, 292864, KB}, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = ARENA_INIT;
        static struct pair w;
        print_message("  %s\n", cases[i].name);
        compare(&a, &w, &cases[i].before, 1, &cases[i].after, 1);
        assert_int_equal(w.m.ngrowth, cases[i].want);
        arena_done(&a);
    }
}

/* Of a process that has just started, the profile lacks what was not collected yet. */
static void growth_of_a_young_process_is_less_sure(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double up;
        int64_t more;
        size_t want;
    } cases[] = {{"young, two more", 5, 2, 0},
                 {"young, a hundred more", 5, 100, 1},
                 {"two more after an hour", 3600, 2, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = ARENA_INIT;
        static struct pair w;
        struct number *values = ARENA_ARRAY(&a, struct number, metrics_count);
        values[metric_index(SLICE("process.uptime"))] = (struct number){true, cases[i].up};
        print_message("  %s\n", cases[i].name);
        const struct stack before = {"ba", 1, 1, 4 * MB};
        const struct stack after = {"ba", 1 + cases[i].more, 1 + cases[i].more, 4 * MB};
        compare(&a, &w, &before, 1, &after, 1);
        w.m.values[0] = w.m.values[1] = values;
        w.m.ngrowth = 0;
        growth_build(&a, &w.m);
        assert_int_equal(w.m.ngrowth, cases[i].want);
        assert_int_equal(model_heap_history(&w.m), cases[i].up < 120 ? HEAP_YOUNG : HEAP_KNOWN);
        arena_done(&a);
    }
}

/* Two leaks are two paths; one that the library divides up is one. */
static void growth_divides_up_in_the_application_only(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static struct pair w;
    compare(&a, &w, (const struct stack[]){{"ba", 1, 1, MB}}, 1,
            (const struct stack[]){
                {"ba", 1, 1, MB}, {"ecba", 20, 20, MB}, {"ccba", 22, 22, MB}, {"da", 30, 30, MB}},
            4);
    assert_int_equal(w.m.ngrowth, 2);
    assert_true(slice_is(w.m.growth[0].owner->name, "main.feed"));
    assert_true(slice_is(w.m.growth[0].leaf->name, "encoding/json.Unmarshal"));
    assert_true(fabs(w.m.growth[0].after - 42.0 * (double)MB) < 1);
    assert_true(slice_is(w.m.growth[1].owner->name, "main.other"));
    /* of two processes nothing is growth */
    w.m.same_process = false;
    w.m.ngrowth = 0;
    growth_build(&a, &w.m);
    assert_int_equal(w.m.ngrowth, 0);
    arena_done(&a);
}

static void lines_count_like_functions(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static struct pair w;
    /* main.main recurses: its line is in the sample once */
    compare(&a, &w, (const struct stack[]){{"baa", 4, 4, MB}, {"a", 1, 1, MB}}, 2,
            (const struct stack[]){{"ba", 9, 9, MB}}, 1);
    assert_int_equal(w.heap.nlines, 2);
    const struct profile_line *l = &w.heap.lines[0];
    assert_true(slice_is(l->function->name, "main.feed") && l->line == 11);
    assert_true(profile_value(&w.heap, l->flat, 0, 3) == 4 * MB);
    assert_true(profile_value(&w.heap, l->flat, PROFILE_DIFF, 3) == 5 * MB);
    l = &w.heap.lines[1];
    assert_true(slice_is(l->function->name, "main.main") && l->line == 10);
    assert_true(profile_value(&w.heap, l->flat, 0, 3) == MB);
    assert_true(profile_value(&w.heap, l->cum, 0, 3) == 5 * MB);
    assert_true(profile_value(&w.heap, l->flat, PROFILE_DIFF, 3) == -MB); /* gone, and shown */
    bool keep[3];
    assert_int_equal(profile_top_lines(&w.heap, PROFILE_DIFF, 1, keep), 1);
    arena_done(&a);
}

static const struct profile_function *function_named(const struct profile *p, const char *name)
{
    for (size_t i = 0; i < p->nfunctions; i++)
        if (slice_is(p->functions[i].name, name))
            return &p->functions[i];
    return NULL;
}

/* The call of a library that made most of what a function holds, not the innermost one. */
static void an_owner_knows_the_library_call(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static struct pair w;
    compare(&a, &w, (const struct stack[]){{"a", 1, 1, MB}}, 1,
            (const struct stack[]){
                {"ecba", 9, 9, MB}, {"cba", 3, 3, MB}, {"eba", 2, 2, MB}, {"da", 5, 5, MB}},
            4);
    const struct profile_function *feed = function_named(&w.heap, "main.feed");
    assert_non_null(feed->via);
    assert_true(slice_is(feed->via->name, "encoding/json.Unmarshal"));
    assert_null(function_named(&w.heap, "main.other")->via);
    assert_null(function_named(&w.heap, "main.main")->via);
    arena_done(&a);
}

static void groups_add_up_to_the_whole(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static struct pair w;
    const struct profile_group *g = NULL;
    compare(&a, &w, (const struct stack[]){{"cba", 4, 4, MB}, {"a", 1, 1, MB}}, 2,
            (const struct stack[]){{"eba", 9, 9, MB}}, 1);
    for (int by = 0; by < PROFILE_GROUPINGS; by++) {
        int64_t flat = 0, owned = 0;
        size_t n = profile_groups(&a, &w.heap, (enum profile_grouping)by, SLICE("x.org/m"), 3, &g);
        for (size_t i = 0; i < n; i++) {
            flat += profile_value(&w.heap, g[i].flat, PROFILE_DIFF, 3);
            owned += profile_value(&w.heap, g[i].owned, PROFILE_DIFF, 3);
        }
        assert_true(flat == 4 * MB && owned == 4 * MB);
        assert_true(slice_is(g[0].name, by == PROFILE_BY_MODULE ? "x.org/m" : "main"));
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sampling_knows_large_objects_and_guesses_small_ones),
        cmocka_unit_test(sampling_of_what_is_not_sampled_is_exact),
        cmocka_unit_test(growth_is_named_by_path_owner_and_leaf),
        cmocka_unit_test(growth_below_the_noise_is_not_reported),
        cmocka_unit_test(growth_of_a_young_process_is_less_sure),
        cmocka_unit_test(growth_divides_up_in_the_application_only),
        cmocka_unit_test(lines_count_like_functions),
        cmocka_unit_test(an_owner_knows_the_library_call),
        cmocka_unit_test(groups_add_up_to_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
