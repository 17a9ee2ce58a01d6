#include "cmocka_all.h"

#include "bundle_format.h"
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
        cmocka_unit_test(samples_survive_every_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
