/* Words are for the language that the program is written in. */
#include "cmocka_all.h"

#include <string.h>

#include "rules_load.h"
#include "situation.h"

static struct arena arena;
static struct rules rules;

static int setup(void **state)
{
    struct error err;
    (void)state;
    arena = (struct arena)ARENA_INIT;
    return rules_builtin(&arena, rules.packs, &rules.count, &err) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

static bool has_area(const struct findings *f, const char *area)
{
    for (size_t i = 0; i < f->ntriage; i++)
        if (strcmp(f->triage[i].area, area) == 0)
            return true;
    return false;
}

/* What is of another language is not told about goroutines, and its memory is divided by what the
 * kernel knows. Where nothing says which it is, nothing is left out. */
static void a_program_of_another_language_is_not_told_about_go(void **state)
{
    (void)state;
    static const char go_library[] = "goroutine 9 [select, 5 minutes]:\n"
                                     "main.serve(0x1)\n\t/src/x/main.go:7 +0x1\n\n";
    static const struct {
        struct situation s;
        size_t questions;
        bool of_go;
    } programs[] = {
        {{{.threads = 10, .other = true}, {LATER, .threads = 160, .other = true}, true, {0}},
         3,
         false},
        {{{.threads = 10, .not_go = true}, {LATER, .threads = 160, .not_go = true}, true, {0}},
         4,
         true},
        {{{.threads = 10}, {LATER, .threads = 160}, true, {0}}, 4, true},
        {{{.threads = 10, .other = true, .dump = go_library},
          {LATER, .threads = 160, .other = true, .dump = go_library},
          true,
          {0}},
         4,
         true}};
    for (size_t i = 0; i < COUNT(programs); i++) {
        struct findings f = judge(&arena, &rules, &programs[i].s);
        const struct finding *threads = find(&f, "threads.growing");
        assert_non_null(threads);
        assert_int_equal(slice_find(threads->text, SLICE("Go runtime")) != SIZE_MAX,
                         programs[i].of_go);
        assert_int_equal(slice_find(threads->text, SLICE("pool")) == SIZE_MAX, programs[i].of_go);
        assert_int_equal(slice_find(threads->text, SLICE("[")), SIZE_MAX);
        for (size_t k = 0; k < threads->nnext; k++)
            assert_false(slice_has_prefix(threads->next[k], SLICE("[")));
        assert_int_equal(has_area(&f, "Goroutines"), programs[i].of_go);
        assert_true(has_area(&f, "Threads"));
        assert_int_equal(f.ntrail, programs[i].questions);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_of_another_language_is_not_told_about_go),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
