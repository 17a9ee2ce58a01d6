/* What the expressions of --when mean, and what is said of wrong ones. */
#include "cmocka_all.h"

#include <string.h>

#include "when.h"

static const struct {
    const char *text;
    struct when want;
} understood[] = {
    {"process.rss>2G",
     {.kind = WHEN_ABOVE, .metric = {WATCH_RSS, false}, .rung = {{0x2p30, false}}, .rungs = 1}},
    {" rss >= 512M , 2G,4.5G dangerous 3G",
     {.kind = WHEN_ABOVE,
      .metric = {WATCH_RSS, false},
      .or_equal = true,
      .rung = {{0x20000000p0, false}, {0x2p30, false}, {4.5 * 0x1p30, false}},
      .rungs = 3,
      .has_dangerous = true,
      .dangerous = {0x3p30, false}}},
    {"fds.total>80%limit",
     {.kind = WHEN_ABOVE, .metric = {WATCH_FDS, false}, .rung = {{0.8, true}}, .rungs = 1}},
    {"go.goroutines grows 5000 in 10m",
     {.kind = WHEN_GROWS,
      .metric = {WATCH_GOROUTINES, false},
      .rung = {{5000, false}},
      .rungs = 1,
      .window_s = 600}},
    {"cpu>150% for 30s cooldown 1h",
     {.kind = WHEN_ABOVE,
      .metric = {WATCH_CPU, true},
      .rung = {{1.5, false}},
      .rungs = 1,
      .for_s = 30,
      .cooldown_s = 3600}},
    {"process.cpu_now>1.5",
     {.kind = WHEN_ABOVE, .metric = {WATCH_CPU, true}, .rung = {{1.5, false}}, .rungs = 1}},
    {"threads.total<5,3",
     {.kind = WHEN_BELOW,
      .metric = {WATCH_THREADS, false},
      .rung = {{5, false}, {3, false}},
      .rungs = 2}},
    {"host.pressure.memory>10%",
     {.kind = WHEN_ABOVE,
      .metric = {WATCH_PRESSURE_MEMORY, false},
      .rung = {{0.1, false}},
      .rungs = 1}},
    {"exit", {.kind = WHEN_EXIT}},
    {"exit cooldown 5m", {.kind = WHEN_EXIT, .cooldown_s = 300}},
};

static void expressions_are_understood(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(understood); i++) {
        struct when got, want = understood[i].want;
        struct error err = {0};
        print_message("  %s\n", understood[i].text);
        assert_int_equal(when_parse(slice_from(understood[i].text), &got, &err), STATUS_OK);
        if (want.cooldown_s == 0)
            want.cooldown_s = WHEN_COOLDOWN_S;
        assert_true(got.kind == want.kind && got.metric.column == want.metric.column &&
                    got.metric.rate == want.metric.rate && got.or_equal == want.or_equal);
        assert_int_equal(got.rungs, want.rungs);
        for (size_t k = 0; k < got.rungs; k++)
            assert_true(got.rung[k].value == want.rung[k].value &&
                        got.rung[k].of_limit == want.rung[k].of_limit);
        assert_true(got.for_s == want.for_s && got.window_s == want.window_s &&
                    got.cooldown_s == want.cooldown_s);
        assert_true(got.has_dangerous == want.has_dangerous &&
                    got.dangerous.value == want.dangerous.value);
    }
}

static const struct {
    const char *text;
    size_t offset;
    const char *word; /* in the message */
} wrong[] = {
    {"", 0, "metric"},
    {"   ", 3, "metric"},
    {">2G", 0, "metric"},
    {"procss.rss>2G", 0, "no metric"},
    {"  procss.rss>2G", 2, "no metric"},
    {"process.rss", 11, "> or <"},
    {"process.rss 2G", 12, "> or <"},
    {"process.rss=2G", 11, "> or <"},
    {"process.rss>", 12, "missing"},
    {"process.rss>-2G", 12, "missing"},
    {"process.rss>2X", 12, "no size"},
    {"process.rss>50%", 12, "no fraction"},
    {"process.rss>2G,", 15, "missing"},
    {"process.rss>2G,1G", 15, "further"},
    {"process.rss<1G,2G", 15, "further"},
    {"process.rss>1,2,3,4,5,6,7,8,9", 28, "more than 8"},
    {"threads.total>80%limit", 14, "limit"},
    {"cpu>80%limit", 4, "limit"},
    {"fds.total>%limit", 10, "no number"},
    {"fds.total>.", 10, "no number"},
    {"fds.total>5 for", 15, "a time"},
    {"fds.total>5 for soon", 16, "no time"},
    {"fds.total>5 for 0s", 16, "no time"},
    {"fds.total>5 for 31d", 16, "no time"},
    {"fds.total>5 for 1s for 2s", 19, "twice"},
    {"fds.total>5 dangerous 9 dangerous 10", 24, "twice"},
    {"fds.total>5 please", 12, "can follow"},
    {"fds.total>5;", 11, "can follow"},
    {"fds.total grows 5", 17, "in TIME"},
    {"fds.total grows 0 in 5m", 16, "above 0"},
    {"fds.total grows 5 in", 20, "a time"},
    {"fds.total grows 5,6 in 5m", 17, "in TIME"},
    {"fds.total grows 5 in 5m for 1s", 24, "can follow"},
    {"fds.total grows 80%limit in 5m", 16, "above 0"},
    {"exit now", 5, "can follow"},
    {"exit dangerous 5", 5, "can follow"},
    {"fds.total>1e9", 10, "no number"},
    {"fds.total>\x80", 10, "missing"},
};

static void what_is_wrong_is_pointed_at(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct when got;
        struct error err = {0};
        if (when_parse(slice_from(wrong[i].text), &got, &err) != STATUS_SYNTAX ||
            err.offset != wrong[i].offset || !strstr(err.msg, wrong[i].word))
            fail_msg("%s: at %zu: %s", wrong[i].text, err.offset, err.msg);
    }
    char longer[WHEN_TEXT_MAX + 10];
    struct when got;
    struct error err = {0};
    memset(longer, ' ', sizeof longer);
    assert_int_equal(when_parse((struct slice){(unsigned char *)longer, sizeof longer}, &got, &err),
                     STATUS_SYNTAX);
}

static void a_name_that_is_nearly_right_is_suggested(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"process.rs>2G", "did you mean process.rss?"},
        {"rs>2G", "did you mean rss or process.rss?"},
        {"fds.totel>5", "did you mean fds.total?"},
        {"goroutine>5", "did you mean goroutines or go.goroutines?"},
        {"Exit", "did you mean exit?"},
        {"process.cpu_nwo>1", "did you mean process.cpu_now?"},
        {"heap>2G",
         "did you mean go.memstats.heap_alloc or go.memstats.heap_inuse or go.memstats.heap_idle?"},
        {"weather>5", "man collect lists them"},
        {"x>5", "man collect lists them"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct when got;
        struct error err = {0};
        if (when_parse(slice_from(cases[i].text), &got, &err) != STATUS_SYNTAX || err.offset != 0 ||
            !strstr(err.msg, cases[i].want))
            fail_msg("%s: at %zu: %s", cases[i].text, err.offset, err.msg);
    }
}

static void an_expression_that_is_cut_or_damaged_is_refused_or_read(void **state)
{
    (void)state;
    static const char text[] = "process.rss > 2G, 4G for 30s cooldown 1h dangerous 80%limit";
    unsigned char copy[sizeof text];
    for (size_t cut = 0; cut < sizeof text; cut++) {
        struct when got;
        struct error err = {0};
        enum status s = when_parse((struct slice){(const unsigned char *)text, cut}, &got, &err);
        assert_true(s == STATUS_OK || (s == STATUS_SYNTAX && err.offset <= cut && err.msg[0]));
    }
    for (size_t bit = 0; bit < 8 * (sizeof text - 1); bit++) {
        struct when got;
        struct error err = {0};
        memcpy(copy, text, sizeof text);
        copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
        enum status s = when_parse((struct slice){copy, sizeof text - 1}, &got, &err);
        assert_true(s == STATUS_OK || (s == STATUS_SYNTAX && err.offset <= sizeof text - 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_are_understood),
        cmocka_unit_test(what_is_wrong_is_pointed_at),
        cmocka_unit_test(a_name_that_is_nearly_right_is_suggested),
        cmocka_unit_test(an_expression_that_is_cut_or_damaged_is_refused_or_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
