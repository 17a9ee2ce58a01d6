/* Lines through points, and more than two bundles. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "history.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_found_and_noise_is_not_one),
        cmocka_unit_test(the_first_is_compared_with_the_last_and_all_are_followed),
        cmocka_unit_test(one_or_two_bundles_have_no_history),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
