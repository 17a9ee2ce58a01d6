/* Tables of a bundle: rows by column name, unescaped, damage counted. */
#include "cmocka_all.h"

#include "bundle_format.h"
#include "limits_input.h"
#include "table.h"

#include <string.h>

static void table_gives_cells_by_the_name_of_their_column(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct table t;
    struct slice text =
        SLICE(BUNDLE_COLUMNS_FD "\n3\tfile\tr\t0100000\t7\t4096\t254:0\t99\t1\t0\t/tmp/a\\tb\n"
                                "4\tpipe\tw\t01\t\t\t0:13\t100\t1\t0\tpipe:[100]\n");
    assert_int_equal(table_open(&a, text, &t, &err), STATUS_OK);
    size_t fd = table_find(&t, "fd"), size = table_find(&t, "size");
    size_t target = table_find(&t, "target"), none = table_find(&t, "colour");
    assert_int_equal(none, TABLE_NO_COLUMN);
    assert_true(table_next(&t));
    assert_int_equal(table_cell_number(&t, fd).value, 3);
    assert_int_equal(table_cell_number(&t, size).value, 4096);
    assert_true(slice_is(table_cell(&t, target), "/tmp/a\tb"));
    assert_int_equal(table_cell(&t, none).len, 0);
    assert_true(table_next(&t));
    assert_false(table_cell_number(&t, size).known);
    assert_false(table_next(&t));
    assert_int_equal(t.rows, 2);
    assert_int_equal(t.skipped, 0);
    assert_false(t.cut);
    arena_done(&a);
}

static void table_counts_rows_that_do_not_fit_and_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t rows, skipped;
        bool cut;
    } cases[] = {
        {"a\tb\n", 0, 0, false},
        {"a\tb\n1\t2\n1\n1\t2\t3\n3\t4\n", 2, 2, false},
        {"a\tb\n1\t2\n\n3\t4\n", 2, 1, false},
        {"a\tb\n\t\n", 1, 0, false},
        {"a\tb\r\n1\t2\r\n", 1, 0, false},
        {"a\tb\n1\t2\n3\t4", 1, 1, true},
        {"a\tb\n1\t2\n3", 1, 1, true},
        {"a\n\n1\n", 2, 0, false}, /* one column: an empty line is an unknown value */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct table t;
        assert_int_equal(table_open(&a, slice_from(cases[i].text), &t, &err), STATUS_OK);
        while (table_next(&t))
            ;
        if (t.rows != cases[i].rows || t.skipped != cases[i].skipped || t.cut != cases[i].cut)
            fail_msg("case %zu: %llu rows, %llu skipped", i, (unsigned long long)t.rows,
                     (unsigned long long)t.skipped);
        arena_done(&a);
    }
}

static void table_refuses_a_header_that_names_nothing_or_one_thing_twice(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "\n", "a\t\n1\t2\n", "a\ta\n", "\ta\n"};
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct table t;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(table_open(&a, slice_from(bad[i]), &t, &err), STATUS_SYNTAX);
    char wide[2 * TABLE_COLUMNS_MAX + 1];
    memset(wide, '\t', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    assert_int_equal(table_open(&a, slice_from(wide), &t, &err), STATUS_LIMIT);
    arena_done(&a);
}

static void table_survives_a_cut_at_every_byte(void **state)
{
    (void)state;
    struct slice text = SLICE("fd\ttype\n3\tfile\n4\tso\\x41\\\n");
    for (size_t n = 0; n < text.len; n++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct table t;
        struct slice part = arena_copy(&a, slice_take(text, n));
        if (table_open(&a, part, &t, &err) == STATUS_OK)
            while (table_next(&t))
                assert_true(table_cell(&t, 1).len > 0);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_gives_cells_by_the_name_of_their_column),
        cmocka_unit_test(table_counts_rows_that_do_not_fit_and_goes_on),
        cmocka_unit_test(table_refuses_a_header_that_names_nothing_or_one_thing_twice),
        cmocka_unit_test(table_survives_a_cut_at_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
