/* Files of /proc: a process with odd names on every count, a zombie, a Go program. */
#include "cmocka_all.h"

#include "proc_host.h"
#include "proc_limits.h"
#include "proc_maps.h"
#include "proc_stat.h"
#include "proc_status.h"

#include "damage.h"
#include "fixture.h"

static void status_is_read_in_bytes_and_absent_is_unknown(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_pairs s;
    assert_int_equal(proc_pairs_parse(&a, fixture(&a, "proc/status"), &s, &err), STATUS_OK);
    assert_true(slice_is(proc_pairs_text(&s, "Name"), "w) S 1 (odd\\n"));
    assert_true(slice_has_prefix(proc_pairs_text(&s, "State"), SLICE("S")));
    assert_int_equal(proc_pairs_number(&s, "Pid").value, 24817);
    assert_int_equal(proc_pairs_number(&s, "PPid").value, 1);
    struct known_u64 uid = proc_pairs_number(&s, "Uid"); /* the first of four */
    assert_true(uid.known && uid.value == 0);
    assert_int_equal(proc_pairs_number(&s, "VmRSS").value, 22292 * 1024);
    assert_int_equal(proc_pairs_number(&s, "RssAnon").value +
                         proc_pairs_number(&s, "RssFile").value +
                         proc_pairs_number(&s, "RssShmem").value,
                     22292 * 1024);
    assert_int_equal(proc_pairs_number(&s, "Threads").value, 4);
    assert_true(proc_pairs_number(&s, "nonvoluntary_ctxt_switches").known);
    assert_int_equal(s.skipped, 0);
    assert_int_equal(proc_pairs_parse(&a, fixture(&a, "proc/zombie-status"), &s, &err), STATUS_OK);
    assert_true(slice_has_prefix(proc_pairs_text(&s, "State"), SLICE("Z")));
    assert_false(proc_pairs_number(&s, "VmRSS").known);
    assert_int_equal(proc_pairs_number(&s, "Threads").value, 1);
    arena_done(&a);
}

static void pairs_of_any_file_are_found_by_key(void **state)
{
    (void)state;
    static const struct {
        const char *file, *key;
        uint64_t want;
    } cases[] = {
        {"proc/io", "read_bytes", 53248},
        {"proc/io", "cancelled_write_bytes", 0},
        {"proc/smaps_rollup", "Rss", 22292ull * 1024},
        {"proc/smaps_rollup", "Private_Hugetlb", 2048ull * 1024},
        {"proc/meminfo", "MemAvailable", 14012344ull * 1024},
        {"proc/meminfo", "Active(anon)", 1203040ull * 1024},
        {"proc/meminfo", "HugePages_Total", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct proc_pairs p;
        assert_int_equal(proc_pairs_parse(&a, fixture(&a, cases[i].file), &p, &err), STATUS_OK);
        struct known_u64 n = proc_pairs_number(&p, cases[i].key);
        if (!n.known || n.value != cases[i].want || p.skipped)
            fail_msg("%s %s", cases[i].file, cases[i].key);
        assert_false(proc_pairs_number(&p, "Nothing").known);
        assert_int_equal(proc_pairs_text(&p, "Nothing").len, 0);
        arena_done(&a);
    }
}

static void pairs_that_make_no_sense_are_counted(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_pairs p;
    struct slice text =
        SLICE("A: 18446744073709551615 kB\nB: 5 MB\nno pair\n: 4\nC:\n\nD: 1\nD: 2\n"
              "E: 12");
    assert_int_equal(proc_pairs_parse(&a, text, &p, &err), STATUS_OK);
    assert_false(proc_pairs_number(&p, "A").known);
    assert_int_equal(proc_pairs_number(&p, "B").value, 5);
    assert_false(proc_pairs_number(&p, "C").known);
    assert_int_equal(proc_pairs_number(&p, "D").value, 1);
    assert_false(proc_pairs_number(&p, "E").known); /* cut */
    assert_int_equal(p.skipped, 3);
    assert_int_equal(proc_pairs_parse(&a, SLICE("x\n"), &p, &err), STATUS_SYNTAX);
    assert_int_equal(proc_pairs_parse(&a, SLICE(""), &p, &err), STATUS_SYNTAX);
    arena_done(&a);
}

static void stat_ends_the_name_at_the_last_bracket(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_stat s;
    assert_int_equal(proc_stat_parse(fixture(&a, "proc/stat"), &s, &err), STATUS_OK);
    assert_int_equal(s.pid.value, 24817);
    assert_true(slice_is(s.comm, "w) S 1 (odd\n"));
    assert_int_equal(s.state, 'S');
    assert_int_equal(s.ppid.value, 1);
    assert_int_equal(s.tty_nr.value, 0);
    assert_int_equal(s.minflt.value, 298);
    assert_int_equal(s.majflt.value, 1);
    assert_int_equal(s.stime.value, 1);
    assert_int_equal(s.num_threads.value, 4);
    assert_int_equal(s.starttime.value, 160353);
    assert_int_equal(s.vsize.value, 100143104);
    assert_int_equal(s.rss_pages.value, 5554);
    assert_int_equal(s.processor.value, 1);
    assert_int_equal(proc_stat_parse(fixture(&a, "proc/zombie-stat"), &s, &err), STATUS_OK);
    assert_int_equal(s.state, 'Z');
    assert_int_equal(s.starttime.value, 160357);
    assert_int_equal(proc_stat_parse(SLICE("7 (a) R 1 2 3 4 5 6 77"), &s, &err), STATUS_OK);
    assert_false(s.minflt.known); /* cut */
    arena_done(&a);
}

static void stat_and_statm_refuse_what_is_not_theirs(void **state)
{
    (void)state;
    static const char *const stats[] = {"",        "\n",        "7 a R\n",     "x (a) R 1\n",
                                        "7 (a)\n", ")7 (a R\n", "7 (a) RR 1\n"};
    static const char *const statms[] = {"", "1 2 3\n", "1 2 x 4 5 6\n", "1 2 3 4 5 6 x\n"};
    struct error err = {0};
    struct proc_stat s;
    struct proc_statm m;
    for (size_t i = 0; i < COUNT(stats); i++)
        assert_int_equal(proc_stat_parse(slice_from(stats[i]), &s, &err), STATUS_SYNTAX);
    for (size_t i = 0; i < COUNT(statms); i++)
        assert_int_equal(proc_statm_parse(slice_from(statms[i]), &m, &err), STATUS_SYNTAX);
    assert_int_equal(proc_statm_parse(SLICE("24449 5573 421 1 0 23641 0\n"), &m, &err), STATUS_OK);
    assert_int_equal(m.resident.value, 5573);
    assert_int_equal(m.data.value, 23641);
}

static void limits_are_read_by_column(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_limits l;
    assert_int_equal(proc_limits_parse(&a, fixture(&a, "proc/limits"), &l, &err), STATUS_OK);
    assert_int_equal(l.count, 16);
    assert_int_equal(l.skipped, 0);
    const struct proc_limit *files = proc_limits_find(&l, "Max open files");
    assert_non_null(files);
    assert_int_equal(files->soft.value, 20000);
    assert_true(slice_is(files->unit, "files"));
    const struct proc_limit *stack = proc_limits_find(&l, "Max stack size");
    assert_true(stack->soft.value == 8388608 && stack->hard_unlimited && !stack->hard.known);
    assert_int_equal(proc_limits_find(&l, "Max nice priority")->unit.len, 0);
    assert_null(proc_limits_find(&l, "Max colours"));
    assert_int_equal(proc_limits_parse(&a, SLICE("Limit  x\nMax y\n"), &l, &err), STATUS_SYNTAX);
    arena_done(&a);
}

static void maps_are_sorted_by_kind(void **state)
{
    (void)state;
    static const uint64_t want[MAP_KIND_COUNT][2] = {
        [MAP_KIND_ANONYMOUS] = {1, 0x100000},
        [MAP_KIND_GO] = {1, 0x800000},
        [MAP_KIND_NAMED] = {1, 0x100000},
        [MAP_KIND_SHARED_ANONYMOUS] = {2, 0x200000},
        [MAP_KIND_FILE] = {3, 0x61d000 + 0x11000 + 0x100000},
        [MAP_KIND_DEVICE] = {1, 0x1000},
        [MAP_KIND_HEAP] = {1, 0x42000},
        [MAP_KIND_STACK] = {2, 0x800000 + 0x21000},
        [MAP_KIND_RESERVED] = {1, 0x3800000},
        [MAP_KIND_KERNEL] = {2, 0x4000 + 0x1000},
    };
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_maps m;
    assert_int_equal(proc_maps_parse(&a, fixture(&a, "proc/maps-go1.25"), &m, &err), STATUS_OK);
    assert_int_equal(m.count, 15);
    assert_int_equal(m.skipped, 0);
    for (size_t i = 0; i < MAP_KIND_COUNT; i++)
        if (m.regions[i] != want[i][0] || m.bytes[i] != want[i][1])
            fail_msg("%s: %llu regions, %llx bytes", map_kind_names[i],
                     (unsigned long long)m.regions[i], (unsigned long long)m.bytes[i]);
    assert_true(slice_is(m.items[9].path, "/srv/app/db with space.sqlite") && m.items[9].deleted);
    assert_int_equal(m.items[14].start, 0xffffffffff600000);
    arena_done(&a);
}

static void maps_of_an_odd_process_keep_their_names(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_maps m;
    assert_int_equal(proc_maps_parse(&a, fixture(&a, "proc/maps"), &m, &err), STATUS_OK);
    assert_int_equal(m.count, 37);
    assert_int_equal(m.skipped, 0);
    size_t odd = 0;
    for (size_t i = 0; i < m.count; i++)
        odd += slice_is(m.items[i].path, "/srv/lx/dir with space/na\\012me\twith \\ odd.txt");
    assert_int_equal(odd, 1);
    assert_int_equal(m.regions[MAP_KIND_SHARED_ANONYMOUS], 2); /* /dev/zero and a memfd */
    assert_int_equal(proc_maps_parse(&a, SLICE(""), &m, &err), STATUS_OK); /* a zombie's */
    assert_int_equal(m.count, 0);
    assert_int_equal(proc_maps_parse(&a, SLICE("hello\n"), &m, &err), STATUS_SYNTAX);
    assert_int_equal(
        proc_maps_parse(&a, SLICE("1-2 rwxp 0 0:0 0\n2-1 rwxp 0 0:0 0\n3-4 rw"), &m, &err),
        STATUS_OK);
    assert_int_equal(m.skipped, 2);
    arena_done(&a);
}

static void load_and_uptime_are_read(void **state)
{
    (void)state;
    struct error err = {0};
    struct proc_loadavg l;
    struct proc_uptime u;
    assert_int_equal(proc_loadavg_parse(SLICE("0.31 1.20 12.10 2/345 6789\n"), &l, &err),
                     STATUS_OK);
    assert_true(l.fifteen.value > 12.09 && l.fifteen.value < 12.11);
    assert_int_equal(l.runnable.value, 2);
    assert_int_equal(l.threads.value, 345);
    assert_int_equal(proc_loadavg_parse(SLICE("0.31 1.20\n"), &l, &err), STATUS_SYNTAX);
    assert_int_equal(proc_loadavg_parse(SLICE("0.31 1.20 3 2\n"), &l, &err), STATUS_OK);
    assert_false(l.threads.known);
    assert_int_equal(proc_uptime_parse(SLICE("12345.67 45678.90\n"), &u, &err), STATUS_OK);
    assert_true(u.up_s.value > 12345.6 && u.up_s.value < 12345.7);
    assert_int_equal(proc_uptime_parse(SLICE("\n"), &u, &err), STATUS_SYNTAX);
}

static void try_all(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct proc_pairs pairs;
    struct proc_stat stat;
    struct proc_statm statm;
    struct proc_limits limits;
    struct proc_maps maps;
    struct proc_loadavg load;
    struct proc_uptime uptime;
    (void)!proc_pairs_parse(&a, text, &pairs, &err);
    (void)!proc_stat_parse(text, &stat, &err);
    (void)!proc_statm_parse(text, &statm, &err);
    (void)!proc_limits_parse(&a, text, &limits, &err);
    (void)!proc_maps_parse(&a, text, &maps, &err);
    (void)!proc_loadavg_parse(text, &load, &err);
    (void)!proc_uptime_parse(text, &uptime, &err);
    arena_done(&a);
}

static void damage_of_any_kind_is_survived(void **state)
{
    (void)state;
    static const char *const files[] = {"proc/status", "proc/stat", "proc/limits", "proc/statm",
                                        "proc/maps-go1.25"};
    for (size_t i = 0; i < COUNT(files); i++) {
        struct arena a = ARENA_INIT;
        damage_every_way(slice_take(fixture(&a, files[i]), 1000), try_all);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_is_read_in_bytes_and_absent_is_unknown),
        cmocka_unit_test(pairs_of_any_file_are_found_by_key),
        cmocka_unit_test(pairs_that_make_no_sense_are_counted),
        cmocka_unit_test(stat_ends_the_name_at_the_last_bracket),
        cmocka_unit_test(stat_and_statm_refuse_what_is_not_theirs),
        cmocka_unit_test(limits_are_read_by_column),
        cmocka_unit_test(maps_are_sorted_by_kind),
        cmocka_unit_test(maps_of_an_odd_process_keep_their_names),
        cmocka_unit_test(load_and_uptime_are_read),
        cmocka_unit_test(damage_of_any_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
