/* The pure parts of collect --watch: at which sample an expression fires, and which bundle goes. */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "bundle_list.h"
#include "history.h"
#include "timeline.h"
#include "trigger.h"

/* ---- when they fire ---- */

/* A watch of one metric: samples go in, and how often it has fired comes out. */
struct scene {
    struct trigger trigger;
    struct observation seen;
    struct trigger_firing firing;
    double at_s;
};

static void set_scene(struct scene *s, const char *text)
{
    struct when when;
    struct error err = {0};
    *s = (struct scene){.at_s = 0};
    if (when_parse(slice_from(text), &when, &err) != STATUS_OK)
        fail_msg("%s: %s", text, err.msg);
    trigger_init(&s->trigger, &when, text);
}

/* Ten seconds later the cell of the metric is value; a negative one is not known. */
static bool next(struct scene *s, double value)
{
    struct sample now = {.state = 'S'};
    s->at_s += 10;
    now.cell[s->trigger.when.metric.column] = (struct sample_value){value >= 0, value};
    observe(&s->seen, s->at_s, &now);
    return trigger_feed(&s->trigger, &s->seen, &s->firing);
}

static void a_threshold_fires_once_and_again_after_it_was_gone(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "fds.total>100 cooldown 15s");
    assert_false(next(&s, 100));
    assert_true(next(&s, 101));
    assert_true(s.firing.value == 101 && s.firing.against == 100);
    assert_false(next(&s, 500));
    assert_false(next(&s, 95)); /* not far enough below */
    assert_false(next(&s, 120));
    assert_false(next(&s, 89));
    assert_true(next(&s, 120));
    set_scene(&s, "fds.total>=100");
    assert_true(next(&s, 100));
}

static void an_unknown_value_decides_nothing(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "fds.total>100 for 20s");
    assert_false(next(&s, -1));
    assert_false(next(&s, 101));
    assert_false(next(&s, -1));
    assert_true(next(&s, 101)); /* it still holds, as far as anybody knows */
    set_scene(&s, "fds.total>80%limit");
    assert_false(next(&s, 1e9)); /* nobody knows the limit */
    s.seen.limit[WATCH_FDS] = (struct sample_value){true, 1000};
    assert_false(next(&s, 800));
    assert_true(next(&s, 801));
    assert_true(s.firing.against == 800);
}

static void a_cooldown_holds_back_what_flaps_but_not_what_gets_worse(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "fds.total>100,200,400 cooldown 100s");
    assert_true(next(&s, 150));
    assert_true(next(&s, 250)); /* a higher rung */
    assert_false(next(&s, 50));
    assert_false(next(&s, 250)); /* the same again: too soon */
    assert_true(next(&s, 1000));
    assert_true(s.firing.against == 400);
    assert_false(next(&s, 50));
    for (int i = 0; i < 8; i++)
        assert_false(next(&s, 150));
    assert_true(next(&s, 150)); /* it still holds when the cooldown ends */
    assert_true(s.firing.against == 100);
}

static void a_jump_over_several_rungs_is_one_bundle(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "process.rss>1G,2G,4G");
    assert_true(next(&s, 0x3p30));
    assert_true(s.firing.against == 0x2p30);
    assert_false(next(&s, 0x3p30));
    assert_true(next(&s, 0x5p30));
}

static void what_must_hold_for_a_time_starts_over_when_it_does_not(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "fds.total>100 for 30s");
    assert_false(next(&s, 101));
    assert_false(next(&s, 101));
    assert_false(next(&s, 101));
    assert_true(next(&s, 101));
    set_scene(&s, "fds.total>100 for 30s");
    assert_false(next(&s, 101));
    assert_false(next(&s, 101));
    assert_false(next(&s, 99));
    assert_false(next(&s, 101));
    assert_false(next(&s, 101));
    trigger_interrupt(&s.trigger); /* the machine slept */
    assert_false(next(&s, 101));
    assert_false(next(&s, 101));
    assert_false(next(&s, 101));
    assert_true(next(&s, 101));
}

static void below_is_the_mirror_of_above(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "threads.total<10,5 cooldown 1s");
    assert_false(next(&s, 10));
    assert_true(next(&s, 9));
    assert_true(next(&s, 4));
    assert_false(next(&s, 10.5));
    assert_false(next(&s, 12));
    assert_true(next(&s, 9));
}

static void growth_is_measured_over_the_window(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "go.goroutines grows 100 in 60s cooldown 1s");
    for (int i = 0; i < 50; i++) /* 90 in any minute: too slow */
        if (next(&s, 1000 + 15.0 * i))
            fail_msg("sample %d: from %g to %g", i, s.firing.against, s.firing.value);
    set_scene(&s, "go.goroutines grows 100 in 60s cooldown 1s");
    int fired = 0;
    for (int i = 0; i < 30; i++) /* 120 in a minute */
        fired += next(&s, 1000 + 20.0 * i);
    assert_int_equal(fired, 5); /* each 100 more: 29 * 20 = 580 */
    set_scene(&s, "go.goroutines grows 100 in 60s");
    assert_false(next(&s, 1000));
    assert_true(next(&s, 1100)); /* at once */
    assert_true(s.firing.against == 1000 && s.firing.since_s == 10);
    assert_false(next(&s, 1200)); /* cooldown */
    set_scene(&s, "go.goroutines grows 100 in 60s");
    assert_false(next(&s, 1000));
    assert_false(next(&s, 500)); /* shrinks */
    assert_false(next(&s, 1050));
}

static void processor_time_is_compared_as_a_rate(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "cpu>150%");
    assert_false(next(&s, 100)); /* one sample is no rate */
    assert_false(next(&s, 115)); /* 1.5 processors */
    assert_true(next(&s, 131));
    assert_true(s.firing.value > 1.59 && s.firing.value < 1.61);
    set_scene(&s, "cpu>150%");
    assert_false(next(&s, 100));
    observation_break(&s.seen); /* another process, with time of its own */
    assert_false(next(&s, 900));
    assert_false(next(&s, 1)); /* a counter that went back is no rate either */
    assert_true(next(&s, 31));
}

static void the_end_of_the_process_fires_only_where_it_was_asked_for(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "exit cooldown 30s");
    assert_false(next(&s, 5));
    assert_true(trigger_feed_exit(&s.trigger, 10));
    assert_false(trigger_feed_exit(&s.trigger, 20)); /* it crashes again and again */
    assert_true(trigger_feed_exit(&s.trigger, 50));
    set_scene(&s, "fds.total>5");
    assert_false(trigger_feed_exit(&s.trigger, 10));
}

static void a_restart_begins_anew(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "go.goroutines grows 100 in 60s");
    assert_false(next(&s, 10));
    trigger_restart(&s.trigger);
    assert_false(next(&s, 500));
    set_scene(&s, "fds.total>100 cooldown 1s");
    assert_true(next(&s, 101));
    trigger_restart(&s.trigger);
    assert_true(next(&s, 101));
}

static void beyond_the_dangerous_bound_is_known_at_any_time(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "process.rss>1G dangerous 4G");
    assert_true(next(&s, 0x2p30));
    assert_false(trigger_is_dangerous(&s.trigger, &s.seen));
    assert_false(next(&s, 0x5p30));
    assert_true(trigger_is_dangerous(&s.trigger, &s.seen));
    (void)next(&s, -1); /* dear ones are not looked up each time: that makes it no less dangerous */
    assert_true(trigger_is_dangerous(&s.trigger, &s.seen));
    (void)next(&s, 0x2p30);
    assert_false(trigger_is_dangerous(&s.trigger, &s.seen));
    set_scene(&s, "cpu>150% dangerous 180%");
    (void)next(&s, 0);
    (void)next(&s, 19);
    assert_true(trigger_is_dangerous(&s.trigger, &s.seen));
    (void)next(&s, -1);
    assert_true(trigger_is_dangerous(&s.trigger, &s.seen));
    set_scene(&s, "process.rss>1G dangerous 50%limit");
    (void)next(&s, 0x5p30);
    assert_false(trigger_is_dangerous(&s.trigger, &s.seen)); /* of a limit that nobody knows */
    s.seen.limit[WATCH_RSS] = (struct sample_value){true, 0x8p30};
    assert_true(trigger_is_dangerous(&s.trigger, &s.seen));
}

static void another_process_is_not_judged_by_what_was_seen_of_the_one_before(void **state)
{
    (void)state;
    struct scene s;
    set_scene(&s, "process.rss>1G dangerous 50%limit");
    s.seen.limit[WATCH_RSS] = (struct sample_value){true, 0x8p30};
    (void)next(&s, 0x5p30);
    observation_break(&s.seen); /* a time without samples: it is the same process */
    assert_true(trigger_is_dangerous(&s.trigger, &s.seen));
    observation_forget(&s.seen);
    assert_false(trigger_is_dangerous(&s.trigger, &s.seen));
    assert_false(s.seen.cell[WATCH_RSS].known);
    assert_false(s.seen.last_cell[WATCH_RSS].known);
    (void)next(&s, 0x5p30);
    assert_false(trigger_is_dangerous(&s.trigger, &s.seen)); /* its own limit is not read yet */
    set_scene(&s, "cpu>150%");
    (void)next(&s, 0);
    (void)next(&s, 30);
    assert_true(s.seen.rate[WATCH_CPU].known);
    observation_forget(&s.seen);
    assert_false(s.seen.rate[WATCH_CPU].known);
    (void)next(&s, 60);
    assert_false(s.seen.rate[WATCH_CPU].known);
}

static void a_window_keeps_its_oldest_point_in_bounded_room(void **state)
{
    (void)state;
    static struct window w;
    struct window_point oldest;
    window_init(&w, 3600);
    assert_false(window_oldest(&w, &oldest));
    for (int i = 0; i < 100000; i++) {
        window_add(&w, i, i);
        assert_true(w.count <= WINDOW_POINTS && window_oldest(&w, &oldest));
        double wanted = i > 3600 ? i - 3600 : 0;
        assert_true(oldest.at_s >= wanted && oldest.at_s < wanted + 20);
    }
}

/* ---- clocks ---- */

static struct moment after(struct moment m, double utc, double boot, double awake)
{
    m.utc += (int64_t)(utc * 1e9);
    m.boot += (int64_t)(boot * 1e9);
    m.awake += (int64_t)(awake * 1e9);
    return m;
}

static void clocks_tell_sleep_from_delay_from_a_set_clock(void **state)
{
    (void)state;
    static const struct {
        double period, utc, boot, awake;
        double asleep, late, step;
    } cases[] = {
        {60, 60, 60, 60, 0, 0, 0},           {60, 61.5, 61.5, 61.5, 0, 0, 0},
        {60, 3660, 3660, 60, 3600, 0, 0},    {60, 200, 200, 200, 0, 140, 0},
        {60, 60 + 3600, 60, 60, 0, 0, 3600}, {60, 60 - 7200, 60, 60, 0, 0, -7200},
        {1, 2.9, 2.9, 2.9, 0, 0, 0},         {1, 5, 5, 5, 0, 4, 0},
        {1, 3605, 3605, 5, 3600, 4, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct timeline t = {.period_s = cases[i].period};
        struct moment m = {1700000000000000000, 5000000000000, 4000000000000};
        struct timeline_gap gap;
        assert_false(timeline_next(&t, m, &gap)); /* the first one is after nothing */
        m = after(m, cases[i].utc, cases[i].boot, cases[i].awake);
        bool amiss = timeline_next(&t, m, &gap);
        print_message("  %zu: %g %g %g\n", i, gap.asleep, gap.late, gap.clock_step);
        assert_true(amiss == (cases[i].asleep > 0 || cases[i].late > 0 || cases[i].step != 0));
        assert_true(gap.asleep > cases[i].asleep - 1e-6 && gap.asleep < cases[i].asleep + 1e-6);
        assert_true(gap.late > cases[i].late - 1e-6 && gap.late < cases[i].late + 1e-6);
        assert_true(gap.clock_step > cases[i].step - 1e-6 && gap.clock_step < cases[i].step + 1e-6);
    }
}

/* ---- which bundle goes ---- */

static void add(struct bundle_list *l, const char *name, enum bundle_occasion occasion)
{
    struct bundle_record r = {.occasion = occasion, .bytes = strlen(name)};
    snprintf(r.name, sizeof r.name, "%s", name);
    assert_true(bundle_list_add(l, &r));
}

static void the_oldest_of_a_trigger_goes_and_the_baseline_never(void **state)
{
    (void)state;
    static struct bundle_list l = {.keep = 2};
    assert_null(bundle_list_oldest(&l));
    add(&l, "baseline", OCCASION_BASELINE);
    assert_null(bundle_list_oldest(&l));
    add(&l, "first", OCCASION_TRIGGER);
    add(&l, "second", OCCASION_TRIGGER);
    assert_null(bundle_list_surplus(&l));
    add(&l, "third", OCCASION_TRIGGER);
    add(&l, "end", OCCASION_END);
    assert_int_equal(bundle_list_largest(&l), strlen("baseline"));
    assert_string_equal(bundle_list_surplus(&l)->name, "first");
    bundle_list_drop(&l, bundle_list_surplus(&l));
    assert_null(bundle_list_surplus(&l));
    assert_string_equal(bundle_list_oldest(&l)->name, "second");
    bundle_list_drop(&l, bundle_list_oldest(&l));
    bundle_list_drop(&l, bundle_list_oldest(&l));
    assert_null(bundle_list_oldest(&l));
    assert_int_equal(l.count, 2);
    assert_string_equal(l.item[0].name, "baseline");
    assert_string_equal(l.item[1].name, "end");
}

static void nothing_goes_that_no_condition_made(void **state)
{
    (void)state;
    static struct bundle_list l = {.keep = 0};
    for (int i = 0; i < OCCASION_COUNT; i++)
        if (i != OCCASION_TRIGGER)
            add(&l, bundle_occasion_names[i], (enum bundle_occasion)i);
    assert_null(bundle_list_surplus(&l));
    assert_null(bundle_list_oldest(&l));
    add(&l, "of a condition", OCCASION_TRIGGER);
    assert_string_equal(bundle_list_surplus(&l)->name, "of a condition");
    bundle_list_drop(&l, bundle_list_surplus(&l));
    assert_null(bundle_list_surplus(&l));
}

/* A program that ends all night long fills no disk. */
static void of_many_ends_the_last_stays(void **state)
{
    (void)state;
    static struct bundle_list l = {.keep = 1};
    add(&l, "baseline", OCCASION_BASELINE);
    add(&l, "exit 1", OCCASION_EXIT);
    add(&l, "restart 1", OCCASION_RESTART);
    assert_null(bundle_list_oldest(&l));
    add(&l, "exit 2", OCCASION_EXIT);
    assert_null(bundle_list_surplus(&l)); /* one may be kept */
    assert_string_equal(bundle_list_oldest(&l)->name, "exit 1");
    add(&l, "restart 2", OCCASION_RESTART);
    assert_string_equal(bundle_list_surplus(&l)->name, "exit 1");
    bundle_list_drop(&l, bundle_list_surplus(&l));
    bundle_list_drop(&l, bundle_list_oldest(&l));
    assert_null(bundle_list_oldest(&l));
    assert_int_equal(l.count, 3);
}

/* ---- the course of a value ---- */

static void a_history_keeps_the_slope_in_bounded_room(void **state)
{
    (void)state;
    static struct history h;
    double per_hour;
    AUTO_SBUF struct sbuf line;
    sbuf_init(&line, 1000);
    assert_false(history_per_hour(&h, &per_hour));
    for (int i = 0; i < 20000; i++) {
        history_add(&h, i, 1e6 + 10.0 * i);
        assert_true(h.count <= HISTORY_POINTS);
        if (i >= 2) {
            assert_true(history_per_hour(&h, &per_hour));
            assert_true(per_hour > 35999 && per_hour < 36001);
        }
    }
    assert_true(h.count > HISTORY_POINTS / 2);
    history_sparkline(&h, 8, &line);
    assert_string_equal(sbuf_text(&line), "▁▂▃▄▅▆▇█");
    static struct history flat;
    for (int i = 0; i < 4; i++)
        history_add(&flat, i, 5);
    sbuf_clear(&line);
    history_sparkline(&flat, 8, &line);
    assert_string_equal(sbuf_text(&line), "▁▁▁▁");
    assert_true(history_per_hour(&flat, &per_hour) && per_hour == 0);
}

#define T(function) cmocka_unit_test(function)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_threshold_fires_once_and_again_after_it_was_gone),
        T(an_unknown_value_decides_nothing),
        T(a_cooldown_holds_back_what_flaps_but_not_what_gets_worse),
        T(a_jump_over_several_rungs_is_one_bundle),
        T(what_must_hold_for_a_time_starts_over_when_it_does_not),
        T(below_is_the_mirror_of_above),
        T(growth_is_measured_over_the_window),
        T(processor_time_is_compared_as_a_rate),
        T(the_end_of_the_process_fires_only_where_it_was_asked_for),
        T(a_restart_begins_anew),
        T(beyond_the_dangerous_bound_is_known_at_any_time),
        T(another_process_is_not_judged_by_what_was_seen_of_the_one_before),
        T(a_window_keeps_its_oldest_point_in_bounded_room),
        T(clocks_tell_sleep_from_delay_from_a_set_clock),
        T(the_oldest_of_a_trigger_goes_and_the_baseline_never),
        T(nothing_goes_that_no_condition_made),
        T(of_many_ends_the_last_stays),
        T(a_history_keeps_the_slope_in_bounded_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
