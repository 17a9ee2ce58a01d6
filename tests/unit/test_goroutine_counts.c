/* Profiles of counts as text (debug=1). */
#include "cmocka_all.h"

#include "goroutine_counts.h"

#include "damage.h"
#include "fixture.h"

static struct count_profile parse(struct arena *a, struct slice text)
{
    struct count_profile p = {0};
    struct error err = {0};
    if (goroutine_counts_parse(a, text, &p, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return p;
}

static void profiles_of_a_real_program_add_up(void **state)
{
    (void)state;
    static const struct {
        const char *file, *name;
        uint64_t total;
        size_t groups;
    } cases[] = {
        {"goroutine/go1.19-debug1.txt", "goroutine", 29, 16},
        {"goroutine/go1.26-debug1.txt", "goroutine", 29, 16},
        {"goroutine/go1.26-threadcreate.txt", "threadcreate", 7, 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct count_profile p = parse(&a, fixture(&a, cases[i].file));
        assert_true(slice_is(p.name, cases[i].name));
        assert_int_equal(p.total, cases[i].total);
        assert_int_equal(p.counted, cases[i].total);
        assert_int_equal(p.ngroups, cases[i].groups);
        assert_int_equal(p.skipped, 0);
        assert_false(p.cut);
        arena_done(&a);
    }
}

static void frames_and_labels_come_from_the_comment_lines(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct count_profile p = parse(&a, fixture(&a, "goroutine/go1.26-debug1.txt"));
    assert_int_equal(p.groups[0].count, 7);
    assert_int_equal(p.groups[0].nframes, 1);
    assert_true(slice_is(p.groups[0].frames[0].function, "main.main.func1"));
    assert_true(slice_is(p.groups[0].frames[0].file, "/home/dev/zoo/main.go"));
    assert_int_equal(p.groups[0].frames[0].line, 40);
    assert_int_equal(p.groups[2].count, 3);
    assert_int_equal(p.groups[2].nframes, 5);
    assert_true(slice_is(p.groups[2].frames[1].function, "internal/sync.(*Mutex).lockSlow"));
    assert_true(slice_is(p.groups[3].labels, "\"path\":\"/v1/x\", \"q\":\"\\\"quoted\\\"\", "
                                             "\"tenant\":\"a b]: {x\""));
    p = parse(&a, fixture(&a, "goroutine/go1.26-threadcreate.txt"));
    assert_int_equal(p.groups[0].count, 6);
    assert_int_equal(p.groups[0].nframes, 1);
    assert_int_equal(p.groups[0].frames[0].function.len, 0);
    arena_done(&a);
}

static void damage_is_counted_and_the_rest_is_used(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        uint64_t counted, skipped;
        size_t groups;
        bool cut;
    } cases[] = {
        {"nothing in it", "x profile: total 0\n", 0, 0, 0, false},
        {"CRLF", "x profile: total 2\r\n2 @ 0x1\r\n#\t0x1\tmain.f+0x1\t/a.go:1\r\n", 2, 0, 1,
         false},
        {"blanks", "x profile: total 2\n2 @ 0x1\n#   0x1   main.f+0x1   /a b.go:1\n", 2, 0, 1,
         false},
        {"not a record", "x profile: total 2\nhello\n2 @ 0x1\n", 2, 1, 1, false},
        {"no count", "x profile: total 2\n0 @ 0x1\n2 @ 0x1\n", 2, 1, 1, false},
        {"bad frame", "x profile: total 2\n2 @ 0x1\n#\t0xzz\n#\t0x1\tf+0x1\tnowhere\n", 2, 2, 1,
         false},
        {"fewer than it says", "x profile: total 9\n2 @ 0x1\n", 2, 0, 1, true},
        {"cut in a line", "x profile: total 2\n2 @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:12", 2, 1, 1,
         true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct count_profile p = parse(&a, slice_from(cases[i].text));
        if (p.counted != cases[i].counted || p.skipped != cases[i].skipped ||
            p.ngroups != cases[i].groups || p.cut != cases[i].cut)
            fail_msg("%s: %llu counted, %llu skipped", cases[i].name, (unsigned long long)p.counted,
                     (unsigned long long)p.skipped);
        arena_done(&a);
    }
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "\n",
                                      "goroutine 1 [running]:\n",
                                      "x profile: total\n",
                                      "x profile: total 1x\n",
                                      " profile: total 1\n",
                                      "x profile: total 99999999999999999999\n"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct arena a = ARENA_INIT;
        struct count_profile p;
        struct error err = {0};
        assert_int_equal(goroutine_counts_parse(&a, slice_from(bad[i]), &p, &err), STATUS_SYNTAX);
        arena_done(&a);
    }
}

static void counts_that_overflow_stay_at_the_top(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct count_profile p = parse(&a, SLICE("x profile: total 1\n18446744073709551615 @ 0x1\n"
                                             "18446744073709551615 @ 0x2\n"));
    assert_true(p.counted == UINT64_MAX);
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 8 * MIB);
    sbuf_adds(&b, "x profile: total 1\n1 @ 0x1\n");
    for (size_t i = 0; i < LIMIT_FRAMES + 3; i++)
        sbuf_adds(&b, "#\t0x1\tmain.f+0x1\t/a.go:1\n");
    p = parse(&a, sbuf_view(&b));
    assert_int_equal(p.groups[0].nframes, LIMIT_FRAMES);
    assert_int_equal(p.skipped, 3);
    arena_done(&a);
}

static void try_parse(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct count_profile p;
    struct error err = {0};
    (void)!goroutine_counts_parse(&a, text, &p, &err);
    arena_done(&a);
}

static void damage_of_any_kind_is_survived(void **state)
{
    (void)state;
    damage_every_way(SLICE("goroutine profile: total 4\n3 @ 0x43a1b6 0x46c9d1\n"
                           "# labels: {\"tenant\":\"a\"}\n#\t0x4a3b2c\tmain.worker+0x2c\t/a.go:31\n"
                           "\n1 @ 0x1\n#\t0x1\n"),
                     try_parse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles_of_a_real_program_add_up),
        cmocka_unit_test(frames_and_labels_come_from_the_comment_lines),
        cmocka_unit_test(damage_is_counted_and_the_rest_is_used),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(counts_that_overflow_stay_at_the_top),
        cmocka_unit_test(damage_of_any_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
