/* What: the account of resident memory, from the map of the kernel and the numbers of the runtime.
 */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "assemble.h"
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

static double sum_of_parts(const struct model *m, int side)
{
    double sum = 0;
    for (size_t i = 0; i < m->nmemory; i++)
        sum += m->memory[i].bytes[side].value;
    return sum;
}

static double part(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->nmemory; i++)
        if (strcmp(m->memory[i].name, name) == 0)
            return m->memory[i].bytes[model_last(m)].value;
    return -1;
}

/* A Go program of 41 MiB, with the map where there is one. */
static struct model with_smaps(struct slice map)
{
    struct bundle b = tiny_world(&arena, &(struct world){.rss_mib = 41, .heap_idle_mib = 4});
    struct tiny t = {.arena = &arena};
    const struct bundle *side[SIDES_MAX] = {&t.bundle, NULL};
    struct model m;
    struct error err = {0};

    for (size_t i = 0; i < b.count; i++)
        tiny_add(&t, (const char *)arena_copy(&arena, b.members[i].name).ptr, b.members[i].data);
    if (map.len > 0)
        tiny_add(&t, "20-memory/smaps", map);
    if (model_build(&arena, side, &m, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return m;
}

/* 100 kB a region, as the kernel prints them; what a region is for is told by its name or by how it
 * lies: behind a guard, or at the begin of what malloc has reserved. */
static const char smaps_text[] =
    "00400000-00500000 r-xp 00000000 08:01 7 /bin/x\nRss: 100 kB\nAnonymous: 0 kB\n"
    "00500000-00600000 rw-p 00100000 08:01 7 /bin/x\nRss: 100 kB\nAnonymous: 60 kB\n"
    "00600000-00700000 rw-p 00000000 00:00 0 [heap]\nRss: 100 kB\nAnonymous: 100 kB\n"
    "7f0000000000-7f0000100000 rw-p 00000000 00:00 0 \nRss: 100 kB\nAnonymous: 100 kB\n"
    "7f0000100000-7f0004000000 ---p 00000000 00:00 0 \nRss: 0 kB\n"
    "7f1000000000-7f1000001000 ---p 00000000 00:00 0 \nRss: 0 kB\n"
    "7f1000001000-7f1000801000 rw-p 00000000 00:00 0 \nRss: 100 kB\nAnonymous: 100 kB\n"
    "7f2000000000-7f2000100000 rw-s 00000000 00:01 9 /dev/zero (deleted)\nRss: 100 kB\n"
    "c000000000-c004000000 rw-p 00000000 00:00 0 \nRss: 40000 kB\nAnonymous: 40000 kB\n"
    "LazyFree: 500 kB\n";

static void resident_memory_is_divided_and_adds_up(void **state)
{
    (void)state;
    struct model m = with_smaps((struct slice){0});
    assert_true(fabs(sum_of_parts(&m, 0) - 41.0 * 1024 * 1024) < 0.5);
    m = with_smaps(slice_from(smaps_text));
    assert_true(fabs(sum_of_parts(&m, 0) - 41.0 * 1024 * 1024) < 0.5);
    assert_true(fabs(part(&m, "C heap") - 200 * 1024) < 0.5);
    assert_true(fabs(part(&m, "stacks of threads") - 100 * 1024) < 0.5);
    assert_true(fabs(part(&m, "shared memory") - 100 * 1024) < 0.5);
    assert_true(fabs(part(&m, "changed pages of files") - 60 * 1024) < 0.5);
    assert_true(fabs(part(&m, "files") - 140 * 1024) < 0.5);
    assert_true(fabs(part(&m, "given up, still counted") - 500 * 1024) < 0.5);
    assert_true(fabs(part(&m, "Go heap in use") - 16 * 1024 * 1024) < 0.5);
    assert_true(part(&m, "not explained") > 0);
    assert_true(m.memory_explained.value > 0.4 && m.memory_explained.value < 0.6);
    double resident = 0, regions = 0;
    for (size_t i = 0; i < m.nmap_categories; i++) {
        resident += m.map_categories[i].resident[0].value;
        regions += m.map_categories[i].regions[0].value;
        assert_true(i == 0 || m.map_categories[i].resident[0].value <=
                                  m.map_categories[i - 1].resident[0].value);
    }
    assert_true(fabs(resident - 40600.0 * 1024) < 0.5 && fabs(regions - 9) < 0.5);
    assert_string_equal(m.map_categories[0].name, "anonymous");
}

/* Both are aligned to 64 MiB and reserve the rest of it: where they lie tells them apart, and
 * whether there is a glibc at all. */
static void a_small_heap_of_go_is_no_arena_of_malloc(void **state)
{
    (void)state;
#define LIBC(at) at "0000-" at "1000 r-xp 00000000 08:01 9 /usr/lib/libc.so.6\nRss: 0 kB\n"
    static const struct {
        const char *name, *start, *end, *top, *others;
        bool is_malloc;
    } cases[] = {
        {"Go", "c000000000", "c000400000", "c004000000", LIBC("7fc77fff"), false},
        {"Go, its second", "c004000000", "c004400000", "c008000000", LIBC("7fc77fff"), false},
        {"Go on arm64", "4000000000", "4000400000", "4004000000", LIBC("7fc77fff"), false},
        {"Go 1.26, with cgo", "2a9824000000", "2a9824400000", "2a9828000000", LIBC("7fc77fff"),
         false},
        {"Go 1.26 on arm64", "7a9824000000", "7a9824400000", "7a9828000000", LIBC("ffc77fff"),
         false},
        {"Go where no C library is", "7fc76c000000", "7fc76c400000", "7fc770000000",
         "7fc77fff0000-7fc77fff1000 r-xp 00000000 00:00 0 [vdso]\nRss: 0 kB\n", false},
        {"malloc", "7fc76c000000", "7fc76c400000", "7fc770000000", LIBC("7fc77fff"), true},
        {"malloc of glibc before 2.34", "7fc76c000000", "7fc76c400000", "7fc770000000",
         "7fc77fff0000-7fc77fff1000 r-xp 00000000 08:01 9 /lib/libc-2.31.so\nRss: 0 kB\n", true},
        {"malloc of a static program", "7fc76c000000", "7fc76c400000", "7fc770000000",
         "7fc77fff0000-7fc77fff1000 rw-p 00000000 00:00 0 [heap]\nRss: 0 kB\n", true},
        {"malloc where addresses have 39 bits", "7f6c000000", "7f6c400000", "7f70000000",
         LIBC("7f7fff"), true},
    };
#undef LIBC
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice map =
            arena_printf(&arena,
                         "%s-%s rw-p 00000000 00:00 0 \nRss: 4000 kB\nAnonymous: 4000 kB\n"
                         "%s-%s ---p 00000000 00:00 0 \nRss: 0 kB\n"
                         "010000000000-010002000000 rw-p 00000000 00:00 0 \nRss: 32000 kB\n"
                         "Anonymous: 32000 kB\n%s",
                         cases[i].start, cases[i].end, cases[i].end, cases[i].top, cases[i].others);
        struct model m = with_smaps(map);
        print_message("  case %s\n", cases[i].name);
        assert_int_equal(part(&m, "C heap") > 0, cases[i].is_malloc);
        struct number outside = model_metric(&m, "memory.outside_go", 0);
        assert_true(outside.known);
        double more = outside.value - part(&m, "not explained");
        assert_true(fabs(more - (cases[i].is_malloc ? 4000.0 * 1024 : 0)) < 0.5);
    }
}

/* What looks like an arena of malloc is Go's where Go has more in use than there is without it; and
 * what Go claims beyond what is resident is no part with less than nothing in it. */
static void claims_beyond_what_is_resident_explain_nothing(void **state)
{
    (void)state;
    struct model m = with_smaps(
        SLICE("7fc76c000000-7fc76fc00000 rw-p 00000000 00:00 0 \nRss: 17000 kB\n"
              "7fc76fc00000-7fc770000000 ---p 00000000 00:00 0 \nRss: 0 kB\n"
              "7fc77fff0000-7fc77fff1000 r-xp 00000000 08:01 9 /lib/libc.so.6\nRss: 0 kB\n"));
    assert_true(part(&m, "C heap") <= 0);
    assert_true(fabs(part(&m, "Go heap in use") - 16 * 1024 * 1024) < 0.5);
    for (size_t i = 0; i < m.nmemory; i++)
        assert_true(m.memory[i].bytes[0].value >= 0);
    double go = part(&m, "Go heap in use") + part(&m, "Go heap idle, not yet returned") +
                part(&m, "goroutine stacks") + fmax(0, part(&m, "Go runtime"));
    assert_true(fabs(go - 17000.0 * 1024) < 0.5);
    assert_true(fabs(part(&m, "not explained")) < 0.5);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(resident_memory_is_divided_and_adds_up),
        TEST(a_small_heap_of_go_is_no_arena_of_malloc),
        TEST(claims_beyond_what_is_resident_explain_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
