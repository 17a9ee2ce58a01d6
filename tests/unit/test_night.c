/* Nights made by hand: what the log and its events say together. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "history.h"
#include "night.h"
#include "sbuf.h"
#include "tiny_bundle.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena = (struct arena)ARENA_INIT;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

/* Ten minutes at a sample a second. */
enum { ROWS = 600, HALF = ROWS / 2 };

struct plan {
    int restart_at; /* row from which on another process is watched; 0: none */
    int leak_from;  /* row from which on memory and goroutines rise; 0: never */
    int gap_from, gap_until;
    bool no_pid;
    int collections; /* of garbage in all that time: the heap rises between them; 0: never seen */
    int teeth;   /* rows from one collection to the next, in a heap that leaks as the rest does */
    bool little; /* the heap rises by 0.3 MB in all, and not by 3 */
    int guests;  /* goroutines more in the first and in the last minute */
    const char *events; /* rows behind the header, or NULL: there is no such table */
};

static struct slice log_of(const struct plan *p)
{
    struct sbuf out;
    sbuf_init(&out, 1 << 20);
    sbuf_addf(&out,
              "time,elapsed_s,rss_bytes,goroutines,threads,fds,cpu_s,heap_alloc_bytes,num_gc%s\n",
              p->no_pid ? "" : ",pid");
    for (int i = 0; i < ROWS; i++) {
        int age = i - (p->restart_at > 0 && i >= p->restart_at ? p->restart_at : 0);
        int leaked = p->leak_from > 0 && i > p->leak_from ? i - p->leak_from : 0;
        if (i >= p->gap_from && i < p->gap_until)
            continue;
        sbuf_addf(&out, "2026-11-24T22:%02d:%02dZ,%d.0,%d,%d,%d,,%d.5", i / 60, i % 60, 50 + i,
                  100000000 + leaked * 1000000 + i * 7 % 5 * 1000,
                  40 + leaked * 2 + i * 3 % 2 + (i <= 60 || i >= 540 ? p->guests : 0),
                  12 + i * 5 % 3, age);
        if (p->teeth > 0)
            sbuf_addf(&out, ",%d,%d", 4000000 + leaked * 50000 + i % p->teeth * 3000000,
                      1 + i / p->teeth);
        else if (p->collections > 0)
            sbuf_addf(&out, ",%d,%d", 1000000 + i * (p->little ? 500 : 5000),
                      1 + i * p->collections / ROWS);
        else
            sbuf_adds(&out, ",,");
        sbuf_addf(&out, p->no_pid ? "\n" : ",%d\n",
                  p->restart_at > 0 && i >= p->restart_at ? 8 : 7);
    }
    struct slice copy = arena_copy(&arena, sbuf_view(&out));
    sbuf_done(&out);
    return copy;
}

static const struct night *night_of(const struct plan *p)
{
    static const char head[] = "time\telapsed_s\tevent\tpid\tvalue\tsubject\tdetail\n";
    struct world w = {.fd_limit = 400};
    struct bundle *b = ARENA_NEW(&arena, struct bundle);
    struct tiny t = {.arena = &arena, .bundle = tiny_world(&arena, &w)};
    struct model m;
    struct error err;
    t.members = ARENA_ARRAY(&arena, struct bundle_member, t.bundle.count + 3);
    memcpy(t.members, t.bundle.members, t.bundle.count * sizeof *t.members);
    t.members[t.bundle.count++] =
        (struct bundle_member){.name = SLICE("60-samples/watch.csv"), .data = log_of(p)};
    t.members[t.bundle.count++] = (struct bundle_member){.name = SLICE("50-host/meminfo"),
                                                         .data = SLICE("MemTotal: 2000000 kB\n")};
    if (p->events)
        t.members[t.bundle.count++] =
            (struct bundle_member){.name = SLICE("60-samples/events.tsv"),
                                   .data = arena_printf(&arena, "%s%s", head, p->events)};
    t.bundle.members = t.members;
    *b = t.bundle;
    const struct bundle *const all[] = {b};
    assert_int_equal(model_build_all(&arena, all, 1, &m, &err), STATUS_OK);
    assert_non_null(m.night);
    return m.night;
}

static const struct night_series *series_of(const struct night *n, const char *name)
{
    for (size_t i = 0; i < n->nseries; i++)
        if (strcmp(n->series[i].name, name) == 0)
            return &n->series[i];
    return NULL;
}

static void what_grew_then_is_named(void **state)
{
    (void)state;
    const struct plan p = {.leak_from = HALF};
    const struct night *n = night_of(&p);
    const struct night_series *rss = night_leading(n), *go = series_of(n, "go.goroutines");
    assert_ptr_equal(rss, series_of(n, "process.rss"));
    assert_true(fabs(rss->growth.begin_s - HALF) <= 1);
    assert_true(rss->growth.from_s <= HALF && rss->growth.until_s >= HALF);
    assert_true(fabs(rss->growth.per_s / 1e6 - 1) < 0.01);
    assert_true(go->together && fabs(go->growth.per_s - 2) < 0.02);
    assert_false(series_of(n, "threads.total")->together);
    assert_int_equal(series_of(n, "threads.total")->growth.course, COURSE_STEADY);
    assert_null(series_of(n, "fds.total")); /* its column is empty */
    assert_true(fabs(n->period_s - 1) < 1e-9);
    assert_int_equal(n->nevents, 0);
    assert_int_equal(n->nprocesses, 1);
}

static void one_row_that_is_lost_is_told_as_one(void **state)
{
    (void)state;
    static const struct {
        const char *samples, *want;
    } cases[] = {{"elapsed_s,cpu_s\n0,1,2\n", "one of the rows could not be read and is left out"},
                 {"elapsed_s,cpu_s\n0,1,2\n\n", "2 rows could not be read and are left out"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct tiny t = {.arena = &arena};
        tiny_add(&t, "60-samples/samples.csv", slice_from(cases[i].samples));
        const struct bundle *const all[] = {&t.bundle};
        struct model m;
        struct error err;
        assert_int_equal(model_build_all(&arena, all, 1, &m, &err), STATUS_OK);
        size_t k = 0;
        while (k < m.ngaps && !slice_is(m.gaps[k].reason, cases[i].want))
            k++;
        assert_true(k < m.ngaps);
    }
}

/* A counter that falls is that of another process: no rate, and a new start. */
static void a_rate_of_samples_starts_anew_where_its_counter_falls(void **state)
{
    (void)state;
    struct tiny t = {.arena = &arena};
    tiny_add(&t, "60-samples/samples.csv", SLICE("elapsed_s,cpu_s\n0,500\n1,501\n2,3\n3,5\n4,7\n"));
    const struct bundle *const all[] = {&t.bundle};
    struct model m;
    struct error err;
    assert_int_equal(model_build_all(&arena, all, 1, &m, &err), STATUS_OK);
    size_t i = 0;
    while (i < m.nseries && strcmp(m.series[i].name, "process.cpu_now") != 0)
        i++;
    assert_true(i < m.nseries);
    const struct series *s = &m.series[i];
    assert_int_equal(s->count[0], 3);
    assert_true(s->value[0][0] == 1 && s->value[0][1] == 2 && s->value[0][2] == 2);
}

static void a_quiet_night_leads_nowhere(void **state)
{
    (void)state;
    const struct plan p = {.leak_from = 0};
    const struct night *n = night_of(&p);
    assert_null(night_leading(n));
    for (size_t i = 0; i < n->nseries; i++)
        if (n->series[i].growth.course != COURSE_STEADY)
            fail_msg("%s: %s", n->series[i].name, course_names[n->series[i].growth.course]);
}

/* A slope can be clear, and the amount none that anybody looks for. */
static void what_rises_by_little_is_steady(void **state)
{
    (void)state;
    const struct plan p = {.collections = 4, .little = true};
    const struct night *n = night_of(&p);
    assert_int_equal(series_of(n, "go.memstats.heap_alloc")->growth.course, COURSE_STEADY);
    assert_null(night_leading(n));
}

/* As many as were counted between the first row and the last. */
static void collections_are_counted(void **state)
{
    (void)state;
    static const struct {
        int collections;
        bool known;
        double want;
        size_t places;
    } cases[] = {{0, false, 0, 0}, {4, true, 3, 3}, {30000, true, 29950, 599}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct plan p = {.collections = cases[i].collections};
        const struct night *n = night_of(&p);
        double sum = 0;
        for (size_t k = 0; k < n->ncollections; k++)
            sum += n->collections[k].times;
        assert_int_equal(n->all_collections.known, cases[i].known);
        assert_true(fabs(n->all_collections.value - cases[i].want) < 1e-9);
        assert_true(fabs(sum - cases[i].want) < 1e-9);
        assert_int_equal(n->ncollections, cases[i].places);
    }
}

/* The heap of an idle program rises until its garbage is collected. */
static void a_heap_that_nobody_collected_is_no_rise(void **state)
{
    (void)state;
    static const struct {
        int collections;
        enum course want;
    } cases[] = {{1, COURSE_UNKNOWN}, {2, COURSE_UNKNOWN}, {4, COURSE_RISING}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct plan p = {.collections = cases[i].collections};
        const struct night *n = night_of(&p);
        assert_int_equal(series_of(n, "go.memstats.heap_alloc")->growth.course, cases[i].want);
    }
}

/* What is collected again and again is no rise, however long the last tooth of the saw is; what
 * lies under the teeth is one. */
static void under_the_teeth_of_a_heap_its_leak_is_seen(void **state)
{
    (void)state;
    for (int teeth = 1; teeth < 40; teeth++) {
        struct plan p = {.teeth = teeth};
        const struct growth *g = &series_of(night_of(&p), "go.memstats.heap_alloc")->growth;
        if (g->course != COURSE_STEADY)
            fail_msg("%d rows: %s", teeth, course_names[g->course]);
        p.leak_from = HALF;
        g = &series_of(night_of(&p), "go.memstats.heap_alloc")->growth;
        if ((ROWS - 1) / teeth < 16) { /* so few points do not say where they bend */
            assert_int_equal(g->course, COURSE_UNKNOWN);
            continue;
        }
        if (g->course != COURSE_RISING || !g->began)
            fail_msg("%d rows, leaking: %s", teeth, course_names[g->course]);
        assert_true(fabs(g->per_s - 50000) < 2000);
        assert_true(g->from_s - teeth <= HALF && g->until_s + teeth >= HALF);
    }
}

/* Growth is that of the new process; the fall in between is no fall. */
#define TAKEN(end, elapsed, name) "2026-11-24T" end "\t" elapsed "\tbundle\t7\t59114\t" name "\tx\n"

static void what_collect_adds_while_it_takes_a_bundle_is_no_growth(void **state)
{
    (void)state;
    static const struct {
        const char *name, *events;
        bool left_out;
    } cases[] = {
        {"begun and ended",
         TAKEN("22:01:00Z", "110.0", "a-b-7-20261124T220000Z-baseline.tgz")
             TAKEN("22:09:59Z", "649.0", "a-b-7-20261124T220900Z-end.tgz"),
         true},
        {"names without a time",
         TAKEN("22:01:00Z", "110.0", "baseline.tgz") TAKEN("22:09:59Z", "649.0", "TZ"), false},
        {"times that are none",
         TAKEN("22:01:00Z", "110.0", "a-7-20261124T2200xxZ-baseline.tgz")
             TAKEN("22:09:xxZ", "649.0", "a-7-20261124T220900Z-end.tgz"),
         false},
        {"hours before",
         TAKEN("22:01:00Z", "110.0", "a-7-20261124T150000Z-baseline.tgz")
             TAKEN("22:09:59Z", "649.0", "a-7-20261123T230000Z-end.tgz"),
         false},
        {"all of the night", TAKEN("22:09:59Z", "649.0", "a-7-20261124T214000Z-end.tgz"), false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct night *n = night_of(&(struct plan){.guests = 15, .events = cases[i].events});
        const struct night_series *go = series_of(n, "go.goroutines");
        print_message("  case %s\n", cases[i].name);
        assert_int_equal(fabs(go->growth.step) < 0.5, cases[i].left_out);
        assert_true(go->most >= 55); /* it is shown all the same */
        n = night_of(&(struct plan){.leak_from = 1, .guests = 15, .events = cases[i].events});
        go = series_of(n, "go.goroutines");
        assert_int_equal(go->growth.course, COURSE_RISING);
        if (cases[i].left_out)
            assert_true(fabs(go->growth.per_s - 2) < 1e-3 && !go->growth.began);
    }
}

/* The first and the last minute are not compared: since when is said as that, and the time to the
 * limit counts from the end of the log all the same. */
static void what_is_not_compared_is_neither_the_begin_nor_the_end(void **state)
{
    (void)state;
    const struct night *n = night_of(
        &(struct plan){.leak_from = 1,
                       .events = TAKEN("22:01:00Z", "110.0", "a-b-7-20261124T220000Z-baseline.tgz")
                           TAKEN("22:09:59Z", "649.0", "a-b-7-20261124T220900Z-end.tgz")});
    const struct night_series *rss = series_of(n, "process.rss");
    double truth = (2000000 * 1024.0 - (100000000 + (ROWS - 2) * 1e6)) / 1e6;
    assert_true(
        slice_equal(night_first(&arena, n, &rss->growth),
                    SLICE("the first sample that can be compared (2026-11-24 22:01:02 UTC)")));
    assert_true(fabs(rss->soonest_s.value - truth) < 2 && fabs(rss->latest_s.value - truth) < 2);
    n = night_of(&(struct plan){.leak_from = 1});
    rss = series_of(n, "process.rss");
    assert_true(slice_equal(night_first(&arena, n, &rss->growth), SLICE("the first sample")));
    assert_true(fabs(rss->soonest_s.value - truth) < 2 && fabs(rss->latest_s.value - truth) < 2);
}

/* Ten samples are outside of the bundle, and all of them have the guests. */
static void a_few_samples_outside_of_bundles_are_enough(void **state)
{
    (void)state;
    const struct night *n = night_of(&(struct plan){
        .guests = 15, .events = TAKEN("22:09:48Z", "638.0", "a-7-20261124T220000Z-x.tgz")});
    const struct growth *g = &series_of(n, "go.goroutines")->growth;
    assert_true(fabs(g->step) < 0.5 && g->course != COURSE_RISING);
}

/* 23:59:30 until 0:00:30 is a minute. */
static void a_bundle_may_be_taken_over_midnight(void **state)
{
    (void)state;
    const struct night *n = night_of(
        &(struct plan){.events = TAKEN("00:00:30Z", "110.0", "a-7-20261123T235930Z-baseline.tgz")});
    assert_int_equal(n->nevents, 1);
    assert_true(fabs(n->events[0].took_s - 60) < 1e-9);
    for (size_t row = 0; row < n->rows; row++)
        assert_int_equal(n->taken[row], row <= 61);
}

static void a_restart_divides_the_night(void **state)
{
    (void)state;
    for (int without_pid = 0; without_pid < 2; without_pid++) {
        const struct plan p = {.restart_at = 200, .leak_from = 400, .no_pid = without_pid};
        const struct night *n = night_of(&p);
        assert_int_equal(n->nprocesses, 2);
        assert_int_equal(n->processes[1].begin, 200);
        assert_int_equal(n->nevents, 1);
        assert_int_equal(n->events[0].kind, EVENT_RESTART);
        assert_true(n->events[0].inferred);
        assert_true(n->events[0].value.known == !without_pid);
        const struct night_series *rss = night_leading(n);
        assert_int_equal(rss->known, 400);
        assert_true(fabs(rss->growth.begin_s - 400) <= 1);
    }
}

static void a_gap_is_told_and_not_filled(void **state)
{
    (void)state;
    const struct plan p = {.leak_from = HALF, .gap_from = 100, .gap_until = 160};
    const struct night *n = night_of(&p);
    assert_int_equal(n->rows, ROWS - 60);
    assert_int_equal(n->nevents, 1);
    assert_int_equal(n->events[0].kind, EVENT_GAP);
    assert_true(fabs(n->missing_s - 61) < 1e-9);
    assert_true(fabs(night_leading(n)->growth.begin_s - HALF) <= 1);
}

/* What was written down is not told twice. Seconds of events are those of the log, which began
 * at 50. */
static void events_are_read_and_not_doubled(void **state)
{
    (void)state;
    const struct plan p = {.restart_at = 200,
                           .gap_from = 300,
                           .gap_until = 340,
                           .events = "t\t50.0\tstart\t7\t1\tx\t\n"
                                     "t\t250.0\trestart\t8\t7\tx\tstart_ticks=9\n"
                                     "t\t390.0\tgap\t8\t40\tsleep\t\n"
                                     "t\t391.0\tcomet\t8\t40\t\\t\t\n"
                                     "t\tnever\tend\t8\t\t\ttime\n"
                                     "broken\n"};
    const struct night *n = night_of(&p);
    assert_int_equal(n->nevents, 4);
    assert_int_equal(n->events[0].kind, EVENT_START);
    assert_true(fabs(n->events[0].at_s) < 1e-9);
    assert_true(fabs(n->events[1].at_s - 200) < 1e-9 && !n->events[1].inferred);
    assert_true(slice_is(n->events[2].subject, "sleep"));
    assert_int_equal(n->events[3].kind, EVENT_COUNT); /* of a version to come */
    assert_int_equal(n->odd_events, 2);
}

static void time_to_the_limit_is_a_range(void **state)
{
    (void)state;
    struct world w = {.fd_limit = 400,
                      .watched = "fds",
                      .watched_level = 50,
                      .watched_growth = 1}; /* of each minute of the second hour */
    struct bundle b = tiny_world(&arena, &w);
    const struct bundle *const all[] = {&b};
    struct model m;
    struct error err;
    assert_int_equal(model_build_all(&arena, all, 1, &m, &err), STATUS_OK);
    const struct night_series *s = series_of(m.night, "fds.total");
    assert_true(s->soonest_s.known && s->latest_s.known);
    double truth = (400 - 109) * 60.0;
    assert_true(s->soonest_s.value < truth * 1.02 && s->latest_s.value > truth * 0.98);
    assert_true(s->latest_s.value - s->soonest_s.value < truth * 0.2);
}

static void times_are_those_of_the_log(void **state)
{
    (void)state;
    struct night n = {.start_s = 1795557600, .dated = true, .utc = true};
    assert_true(slice_is(night_time(&arena, &n, 60), "2026-11-24 22:01:00 UTC"));
    n.utc = false;
    assert_true(slice_is(night_time(&arena, &n, 60), "2026-11-24 22:01:00"));
    n = (struct night){.start_s = 86000};
    assert_true(slice_is(night_time(&arena, &n, 500), "00:01:40"));
    n = (struct night){.start_s = 1e17, .dated = true};
    assert_true(night_time(&arena, &n, 1e17).len > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_grew_then_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rate_of_samples_starts_anew_where_its_counter_falls,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(one_row_that_is_lost_is_told_as_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_quiet_night_leads_nowhere, setup, teardown),
        cmocka_unit_test_setup_teardown(what_rises_by_little_is_steady, setup, teardown),
        cmocka_unit_test_setup_teardown(collections_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_heap_that_nobody_collected_is_no_rise, setup, teardown),
        cmocka_unit_test_setup_teardown(under_the_teeth_of_a_heap_its_leak_is_seen, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_collect_adds_while_it_takes_a_bundle_is_no_growth,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_few_samples_outside_of_bundles_are_enough, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_not_compared_is_neither_the_begin_nor_the_end,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_bundle_may_be_taken_over_midnight, setup, teardown),
        cmocka_unit_test_setup_teardown(a_restart_divides_the_night, setup, teardown),
        cmocka_unit_test_setup_teardown(a_gap_is_told_and_not_filled, setup, teardown),
        cmocka_unit_test_setup_teardown(events_are_read_and_not_doubled, setup, teardown),
        cmocka_unit_test_setup_teardown(time_to_the_limit_is_a_range, setup, teardown),
        cmocka_unit_test_setup_teardown(times_are_those_of_the_log, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
