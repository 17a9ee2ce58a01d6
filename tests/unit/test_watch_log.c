/* Logs of a watch, as they are after a night: what is broken in them is counted, never made up. */
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sbuf.h"
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

static void quotes_around_cells_are_none_of_them(void **state)
{
    (void)state;
    struct watch_log l = parsed("\"time\",\"x\",\"y z\",pid\n\"10:00:00\",\"12\",\"90,5\",7\n"
                                "10:01:00, \"13\" ,\"1\"2,\"8\n\"10:02:00\",\"\",,\"9\"\n");
    assert_int_equal(l.nrows, 3);
    assert_int_equal(l.ncolumns, 3);
    const double *x = watch_log_column(&l, "x"), *pid = watch_log_column(&l, "pid");
    assert_true(x[0] > 11.5 && x[0] < 12.5 && x[1] > 12.5 && isnan(x[2]));
    assert_true(isnan(watch_log_column(&l, "y z")[0])); /* a comma inside is no other cell */
    assert_true(pid[0] > 6.5 && pid[0] < 7.5 && isnan(pid[1]) && pid[2] > 8.5);
    assert_int_equal(l.broken, 3);
}

/* Scripts get another column, and their header does not. Where other rows fit it, more cells are
 * damage. */
static void a_header_may_be_too_short_for_all_rows(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,x\n10:00:00,1,7\n10:01:00,2,8,9\n\n10:02:00,3,7\n");
    assert_int_equal(l.nrows, 3);
    assert_int_equal(l.longer, 3);
    assert_int_equal(l.odd, 1); /* the empty one */
    assert_true(watch_log_column(&l, "x")[2] > 2.5 && watch_log_column(&l, "x")[2] < 3.5);
    l = parsed("time,x\n10:00:00,1,7\n10:01:00,2\n");
    assert_int_equal(l.nrows, 1);
    assert_int_equal(l.longer, 0);
    assert_int_equal(l.odd, 1);
}

static struct watch_log parsed_text(struct sbuf *text)
{
    struct watch_log l;
    watch_log_parse(&arena, arena_copy(&arena, sbuf_view(text)), &l);
    sbuf_done(text);
    return l;
}

static void columns_beyond_the_room_do_no_harm(void **state)
{
    (void)state;
    static const char *const begins[] = {"time,x", "\n10:00:00,5", "\n10:01:00,6", "\n"};
    struct sbuf text;
    sbuf_init(&text, 1 << 16);
    for (size_t row = 0; row < COUNT(begins); row++) {
        sbuf_adds(&text, begins[row]);
        for (int i = 0; row + 1 < COUNT(begins) && i < WATCH_LOG_COLUMNS_MAX + 9; i++)
            sbuf_adds(&text, row == 0 ? ",c" : ",1");
    }
    struct watch_log l = parsed_text(&text);
    assert_int_equal(l.nrows, 2);
    assert_int_equal(l.odd + l.longer + l.broken, 0);
    assert_true(watch_log_column(&l, "x")[1] > 5.5);
}

static void a_column_named_twice_is_told(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,x,y,x,y\n10:00:00,1,2,3,4\n");
    assert_true(slice_is(l.twice, "x"));
    assert_true(watch_log_column(&l, "x")[0] < 1.5);
    assert_int_equal(parsed("time,x,,\n10:00:00,1,2,3\n").twice.len, 0);
}

/* Where nothing counts the seconds, the clock does, on the same line of time. */
static void the_clock_stands_in_for_elapsed_seconds(void **state)
{
    (void)state;
    struct watch_log l = parsed("time,elapsed_s,x\n1700000000,,1\n1700000060,,2\n");
    assert_int_equal(l.nrows, 2);
    assert_true(fabs(l.at_s[1] - 60) < 1e-9 && fabs(l.start_s - 1700000000) < 0.5);
    l = parsed("time,elapsed_s\n1700000000,\n1700000060,500\n1700000121,561\n1700000180,\n"
               "N/A,681\nN/A,\n1700000300,740\n");
    static const double want[] = {0, 60, 121, 180, 241, 300};
    assert_int_equal(l.nrows, COUNT(want));
    assert_int_equal(l.timeless, 1);
    for (size_t i = 0; i < COUNT(want); i++)
        assert_true(fabs(l.at_s[i] - want[i]) < 1e-9);
}

static void the_newest_row_may_be_first(void **state)
{
    (void)state;
    struct watch_log l =
        parsed("time,x\n00:01:00,4\n00:00:00,3\n23:59:00,2\n23:58:00,1\n23:57:00,0\n");
    assert_true(l.newest_first);
    assert_int_equal(l.nrows, 5);
    assert_int_equal(l.backwards, 0);
    for (int i = 0; i < 5; i++)
        assert_true(fabs(l.at_s[i] - 60 * i) < 1e-9 &&
                    fabs(watch_log_column(&l, "x")[i] - i) < 1e-9);
    assert_true(fabs(l.start_s - 86220) < 1e-9);
    assert_false(parsed("time,x\n10:00:00,1\n10:00:00,2\n").newest_first);
}

/* A row a day or a week, never to the second: long steps are no damage where all are long, or where
 * time goes on from there. */
static void long_steps_are_believed_when_time_goes_on(void **state)
{
    (void)state;
    static const int steps[] = {86403, 86395, 604800};
    for (size_t k = 0; k < COUNT(steps); k++) {
        struct sbuf text;
        sbuf_init(&text, 1 << 16);
        sbuf_adds(&text, "time,x\n");
        for (int i = 0; i < 20; i++)
            sbuf_addf(&text, "%d,1\n", 1700000000 + i * steps[k] + i % 3);
        struct watch_log l = parsed_text(&text);
        assert_int_equal(l.nrows, 20);
        assert_int_equal(l.backwards, 0);
        assert_true(fabs(l.at_s[19] - 19.0 * steps[k] - 1) < 1e-6);
    }
    /* the machine was off over a week; then one wild time among steps of a day */
    struct watch_log l = parsed("time,x\n1700000000,1\n1700000060,1\n1700604800,1\n1700604860,1\n"
                                "1700604920,1\n");
    assert_int_equal(l.nrows, 5);
    l = parsed("time,x\n1700000000,1\n1700090000,1\n1700180000,1\n4000000000,1\n1700270000,1\n"
               "1700360000,1\n1700450000,1\n");
    assert_int_equal(l.nrows, 6);
    assert_int_equal(l.backwards, 1);
    assert_int_equal(l.clock_sets, 0);
    assert_true(fabs(l.at_s[5] - 450000) < 1e-6);
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
        cmocka_unit_test_setup_teardown(quotes_around_cells_are_none_of_them, setup, teardown),
        cmocka_unit_test_setup_teardown(a_header_may_be_too_short_for_all_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(columns_beyond_the_room_do_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(a_column_named_twice_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(the_clock_stands_in_for_elapsed_seconds, setup, teardown),
        cmocka_unit_test_setup_teardown(the_newest_row_may_be_first, setup, teardown),
        cmocka_unit_test_setup_teardown(long_steps_are_believed_when_time_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_cells_are_unknown, setup, teardown),
        cmocka_unit_test_setup_teardown(a_line_without_an_end_does_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(damage_anywhere_does_no_harm, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
