/* The rules on the log of a watch. */
#include "cmocka_all.h"

#include <string.h>

#include "history.h"
#include "night.h"
#include "rules_load.h"
#include "situation.h"
#include "slots.h"

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

/* Bundles show how much more there is, the log since when. A rise from the first sample on has
 * none. */
static void a_leak_between_bundles_is_told_since_when(void **state)
{
    (void)state;
    struct situation s = {{.waiting = 40},
                          {LATER, .waiting = 1240, .watched = "goroutines", .watched_level = 40,
                           .watched_growth = 10},
                          true,
                          {0}};
    struct findings f = judge(&arena, &rules, &s);
    assert_true(slice_has_prefix(f.verdict, SLICE("A leak of goroutines in 20 s: main.wait 40")));
    assert_true(slice_find(f.verdict, SLICE(" It began at 20")) != SIZE_MAX);
    assert_true(slice_find(f.verdict, SLICE(", with goroutines.")) != SIZE_MAX);
    s.b.watched_all = true;
    f = judge(&arena, &rules, &s);
    assert_true(slice_find(f.verdict, SLICE("It began")) == SIZE_MAX);
}

static struct night_series rise(const char *what, double begin_s)
{
    return (struct night_series){.what = what,
                                 .unit = UNIT_COUNT,
                                 .grows = true,
                                 .growth = {.course = COURSE_RISING,
                                            .began = true,
                                            .per_s = 1,
                                            .begin_s = begin_s,
                                            .from_s = begin_s - 5,
                                            .until_s = begin_s + 5}};
}

static const char *words_of(const struct night *n, size_t series, const char *slot)
{
    const struct model m = {.nsides = 1, .night = n};
    const struct subject s = {.kind = SUBJECT_NIGHT, .model = &m, .index = series};
    const struct slot_context c = {.arena = &arena, .subject = &s};
    return (const char *)arena_copy(&arena, slot_value(&c, slice_from(slot))).ptr;
}

/* Each with each, not only with the first one that rises; and not where the begin is unknown. */
static void what_began_at_that_time_is_named_for_every_rise(void **state)
{
    (void)state;
    struct night_series list[] = {rise("memory", 1000), rise("threads", 5000),
                                  rise("descriptors", 5004), rise("goroutines", 0)};
    const struct night n = {.span_s = 10000, .period_s = 1, .series = list, .nseries = COUNT(list)};
    list[0].leading = true;
    list[3].growth.began = false;
    assert_string_equal(words_of(&n, 0, "together"),
                        "Nothing else in the log began to rise at that time.");
    assert_non_null(strstr(words_of(&n, 1, "together"), "began to rise: descriptors ("));
    assert_non_null(strstr(words_of(&n, 2, "together"), "began to rise: threads ("));
    assert_string_equal(words_of(&n, 3, "together"), "");
}

/* What an earlier process did says nothing about this one. */
static void before_is_the_time_of_the_same_process(void **state)
{
    (void)state;
    static const struct night_process processes[] = {{.until_s = 3000}, {.from_s = 3600}};
    const struct night_series list[] = {rise("threads", 5400)};
    const struct night n = {
        .series = list, .nseries = 1, .processes = processes, .nprocesses = COUNT(processes)};
    assert_non_null(strstr(words_of(&n, 0, "before"), "over 30 min"));
}

/* Too little for a rule is not nothing: the section on the night shows it as rising. */
static void the_verdict_does_not_deny_a_rise_below_the_rule(void **state)
{
    (void)state;
    struct situation s = {
        {.watched = "rss_mb", .watched_level = 90000, .watched_growth = 2}, {0}, false, {0}};
    struct findings f = judge(&arena, &rules, &s);
    assert_true(slice_find(f.verdict, SLICE("Nothing rises")) == SIZE_MAX);
    assert_true(slice_find(f.verdict, SLICE("resident memory")) != SIZE_MAX);
    s.a.watched_growth = 0;
    f = judge(&arena, &rules, &s);
    assert_true(slice_find(f.verdict, SLICE("Nothing rises at the end")) != SIZE_MAX);
}

static struct findings judged_log(const char *log, struct model *m)
{
    struct tiny t = {.arena = &arena};
    struct bundle *b = ARENA_NEW(&arena, struct bundle);
    struct findings f;
    struct error err;
    tiny_add(&t, "60-samples/watch.csv", slice_from(log));
    *b = t.bundle;
    b->loose = true;
    const struct bundle *const all[] = {b};
    assert_int_equal(model_build_all(&arena, all, 1, m, &err), STATUS_OK);
    findings_evaluate(&arena, m, rules.packs, rules.count, &f);
    return f;
}

/* Silence of a log is no good news. */
static void a_log_that_says_nothing_is_no_calm_night(void **state)
{
    (void)state;
    struct model m;
    struct findings f = judged_log("time,goroutines,rss_mb\n10:00:00,,x\n10:01:00,,x\n10:02:00,,x\n"
                                   "10:03:00,,x\n10:04:00,,x\n10:05:00,,x\n",
                                   &m);
    assert_non_null(m.night);
    assert_false(f.judged);
    assert_true(slice_has_prefix(f.verdict, SLICE("The evidence does not suffice")));
    f = judged_log("time,goroutines,rss_mb\n10:00:00,1,90\n10:00:00,1,90\n", &m);
    assert_true(slice_has_prefix(f.verdict, SLICE("Nothing stands out in what is known, but the "
                                                  "log of the watch does not say what grows (1 "
                                                  "sample over 0 s)")));
    f = judged_log("time,goroutines\n10:00:00,5\n10:01:00,5\n10:02:00,5\n10:03:00,5\n10:04:00,5\n"
                   "10:05:00,5\n",
                   &m);
    assert_true(f.judged);
    assert_true(slice_has_prefix(f.verdict, SLICE("Nothing rises at the end")));
}

/* What is not read of a log is missing. */
static void a_log_that_is_not_read_as_it_stands_is_a_gap(void **state)
{
    (void)state;
    static const struct {
        const char *log, *reason;
        bool night;
    } logs[] = {
        {"time,rss_mb\nnoon,1\nnoon,2\n1,2,3\n",
         "3 rows, of which none could be used: 2 without a time, 1 with more cells than others "
         "have, too "
         "long "
         "or without an end",
         false},
        {"time,rss_mb\n", "it has no rows", false},
        {"time,rss_mb\n10:00:00,1\n10:00:00,2\n10:00:00,3\n",
         "3 rows, of which 1 could be used: 2 whose time does not fit", true},
        {"time,rss_mb\n10:00:00,1\n10:00:00,2\n", NULL, true},
        {"time,rss_mb\n10:00:00,1,2\n",
         "1 row with more cells than the header has names: only those named are read, and are not "
         "true where a comma stands inside of a number",
         true},
        {"time,rss_mb,x,rss_mb\n10:00:00,1,2,3\n",
         "two columns are named \"rss_mb\": the first one is read", true},
        {"time,rss_mb\n10:00:00,1\n", NULL, true},
    };
    for (size_t i = 0; i < COUNT(logs); i++) {
        struct model m;
        judged_log(logs[i].log, &m);
        assert_int_equal(m.night != NULL, logs[i].night);
        assert_int_equal(m.ngaps, logs[i].reason != NULL);
        if (logs[i].reason && !slice_is(m.gaps[0].reason, logs[i].reason))
            fail_msg("%.*s", SLICE_ARG(m.gaps[0].reason));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_fires_when_it_should_and_only_then),
        cmocka_unit_test(each_rule_is_tested_both_ways),
        cmocka_unit_test(every_finding_is_whole),
        cmocka_unit_test(a_rise_with_a_begin_is_surer_than_one_without),
        cmocka_unit_test(a_leak_between_bundles_is_told_since_when),
        cmocka_unit_test(what_began_at_that_time_is_named_for_every_rise),
        cmocka_unit_test(before_is_the_time_of_the_same_process),
        cmocka_unit_test(the_verdict_does_not_deny_a_rise_below_the_rule),
        cmocka_unit_test(a_log_that_says_nothing_is_no_calm_night),
        cmocka_unit_test(a_log_that_is_not_read_as_it_stands_is_a_gap),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
