/* What the kernel says about regions, control groups and waiting. */
#include "cmocka_all.h"

#include "cgroup_files.h"
#include "kernel_stacks.h"
#include "key_lines.h"
#include "pmap.h"
#include "sections.h"
#include "smaps.h"

#include "damage.h"
#include "fixture.h"

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

static void is_u64(struct known_u64 n, uint64_t want)
{
    assert_true(n.known);
    assert_int_equal(n.value, want);
}

static void is_real(struct known_real n, double want)
{
    assert_true(n.known && n.value > want - 1e-9 && n.value < want + 1e-9);
}

static void sections_are_found_by_their_names(void **state)
{
    (void)state;
    struct slice rest = SLICE("in front\n== a\n1\n2\n== b c\n== d\nlast");
    struct section_text s;
    assert_true(sections_next(&rest, &s) && slice_is(s.name, "a") && slice_is(s.text, "1\n2\n"));
    assert_true(sections_next(&rest, &s) && slice_is(s.name, "b c") && s.text.len == 0);
    assert_true(sections_next(&rest, &s) && slice_is(s.name, "d") && slice_is(s.text, "last"));
    assert_false(sections_next(&rest, &s));
    rest = SLICE("x == y\nz\n");
    assert_false(sections_next(&rest, &s));
}

/* The sums are those that the kernel itself prints in smaps_rollup for the same process. */
static void smaps_add_up_to_the_rollup(void **state)
{
    (void)state;
    struct error err = {0};
    struct smaps s;
    assert_int_equal(smaps_parse(&arena, fixture(&arena, "proc/smaps"), &s, &err), STATUS_OK);
    assert_int_equal(s.count, 9);
    assert_int_equal(s.skipped, 0);
    assert_false(s.cut);
    assert_int_equal(s.total[SMAPS_RSS], 48 * KIB);
    assert_int_equal(s.total[SMAPS_PSS], 44 * KIB);
    assert_int_equal(s.total[SMAPS_SHARED_DIRTY], 8 * KIB);
    assert_int_equal(s.total[SMAPS_PRIVATE_CLEAN], 4 * KIB);
    assert_int_equal(s.total[SMAPS_PRIVATE_DIRTY], 36 * KIB);
    assert_int_equal(s.total[SMAPS_ANONYMOUS], 20 * KIB);
    assert_true(s.known[SMAPS_LAZYFREE] && s.total[SMAPS_LAZYFREE] == 0);
    assert_int_equal(s.items[8].map.kind, MAP_KIND_STACK);
    assert_int_equal(s.sum[MAP_KIND_STACK][SMAPS_SIZE], 0x21000);
    assert_int_equal(s.sum[MAP_KIND_ANONYMOUS][SMAPS_SIZE], 0xf7f34000 - 0xcc334000);
    assert_int_equal(s.items[0].bytes[SMAPS_SIZE], 8 * KIB);
    assert_int_equal(smaps_parse(&arena, SLICE(""), &s, &err), STATUS_OK);
    assert_int_equal(s.count, 0);
}

static void smaps_count_what_is_damaged_and_use_the_rest(void **state)
{
    (void)state;
    static const struct slice text =
        SLICE_INIT("10000-11000 rw-p 00000000 00:00 0 \nSize: 4 kB\nRss: 4 kB\nSwap: x kB\n"
                   "20000-21000 rw-p 000\nSize: 4 kB\nRss: 4 kB\n" /* belongs to nobody */
                   "30000-31000 rw-p 00000000 00:00 0   [heap]\nRss: 2 kB\nRss: 1 MB\nNew: 7 kB\n"
                   "VmFlags: rd wr\nPss: 1 k");
    struct error err = {0};
    struct smaps s;
    assert_int_equal(smaps_parse(&arena, text, &s, &err), STATUS_OK);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.total[SMAPS_RSS], 6 * KIB);
    assert_int_equal(s.sum[MAP_KIND_HEAP][SMAPS_RSS], 2 * KIB);
    assert_false(s.known[SMAPS_SWAP]);
    assert_false(s.known[SMAPS_PSS]);
    assert_int_equal(s.skipped, 4);
    assert_true(s.cut);
    assert_int_equal(smaps_parse(&arena, SLICE("no map\n"), &s, &err), STATUS_SYNTAX);
}

static void pressure_is_read_as_fractions(void **state)
{
    (void)state;
    struct error err = {0};
    struct pressures p;
    assert_int_equal(pressures_parse(fixture(&arena, "proc/pressure"), &p, &err), STATUS_OK);
    is_real(p.of[PRESSURE_CPU].some.avg10, 0.7735);
    is_real(p.of[PRESSURE_CPU].some.avg300, 0.4453);
    is_u64(p.of[PRESSURE_CPU].some.total_us, 250413457);
    is_real(p.of[PRESSURE_MEMORY].full.avg60, 0.0025);
    is_u64(p.of[PRESSURE_IRQ].full.total_us, 77);
    assert_false(p.of[PRESSURE_IRQ].some.avg10.known);
    assert_int_equal(p.skipped, 0);
    assert_int_equal(pressures_parse(SLICE("== cpu\nsome avg10=101.00 avg60=0 avg300=0 total=1\n"
                                           "full avg10=1 avg60=2 avg300=3\nall total=1\n"
                                           "some avg10=1.00 new=5 total=9\n"),
                                     &p, &err),
                     STATUS_OK);
    assert_int_equal(p.skipped, 3);
    is_real(p.of[PRESSURE_CPU].some.avg10, 0.01);
    assert_false(p.of[PRESSURE_CPU].some.avg60.known);
    assert_int_equal(pressures_parse(SLICE("== cpu\n"), &p, &err), STATUS_SYNTAX);
    assert_int_equal(pressures_parse(SLICE("some total=1\n"), &p, &err), STATUS_SYNTAX);
}

static void the_lowest_limit_on_the_way_up_is_the_one_that_binds(void **state)
{
    (void)state;
    struct error err = {0};
    struct cgroup_files f;
    assert_int_equal(cgroup_files_parse(fixture(&arena, "proc/cgroup-files"), &f, &err), STATUS_OK);
    assert_int_equal(f.skipped, 0);
    is_u64(f.memory_current, 3 * GIB);
    is_u64(f.memory_limit, 4 * GIB);
    is_u64(f.memory_limit_current, 4187593114);
    is_u64(f.memory_peak, 3758096384);
    assert_false(f.memory_high.known);
    assert_false(f.swap_limit.known);
    is_u64(f.swap_current, MIB);
    is_u64(f.limit_hits, 35);
    is_u64(f.oom, 2);
    is_u64(f.oom_kill, 1);
    is_u64(f.anon, 2684354560);
    is_u64(f.inactive_file, 301989888);
    is_real(f.cpu_limit, 1.5);
    is_u64(f.periods, 4000);
    is_u64(f.throttled_periods, 1000);
    is_u64(f.throttled_us, 250000000);
    is_u64(f.pids_limit, 1024);
    is_real(f.pressure[PRESSURE_MEMORY].some.avg60, 0.0825);
    assert_false(f.frozen);
}

static void version_one_gives_the_same_record(void **state)
{
    (void)state;
    struct error err = {0};
    struct cgroup_files f;
    assert_int_equal(cgroup_files_parse(fixture(&arena, "proc/cgroup-files-v1"), &f, &err),
                     STATUS_OK);
    assert_int_equal(f.skipped, 0);
    is_u64(f.memory_limit, 200 * MIB);
    is_u64(f.memory_limit_current, 100 * MIB);
    is_u64(f.memory_peak, 48 * MIB);
    is_u64(f.oom_kill, 3);
    is_u64(f.file, 11214848);
    is_u64(f.anon, 7729152);
    is_real(f.cpu_limit, 0.5);
    is_u64(f.throttled_us, 2000000);
    is_u64(f.cpu_usage_us, 1500000);
    assert_true(f.frozen);
}

static void no_limit_is_unknown_and_nonsense_is_counted(void **state)
{
    (void)state;
    struct error err = {0};
    struct cgroup_files f;
    assert_int_equal(
        cgroup_files_parse(SLICE("== v2 memory.max\nmax\n== v2 cpu.max\nmax 100000\n"
                                 "== v2 memory.current\nmuch\n== v2 memory.events\nmax\noom 1\n"
                                 "== v2 memory.new\n1\n== v3 memory.max\n7\n== v2 pids.max\n"),
                           &f, &err),
        STATUS_OK);
    assert_false(f.memory_limit.known);
    assert_false(f.cpu_limit.known);
    assert_false(f.memory_current.known);
    is_u64(f.oom, 1);
    assert_int_equal(f.skipped, 3);
    assert_int_equal(cgroup_files_parse(SLICE("== v2 memory.new\n1\n"), &f, &err), STATUS_SYNTAX);
    assert_int_equal(cgroup_files_parse(SLICE(""), &f, &err), STATUS_SYNTAX);
}

static void pmap_is_read_in_bytes_and_agrees_with_its_total(void **state)
{
    (void)state;
    struct error err = {0};
    struct pmap p;
    assert_int_equal(pmap_parse(&arena, fixture(&arena, "proc/pmap-x"), &p, &err), STATUS_OK);
    assert_int_equal(p.skipped, 0);
    is_u64(p.rss, 22292 * KIB);
    is_u64(p.size, 97800 * KIB);
    assert_int_equal(p.rss_sum, p.rss.value);
    assert_int_equal(p.items[0].address, 0x564be824b000);
    assert_true(slice_is(p.items[0].mode, "r----") && slice_is(p.items[0].mapping, "w"));
    assert_int_equal(pmap_parse(&arena, SLICE("1:   x\nAddress  Kbytes\nbad line\n"), &p, &err),
                     STATUS_SYNTAX);
    assert_int_equal(pmap_parse(&arena, SLICE("10 4 4 0 rw--- a b\n20 x\n30 4 4 0 rw"), &p, &err),
                     STATUS_OK);
    assert_true(p.count == 1 && p.skipped == 2 && slice_is(p.items[0].mapping, "a b"));
    assert_false(p.rss.known);
}

static void stacks_of_threads_in_the_kernel_are_read(void **state)
{
    (void)state;
    struct error err = {0};
    struct kernel_stacks k;
    struct slice text = SLICE("== 7 D a worker\n[<0>] folio_wait+0x13d/0x350\n[<0>] fault+0x1/0x2\n"
                              "nonsense\n== 8 R b\n== x y\n[<0>] lost+0x1/0x2\n");
    assert_int_equal(kernel_stacks_parse(&arena, text, &k, &err), STATUS_OK);
    assert_int_equal(k.count, 2);
    assert_int_equal(k.skipped, 2);
    assert_true(k.items[0].tid == 7 && k.items[0].state == 'D');
    assert_true(slice_is(k.items[0].name, "a worker"));
    assert_int_equal(k.items[0].nfunctions, 2);
    assert_true(slice_is(k.items[0].functions[0], "folio_wait"));
    assert_int_equal(k.items[1].nfunctions, 0);
    assert_int_equal(kernel_stacks_parse(&arena, SLICE("none\n"), &k, &err), STATUS_SYNTAX);
}

static void lines_of_key_and_value_are_pairs(void **state)
{
    (void)state;
    struct error err = {0};
    struct proc_pairs p;
    assert_int_equal(
        key_lines_parse(&arena, SLICE("oom_kill 3\nmodel\tA CPU\nalone\n\ncut 1"), &p, &err),
        STATUS_OK);
    is_u64(proc_pairs_number(&p, "oom_kill"), 3);
    assert_true(slice_is(proc_pairs_text(&p, "model"), "A CPU"));
    assert_false(proc_pairs_number(&p, "cut").known);
    assert_int_equal(p.skipped, 2);
    assert_int_equal(key_lines_parse(&arena, SLICE("\n"), &p, &err), STATUS_SYNTAX);
}

static void read_any(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct smaps s;
    struct pressures p;
    struct cgroup_files f;
    struct pmap m;
    struct kernel_stacks k;
    struct proc_pairs pairs;
    (void)!pmap_parse(&a, text, &m, &err);
    (void)!kernel_stacks_parse(&a, text, &k, &err);
    (void)!key_lines_parse(&a, text, &pairs, &err);
    if (smaps_parse(&a, text, &s, &err) == STATUS_OK)
        assert_true(s.count <= text.len);
    (void)!pressures_parse(text, &p, &err);
    (void)!cgroup_files_parse(text, &f, &err);
    arena_done(&a);
}

static void damaged_files_are_read_as_far_as_they_go(void **state)
{
    (void)state;
    static const char *const files[] = {"proc/smaps", "proc/pressure", "proc/cgroup-files",
                                        "proc/cgroup-files-v1", "proc/pmap-x"};
    for (size_t i = 0; i < COUNT(files); i++)
        damage_every_way(fixture(&arena, files[i]), read_any);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sections_are_found_by_their_names),
        TEST(smaps_add_up_to_the_rollup),
        TEST(smaps_count_what_is_damaged_and_use_the_rest),
        TEST(pressure_is_read_as_fractions),
        TEST(the_lowest_limit_on_the_way_up_is_the_one_that_binds),
        TEST(version_one_gives_the_same_record),
        TEST(no_limit_is_unknown_and_nonsense_is_counted),
        TEST(pmap_is_read_in_bytes_and_agrees_with_its_total),
        TEST(stacks_of_threads_in_the_kernel_are_read),
        TEST(lines_of_key_and_value_are_pairs),
        TEST(damaged_files_are_read_as_far_as_they_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
