/* What programs publish about themselves: Prometheus metrics, expvar. */
#include "cmocka_all.h"

#include "expvar_text.h"
#include "limits_input.h"
#include "prometheus.h"
#include "real.h"
#include "sbuf.h"

#include "damage.h"

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

static const char metrics_text[] =
    "# HELP go_goroutines Number of goroutines that currently exist.\n"
    "# TYPE go_goroutines gauge\n"
    "go_goroutines 43\n"
    "go_info{version=\"go1.26.1\"} 1\n"
    "go_gc_duration_seconds{quantile=\"0.5\"} 1.2e-05\n"
    "go_gc_duration_seconds_count 17\n"
    "process_resident_memory_bytes 1.2345e+07 1795404197000\n"
    "http_requests_total{path=\"/a}b\\\"\",code=\"200\"} 7\n"
    "my_gauge NaN\n"
    "go_gc_duration_seconds_max NaN\n"
    "my_limit{of=\"a\"} +Inf\n"
    "my_least -Inf 1795404197000\n"
    "my_word none\n"
    "broken{\n"
    "process_open_fds 12";

static void prometheus_metrics_are_read_by_name(void **state)
{
    (void)state;
    struct prometheus p;
    struct error err;
    assert_int_equal(prometheus_parse(&arena, slice_from(metrics_text), &p, &err), STATUS_OK);
    assert_int_equal(p.count, 5);
    assert_int_equal(p.others, 5);
    assert_int_equal(p.skipped, 3); /* no value, the broken line, the cut one */
    assert_false(prometheus_value(&p, "go_gc_duration_seconds_max").known);
    assert_true(prometheus_value(&p, "go_goroutines").value == 43);
    assert_true(prometheus_value(&p, "process_resident_memory_bytes").value == 12345000);
    assert_true(prometheus_value(&p, "go_gc_duration_seconds_count").value == 17);
    assert_false(prometheus_value(&p, "go_gc_duration_seconds").known); /* has labels */
    assert_false(prometheus_value(&p, "process_open_fds").known);
    assert_true(slice_is(prometheus_label(&p, "go_info", "version"), "go1.26.1"));
    assert_int_equal(prometheus_label(&p, "go_info", "vers").len, 0);
    assert_int_equal(prometheus_label(&p, "go_goroutines", "version").len, 0);
    assert_int_equal(prometheus_parse(&arena, SLICE("# only\n"), &p, &err), STATUS_SYNTAX);
}

static const char vars[] =
    "{\"cmdline\": [\"demo\", \"-addr\", \":6060\"],\n"
    "\"other\": {\"a\": [1, 2]},\n"
    "\"memstats\": {\"Alloc\":123,\"HeapInuse\":4096,\"NumGC\":3,\"GCCPUFraction\":0.00012,"
    "\"HeapSys\":-1,\"PauseNs\":[1,2],\"BySize\":[{\"Size\":0}]}}\n";

static void expvar_gives_memstats_and_the_command_line(void **state)
{
    (void)state;
    struct expvar_text e;
    struct error err;
    assert_int_equal(expvar_text_parse(&arena, slice_from(vars), &e, &err), STATUS_OK);
    assert_true(e.has_memstats);
    assert_int_equal(e.memstats.heap_inuse.value, 4096);
    assert_int_equal(e.memstats.num_gc.value, 3);
    assert_true(e.memstats.gc_cpu_fraction.known);
    assert_false(e.memstats.heap_sys.known);
    assert_false(e.memstats.heap_idle.known);
    assert_int_equal(e.memstats.skipped, 1);
    assert_int_equal(e.memstats.npause_ns, 0); /* not the whole ring */
    assert_true(slice_is(e.command, "demo -addr :6060"));
    assert_int_equal(expvar_text_parse(&arena, SLICE("{}"), &e, &err), STATUS_OK);
    assert_true(!e.has_memstats && e.command.len == 0);
    assert_int_equal(expvar_text_parse(&arena, SLICE("[]"), &e, &err), STATUS_SYNTAX);
    assert_int_equal(expvar_text_parse(&arena, SLICE(""), &e, &err), STATUS_SYNTAX);
    /* One long word, and many behind it. */
    struct slice pad = arena_printf(&arena, "%0100000d", 7);
    struct slice many =
        arena_printf(&arena, "{\"cmdline\":[\"%.*s\",\"a\",\"b\"]}", SLICE_ARG(pad));
    assert_int_equal(expvar_text_parse(&arena, many, &e, &err), STATUS_OK);
    assert_true(e.command.len > 10000 && e.command.len <= 32768);
}

static void numbers_from_memory_are_memstats_too(void **state)
{
    (void)state;
    struct memstats m;
    struct error err;
    static const char live[] =
        "{\"format\": \"exhibit-live-memstats/1\", \"HeapAlloc\": 123, \"GCCPUFraction\": 0.25,\n"
        "\"GOGC\": \"off\", \"NextGC\": \"off\", \"absent\": [\"HeapSys\"]}";
    assert_int_equal(expvar_text_live(slice_from(live), &m, &err), STATUS_OK);
    assert_int_equal(m.heap_alloc.value, 123);
    assert_true(m.gc_cpu_fraction.known && m.gc_cpu_fraction.value > 0.2);
    assert_false(m.next_gc.known || m.heap_sys.known || m.skipped);
    assert_int_equal(expvar_text_live(SLICE("{\"HeapAlloc\": 1}"), &m, &err), STATUS_SYNTAX);
    for (size_t n = 0; n < sizeof live - 1; n++)
        assert_int_equal(expvar_text_live(slice_take(slice_from(live), n), &m, &err),
                         STATUS_SYNTAX);
}

/* As it is kept, an empty object takes a hundred times the memory of its text. */
static void json_of_very_many_values_is_refused_before_it_is_a_tree(void **state)
{
    (void)state;
    struct expvar_text e;
    struct memstats m;
    struct error err;
    AUTO_SBUF struct sbuf text;
    sbuf_init(&text, LIMIT_JSON);
    sbuf_adds(&text, "{\"format\": \"exhibit-live-memstats/1\", \"other\": [1");
    for (size_t i = 0; i < LIMIT_JSON_VALUES; i++)
        sbuf_adds(&text, ",1");
    sbuf_adds(&text, "]}");
    assert_int_equal(expvar_text_parse(&arena, sbuf_view(&text), &e, &err), STATUS_LIMIT);
    assert_int_equal(expvar_text_live(sbuf_view(&text), &m, &err), STATUS_LIMIT);
}

static void decimals_may_have_an_exponent(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        double want;
    } cases[] = {
        {"12", true, 12},    {"1.5e+07", true, 1.5e7}, {"2E3", true, 2000}, {"-4.5", true, -4.5},
        {"5e-1", true, 0.5}, {"NaN", false, 0},        {"+Inf", false, 0},  {"1e", false, 0},
        {"1e999", false, 0}, {"", false, 0},           {"e5", false, 0},    {"1e5x", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double v = 0;
        bool good = real_parse(slice_from(cases[i].text), &v);
        if (good != cases[i].good ||
            (good && (v < cases[i].want - 1e-9 || v > cases[i].want + 1e-9)))
            fail_msg("%s: %f", cases[i].text, v);
    }
}

static void parse_any(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct prometheus p;
    struct expvar_text e;
    if (prometheus_parse(&a, text, &p, &err) == STATUS_OK)
        (void)prometheus_label(&p, "go_info", "version");
    (void)!expvar_text_parse(&a, text, &e, &err);
    arena_done(&a);
}

static void damaged_ones_are_read_as_far_as_they_go(void **state)
{
    (void)state;
    damage_every_way(slice_from(metrics_text), parse_any);
    damage_every_way(slice_from(vars), parse_any);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(prometheus_metrics_are_read_by_name),
        TEST(expvar_gives_memstats_and_the_command_line),
        TEST(numbers_from_memory_are_memstats_too),
        TEST(json_of_very_many_values_is_refused_before_it_is_a_tree),
        TEST(decimals_may_have_an_exponent),
        TEST(damaged_ones_are_read_as_far_as_they_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
