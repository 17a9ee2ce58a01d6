#include "cmocka_all.h"

#include <string.h>

#include "bundle_format.h"
#include "sample_clock.h"
#include "samples.h"

static void samples_know_columns_by_name(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct samples s;
    samples_parse(&a, SLICE("time,x,y\n10:00:00,1,2.5\n10:00:01,,3\n"), &s);
    assert_int_equal(s.nrows, 2);
    size_t x = samples_column(&s, "x"), y = samples_column(&s, "y");
    assert_true(samples_cell(&s, 0, x).known && samples_cell(&s, 0, y).value == 2.5);
    assert_false(samples_cell(&s, 1, x).known); /* empty is unknown, not 0 */
    assert_false(samples_cell(&s, 0, 0).known); /* a time is no number */
    assert_int_equal(samples_column(&s, "z"), s.ncolumns);
    assert_false(samples_cell(&s, 0, s.ncolumns).known);
    assert_false(samples_cell(&s, 2, x).known);
    assert_int_equal(s.skipped, 0);
    arena_done(&a);
}

/* What the monitor script of old writes: its heap columns come out empty, or as "=". */
static void samples_read_broken_logs(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct samples s;
    samples_parse(&a,
                  SLICE("time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb\r\n"
                        "10:00:00,=,,41,90.5\r\n"
                        "10:01:00,,N/A,42\r\n"
                        "1,2,3,4,5,6\r\n"
                        "\r\n"
                        "10:02:00,1,2,3,4"),
                  &s);
    assert_int_equal(s.nrows, 2);
    assert_int_equal(s.skipped, 3); /* too many cells, an empty line, a line that was cut */
    assert_true(samples_cell(&s, 0, 3).value == 41 && samples_cell(&s, 0, 4).value == 90.5);
    assert_true(samples_cell(&s, 1, 3).value == 42);
    assert_false(samples_cell(&s, 1, 4).known); /* the row is shorter */
    assert_false(samples_cell(&s, 0, 1).known);
    arena_done(&a);
}

/* The monitor script writes the time of day and no date: a night in between is a night. */
static void samples_know_the_time_over_midnight(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct samples s;
    samples_parse(&a,
                  SLICE("time,rss_mb\n23:58:00,1\n23:59:30,2\nN/A,3\n00:00:30,4\n00:00:10,5\n"
                        "12:00:00,6\n"),
                  &s);
    static const struct known_real want[] = {{true, 0},    {true, 90}, {false, 0},
                                             {true, 150},  {false, 0}, /* the clock was set back */
                                             {true, 43320}};
    assert_int_equal(s.nrows, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(s.at_s[i].known, want[i].known);
        assert_true(!want[i].known || s.at_s[i].value == want[i].value);
    }
    samples_parse(&a, SLICE("time,elapsed_s\n10:00:00,5.5\n10:00:09,7\n"), &s);
    assert_true(s.at_s[0].value == 0 && s.at_s[1].value == 1.5); /* the better clock */
    samples_parse(&a, SLICE("x,y\n1,2\n"), &s);
    assert_false(s.at_s[0].known);
    arena_done(&a);
}

static void samples_read_the_clocks_of_many_scripts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool dated;
        double want; /* below 0: no time */
    } cases[] = {
        {"02:27:00", false, 8820},
        {"02:27:00.25", false, 8820.25},
        {"1970-01-01 00:00:01", true, 1},
        {"2026-11-23T02:27:00Z", true, 1795400820},
        {"2026-11-23T03:27:00+01:00", true, 1795400820},
        {"2026-11-22 21:27:00 -0500", true, 1795400820},
        {"2024-02-29 12:00:00", true, 1709208000},
        {"1795400820", true, 1795400820},
        {"1795400820500", true, 1795400820.5},
        {"99999999999999999999", true, -1},
        {"25:00:00", false, -1},
        {"02:27", false, -1},
        {"2026-13-01 00:00:00", false, -1},
        {"", false, -1},
        {"noon", false, -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool dated;
        struct known_real n = sample_clock_parse(slice_from(cases[i].text), &dated);
        if (n.known != (cases[i].want >= 0) ||
            (n.known && (n.value != cases[i].want || dated != cases[i].dated)))
            fail_msg("%s: %f", cases[i].text, n.value);
    }
}

/* Once more from 0: another one counts the seconds now, and time goes on. */
static void samples_count_times_that_go_back(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct samples s;
    samples_parse(&a, SLICE("elapsed_s,x\n7,1\n8,2\n0,3\n1,4\n2,5\n3,6\n"), &s);
    assert_int_equal(s.nrows, 6);
    assert_int_equal(s.skipped, 2); /* until they are believed */
    assert_false(s.at_s[2].known || s.at_s[3].known);
    assert_true(s.at_s[4].known && s.at_s[4].value == 4 && s.at_s[5].value == 5);
    arena_done(&a);
}

static void samples_know_no_number_beyond_sense(void **state)
{
    (void)state;
    enum { NINES = 400 };
    static char text[2 * NINES + 32] = "elapsed_s,x,y\n1,-";
    struct arena a = ARENA_INIT;
    struct samples s;
    size_t n = sizeof "elapsed_s,x,y\n1,-" - 1;
    memset(text + n, '9', NINES);
    text[n + NINES] = ',';
    text[n + NINES + 1] = '9';
    memset(text + n + NINES + 2, '0', 30 - 2);
    text[n + NINES + 30] = '\n';
    samples_parse(&a, slice_from(text), &s);
    assert_int_equal(s.nrows, 1);
    assert_true(samples_cell(&s, 0, 0).known);
    assert_false(samples_cell(&s, 0, 1).known || samples_cell(&s, 0, 2).known);
    arena_done(&a);
}

static void samples_survive_every_cut(void **state)
{
    (void)state;
    static const struct slice text = SLICE_INIT(BUNDLE_COLUMNS_SAMPLES "\na,1,2,3\n,,,\nx\n");
    for (size_t cut = 0; cut <= text.len; cut++) {
        struct arena a = ARENA_INIT;
        struct samples s;
        samples_parse(&a, slice_take(text, cut), &s);
        assert_true(s.nrows <= 3);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_know_columns_by_name),
        cmocka_unit_test(samples_read_broken_logs),
        cmocka_unit_test(samples_know_the_time_over_midnight),
        cmocka_unit_test(samples_read_the_clocks_of_many_scripts),
        cmocka_unit_test(samples_count_times_that_go_back),
        cmocka_unit_test(samples_know_no_number_beyond_sense),
        cmocka_unit_test(samples_survive_every_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
