/* runtime.MemStats from the tail of heap?debug=1. */
#include "cmocka_all.h"

#include "memstats.h"

#include "damage.h"
#include "fixture.h"

static struct memstats parse(struct slice text)
{
    struct memstats m = {0};
    struct error err = {0};
    if (memstats_parse(text, &m, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return m;
}

static void the_tail_of_a_real_profile_is_read_whole(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct memstats m = parse(fixture(&a, "goroutine/go1.26-heap-debug1.txt"));
    assert_int_equal(m.skipped, 0);
    assert_true(m.alloc.known && m.heap_alloc.known && m.alloc.value == m.heap_alloc.value);
    assert_int_equal(m.buck_hash_sys.value, 1443512);
    assert_int_equal(m.gc_sys.value, 2330352);
    assert_int_equal(m.other_sys.value, 476440);
    assert_int_equal(m.next_gc.value, 4194304);
    assert_int_equal(m.last_gc.value, 1795402606899380411);
    assert_int_equal(m.num_gc.value, 3);
    assert_int_equal(m.num_forced_gc.value, 3);
    assert_int_equal(m.max_rss.value, 8826880);
    assert_true(m.gc_cpu_fraction.known && m.gc_cpu_fraction.value > 5.72e-6 &&
                m.gc_cpu_fraction.value < 5.7202e-6);
    /* What the runtime has from the system is the sum of its parts. */
    assert_int_equal(m.sys.value, m.heap_sys.value + m.stack_sys.value + m.mspan_sys.value +
                                      m.mcache_sys.value + m.buck_hash_sys.value + m.gc_sys.value +
                                      m.other_sys.value);
    assert_int_equal(m.heap_sys.value, m.heap_inuse.value + m.heap_idle.value);
    assert_int_equal(m.npause_ns, MEMSTATS_RING);
    assert_int_equal(m.pause_ns[memstats_pause_index(&m, 0)], 272360);
    assert_int_equal(m.pause_end[memstats_pause_index(&m, 0)], m.last_gc.value);
    assert_int_equal(m.pause_ns[memstats_pause_index(&m, 2)], 265502);
    assert_int_equal(memstats_pause_index(&m, 3), MEMSTATS_RING);
    m = parse(fixture(&a, "goroutine/go1.19-heap-debug1.txt"));
    assert_int_equal(m.skipped, 0);
    assert_true(m.sys.known && m.max_rss.known && m.stack_sys.known);
    arena_done(&a);
}

static void values_are_known_one_by_one(void **state)
{
    (void)state;
    struct memstats m =
        parse(SLICE("# runtime.MemStats\n# Alloc = 12\n# Sys = many\n# Stack = 1 / x\n"
                    "# GCCPUFraction = -1\n# New = 5\nAlloc = 13\n# MaxRSS = 77"));
    assert_true(m.alloc.known && m.alloc.value == 12);
    assert_false(m.sys.known);
    assert_true(m.stack_inuse.known);
    assert_false(m.stack_sys.known);
    assert_false(m.max_rss.known); /* cut: more digits may have followed */
    assert_int_equal(m.skipped, 3);
    assert_int_equal(memstats_pause_index(&m, 0), MEMSTATS_RING);
}

static void fractions_are_read_as_go_prints_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double want;
    } cases[] = {{"0", 0}, {"0.25", 0.25}, {"1.5e-05", 1.5e-5}, {"2e+00", 2}, {"5e-324", 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct memstats m =
            parse(arena_printf(&a, "# runtime.MemStats\n# GCCPUFraction = %s\n", cases[i].text));
        double off = m.gc_cpu_fraction.value - cases[i].want;
        assert_true(m.gc_cpu_fraction.known && off < 1e-15 && off > -1e-15);
        arena_done(&a);
    }
}

static void the_ring_is_read_from_the_newest_back(void **state)
{
    (void)state;
    struct memstats m = {.num_gc = {true, 300}, .npause_ns = MEMSTATS_RING};
    assert_int_equal(memstats_pause_index(&m, 0), (300 + 255) % 256);
    assert_int_equal(memstats_pause_index(&m, 43), (300 + 255 - 43) % 256);
    assert_int_equal(memstats_pause_index(&m, 255), (300 + 255 - 255) % 256);
    assert_int_equal(memstats_pause_index(&m, 256), MEMSTATS_RING);
}

static void a_text_without_memstats_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "heap profile: 1: 2 [3: 4] @ heap/1048576\n",
                                      "# runtime.MemStats", "# runtime.MemStats\n# Alloc = x\n",
                                      "# runtime.MemStats\n# Alloc = 12"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct memstats m;
        struct error err = {0};
        assert_int_equal(memstats_parse(slice_from(bad[i]), &m, &err), STATUS_SYNTAX);
    }
}

static void try_parse(struct slice text)
{
    struct memstats m;
    struct error err = {0};
    (void)!memstats_parse(text, &m, &err);
}

static void damage_of_any_kind_is_survived(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    damage_every_way(fixture(&a, "goroutine/go1.26-heap-debug1.txt"), try_parse);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tail_of_a_real_profile_is_read_whole),
        cmocka_unit_test(values_are_known_one_by_one),
        cmocka_unit_test(fractions_are_read_as_go_prints_them),
        cmocka_unit_test(the_ring_is_read_from_the_newest_back),
        cmocka_unit_test(a_text_without_memstats_is_refused),
        cmocka_unit_test(damage_of_any_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
