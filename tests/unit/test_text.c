#include "cmocka_all.h"

#include "text.h"

struct line_case {
    const char *name;
    struct slice in;
    const char *want;
};

static void text_line_makes_any_bytes_fit_for_one_line(void **state)
{
    (void)state;
    static const struct line_case cases[] = {
        {"plain", SLICE_INIT("main.(*T).run"), "main.(*T).run"},
        {"empty", SLICE_INIT(""), ""},
        {"line ends are blanks", SLICE_INIT("a\nb\r\tc"), "a b  c"},
        {"NUL", SLICE_INIT("a\0b"),
         "a\xEF\xBF\xBD"
         "b"},
        {"escape sequence", SLICE_INIT("\x1b[31mred"), "\xEF\xBF\xBD[31mred"},
        {"DEL", SLICE_INIT("a\x7f"), "a\xEF\xBF\xBD"},
        {"C1 control",
         SLICE_INIT("a\xC2\x9B"
                    "b"),
         "a\xEF\xBF\xBD"
         "b"},
        {"right-to-left override", SLICE_INIT("exe\xE2\x80\xAEgpj"), "exe\xEF\xBF\xBDgpj"},
        {"isolate", SLICE_INIT("\xE2\x81\xA6x"), "\xEF\xBF\xBDx"},
        {"zero width space",
         SLICE_INIT("a\xE2\x80\x8B"
                    "b"),
         "a\xEF\xBF\xBD"
         "b"},
        {"line separator",
         SLICE_INIT("a\xE2\x80\xA8"
                    "b"),
         "a\xEF\xBF\xBD"
         "b"},
        {"byte order mark", SLICE_INIT("\xEF\xBB\xBFx"), "\xEF\xBF\xBDx"},
        {"stray continuation", SLICE_INIT("\x80x"), "\xEF\xBF\xBDx"},
        {"overlong slash", SLICE_INIT("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"surrogate", SLICE_INIT("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"beyond Unicode", SLICE_INIT("\xF4\x90\x80\x80"),
         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"cut in a character", SLICE_INIT("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"letters of the world stay", SLICE_INIT("\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80"),
         "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        print_message("  case %s\n", cases[i].name);
        struct slice got = text_line(&a, cases[i].in, 100);
        assert_true(slice_is(got, cases[i].want));
        assert_true(text_is_clean(got));
        arena_done(&a);
    }
}

static void text_line_cuts_the_middle_and_keeps_both_ends(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    unsigned char *big = arena_alloc(&a, 1 << 20, 1, 1);
    for (size_t i = 0; i < 1 << 20; i++)
        big[i] = (unsigned char)('a' + i % 26);
    struct slice got = text_line(&a, (struct slice){big, 1 << 20}, 50);
    assert_true(got.len <= 50);
    assert_true(slice_has_prefix(got, SLICE("abcdefgh")));
    assert_true(slice_find(got, SLICE(" \xE2\x80\xA6 ")) != SIZE_MAX);
    assert_int_equal(got.ptr[got.len - 1], big[(1 << 20) - 1]);
    arena_done(&a);
}

static void text_line_never_cuts_through_a_character(void **state)
{
    (void)state;
    struct slice eu = SLICE("\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                            "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC");
    for (size_t max = 8; max < eu.len + 4; max++) {
        struct arena a = ARENA_INIT;
        struct slice got = text_line(&a, eu, max);
        assert_true(got.len <= max);
        assert_true(text_is_clean(got));
        arena_done(&a);
    }
}

static void text_lines_keeps_lines_and_says_what_it_cut(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    assert_true(slice_is(text_lines(&a, SLICE("a\r\n\tb\n"), 100), "a\n    b\n"));
    struct slice cut = text_lines(&a, SLICE("0123456789"), 4);
    assert_true(slice_is(cut, "0123\n\xE2\x80\xA6 (6 more bytes)"));
    arena_done(&a);
}

static void text_anchor_holds_only_what_needs_no_escape(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    assert_true(slice_is(text_anchor(&a, "finding-", SLICE("Go.\"x>")), "finding-go--x-"));
    assert_true(slice_is(text_anchor(&a, "", SLICE("")), "x"));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_line_makes_any_bytes_fit_for_one_line),
        cmocka_unit_test(text_line_cuts_the_middle_and_keeps_both_ends),
        cmocka_unit_test(text_line_never_cuts_through_a_character),
        cmocka_unit_test(text_lines_keeps_lines_and_says_what_it_cut),
        cmocka_unit_test(text_anchor_holds_only_what_needs_no_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
