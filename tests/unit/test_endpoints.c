/* What: the index page of a pprof server is recognised, and what it lists is found. */
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "bundle_format.h"
#include "endpoints.h"
#include "sbuf.h"

static const struct slice page = SLICE_INIT(
    "<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n<table>\n"
    "<tr><td>3</td><td><a href='allocs?debug=1'>allocs</a></td></tr>\n"
    "<tr><td>0</td><td><a href=\"cmdline?debug=1\">cmdline</a></td></tr>\n"
    "<tr><td>7</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>\n"
    "<tr><td>7</td><td><a href='my/own profile?debug=1'>x</a></td></tr>\n"
    "<tr><td>0</td><td><a href='profile?debug=1'>profile</a></td></tr>\n"
    "<tr><td>0</td><td><a href='goroutineleak?debug=1'>goroutineleak</a></td></tr>\n"
    "</table>\n<a href=\"goroutine?debug=2\">full goroutine stack dump</a>\n"
    "<a href='/elsewhere'>x</a><a href='https://example.org/'>x</a><a href='../../x?'>x</a>\n");

static void add_name(void *arg, struct slice name)
{
    sbuf_add(arg, name);
    sbuf_addc(arg, '|');
}

static void endpoints_find_what_the_index_lists(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf names;
    sbuf_init(&names, 1000);
    assert_true(endpoints_is_index(page));
    endpoints_listed(page, add_name, &names);
    assert_string_equal(sbuf_text(&names),
                        "allocs|goroutine|my/own profile|goroutineleak|goroutine|");
}

static void endpoints_read_a_count_from_the_index(void **state)
{
    (void)state;
    uint64_t n = 0;
    assert_true(endpoints_listed_count(page, "goroutine", &n));
    assert_int_equal(n, 7);
    assert_false(endpoints_listed_count(page, "heap", &n));
    assert_false(endpoints_listed_count(SLICE("<a href='goroutine?"), "goroutine", &n));
    assert_true(endpoints_listed_count(
        SLICE("<td align=right>12<td><a href=\"goroutine?debug=1\">"), "goroutine", &n));
    assert_int_equal(n, 12);
    assert_false(endpoints_listed_count(
        SLICE("99999999999999999999999<td><a href='goroutine?debug=1'>"), "goroutine", &n));
}

static void endpoints_stand_below_the_index_or_beside_it(void **state)
{
    (void)state;
    static const struct {
        const char *index, *query, *want;
    } cases[] = {
        {"http://h:1/debug/pprof/", "heap?gc=1", "http://h:1/debug/pprof/heap?gc=1"},
        {"http://h:1/debug/pprof/", "/metrics", "http://h:1/metrics"},
        {"http://h:1/a/debug/pprof/", "/debug/vars", "http://h:1/a/debug/vars"},
        {"http://h:1/debug/pprof/debug/pprof/", "/metrics", "http://h:1/debug/pprof/metrics"},
        {"http://h:1/profiles/", "/metrics", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *url = endpoints_url(cases[i].index, cases[i].query);
        if ((url != NULL) != (cases[i].want != NULL) || (url && strcmp(url, cases[i].want) != 0))
            fail_msg("case %zu: %s", i, url ? url : "none");
        free(url);
    }
}

static void endpoints_tell_metrics_from_other_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool want;
    } cases[] = {
        {"# HELP x y\n", true},
        {"\n# TYPE x y\n", true},
        {"up 1\n", true},
        {"a:b_c{d=\"e\"} 1", true},
        {"x NaN", true},
        {"", false},
        {"\n\n", false},
        {"<html>", false},
        {"{\"a\": 1}", false},
        {"not found\n", false},
        {"404 page not found", false},
        {"x", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (endpoints_is_metrics(slice_from(cases[i].text)) != cases[i].want)
            fail_msg("case %zu: %s", i, cases[i].text);
}

static void endpoints_refuse_pages_that_are_no_index(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "",
        "<html><form>password</form></html>",
        "<a href='/debug/pprof/'>profiles</a>",
        "goroutine?debug=1",
    };
    for (size_t i = 0; i < COUNT(pages); i++)
        assert_false(endpoints_is_index(slice_from(pages[i])));
}

static void endpoints_survive_a_page_cut_anywhere(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < page.len; cut++) {
        AUTO_SBUF struct sbuf names;
        sbuf_init(&names, 1000);
        endpoints_listed(slice_take(page, cut), add_name, &names);
        assert_true(sbuf_ok(&names));
    }
}

static void endpoints_make_names_safe(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want; /* NULL: refused */
    } cases[] = {
        {"heap", "heap"},
        {"my/own profile", "my-own-profile"},
        {"my%2fown%20profile", "my-own-profile"},
        {"%", NULL},
        {"%2", "-2"},
        {"%2E%00x", "--x"},
        {"../../etc", "-.-..-etc"},
        {"", NULL},
        {"///", NULL},
        {"a\nb\x1b[2J", "a-b--2J"},
        {".hidden", "-hidden"},
        {"\xff\xfe", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char safe[80];
        bool ok = endpoints_safe_name(slice_from(cases[i].name), safe, sizeof safe);
        print_message("  case %zu\n", i);
        assert_int_equal(ok, cases[i].want != NULL);
        if (ok)
            assert_string_equal(safe, cases[i].want);
    }
    char longest[100], safe[80];
    memset(longest, 'a', sizeof longest);
    assert_false(
        endpoints_safe_name((struct slice){(unsigned char *)longest, 100}, safe, sizeof safe));
}

static void endpoints_all_have_a_place_in_the_bundle(void **state)
{
    (void)state;
    for (size_t i = 0; i < endpoints_count; i++) {
        assert_non_null(bundle_entry_by_id(endpoints[i].id));
        assert_true(endpoints[i].deadline > 0 && endpoints[i].ceiling > 0);
        bool text = bundle_entry_by_id(endpoints[i].id)->kind != BUNDLE_KIND_PPROF;
        assert_int_equal(endpoints[i].expect != NULL || endpoints[i].optional, text);
    }
    assert_string_equal(endpoints_by_profile(SLICE("heap"))->id, "go.heap");
    assert_null(endpoints_by_profile(SLICE("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoints_find_what_the_index_lists),
        cmocka_unit_test(endpoints_read_a_count_from_the_index),
        cmocka_unit_test(endpoints_stand_below_the_index_or_beside_it),
        cmocka_unit_test(endpoints_tell_metrics_from_other_text),
        cmocka_unit_test(endpoints_refuse_pages_that_are_no_index),
        cmocka_unit_test(endpoints_survive_a_page_cut_anywhere),
        cmocka_unit_test(endpoints_make_names_safe),
        cmocka_unit_test(endpoints_all_have_a_place_in_the_bundle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
