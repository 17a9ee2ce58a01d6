/* What the first sentence says: which leaks, with which numbers, how sure. */
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

static void a_leak_is_named_with_its_numbers(void **state)
{
    (void)state;
    static const struct situation s = {
        {.files = 10, .waiting = 40},
        {LATER, .files = 1200, .waiting = 1240, .rss_mib = 300, .heap_sys_mib = 290},
        true,
        {.function = "main.watch", .a = 4 * MIB_, .b = 250 * MIB_}};
    struct findings f = judge(&arena, &rules, &s);
    assert_int_equal(f.severity, SEVERITY_CRITICAL);
    assert_string_equal(f.confidence, "strong");
    assert_null(f.severity_confidence);
    assert_true(slice_has_prefix(
        f.verdict, SLICE("A leak of goroutines in 20 s: main.wait 40 → 1,240 goroutines. Probably "
                         "also of descriptors and memory: /data/session-*.jsonl 10 → 1,200 "
                         "descriptors; main.watch holds 4.0 MiB → 250.0 MiB of heap.")));
    const struct finding *goroutines = find(&f, "goroutines.growing");
    assert_int_equal(goroutines->confidence, CONFIDENCE_STRONG);
    assert_null(goroutines->explained_by);
    /* As many descriptors as goroutines; heap of a function on the same stacks; memory of all. */
    assert_ptr_equal(find(&f, "descriptors.growing")->explained_by, goroutines);
    assert_ptr_equal(find(&f, "heap.growing")->explained_by, goroutines);
    assert_ptr_equal(find(&f, "memory.growing")->explained_by, find(&f, "heap.growing"));
    assert_int_equal(f.triage[2].status, SEVERITY_CRITICAL);
    assert_true(slice_is(f.triage[2].value, "1,242 (+1,200) goroutines"));
}

/* Two snapshots show that there is more, not that it goes on: of a program that has just started
 * that is possible, of one that has run for a while probable; only time between them makes it sure.
 */
static void certainty_takes_time(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int a, b; /* seconds after the start of the machine; the process began at 50 */
        enum confidence heap, descriptors, goroutines;
    } pairs[] = {
        {"just started", 100, 151, CONFIDENCE_WATCH, CONFIDENCE_WATCH, CONFIDENCE_WATCH},
        {"an old one", 1000, 1051, CONFIDENCE_LIKELY, CONFIDENCE_LIKELY, CONFIDENCE_LIKELY},
        {"an hour", 100, 3700, CONFIDENCE_STRONG, CONFIDENCE_STRONG, CONFIDENCE_LIKELY},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        const struct situation s = {{.files = 10, .second = pairs[i].a},
                                    {.files = 210, .waiting = 100, .second = pairs[i].b},
                                    true,
                                    {.function = "main.fill", .a = 4 * MIB_, .b = 60 * MIB_}};
        struct findings f = judge(&arena, &rules, &s);
        print_message("  %s: %.*s\n", pairs[i].name, SLICE_ARG(f.verdict));
        assert_int_equal(find(&f, "heap.growing")->severity, SEVERITY_WARNING);
        assert_int_equal(find(&f, "heap.growing")->confidence, pairs[i].heap);
        assert_int_equal(find(&f, "descriptors.growing")->confidence, pairs[i].descriptors);
        assert_int_equal(find(&f, "goroutines.growing")->confidence, pairs[i].goroutines);
    }
}

/* What is certain is not made less so by what is not, and lends it nothing either. */
static void each_leak_is_named_with_its_own_certainty(void **state)
{
    (void)state;
    static const struct situation s = {
        {.waiting = 40}, {LATER, .waiting = 1240, .files = 60, .rss_mib = 90}, true, {0}};
    struct findings f = judge(&arena, &rules, &s);
    print_message("  %.*s\n", SLICE_ARG(f.verdict));
    assert_int_equal(find(&f, "goroutines.growing")->confidence, CONFIDENCE_STRONG);
    assert_true(slice_has_prefix(f.verdict, SLICE("A leak of goroutines in 20 s: main.wait 40")));
    assert_true(slice_find(f.verdict, SLICE(" Probably also of descriptors: ")) != SIZE_MAX);
    assert_true(slice_find(f.verdict, SLICE(" Possibly also of memory: resident memory 40")) !=
                SIZE_MAX);
    static const struct situation unsure = {{.rss_mib = 40}, {LATER, .rss_mib = 90}, true, {0}};
    f = judge(&arena, &rules, &unsure);
    assert_true(slice_has_prefix(f.verdict, SLICE("Possibly a leak of memory in 20 s: ")));
    assert_string_equal(f.confidence, "watch");
    /* What makes it critical is no surer for the warnings beside it. */
    static const struct situation mixed = {{.files = 50, .waiting = 20, .fd_limit = 1024},
                                           {LATER, .files = 300, .waiting = 120, .fd_limit = 1024},
                                           true,
                                           {0}};
    f = judge(&arena, &rules, &mixed);
    assert_int_equal(f.severity, SEVERITY_CRITICAL);
    assert_true(slice_has_prefix(f.verdict, SLICE("A leak of goroutines in 20 s: main.wait 20")));
    assert_string_equal(f.confidence, "strong");
    assert_string_equal(f.severity_confidence, "likely");
}

/* A note is no fault, and not nothing either. */
static void a_note_is_worth_a_look(void **state)
{
    (void)state;
    static const struct situation s = {
        {0}, {LATER}, true, {.function = "main.load", .a = 0, .b = 5 * MIB_}};
    struct findings f = judge(&arena, &rules, &s);
    assert_int_equal(f.severity, SEVERITY_NOTE);
    assert_true(slice_has_prefix(f.verdict, SLICE("Nothing grew by more than a note is worth in")));
    assert_true(slice_find(f.verdict, SLICE(" Worth a look: main.load holds 5.0 MiB more")) !=
                SIZE_MAX);
    static const struct situation calm = {{0}, {LATER}, true, {0}};
    f = judge(&arena, &rules, &calm);
    assert_true(slice_has_prefix(f.verdict, SLICE("Nothing grew beyond the ordinary in 20 s")));
    assert_true(slice_find(f.verdict, SLICE("Worth a look")) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_is_named_with_its_numbers),
        cmocka_unit_test(each_leak_is_named_with_its_own_certainty),
        cmocka_unit_test(certainty_takes_time),
        cmocka_unit_test(a_note_is_worth_a_look),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
