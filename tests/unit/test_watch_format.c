/* What collect --watch writes and what report knows are the same things by the same names. */
#include "cmocka_all.h"

#include <string.h>

#include "bundle_format.h"
#include "model.h"
#include "watch_format.h"

static void every_column_of_a_watch_is_in_the_table_in_its_order(void **state)
{
    (void)state;
    struct slice rest = SLICE(BUNDLE_COLUMNS_WATCH), name;
    assert_true(slice_next(&rest, ',', &name) && slice_is(name, "time"));
    for (size_t i = 0; i < WATCH_COLUMNS; i++)
        if (!slice_next(&rest, ',', &name) || !slice_is(name, watch_columns[i].name))
            fail_msg("%s", watch_columns[i].name);
    assert_int_equal(rest.len, 0);
}

static enum unit unit_of(enum watch_unit u)
{
    static const enum unit same[] = {[WATCH_COUNT] = UNIT_COUNT,
                                     [WATCH_BYTES] = UNIT_BYTES,
                                     [WATCH_SECONDS] = UNIT_SECONDS,
                                     [WATCH_FRACTION] = UNIT_FRACTION};
    return same[u];
}

static void every_metric_of_a_watch_is_one_of_the_report(void **state)
{
    (void)state;
    for (size_t i = 0; i < WATCH_COLUMNS; i++) {
        const struct watch_column *c = &watch_columns[i];
        size_t at = c->metric ? metric_index(slice_from(c->metric)) : 0;
        if (c->metric && (at == SIZE_MAX || metrics[at].unit != unit_of(c->unit)))
            fail_msg("%s", c->metric);
        if (c->rate && metric_index(slice_from(c->rate)) == SIZE_MAX)
            fail_msg("%s", c->rate);
    }
}

static void every_event_and_occasion_has_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < EVENT_COUNT; i++)
        assert_true(bundle_event_names[i] && bundle_event_names[i][0]);
    for (size_t i = 0; i < OCCASION_COUNT; i++)
        assert_true(bundle_occasion_names[i] && bundle_occasion_names[i][0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_of_a_watch_is_in_the_table_in_its_order),
        cmocka_unit_test(every_metric_of_a_watch_is_one_of_the_report),
        cmocka_unit_test(every_event_and_occasion_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
