#include "cmocka_all.h"

#include "slice.h"

static void slice_next_cuts_at_each_delimiter(void **state)
{
    (void)state;
    struct slice rest = SLICE("a,,b"), head;
    assert_true(slice_next(&rest, ',', &head) && slice_is(head, "a"));
    assert_true(slice_next(&rest, ',', &head) && slice_is(head, ""));
    assert_true(slice_next(&rest, ',', &head) && slice_is(head, "b"));
    assert_false(slice_next(&rest, ',', &head));
}

static void slice_next_line_drops_the_carriage_return(void **state)
{
    (void)state;
    struct slice rest = SLICE("one\r\ntwo"), line;
    assert_true(slice_next_line(&rest, &line) && slice_is(line, "one"));
    assert_true(slice_next_line(&rest, &line) && slice_is(line, "two"));
    assert_false(slice_next_line(&rest, &line));
}

static void slice_find_finds_only_whole_needles(void **state)
{
    (void)state;
    assert_int_equal(slice_find(SLICE("aab"), SLICE("ab")), 1);
    assert_int_equal(slice_find(SLICE("aa"), SLICE("ab")), SIZE_MAX);
    assert_int_equal(slice_find(SLICE(""), SLICE("a")), SIZE_MAX);
    assert_int_equal(slice_find(SLICE("x"), SLICE("")), 0);
    assert_int_equal(slice_rfind_byte(SLICE("a/b/c"), '/'), 3);
}

struct number_case {
    const char *text;
    bool ok;
    uint64_t value;
};

static void slice_to_u64_refuses_what_is_not_a_number(void **state)
{
    (void)state;
    static const struct number_case cases[] = {
        {"0", true, 0},
        {"18446744073709551615", true, UINT64_MAX},
        {"18446744073709551616", false, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"12 ", false, 0},
        {"0x1", false, 0},
        {"a", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t value = 0;
        print_message("  case \"%s\"\n", cases[i].text);
        assert_int_equal(slice_to_u64(slice_from(cases[i].text), &value), cases[i].ok);
        assert_int_equal(value, cases[i].value);
    }
}

static void slice_to_i64_knows_both_ends(void **state)
{
    (void)state;
    int64_t v = 0;
    assert_true(slice_to_i64(SLICE("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_true(slice_to_i64(SLICE("9223372036854775807"), &v) && v == INT64_MAX);
    assert_false(slice_to_i64(SLICE("9223372036854775808"), &v));
    assert_false(slice_to_i64(SLICE("-"), &v));
}

static void slice_to_hex_and_octal_read_kernel_fields(void **state)
{
    (void)state;
    uint64_t v = 0;
    assert_true(slice_to_hex(SLICE("ffffffffff600000"), &v) && v == 0xffffffffff600000u);
    assert_true(slice_to_hex(SLICE("0xAf"), &v) && v == 0xaf);
    assert_true(slice_to_octal(SLICE("02100002"), &v) && v == 02100002);
    assert_false(slice_to_octal(SLICE("8"), &v));
}

static void slice_to_double_reads_plain_decimals(void **state)
{
    (void)state;
    double v = 0;
    assert_true(slice_to_double(SLICE("0.25"), &v) && v == 0.25);
    assert_true(slice_to_double(SLICE("-12"), &v) && v == -12);
    assert_false(slice_to_double(SLICE("."), &v));
    assert_false(slice_to_double(SLICE("1e3"), &v));
    char nines[400];
    for (size_t i = 0; i < sizeof nines; i++)
        nines[i] = '9';
    assert_false(slice_to_double((struct slice){(unsigned char *)nines, sizeof nines}, &v));
    assert_false(slice_to_double(SLICE(""), &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice_next_cuts_at_each_delimiter),
        cmocka_unit_test(slice_next_line_drops_the_carriage_return),
        cmocka_unit_test(slice_find_finds_only_whole_needles),
        cmocka_unit_test(slice_to_u64_refuses_what_is_not_a_number),
        cmocka_unit_test(slice_to_i64_knows_both_ends),
        cmocka_unit_test(slice_to_hex_and_octal_read_kernel_fields),
        cmocka_unit_test(slice_to_double_reads_plain_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
