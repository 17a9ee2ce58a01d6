/* A bundle of macOS, and what people paste from there, in the model and in the findings. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "assemble.h"
#include "evaluate.h"
#include "rules_load.h"
#include "tiny_mac.h"

#define MIB_BYTES 1048576.0

static const struct mac_world evening = {
    .second = 3600, .footprint_mib = 300, .kqueues = 20, .session_files = 30};
static const struct mac_world morning = {
    .second = 39600, .footprint_mib = 2348, .kqueues = 420, .session_files = 430, .zombies = 12};

static struct model build(struct arena *a, const struct mac_world *before,
                          const struct mac_world *after)
{
    struct bundle *one = ARENA_NEW(a, struct bundle), *two = ARENA_NEW(a, struct bundle);
    const struct bundle *sides[SIDES_MAX] = {one, after ? two : NULL};
    struct error err = {0};
    struct model m;
    *one = mac_world(a, before);
    if (after)
        *two = mac_world(a, after);
    assert_int_equal(model_build(a, sides, &m, &err), STATUS_OK);
    return m;
}

static void assert_metric(const struct model *m, const char *name, double want, const char *member)
{
    size_t i = metric_index(slice_from(name));
    struct number n = model_metric(m, name, 0);
    const char *from = i == SIZE_MAX ? "" : model_metric_member(m, i);
    if (!n.known || fabs(n.value - want) > 1e-6 * fabs(want) || strcmp(from, member) != 0)
        fail_msg("%s: %d %f from %s", name, n.known, n.value, from);
}

static void numbers_come_from_where_macos_has_them(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double value;
        const char *member;
    } cases[] = {
        {"process.footprint", 300 * MIB_BYTES, "10-process/taskinfo.tsv"},
        {"process.footprint_peak", 364 * MIB_BYTES, "10-process/taskinfo.tsv"},
        {"process.compressed", 2 * MIB_BYTES, "20-memory/footprint.json"},
        {"process.rss", 340 * MIB_BYTES, "10-process/taskinfo.tsv"},
        {"process.uptime", 3600, "10-process/taskinfo.tsv"},
        {"process.cpu_seconds", 100, "10-process/taskinfo.tsv"},
        {"process.cpu_percent", 100 / 3600.0, "10-process/taskinfo.tsv"},
        {"process.threads", 12, "10-process/taskinfo.tsv"},
        {"threads.total", 12, "10-process/threads.tsv"},
        {"threads.running", 1, "10-process/threads.tsv"},
        {"process.io_written", 8192, "10-process/taskinfo.tsv"},
        {"memory.vm_allocate", 292 * MIB_BYTES, "20-memory/footprint.json"},
        {"memory.malloc", 6 * MIB_BYTES, "20-memory/footprint.json"},
        {"maps.anonymous", 5, "20-memory/regions.tsv"},
        {"maps.malloc", 1, "20-memory/regions.tsv"},
        {"maps.file", 1, "20-memory/regions.tsv"},
        {"maps.count", 8, "20-memory/regions.tsv"},
        {"fds.total", 73, "30-files/fd.tsv"},
        {"fds.kqueue", 20, "30-files/fd.tsv"},
        {"sockets.listen", 1, "30-files/sockets.tsv"},
        {"host.memory_total", 17179869184.0, "50-host/sysctl.tsv"},
        {"host.memory_available", 655360000, "50-host/vmstat"},
        {"host.memory_pressure", 2, "50-host/sysctl.tsv"},
        {"host.swap_free", 1073741824, "50-host/sysctl.tsv"},
        {"host.load1", 2.03, "50-host/sysctl.tsv"},
        {"host.fds_limit", 61440, "50-host/sysctl.tsv"},
    };
    struct arena a = ARENA_INIT;
    struct model m = build(&a, &evening, NULL);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_metric(&m, cases[i].name, cases[i].value, cases[i].member);
    assert_false(model_metric(&m, "fds.limit", 0).known); /* no call tells it */
    assert_false(model_metric(&m, "process.swap", 0).known);
    assert_true(slice_is(m.identity[0].system, "macOS 26.4.1 (25E253)"));
    assert_true(m.identity[0].uptime_s.known && fabs(m.identity[0].uptime_s.value - 3600) < 1);
    for (size_t i = 0; i < m.ngaps; i++)
        if (m.gaps[i].status != BUNDLE_UNSUPPORTED)
            fail_msg("%.*s: %.*s", SLICE_ARG(m.gaps[i].artifact), SLICE_ARG(m.gaps[i].reason));
    arena_done(&a);
}

static double sum_of(const struct model *m, double *rest)
{
    double sum = 0;
    for (size_t i = 0; i < m->nmemory; i++) {
        sum += m->memory[i].bytes[0].value;
        if (strcmp(m->memory[i].name, "not explained") == 0)
            *rest = m->memory[i].bytes[0].value;
    }
    return sum;
}

static void parts_of_the_footprint_add_up_to_it(void **state)
{
    (void)state;
    static const struct mac_world worlds[] = {
        {.second = 3600, .footprint_mib = 300},
        {.second = 3600, .footprint_mib = 300, .no_footprint = true},
        {.second = 3600, .footprint_mib = 300, .no_footprint = true, .no_vmmap = true},
    };
    static const char *const members[] = {"20-memory/footprint.json", "20-memory/vmmap.txt",
                                          "20-memory/regions.tsv"};
    for (size_t i = 0; i < COUNT(worlds); i++) {
        struct arena a = ARENA_INIT;
        struct model m = build(&a, &worlds[i], NULL);
        double rest = -1;
        assert_metric(&m, "memory.vm_allocate", 292 * MIB_BYTES, members[i]);
        assert_true(fabs(sum_of(&m, &rest) - 300 * MIB_BYTES) < 1);
        assert_string_equal(m.memory_whole, "process.footprint");
        assert_true(m.memory_explained.value > 0.98 && fabs(rest) < 3 * MIB_BYTES);
        assert_string_equal(m.memory[0].name, "Go heap in use");
        arena_done(&a);
    }
}

/* vmmap, lsof and ps, pasted into an issue: no table of ours, no manifest. */
static void what_people_paste_is_enough_for_the_main_numbers(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct mac_world w = evening;
    w.only_tools = true;
    struct model m = build(&a, &w, NULL);
    assert_metric(&m, "process.footprint", 300 * MIB_BYTES, "20-memory/vmmap.txt");
    assert_metric(&m, "process.rss", 340 * MIB_BYTES, "10-process/ps.txt");
    assert_metric(&m, "process.uptime", 3600, "10-process/ps.txt");
    assert_metric(&m, "process.cpu_seconds", 100, "10-process/ps.txt");
    assert_metric(&m, "fds.total", 51, "30-files/lsof.txt");
    assert_metric(&m, "fds.kqueue", 20, "30-files/lsof.txt");
    assert_metric(&m, "sockets.listen", 1, "30-files/lsof.txt");
    assert_metric(&m, "maps.anonymous", 5, "20-memory/vmmap.txt");
    assert_int_equal(m.identity[0].pid.value, 4711);
    assert_true(slice_is(m.identity[0].name, "harbor"));
    assert_true(m.has_descriptors[0] && m.nmemory > 0);
    arena_done(&a);
}

/* What lsof did not fill in is not said to come from it. */
static void only_what_lsof_counted_is_said_to_be_from_it(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct mac_world w = evening;
    struct model m;
    struct error err;
    w.only_tools = true;
    struct bundle b = mac_world(&a, &w);
    struct bundle_member *members = ARENA_ARRAY(&a, struct bundle_member, b.count + 2);
    memcpy(members, b.members, b.count * sizeof *members);
    members[b.count++] = (struct bundle_member){
        .name = SLICE("30-files/sockets.tsv"),
        .data = SLICE("inode\tproto\tstate\tlocal\tremote\n1\ttcp\tLISTEN\t*:80\t\n")};
    members[b.count++] = (struct bundle_member){
        .name = SLICE("10-process/limits"),
        .data = SLICE("Limit                     Soft Limit           Hard Limit           Units  "
                      "   \nMax open files            256                  4096                 "
                      "files     \n")};
    b.members = members;
    const struct bundle *sides[SIDES_MAX] = {&b, NULL};
    assert_int_equal(model_build(&a, sides, &m, &err), STATUS_OK);
    assert_metric(&m, "fds.total", 51, "30-files/lsof.txt");
    assert_metric(&m, "fds.limit", 256, "10-process/limits");
    assert_metric(&m, "sockets.listen", 1, "30-files/sockets.tsv");
    arena_done(&a);
}

static const struct finding *find(const struct findings *f, const char *rule)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].rule, rule) == 0)
            return &f->items[i];
    return NULL;
}

static void growth_overnight_is_found_as_on_linux(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct model m = build(&a, &evening, &morning), calm = build(&a, &evening, &evening);
    const struct rule_pack *packs[RULES_BUILTIN_MAX];
    size_t npacks = 0;
    struct error err = {0};
    struct findings f;
    assert_int_equal(rules_builtin(&a, packs, &npacks, &err), STATUS_OK);
    assert_true(m.same_process && fabs(m.hours - 10) < 0.01);
    findings_evaluate(&a, &m, packs, npacks, &f);
    const struct finding *memory = find(&f, "memory.footprint_growing");
    assert_non_null(memory);
    assert_int_equal(memory->severity, SEVERITY_CRITICAL);
    assert_null(find(&f, "memory.growing")); /* one growth is one finding */
    assert_non_null(find(&f, "descriptors.growing"));
    assert_int_equal(m.zombies, 12);
    assert_true(slice_find(f.triage[0].value, SLICE("footprint")) != SIZE_MAX);
    findings_evaluate(&a, &calm, packs, npacks, &f);
    assert_null(find(&f, "memory.footprint_growing"));
    arena_done(&a);
}

static void where_threads_were_seen_is_told(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct model m = build(&a, &evening, NULL);
    assert_int_equal(m.nsampled, 3);
    assert_true(slice_is(m.sampled[0].function, "kevent"));
    assert_true(fabs(m.sampled[0].share - 0.5) < 1e-9);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_from_where_macos_has_them),
        cmocka_unit_test(parts_of_the_footprint_add_up_to_it),
        cmocka_unit_test(what_people_paste_is_enough_for_the_main_numbers),
        cmocka_unit_test(only_what_lsof_counted_is_said_to_be_from_it),
        cmocka_unit_test(growth_overnight_is_found_as_on_linux),
        cmocka_unit_test(where_threads_were_seen_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
