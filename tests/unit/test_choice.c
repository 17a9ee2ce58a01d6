/* What: --only, --skip and --quick leave exactly what they say; a word that names nothing is
 * refused with what it may have meant. */
#include "cmocka_all.h"

#include <string.h>

#include "choice.h"
#include "endpoints.h"

static struct option_list list_of(const char *words)
{
    struct option_list list = {.count = 0};
    if (words)
        list.item[list.count++] = words;
    return list;
}

static struct collect_options options_of(const char *only, const char *skip)
{
    struct collect_options o = collect_options_default();
    o.only = list_of(only);
    o.skip = list_of(skip);
    return o;
}

static void choice_leaves_out_what_the_options_say(void **state)
{
    (void)state;
    static const struct {
        const char *only, *skip, *id, *why;
    } cases[] = {
        {NULL, NULL, "go.heap", NULL},
        {NULL, "go.heap", "go.heap", "by --skip"},
        {NULL, "go.heap", "go.heap.debug1", NULL},
        {NULL, "go.heap.", "go.heap.debug1", "by --skip"},
        {NULL, "go.heap.", "go.heap", NULL},
        {NULL, "go", "go.fgprof", "by --skip"},
        {NULL, "g", "go.heap", NULL},
        {NULL, "", "go.heap", NULL},
        {NULL, ",, ,", "go.heap", NULL},
        {"files, go.heap", NULL, "files.fd", NULL},
        {"files, go.heap", NULL, "go.heap", NULL},
        {"files, go.heap", NULL, "process.stat", "not among --only"},
        {"files", "files.fd", "files.fd", "by --skip"},
        {"files", "files.fd", "files.sockets", NULL},
        {"go.fgprof", NULL, "go.fgprof", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct collect_options o = options_of(cases[i].only, cases[i].skip);
        const char *why = choice_left_out(&o, cases[i].id);
        const char *want = cases[i].why;
        if ((why != NULL) != (want != NULL) || (why && strcmp(why, want) != 0))
            fail_msg("case %zu: %s: %s", i, cases[i].id, why ? why : "wanted");
    }
}

static void choice_leaves_out_profiles_of_no_length(void **state)
{
    (void)state;
    struct collect_options o = collect_options_default();
    assert_null(choice_left_out(&o, "go.cpu"));
    o.seconds = 0;
    assert_string_equal(choice_left_out(&o, "go.cpu"), "its length was set to 0");
    assert_null(choice_left_out(&o, "go.trace"));
    o.quick = true;
    assert_string_equal(choice_left_out(&o, "go.trace"), "by --quick");
}

static void choice_refuses_words_that_name_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *only, *skip, *says; /* NULL: accepted */
    } cases[] = {
        {"go.heap", NULL, NULL},
        {"go.", "host.", NULL},
        {"go.fgprof", NULL, NULL}, /* perhaps a profile of the program's own */
        {"go.haep", NULL, "near: go.heap"},
        {"heap", NULL, " go.heap,"},
        {"go.gorutine", NULL, "near: go.goroutine"},
        {"fd", NULL, "near: files.fd"},
        {"limits", NULL, "near: process.limits"},
        {"go.../../x", NULL, "nothing is called go.../../x"},
        {"zzzzzz", NULL, "nothing is called zzzzzz;"},
        {NULL, "go.heap,zzzzzz", "nothing is called zzzzzz;"},
        {"\x1b[2J", NULL, "nothing is called this"},
        {"go.heap", "go", "nothing to collect"},
        {"host", "host.", "nothing to collect"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct collect_options o = options_of(cases[i].only, cases[i].skip);
        struct error err = {0};
        enum status s = choice_check(&o, &err);
        if (s != (cases[i].says ? STATUS_USAGE : STATUS_OK) ||
            (cases[i].says && !strstr(err.msg, cases[i].says)))
            fail_msg("case %zu: %s", i, err.msg);
    }
}

static void choice_knows_when_no_server_is_needed(void **state)
{
    (void)state;
    static const struct {
        const char *only, *skip;
        bool server, target;
    } cases[] = {
        {NULL, NULL, true, true},        {"go.heap", NULL, true, true},
        {"go.fgprof", NULL, true, true}, {"go.buildinfo", NULL, false, true},
        {"host", NULL, false, false},    {"samples,host", NULL, false, false},
        {NULL, "go", false, true},       {"process.stat", NULL, false, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct collect_options o = options_of(cases[i].only, cases[i].skip);
        if (choice_needs_server(&o) != cases[i].server ||
            choice_about_target(&o) != cases[i].target)
            fail_msg("case %zu", i);
    }
}

static void choice_takes_a_word_cut_anywhere(void **state)
{
    (void)state;
    static const char whole[] = "go.goroutine.debug2,files.,host.uname,go.own-profile";
    for (size_t cut = 0; cut < sizeof whole; cut++) {
        char text[sizeof whole] = "";
        memcpy(text, whole, cut);
        struct collect_options o = options_of(text, NULL);
        struct error err = {0};
        if (choice_check(&o, &err) != STATUS_OK)
            assert_string_not_equal(err.msg, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choice_leaves_out_what_the_options_say),
        cmocka_unit_test(choice_leaves_out_profiles_of_no_length),
        cmocka_unit_test(choice_refuses_words_that_name_nothing),
        cmocka_unit_test(choice_knows_when_no_server_is_needed),
        cmocka_unit_test(choice_takes_a_word_cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
