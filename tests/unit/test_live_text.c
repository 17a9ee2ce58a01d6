#include "cmocka_all.h"

#include "live_text.h"

struct live_case {
    const char *in, *want;
};

static void live_next_breaks_what_github_would_make_live(void **state)
{
    (void)state;
    static const struct live_case cases[] = {
        {"plain text, 12:30:45", "plain text, 12:30:45"},
        {"@everyone", "@&#8203;everyone"},
        {"fixes #12", "fixes #&#8203;12"},
        {"o/r#12", "o/r#&#8203;12"},
        {"GH-12", "GH&#8203;-12"},
        {"https://x.invalid", "https:&#8203;//x.invalid"},
        {"see www.x.invalid", "see www&#8203;.x.invalid"},
        {"a ~~b~~", "a &#126;&#126;b&#126;&#126;"},
        {"$x$", "&#36;x&#36;"},
        {"a | b", "a &#124; b"},
        {":octocat:", ":&#8203;octocat:"},
        {"main.go:12:5", "main.go:12:5"},
        {"1234567 bytes", "1234567 bytes"},
        {"9f2c41aa07de", "9f2c41&#8203;aa07de"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sbuf out;
        sbuf_init(&out, 1000);
        struct slice rest = slice_from(cases[i].in), plain;
        const char *instead;
        print_message("  case %s\n", cases[i].in);
        while (live_next(&rest, &plain, &instead)) {
            sbuf_add(&out, plain);
            sbuf_adds(&out, instead ? instead : "");
        }
        assert_string_equal(sbuf_text(&out), cases[i].want);
        sbuf_done(&out);
    }
}

static void live_entities_leaves_nothing_that_markdown_or_html_reads(void **state)
{
    (void)state;
    struct sbuf out;
    sbuf_init(&out, 1000);
    live_entities(SLICE("<b>`*_[x](y)\\|&@#"), &out);
    for (size_t i = 0; i < out.len; i++)
        assert_null(strchr("<>`*_[]\\|\"'", out.ptr[i]));
    sbuf_done(&out);
}

static void live_entities_keeps_an_underscore_inside_a_word(void **state)
{
    (void)state;
    struct sbuf out;
    sbuf_init(&out, 1000);
    live_entities(SLICE("heap_inuse _x_ a__b c_"), &out);
    assert_string_equal(sbuf_text(&out), "heap_inuse &#95;x&#95; a&#95;&#95;b c&#95;");
    sbuf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_next_breaks_what_github_would_make_live),
        cmocka_unit_test(live_entities_leaves_nothing_that_markdown_or_html_reads),
        cmocka_unit_test(live_entities_keeps_an_underscore_inside_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
