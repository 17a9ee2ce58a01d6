/* The rules on the log of a watch. */
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

static const struct rule_case cases[] = {
    {"night.memory",
     "a leak",
     WARN,
     {{.watched = "rss_mb", .watched_level = 100, .watched_growth = 2}, {0}, false, {0}}},
    {"night.memory",
     "a large leak",
     CRIT,
     {{.watched = "rss_mb", .watched_level = 100, .watched_growth = 40}, {0}, false, {0}}},
    {"night.memory",
     "from the start",
     WARN,
     {{.watched = "rss_mb", .watched_level = 100, .watched_growth = 2, .watched_all = true},
      {0},
      false,
      {0}}},
    {"night.memory",
     "a flat night",
     NO,
     {{.watched = "rss_mb", .watched_level = 100, .watched_growth = 0}, {0}, false, {0}}},
    {"night.memory",
     "a little of much",
     NO,
     {{.watched = "rss_mb", .watched_level = 90000, .watched_growth = 2}, {0}, false, {0}}},
    {"night.memory", "no log", NO, {{.rss_mib = 4000}, {0}, false, {0}}},
    {"night.goroutines",
     "a leak",
     WARN,
     {{.watched = "goroutines", .watched_level = 100, .watched_growth = 5}, {0}, false, {0}}},
    {"night.goroutines",
     "a large leak",
     CRIT,
     {{.watched = "goroutines", .watched_level = 100, .watched_growth = 500}, {0}, false, {0}}},
    {"night.goroutines",
     "a flat night",
     NO,
     {{.watched = "goroutines", .watched_level = 9000, .watched_growth = 0}, {0}, false, {0}}},
    {"night.descriptors",
     "a leak",
     WARN,
     {{.watched = "fds", .watched_level = 50, .watched_growth = 1}, {0}, false, {0}}},
    {"night.descriptors",
     "the limit within hours",
     CRIT,
     {{.watched = "fds", .watched_level = 50, .watched_growth = 1, .fd_limit = 400},
      {0},
      false,
      {0}}},
    {"night.descriptors",
     "a flat night",
     NO,
     {{.watched = "fds", .watched_level = 500, .watched_growth = 0}, {0}, false, {0}}},
    {"night.threads",
     "a leak",
     WARN,
     {{.watched = "threads", .watched_level = 20, .watched_growth = 1}, {0}, false, {0}}},
    {"night.threads",
     "a flat night",
     NO,
     {{.watched = "threads", .watched_level = 200, .watched_growth = 0}, {0}, false, {0}}},
};

static void each_rule_fires_when_it_should_and_only_then(void **state)
{
    (void)state;
    check_cases(&arena, &rules, cases, COUNT(cases));
}

static void each_rule_is_tested_both_ways(void **state)
{
    (void)state;
    for (size_t p = 0; p < rules.count; p++)
        if (strcmp(rules.packs[p]->name, "night.yaml") == 0)
            check_both_ways(rules.packs[p], cases, COUNT(cases));
}

static void every_finding_is_whole(void **state)
{
    (void)state;
    check_whole(&arena, &rules, cases, COUNT(cases));
}

/* What rose in all of the log may be the end of a start-up: the verdict is less sure of it. */
static void a_rise_with_a_begin_is_surer_than_one_without(void **state)
{
    (void)state;
    struct situation s = {
        {.watched = "goroutines", .watched_level = 100, .watched_growth = 5}, {0}, false, {0}};
    struct findings f = judge(&arena, &rules, &s);
    assert_int_equal(find(&f, "night.goroutines")->confidence, CONFIDENCE_LIKELY);
    assert_true(slice_find(f.verdict, SLICE("Probably a leak of goroutines: goroutines +300")) !=
                SIZE_MAX);
    s.a.watched_all = true;
    f = judge(&arena, &rules, &s);
    assert_int_equal(find(&f, "night.goroutines")->confidence, CONFIDENCE_WATCH);
    assert_true(slice_find(f.verdict, SLICE("since the first sample")) != SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_fires_when_it_should_and_only_then),
        cmocka_unit_test(each_rule_is_tested_both_ways),
        cmocka_unit_test(every_finding_is_whole),
        cmocka_unit_test(a_rise_with_a_begin_is_surer_than_one_without),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
