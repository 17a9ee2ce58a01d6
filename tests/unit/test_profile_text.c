/* Profiles as text (debug=1), made into the tables of pprof. */
#include "cmocka_all.h"

#include "profile_text.h"

#include "damage.h"
#include "fixture.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena = (struct arena)ARENA_INIT;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

static struct pprof parse(const char *text)
{
    struct pprof p = {0};
    struct error err = {0};
    assert_true(profile_text_is(slice_from(text)));
    if (profile_text_parse(&arena, slice_from(text), &p, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return p;
}

static struct slice name_of(const struct pprof *p, size_t sample, size_t frame)
{
    const struct pprof_location *l = &p->locations[p->frames[p->frame_of[sample] + frame]];
    return l->nlines ? p->functions[p->lines[l->first_line].function].name : SLICE("");
}

static const char heap[] = "heap profile: 3: 48 [9: 144] @ heap/1048576\n"
                           "1: 16 [3: 48] @ 0x4a3b2c 0x46c9d1\n"
                           "#\t0x4a3b2b\tmain.worker+0x2b\t\t/src/main.go:31\n"
                           "#\t0x46c9d0\tmain.main+0x10\t\t\t/src/main.go:7\n"
                           "\n"
                           "2: 2097152 [4: 4194304] @ 0x4a3b2c\n"
                           "#\t0x4a3b2b\tmain.worker+0x2b\t\t/src/main.go:31\n"
                           "\n"
                           "0: 0 [2: 96] @ 0x1001 0x2002 0x0 0x0\n"
                           "\n"
                           "\n# runtime.MemStats\n# Alloc = 123\n# HeapAlloc = 123\n";

/* 16 bytes at a rate of 512 KiB stand for 32,769 objects: what pprof makes of such a sample. */
static void heap_is_scaled_up_from_its_samples(void **state)
{
    (void)state;
    struct pprof p = parse(heap);
    assert_int_equal(p.ntypes, 4);
    assert_true(slice_is(p.types[0].type, "alloc_objects"));
    assert_true(slice_is(p.types[3].type, "inuse_space"));
    assert_int_equal(p.default_type, 3);
    assert_int_equal(p.period, 524288);
    assert_int_equal(p.nsamples, 3);
    assert_int_equal(p.values[2], 32768);
    assert_int_equal(p.values[3], 524296);
    assert_int_equal(p.values[4 + 2], 2); /* large objects nearly always are samples */
    assert_int_equal(p.values[4 + 3], 2425393);
    assert_int_equal(p.values[8 + 2], 0);
    assert_int_equal(p.damaged, 0);
}

static void names_come_from_the_comments_and_addresses_without(void **state)
{
    (void)state;
    struct pprof p = parse(heap);
    assert_int_equal(p.nfunctions, 2);
    assert_int_equal(p.nlocations, 4); /* two lines, two addresses; padding is none */
    assert_true(slice_is(name_of(&p, 0, 0), "main.worker"));
    assert_true(slice_is(name_of(&p, 0, 1), "main.main"));
    assert_true(slice_is(name_of(&p, 1, 0), "main.worker"));
    assert_int_equal(p.frames[p.frame_of[0]], p.frames[p.frame_of[1]]);
    assert_int_equal(p.frame_of[3] - p.frame_of[2], 2);
    assert_int_equal(p.locations[p.frames[p.frame_of[2]]].address, 0x1000);
    assert_int_equal(p.locations[p.frames[p.frame_of[2]]].mapping, PPROF_NONE);
}

static void values_are_what_the_title_says(void **state)
{
    (void)state;
    static const struct {
        const char *text, *type;
        int64_t first, last; /* of the values of the one sample */
    } cases[] = {
        {"heap profile: 1: 16 [1: 16] @ heap/2\n1: 16 [1: 16] @ 0x1\n", "alloc_objects", 1, 16},
        {"heap profile: 1: 16 [1: 16] @ heapprofile\n1: 16 [1: 16] @ 0x1\n", "alloc_objects", 1,
         16},
        {"heap profile: 1: 16 [1: 16] @ heap_v2/524288\n1: 16 [1: 16] @ 0x1\n", "alloc_objects",
         32768, 524296},
        {"--- contention:\ncycles/second=2000000000\n1000 3 @ 0x1\n", "contentions", 3, 500},
        {"--- mutex:\ncycles/second=1000000000\nsampling period=5\n1000 3 @ 0x1\n", "contentions",
         15, 5000},
        {"threadcreate profile: total 7\n7 @ 0x0\n", "threadcreate", 7, 7},
        {"my own profile: total 2\r\n2 @ 0x5\r\n", "my own", 2, 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pprof p = parse(cases[i].text);
        assert_non_null(p.frames); /* one that has no frames, too */
        if (p.nsamples != 1 || !slice_is(p.types[0].type, cases[i].type) ||
            p.values[0] != cases[i].first || p.values[p.ntypes - 1] != cases[i].last || p.damaged)
            fail_msg("case %zu: %lld %lld", i, (long long)p.values[0],
                     (long long)p.values[p.ntypes - 1]);
    }
}

static void what_is_broken_is_counted_and_the_rest_is_used(void **state)
{
    (void)state;
    struct pprof p = parse("goroutine profile: total 9\n"
                           "many @ 0x1\n"
                           "#\t0x1\tmain.lost+0x1\t/x.go:1\n"
                           "3 @ 0x1 nonsense\n"
                           "4 @ 0x1\n"
                           "#\tnot a frame\n"
                           "#\t0x1\tmain.f+0x1\tno line\n"
                           "#\t0x1\tmain.g+0x1\t/x.go:1\n"
                           "2 @ 0x");
    assert_int_equal(p.nsamples, 2);
    assert_int_equal(p.damaged, 4);
    assert_true(slice_is(name_of(&p, 1, 0), "main.g"));
    struct error err;
    assert_false(profile_text_is(SLICE("goroutine profile: total x\n")));
    assert_int_equal(profile_text_parse(&arena, SLICE("\n"), &p, &err), STATUS_SYNTAX);
}

static void real_ones_keep_their_totals(void **state)
{
    (void)state;
    static const char *const files[] = {"goroutine/go1.19-debug1.txt",
                                        "goroutine/go1.26-debug1.txt"};
    for (size_t i = 0; i < COUNT(files); i++) {
        struct pprof p;
        struct error err;
        int64_t sum = 0;
        assert_int_equal(profile_text_parse(&arena, fixture(&arena, files[i]), &p, &err),
                         STATUS_OK);
        for (size_t k = 0; k < p.nsamples; k++)
            sum += p.values[k];
        assert_int_equal(sum, 29);
        assert_int_equal(p.damaged, 0);
    }
}

static void parse_any(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct pprof p;
    if (profile_text_parse(&a, text, &p, &err) == STATUS_OK)
        for (size_t i = 0; i < p.frame_of[p.nsamples]; i++)
            assert_true(p.frames[i] < p.nlocations);
    arena_done(&a);
}

static void damaged_ones_are_read_as_far_as_they_go(void **state)
{
    (void)state;
    damage_every_way(slice_from(heap), parse_any);
    damage_every_way(SLICE("--- mutex:\ncycles/second=1\nsampling period=5\n1 3 @ 0x1\n"),
                     parse_any);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(heap_is_scaled_up_from_its_samples),
        TEST(names_come_from_the_comments_and_addresses_without),
        TEST(values_are_what_the_title_says),
        TEST(what_is_broken_is_counted_and_the_rest_is_used),
        TEST(real_ones_keep_their_totals),
        TEST(damaged_ones_are_read_as_far_as_they_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
