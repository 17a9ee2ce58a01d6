#include "cmocka_all.h"

#include "limits_input.h"
#include "pprof.h"
#include "profile_build.h"

/* A file as the parser hands it over, written as a literal. Function i has location i (one line)
 * unless a test says otherwise. */
#define TYPES(...)                                                                                 \
    .types = (const struct pprof_value_type[]){__VA_ARGS__},                                       \
    .ntypes = COUNT(((const struct pprof_value_type[]){__VA_ARGS__}))
#define FUNCTIONS(...)                                                                             \
    .functions = (const struct pprof_function[]){__VA_ARGS__},                                     \
    .nfunctions = COUNT(((const struct pprof_function[]){__VA_ARGS__}))
#define LINES(...)                                                                                 \
    .lines = (const struct pprof_line[]){__VA_ARGS__},                                             \
    .nlines = COUNT(((const struct pprof_line[]){__VA_ARGS__}))
#define LOCATIONS(...)                                                                             \
    .locations = (const struct pprof_location[]){__VA_ARGS__},                                     \
    .nlocations = COUNT(((const struct pprof_location[]){__VA_ARGS__}))
#define MAPPINGS(...)                                                                              \
    .mappings = (const struct pprof_mapping[]){__VA_ARGS__},                                       \
    .nmappings = COUNT(((const struct pprof_mapping[]){__VA_ARGS__}))
#define SAMPLES(n, ...)                                                                            \
    .nsamples = (n), .frame_of = (const uint32_t[])                                                \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define FRAMES(...)                                                                                \
    .frames = (const uint32_t[])                                                                   \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define VALUES(...)                                                                                \
    .values = (const int64_t[])                                                                    \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define NAMED(text)                                                                                \
    {                                                                                              \
        .name = SLICE_INIT(text), .file = SLICE_INIT("/src/" text ".go")                           \
    }
#define TYPE(t, u)                                                                                 \
    {                                                                                              \
        SLICE_INIT(t), SLICE_INIT(u)                                                               \
    }
#define PLAIN(line)                                                                                \
    {                                                                                              \
        .mapping = PPROF_NONE, .first_line = (line), .nlines = 1                                   \
    }

static struct profile built(struct arena *a, const struct pprof *first, const struct pprof *second)
{
    static const char *const member[2] = {"40-go/heap.pb.gz", "40-go/heap.pb.gz"};
    const struct pprof *const side[2] = {first, second};
    struct profile p = {0};
    struct error err = {0};
    assert_int_equal(profile_build(a, "heap", member, side, &p, &err), STATUS_OK);
    return p;
}

static const struct profile_function *find(const struct profile *p, const char *name)
{
    for (size_t i = 0; i < p->nfunctions; i++)
        if (slice_is(p->functions[i].name, name))
            return &p->functions[i];
    print_message("no function %s\n", name);
    assert_true(false);
    return NULL;
}

static void assert_costs(const struct profile *p, int side, size_t type, const char *name,
                         int64_t flat, int64_t cum)
{
    print_message("  %s\n", name);
    assert_true(profile_flat(p, find(p, name), side, type) == flat);
    assert_true(profile_cum(p, find(p, name), side, type) == cum);
}

/* Location 0 is main.leaf inlined into main.loop; 1 is main.loop; 2 is main.main. */
static const struct pprof recursive = {
    TYPES(TYPE("objects", "count"), TYPE("space", "bytes")),
    FUNCTIONS(NAMED("main.leaf"), NAMED("main.loop"), NAMED("main.main"), NAMED("main.freed")),
    LINES({0, 3, 0}, {1, 4, 0}, {1, 5, 0}, {2, 9, 0}, {3, 1, 0}),
    LOCATIONS({.mapping = PPROF_NONE, .first_line = 0, .nlines = 2}, PLAIN(2), PLAIN(3), PLAIN(4)),
    SAMPLES(4, 0, 4, 6, 7, 7),
    FRAMES(0, 1, 1, 2, 1, 2, 3),
    VALUES(1, 100, -2, -30, 0, 0, 4, 7),
    .time_ns = 5,
    .duration_ns = 6,
    .period = 7,
    .damaged = 8,
};

static void profile_build_counts_a_function_once_per_sample(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct profile p = built(&a, &recursive, NULL);
    assert_costs(&p, 0, 1, "main.leaf", 100, 100);
    assert_costs(&p, 0, 1, "main.loop", -30, 70);
    assert_costs(&p, 0, 1, "main.main", 0, 70);
    assert_costs(&p, 0, 0, "main.loop", -2, -1);
    assert_true(p.sum[1] == 77 && p.total[1] == 137);
    assert_true(p.sum[0] == 3 && p.total[0] == 7);
    assert_int_equal(p.samples[0], 3); /* not the one that is all zero */
    assert_int_equal(p.nfunctions, 3); /* nor what occurs only there */
    assert_true(slice_is(p.functions[0].name, "main.leaf"));
    assert_true(slice_is(p.functions[0].file, "/src/main.leaf.go"));
    assert_true(p.present[0] && !p.present[1] && p.default_type == 1);
    assert_true(p.time_ns[0] == 5 && p.duration_ns[0] == 6 && p.period[0] == 7);
    assert_true(p.damaged[0] == 8 && p.member[0] && !p.member[1] && slice_is(p.name, "heap"));
    arena_done(&a);
}

static const struct pprof nameless = {
    TYPES(TYPE("cpu", "nanoseconds")),
    FUNCTIONS(NAMED("same.name"),
              {.name = SLICE_INIT("same.name"), .file = SLICE_INIT("/other.go")},
              {.system_name = SLICE_INIT("_Zmangled")}, {.id = 9}),
    MAPPINGS({.file = SLICE_INIT("/usr/lib/libc.so.6")}, {.file = SLICE_INIT("[vdso]")}, {.id = 1}),
    LINES({0, 1, 0}, {1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {PPROF_NONE, 1, 0}),
    LOCATIONS(PLAIN(0), PLAIN(1), PLAIN(2), {.mapping = 0, .first_line = 3, .nlines = 1}, PLAIN(4),
              {.mapping = 1}, {.mapping = 2}, {.mapping = PPROF_NONE}),
    SAMPLES(8, 0, 1, 2, 3, 4, 5, 6, 7, 8),
    FRAMES(0, 1, 2, 3, 4, 5, 6, 7),
    VALUES(1, 2, 4, 8, 16, 32, 64, 128),
};

static void profile_build_names_code_as_pprof_does(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct profile got = built(&a, &nameless, NULL);
    assert_costs(&got, 0, 0, "same.name", 3, 3);
    assert_costs(&got, 0, 0, "_Zmangled", 4, 4);
    assert_costs(&got, 0, 0, "[libc.so.6]", 8, 8);
    assert_costs(&got, 0, 0, "[[vdso]]", 32, 32);
    assert_costs(&got, 0, 0, "<unknown>", 16 + 64 + 128, 16 + 64 + 128);
    assert_int_equal(got.nfunctions, 5);
    arena_done(&a);
}

static const struct pprof earlier = {
    TYPES(TYPE("alloc", "count"), TYPE("space", "bytes"), TYPE("only_here", "count")),
    FUNCTIONS(NAMED("main.gone"), NAMED("main.stays")),
    LINES({0, 1, 0}, {1, 1, 0}),
    LOCATIONS(PLAIN(0), PLAIN(1)),
    SAMPLES(2, 0, 1, 2),
    FRAMES(0, 1),
    VALUES(1, 10, 0, 2, 20, 0),
};

static const struct pprof later = {
    TYPES(TYPE("space", "bytes"), TYPE("alloc", "count")),
    FUNCTIONS(NAMED("main.new"), NAMED("main.stays")),
    LINES({0, 1, 0}, {1, 1, 0}),
    LOCATIONS(PLAIN(0), PLAIN(1)),
    SAMPLES(2, 0, 1, 2),
    FRAMES(0, 1),
    VALUES(500, 5, 90, 9),
};

static void profile_build_matches_two_sides_by_name(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct profile p = built(&a, &earlier, &later);
    assert_int_equal(p.ntypes, 2);
    assert_true(slice_is(p.types[0].type, "space") && slice_is(p.types[1].type, "alloc"));
    assert_costs(&p, PROFILE_DIFF, 0, "main.gone", -10, -10);
    assert_costs(&p, PROFILE_DIFF, 0, "main.new", 500, 500);
    assert_costs(&p, PROFILE_DIFF, 0, "main.stays", 70, 70);
    assert_costs(&p, PROFILE_DIFF, 1, "main.stays", 7, 7);
    assert_costs(&p, 0, 0, "main.new", 0, 0);
    assert_costs(&p, 1, 0, "main.gone", 0, 0);
    assert_costs(&p, 0, 1, "main.stays", 2, 2);
    assert_true(p.total[0] == 30 && p.total[2] == 590);
    assert_true(p.present[0] && p.present[1]);
    arena_done(&a);
}

static void profile_build_takes_the_second_side_alone(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct profile p = built(&a, NULL, &earlier);
    assert_true(!p.present[0] && p.present[1] && p.ntypes == 3);
    assert_costs(&p, 1, 1, "main.stays", 20, 20);
    assert_costs(&p, PROFILE_DIFF, 1, "main.stays", 20, 20);
    arena_done(&a);
}

static const struct pprof other = {TYPES(TYPE("space", "count")),
                                   .frame_of = (const uint32_t[]){0}};

static void profile_build_refuses_sides_without_a_common_type(void **state)
{
    (void)state;
    const struct pprof *const side[2] = {&other, &later};
    static const char *const member[2] = {"a", "b"};
    struct arena a = ARENA_INIT;
    struct profile p;
    struct error err = {0};
    assert_int_equal(profile_build(&a, "x", member, side, &p, &err), STATUS_SYNTAX);
    arena_done(&a);
}

struct default_case {
    const char *name;
    const char *first, *second; /* default_sample_type */
    size_t want;
};

/* Of the common types "space" and "alloc", where the first side had to change and the second not.
 */
static void profile_build_chooses_the_default_of_the_last_side(void **state)
{
    (void)state;
    static const struct default_case cases[] = {
        {"none named: the first of the changed side", "", "", 0},
        {"the last side names one", "alloc", "space", 0},
        {"only the first side does", "alloc", "", 1},
        {"the last side names one that is not there", "alloc", "gone", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct pprof first = earlier, second = later;
        first.default_sample_type = slice_from(cases[i].first);
        second.default_sample_type = slice_from(cases[i].second);
        print_message("  case %s\n", cases[i].name);
        assert_int_equal(built(&a, &first, &second).default_type, cases[i].want);
        arena_done(&a);
    }
}

static void profile_build_leaves_out_what_bursts_a_sum(void **state)
{
    (void)state;
    struct pprof p = later;
    p.types = (const struct pprof_value_type[]){TYPE("space", "bytes")};
    p.ntypes = 1;
    struct arena a = ARENA_INIT;
    p.values = (const int64_t[]){INT64_MAX - 1, 2};
    struct profile got = built(&a, &p, NULL);
    assert_true(got.total[0] == INT64_MAX - 1 && got.damaged[0] == 1 && got.samples[0] == 1);
    p.values = (const int64_t[]){INT64_MIN, -3};
    got = built(&a, &p, NULL);
    assert_true(got.total[0] == 3 && got.sum[0] == -3 && got.damaged[0] == 1);
    arena_done(&a);
}

static void profile_diff_stops_at_the_ends(void **state)
{
    (void)state;
    static const int64_t values[] = {INT64_MAX, -INT64_MAX, -INT64_MAX, INT64_MAX};
    static const struct profile p = {.ntypes = 2};
    const struct profile_function f = {.flat = values, .cum = values};
    assert_true(profile_flat(&p, &f, PROFILE_DIFF, 0) == INT64_MIN);
    assert_true(profile_cum(&p, &f, PROFILE_DIFF, 1) == INT64_MAX);
}

static void profile_top_marks_the_first_of_each_kind(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct profile p = built(&a, &recursive, NULL);
    bool keep[3];
    assert_int_equal(profile_top(&p, 0, 0, keep), 0);
    assert_int_equal(profile_top(&p, 0, 1, keep), 2); /* leaf by space, loop by objects */
    for (size_t i = 0; i < p.nfunctions; i++)
        assert_int_equal(keep[i], !slice_is(p.functions[i].name, "main.main"));
    assert_int_equal(profile_top(&p, 0, 100, keep), 3);
    assert_int_equal(profile_type_index(&p, "space"), 1);
    assert_int_equal(profile_type_index(&p, "none"), 2);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profile_build_counts_a_function_once_per_sample),
        cmocka_unit_test(profile_build_names_code_as_pprof_does),
        cmocka_unit_test(profile_build_matches_two_sides_by_name),
        cmocka_unit_test(profile_build_takes_the_second_side_alone),
        cmocka_unit_test(profile_build_refuses_sides_without_a_common_type),
        cmocka_unit_test(profile_build_chooses_the_default_of_the_last_side),
        cmocka_unit_test(profile_build_leaves_out_what_bursts_a_sum),
        cmocka_unit_test(profile_diff_stops_at_the_ends),
        cmocka_unit_test(profile_top_marks_the_first_of_each_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
