/* Lines through points, and more than two bundles. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "history.h"
#include "legs.h"
#include "tiny_bundle.h"
#include "trend.h"

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

static void a_line_is_found_and_noise_is_not_one(void **state)
{
    (void)state;
    double at[30], line[30], noise[30], level[30], breath[30];
    for (int i = 0; i < 30; i++) {
        double wobble = (i * 7 % 5) - 2;
        at[i] = i;
        line[i] = 100 + 3 * i + wobble;
        noise[i] = 100 + wobble;
        level[i] = 100;
        breath[i] = 100 + 20 * sin(i / 2.0); /* neighbours are alike: a heap that breathes */
    }
    struct trend t = trend_of(at, line, 30);
    assert_true(t.known && t.moves && fabs(t.per_s - 3) < t.error_s && t.error_s < 0.5);
    assert_false(trend_of(at, noise, 30).moves);
    assert_false(trend_of(at, level, 30).moves);
    assert_false(trend_of(at, breath, 30).moves);
    assert_false(trend_of(at, line, 4).known);
    at[29] = at[0];
    assert_false(trend_of(at, line, 30).known);
}

static struct model all_of(const struct world *worlds, size_t count)
{
    const struct bundle **bundles = ARENA_ARRAY(&arena, const struct bundle *, count);
    struct model m;
    struct error err;
    for (size_t i = 0; i < count; i++) {
        struct bundle *b = ARENA_NEW(&arena, struct bundle);
        *b = tiny_world(&arena, &worlds[i]);
        bundles[i] = b;
    }
    assert_int_equal(model_build_all(&arena, bundles, count, &m, &err), STATUS_OK);
    return m;
}

static const struct series *history_of(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->nhistory; i++)
        if (strcmp(m->history[i].name, name) == 0)
            return &m->history[i];
    return NULL;
}

/* Given in any order; one of another process does not count. */
static void the_first_is_compared_with_the_last_and_all_are_followed(void **state)
{
    (void)state;
    static const struct world worlds[] = {
        {.second = 3000, .files = 30},
        {.second = 1000, .files = 10},
        {.second = 5000, .files = 50},
        {.second = 2000, .files = 20},
        {.second = 2500, .files = 900, .start_ticks = 7, .pid = 3},
        {.second = 4000, .files = 40},
    };
    struct model m = all_of(worlds, COUNT(worlds));
    assert_int_equal(m.nsides, 2);
    assert_true(m.same_process);
    assert_true(fabs(m.hours - 4000 / 3600.0) < 1e-6);
    assert_int_equal(m.given[0], 1);
    assert_int_equal(m.given[1], 2);
    assert_int_equal(m.nbundles, 5);
    assert_int_equal(m.strangers, 1);
    const struct series *s = history_of(&m, "fds.total");
    assert_non_null(s);
    assert_int_equal(s->count[0], 5);
    for (size_t i = 0; i < 5; i++) {
        assert_true(fabs(s->at_s[0][i] - 1000.0 * (double)i) < 1e-3);
        assert_true(fabs(s->value[0][i] - (13 + 10.0 * (double)i)) < 1e-9);
    }
    struct trend t = trend_of(s->at_s[0], s->value[0], s->count[0]);
    assert_true(t.moves && fabs(t.per_s * 3600 - 36) < 1e-6);
}

static void one_or_two_bundles_have_no_history(void **state)
{
    (void)state;
    static const struct world worlds[] = {{.second = 3000}, {.second = 1000}};
    struct model m = all_of(worlds, 1);
    assert_int_equal(m.nsides, 1);
    assert_int_equal(m.nhistory, 0);
    m = all_of(worlds, 2);
    assert_int_equal(m.nhistory, 0);
    assert_true(m.swapped);
    assert_int_equal(m.given[0], 1);
}

/* ---- by way of a trigger ---- */

static const struct leg_row *row_of(const struct legs *l, enum leg_kind kind, const char *name)
{
    for (size_t i = 0; i < l->nrows; i++)
        if (l->rows[i].kind == kind && (!name || slice_is(l->rows[i].name, name)))
            return &l->rows[i];
    fail_msg("no row %s %s", leg_kind_names[kind], name ? name : "");
    return NULL;
}

static void assert_values(const struct leg_row *r, double first, double trigger, double last)
{
    const double want[] = {first, trigger, last};
    for (size_t i = 0; i <= LEGS; i++)
        if (!r->value[i].known || fabs(r->value[i].value - want[i]) > 1e-9)
            fail_msg("%.*s %zu: %g", SLICE_ARG(r->name), i, r->value[i].value);
}

static void a_night_is_told_up_to_the_trigger_and_after_it(void **state)
{
    (void)state;
    static const struct world worlds[] = {
        {.second = 1000, .files = 10, .waiting = 5, .sending = 4, .occasion = "baseline"},
        {.second = 3000,
         .files = 12,
         .waiting = 50,
         .deleted = 7,
         .close_wait = 2,
         .occasion = "trigger"},
        {.second = 2000, .files = 99, .pid = 3, .start_ticks = 7, .occasion = "trigger"},
        {.second = 4000, .files = 30, .waiting = 60, .occasion = "trigger"},
        {.second = 5000, .files = 40, .waiting = 70, .occasion = "end"},
    };
    struct model m = all_of(worlds, COUNT(worlds));
    const struct legs *l = m.legs;
    assert_non_null(l);
    assert_int_equal(l->triggers, 2);
    assert_true(fabs(l->leg[LEG_UP_TO]->hours - 2000 / 3600.0) < 1e-6);
    assert_true(fabs(l->leg[LEG_AFTER]->hours - 2000 / 3600.0) < 1e-6);
    assert_values(row_of(l, LEG_DESCRIPTORS, "/data/session-*.jsonl"), 10, 12, 40);
    assert_values(row_of(l, LEG_METRIC, "fds.total"), 13, 24, 43);
    const struct leg_row *waiting = row_of(l, LEG_GOROUTINES, NULL);
    assert_values(waiting, 5, 50, 70);
    assert_true(slice_is(waiting->type, "chan receive"));
    assert_true(fabs(leg_change(waiting, LEG_UP_TO).value - 45) < 1e-9);
    assert_true(fabs(leg_change(waiting, LEG_AFTER).value - 20) < 1e-9);
    /* what came and went again, and what was there at first only: 0, and not unknown */
    assert_values(row_of(l, LEG_DESCRIPTORS, "/data/log-*"), 0, 7, 0);
    assert_values(waiting + 1, 4, 0, 0);
    for (size_t i = 0; i < l->nrows; i++)
        assert_true(fabs(leg_change(&l->rows[i], LEG_UP_TO).value) > 0 ||
                    fabs(leg_change(&l->rows[i], LEG_AFTER).value) > 0);
    assert_int_equal(l->left_out[LEG_DESCRIPTORS], 1); /* two sockets came and went */
}

static void what_a_bundle_does_not_tell_is_not_none(void **state)
{
    (void)state;
    static const struct world worlds[] = {
        {.second = 1000, .files = 10, .waiting = 5, .occasion = "baseline"},
        {.second = 3000, .files = 12, .not_go = true, .occasion = "trigger"},
        {.second = 5000, .files = 40, .waiting = 70, .occasion = "end"},
    };
    const struct legs *l = all_of(worlds, COUNT(worlds)).legs;
    assert_non_null(l);
    assert_false(l->known[LEG_GOROUTINES]);
    assert_true(l->known[LEG_DESCRIPTORS]);
    for (size_t i = 0; i < l->nrows; i++)
        assert_int_not_equal(l->rows[i].kind, LEG_GOROUTINES);
}

/* The log says that the rise began an hour after its first row; one condition came true before. */
static void the_trigger_is_the_first_one_after_the_rise_began(void **state)
{
    (void)state;
    enum { FOUR = 2203 }; /* o'clock: when the log begins */
    static const struct world worlds[] = {
        {.second = FOUR, .files = 10, .occasion = "baseline"},
        {.second = FOUR + 1800, .files = 11, .occasion = "trigger"},
        {.second = FOUR + 4200, .files = 12, .occasion = "trigger"},
        {.second = FOUR + 5000, .files = 13, .occasion = "trigger"},
        {.second = FOUR + 7200,
         .files = 40,
         .occasion = "end",
         .watched = "goroutines",
         .watched_hour = 4,
         .watched_level = 100,
         .watched_growth = 5},
    };
    struct model m = all_of(worlds, COUNT(worlds));
    assert_non_null(m.night);
    assert_values(row_of(m.legs, LEG_DESCRIPTORS, "/data/session-*.jsonl"), 10, 12, 40);
    assert_int_equal(m.legs->triggers, 3);
}

static void without_a_trigger_between_there_are_no_legs(void **state)
{
    (void)state;
    static const struct world worlds[] = {
        {.second = 1000, .files = 10, .occasion = "baseline"},
        {.second = 2000, .files = 20, .occasion = "restart"},
        {.second = 3000, .files = 30, .occasion = "trigger"}, /* the last one itself */
    };
    assert_null(all_of(worlds, 3).legs);
    assert_null(all_of(worlds, 2).legs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_found_and_noise_is_not_one),
        cmocka_unit_test(the_first_is_compared_with_the_last_and_all_are_followed),
        cmocka_unit_test(one_or_two_bundles_have_no_history),
        cmocka_unit_test(a_night_is_told_up_to_the_trigger_and_after_it),
        cmocka_unit_test(what_a_bundle_does_not_tell_is_not_none),
        cmocka_unit_test(the_trigger_is_the_first_one_after_the_rise_began),
        cmocka_unit_test(without_a_trigger_between_there_are_no_legs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
