/* Logs of a watch, as they are after a night: what is broken in them is counted, never made up. */
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch_log.h"

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

static struct watch_log parsed(const char *text)
{
    struct watch_log l;
    watch_log_parse(&arena, slice_from(text), &l);
    return l;
}

static void columns_are_known_by_name(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,goroutines,rss_mb\n"
                                "2026-11-24T22:00:00Z,41,90.5\n2026-11-24T22:01:00Z,42,\n");
    assert_int_equal(l.nrows, 2);
    assert_true(l.dated && l.utc);
    assert_true(fabs(l.start_s - 1795557600) < 0.5);
    const double *rss = watch_log_column(&l, "rss_mb"), *n = watch_log_column(&l, "goroutines");
    assert_true(n[1] > 41.5 && rss[0] > 90.4 && isnan(rss[1]));
    assert_true(l.at_s[0] <= 0 && fabs(l.at_s[1] - 60) < 1e-9);
    assert_null(watch_log_column(&l, "fds"));
    assert_int_equal(l.broken + l.odd + l.timeless + l.backwards, 0);
}

/* As the guide's own script leaves them: two columns are empty on every row. */
static void a_log_of_the_guide_is_read_as_it_is(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb\n"
                                "23:58:00,,,41,90\n23:59:00,=,=,N/A,91\n00:00:00,,,43,92\n"
                                "no time,,,43,92\n00:01:00,1,2,3,4,5,6\n00:02:00,,,44,9");
    assert_int_equal(l.nrows, 3);
    assert_false(l.dated);
    assert_true(fabs(l.at_s[2] - 120) < 1e-9); /* over midnight */
    assert_int_equal(l.broken, 3);
    assert_int_equal(l.timeless, 1);
    assert_int_equal(l.odd, 2); /* too many cells; no end */
    assert_true(isnan(watch_log_column(&l, "heap_alloc_bytes")[0]));
}

static void elapsed_seconds_count_more_than_the_clock(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,elapsed_s\n2026-11-24T22:00:00Z,100\n"
                                "2026-11-24T20:00:00Z,160\n2026-11-24T22:02:00Z,220\n");
    assert_int_equal(l.nrows, 3);
    assert_true(fabs(l.at_s[1] - 60) < 1e-9 && fabs(l.at_s[2] - 120) < 1e-9);
}

/* One row whose time does not fit is damage; three that agree are a clock that was set. */
static void time_that_goes_back_is_told(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,x\n10:00:00,1\n10:01:00,2\n09:00:00,3\n10:02:00,4\n");
    assert_int_equal(l.nrows, 3);
    assert_int_equal(l.backwards, 1);
    assert_int_equal(l.clock_sets, 0);
    l = parsed("time,x\n2026-10-25 02:58:00,1\n2026-10-25 02:59:00,2\n2026-10-25 02:00:00,3\n"
               "2026-10-25 02:01:00,4\n2026-10-25 02:02:00,5\n2026-10-25 02:03:00,6\n");
    assert_int_equal(l.clock_sets, 1);
    assert_int_equal(l.backwards, 2);
    assert_int_equal(l.nrows, 4);
    assert_true(fabs(l.at_s[2] - 240) < 1e-9 && fabs(l.at_s[3] - 300) < 1e-9);
    l = parsed("time,x\n2026-10-25 02:58:00,1\n2099-10-25 02:59:00,2\n2026-10-25 03:00:00,3\n");
    assert_int_equal(l.backwards, 1); /* a leap of years */
    assert_true(l.nrows == 2 && fabs(l.at_s[1] - 120) < 1e-9);
}

static void hostile_cells_are_unknown(void **state)
{
    (void)state;
    static const char text[] = "time,x,y\n10:00:00,1\0002,3\n10:00:01,1e999,nan\n"
                               "10:00:02,99999999999999999999999999,-5\n";
    struct watch_log l;
    watch_log_parse(&arena, (struct slice){(const unsigned char *)text, sizeof text - 1}, &l);
    assert_int_equal(l.nrows, 3);
    assert_int_equal(l.broken, 4);
    for (size_t i = 0; i < 3; i++)
        assert_true(isnan(watch_log_column(&l, "x")[i]));
    assert_int_equal(parsed("").nrows, 0);
    assert_int_equal(parsed("time,x\n").nrows, 0);
    assert_int_equal(parsed("\n\n\n").nrows, 0);
}

static void a_line_without_an_end_does_no_harm(void **state)
{
    (void)state;
    enum { LONG = 3 * 1024 * 1024 };
    char *text = malloc(LONG);
    assert_non_null(text);
    memset(text, '9', LONG);
    static const char begin[] = "time,x\n10:00:00,", end[] = "\n10:00:01,7\n1234";
    memcpy(text, begin, sizeof begin - 1);
    memcpy(text + LONG - (sizeof end - 1), end, sizeof end - 1);
    struct watch_log l;
    watch_log_parse(&arena, (struct slice){(const unsigned char *)text, LONG}, &l);
    assert_int_equal(l.nrows, 1);
    assert_int_equal(l.odd, 2);
    free(text);
}

/* Cut at every byte, one bit flipped: time still rises, and no row is invented. */
static void damage_anywhere_does_no_harm(void **state)
{
    (void)state;
    static const char text[] = "time,elapsed_s,x,pid\n2026-11-24T22:00:00Z,1.0,5,7\n"
                               "2026-11-24T22:00:01Z,2.0,6,7\n2026-11-24T22:00:02Z,3.0,,8\n";
    enum { SIZE = sizeof text - 1, EACH = 9 * SIZE };
    for (size_t i = 0; i < EACH; i++) {
        char copy[SIZE];
        struct watch_log l;
        memcpy(copy, text, SIZE);
        if (i >= SIZE)
            copy[i % SIZE] = (char)(copy[i % SIZE] ^ (1 << (i / SIZE - 1)));
        watch_log_parse(&arena, (struct slice){(unsigned char *)copy, i < SIZE ? i : SIZE}, &l);
        assert_true(l.nrows <= 4);
        for (size_t row = 1; row < l.nrows; row++)
            assert_true(l.at_s[row] > l.at_s[row - 1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_are_known_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_log_of_the_guide_is_read_as_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(elapsed_seconds_count_more_than_the_clock, setup, teardown),
        cmocka_unit_test_setup_teardown(time_that_goes_back_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_cells_are_unknown, setup, teardown),
        cmocka_unit_test_setup_teardown(a_line_without_an_end_does_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(damage_anywhere_does_no_harm, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
