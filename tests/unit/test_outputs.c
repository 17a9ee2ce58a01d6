#include "cmocka_all.h"

#include "outputs.h"

#include <string.h>

static void outputs_stem_is_the_file_name_without_archive_suffix(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a.tgz", "a"},   {"dir/a.tar.gz", "a"}, {"/x/y/a.tar", "a"},        {"a.b.tgz", "a.b"},
        {".tgz", ".tgz"}, {"bundle", "bundle"},  {"x.tgz/b.json", "b.json"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        print_message("  case %s\n", cases[i][0]);
        assert_true(slice_is(outputs_stem(slice_from(cases[i][0])), cases[i][1]));
    }
}

struct choice_case {
    const char *name;
    const char *outputs[3], *format;
    const char *want[3]; /* "path=renderer", or NULL in [0] for an error of usage */
};

static void outputs_choose_takes_the_suffix_and_then_the_format(void **state)
{
    (void)state;
    static const struct choice_case cases[] = {
        {"default", {NULL}, NULL, {"b.report.html=html", "b.report.md=md"}},
        {"default with format", {NULL}, "json", {"b.report.json=json"}},
        {"by suffix",
         {"x.md", "y/z.html", "j.json"},
         NULL,
         {"x.md=md", "y/z.html=html", "j.json=json"}},
        {"suffix before format", {"x.md"}, "html", {"x.md=md"}},
        {"other suffix with format", {"x.txt"}, "md", {"x.txt=md"}},
        {"standard output", {"-"}, "text", {"-=text"}},
        {"standard output without format", {"-"}, NULL, {NULL}},
        {"unknown suffix", {"x.docx"}, NULL, {NULL}},
        {"unknown format", {"x.md"}, "docx", {NULL}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {STATUS_OK, 0, 0, ""};
        struct report_options o = report_options_default();
        struct outputs got;
        o.format = cases[i].format;
        for (size_t k = 0; k < 3 && cases[i].outputs[k]; k++)
            o.outputs.item[o.outputs.count++] = cases[i].outputs[k];
        print_message("  case %s\n", cases[i].name);
        enum status st = outputs_choose(&a, &o, "some/b.tgz", &got, &err);
        assert_int_equal(st, cases[i].want[0] ? STATUS_OK : STATUS_USAGE);
        for (size_t k = 0; st == STATUS_OK && k < 3 && cases[i].want[k]; k++) {
            assert_true(k < got.count);
            struct slice text =
                arena_printf(&a, "%s=%s", got.item[k].path, got.item[k].renderer->name);
            assert_true(slice_is(text, cases[i].want[k]));
        }
        arena_done(&a);
    }
}

static void outputs_choose_shows_a_hostile_name_cleaned(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {STATUS_OK, 0, 0, ""};
    struct report_options o = report_options_default();
    struct outputs got;
    o.outputs.item[o.outputs.count++] = "x\x1b[2J";
    assert_int_equal(outputs_choose(&a, &o, "b.tgz", &got, &err), STATUS_USAGE);
    assert_null(strchr(err.msg, '\x1b'));
    arena_done(&a);
}

static void outputs_check_finds_a_file_that_is_named_twice(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        enum status want;
    } cases[] = {
        {"x.md", "y.md", STATUS_OK},
        {"x.md", "x.md", STATUS_USAGE},
        {"-", "-", STATUS_USAGE},
        {"b.tgz", "y.md", STATUS_USAGE},
        {"x.md", "/dev/../dev/null", STATUS_USAGE}, /* two ways to the second bundle */
    };
    static const char *const bundles[] = {"b.tgz", "/dev/null"};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {STATUS_OK, 0, 0, ""};
        struct outputs o = {.item = {{.path = cases[i].first}, {.path = cases[i].second}},
                            .count = 2};
        print_message("  case %s %s\n", cases[i].first, cases[i].second);
        assert_int_equal(outputs_check(&a, &o, bundles, 2, &err), cases[i].want);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_stem_is_the_file_name_without_archive_suffix),
        cmocka_unit_test(outputs_choose_takes_the_suffix_and_then_the_format),
        cmocka_unit_test(outputs_choose_shows_a_hostile_name_cleaned),
        cmocka_unit_test(outputs_check_finds_a_file_that_is_named_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
