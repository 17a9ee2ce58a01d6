/* Every rule has a process for which it fires and one for which it does not. */
#include "cmocka_all.h"

#include <string.h>

#include "assemble.h"
#include "rules_load.h"
#include "situation.h"

static struct arena arena;
static struct rules rules;

static int setup(void **state)
{
    struct error err;
    (void)state;
    arena = (struct arena)ARENA_INIT;
    return rules_builtin(&arena, rules.packs, &rules.count, &err) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

/* Each is inside of what the other one waits for. */
#define IN_A "main.(*A).Move(0xc0000000a0)\n\t/src/a.go:20 +0x1\n"
#define IN_B "main.(*B).Move(0xc0000000b0)\n\t/src/b.go:20 +0x1\n"
#define FOR_A                                                                                      \
    "sync.(*Mutex).Lock(0xc0000000a8)\n\t/go/mutex.go:90 +0x1\n"                                   \
    "main.(*A).Put(0xc0000000a0, 0x1)\n\t/src/a.go:9 +0x1\n"
#define FOR_B                                                                                      \
    "sync.(*Mutex).Lock(0xc0000000b8)\n\t/go/mutex.go:90 +0x1\n"                                   \
    "main.(*B).Put(0xc0000000b0)\n\t/src/b.go:9 +0x1\n"
#define BEGUN "created by main.main in goroutine 1\n\t/src/main.go:9 +0x1\n\n"
#define LOCKS "goroutine 50 [sync.Mutex.Lock, 5 minutes]:\n" FOR_A IN_B BEGUN

static const struct rule_case cases[] = {
    {"descriptors.growing", "a leak", WARN, {{.files = 10}, {LATER, .files = 60}, true, {0}}},
    {"descriptors.growing",
     "a large leak",
     CRIT,
     {{.files = 10}, {LATER, .files = 700}, true, {0}}},
    {"descriptors.growing",
     "the limit within a day",
     CRIT,
     {{.files = 10, .fd_limit = 1024}, {LATER, .files = 120, .fd_limit = 1024}, true, {0}}},
    {"descriptors.growing",
     "a burst, far below the limit",
     WARN,
     {{.files = 10}, {LATER, .files = 210}, true, {0}}},
    {"descriptors.growing",
     "the limit in a day, slowly",
     CRIT,
     {{.files = 10, .fd_limit = 200}, {.second = 4600, .files = 40, .fd_limit = 200}, true, {0}}},
    {"descriptors.growing",
     "the limit in a week",
     WARN,
     {{.files = 10}, {.second = 4600, .files = 110}, true, {0}}},
    {"descriptors.growing", "a few more", NO, {{.files = 10}, {LATER, .files = 25}, true, {0}}},
    {"descriptors.growing", "a tenth more", NO, {{.files = 500}, {LATER, .files = 550}, true, {0}}},
    {"descriptors.growing",
     "another process",
     NO,
     {{.files = 10}, {LATER, .files = 600, .start_ticks = 9}, true, {0}}},
    {"descriptors.limit", "nearly all", WARN, {{.files = 85, .fd_limit = 100}, {0}, false, {0}}},
    {"descriptors.limit", "all", CRIT, {{.files = 97, .fd_limit = 100}, {0}, false, {0}}},
    {"descriptors.limit", "half", NO, {{.files = 50, .fd_limit = 100}, {0}, false, {0}}},
    {"descriptors.same_file", "four times", NOTE, {{.same_file = 4}, {0}, false, {0}}},
    {"descriptors.same_file", "often", WARN, {{.same_file = 40}, {0}, false, {0}}},
    {"descriptors.same_file", "three times", NO, {{.same_file = 3}, {0}, false, {0}}},
    {"descriptors.same_file", "beside a database", NO, {{.database = 9}, {0}, false, {0}}},
    {"descriptors.many", "hundreds", NOTE, {{.files = 300}, {0}, false, {0}}},
    {"descriptors.many", "thousands", WARN, {{.files = 1500}, {0}, false, {0}}},
    {"descriptors.many", "some", NO, {{.files = 100}, {0}, false, {0}}},
    {"descriptors.many", "growth says more", NO, {{.files = 10}, {LATER, .files = 300}, true, {0}}},
    {"descriptors.deleted", "many", NOTE, {{.deleted = 12}, {0}, false, {0}}},
    {"descriptors.deleted", "one", NO, {{.deleted = 1}, {0}, false, {0}}},
    {"sockets.close_wait", "some", NOTE, {{.close_wait = 12}, {0}, false, {0}}},
    {"sockets.close_wait", "many", WARN, {{.close_wait = 60}, {0}, false, {0}}},
    {"sockets.close_wait", "a handful", NO, {{.close_wait = 5}, {0}, false, {0}}},
    {"descriptors.growing", "old", NO, {{.close_wait = 60}, {LATER, .ended = 61}, true, {0}}},
    {"descriptors.growing", "new", WARN, {{.close_wait = 60}, {LATER, .ended = 90}, true, {0}}},
    {"sockets.unlisted", "old", WARN, {{.close_wait = 60}, {LATER, .ended = 61}, true, {0}}},
    {"sockets.unlisted", "some", NOTE, {{.ended = 30}, {0}, false, {0}}},
    {"sockets.unlisted", "a handful", NO, {{.ended = 10}, {0}, false, {0}}},
    {"memory.footprint_growing",
     "much",
     WARN,
     {{.footprint_mib = 40}, {LATER, .footprint_mib = 90}, true, {0}}},
    {"memory.footprint_growing",
     "a little",
     NO,
     {{.footprint_mib = 40}, {LATER, .footprint_mib = 50}, true, {0}}},
    {"memory.growing",
     "of resident memory, where the footprint says more",
     NO,
     {{.footprint_mib = 40, .rss_mib = 40},
      {LATER, .footprint_mib = 90, .rss_mib = 90},
      true,
      {0}}},
    {"memory.pressure_level", "a warning", NOTE, {{.pressure = 2}, {0}, false, {0}}},
    {"memory.pressure_level", "critical", WARN, {{.pressure = 4}, {0}, false, {0}}},
    {"memory.pressure_level", "none", NO, {{.pressure = 1}, {0}, false, {0}}},
    {"memory.growing", "much", WARN, {{.rss_mib = 40}, {LATER, .rss_mib = 90}, true, {0}}},
    {"memory.growing",
     "at the start",
     NO,
     {{.rss_mib = 40, .second = 100}, {.second = 120, .rss_mib = 90}, true, {0}}},
    {"memory.starting",
     "at the start",
     NOTE,
     {{.rss_mib = 40, .second = 100}, {.second = 120, .rss_mib = 290}, true, {0}}},
    {"memory.starting", "later", NO, {{.rss_mib = 40}, {LATER, .rss_mib = 290}, true, {0}}},
    {"sockets.clients_growing", "load", NOTE, {{.clients = 2}, {LATER, .clients = 300}, true, {0}}},
    {"sockets.clients_growing",
     "load, and the limit is near",
     WARN,
     {{.clients = 2, .fd_limit = 500}, {LATER, .clients = 300, .fd_limit = 500}, true, {0}}},
    {"sockets.clients_growing", "some", NO, {{.clients = 2}, {LATER, .clients = 40}, true, {0}}},
    {"descriptors.growing",
     "clients that come",
     NO,
     {{.clients = 2}, {LATER, .clients = 600}, true, {0}}},
    {"memory.growing", "a little", NO, {{.rss_mib = 40}, {LATER, .rss_mib = 50}, true, {0}}},
    {"memory.growing",
     "little of much",
     NO,
     {{.rss_mib = 900}, {LATER, .rss_mib = 930}, true, {0}}},
    {"memory.swapped", "much", NOTE, {{.swap_mib = 100}, {0}, false, {0}}},
    {"memory.swapped", "little", NO, {{.swap_mib = 3}, {0}, false, {0}}},
    {"memory.swap_growing", "much", WARN, {{.swap_mib = 10}, {LATER, .swap_mib = 60}, true, {0}}},
    {"memory.swap_growing", "little", NO, {{.swap_mib = 10}, {LATER, .swap_mib = 20}, true, {0}}},
    {"memory.lazyfree", "given up", NOTE, {{.rss_mib = 400, .lazyfree_mib = 200}, {0}, false, {0}}},
    {"memory.lazyfree", "little", NO, {{.rss_mib = 400, .lazyfree_mib = 2}, {0}, false, {0}}},
    {"memory.unexplained", "C memory", NOTE, {{.rss_mib = 400}, {0}, false, {0}}},
    {"memory.unexplained",
     "shared memory",
     NO,
     {{.rss_mib = 400, .shmem_mib = 360}, {0}, false, {0}}},
    {"maps.many", "thousands", NOTE, {{.regions = 3000}, {0}, false, {0}}},
    {"maps.many",
     "near the limit of the kernel",
     CRIT,
     {{.regions = 60000, .regions_limit = 65530}, {0}, false, {0}}},
    {"maps.many",
     "where the limit was raised",
     NOTE,
     {{.regions = 60000, .regions_limit = 1048576}, {0}, false, {0}}},
    {"maps.many", "where there is none", NOTE, {{.regions = 60000}, {0}, false, {0}}},
    {"maps.many", "hundreds", NO, {{.regions = 300}, {0}, false, {0}}},
    {"maps.growing", "a leak", WARN, {{.regions = 300}, {LATER, .regions = 700}, true, {0}}},
    {"maps.growing", "a few", NO, {{.regions = 300}, {LATER, .regions = 400}, true, {0}}},
    {"children.busy", "busy", NOTE, {{.children_cpu_tenths = 7}, {0}, false, {0}}},
    {"children.busy", "a whole CPU", WARN, {{.children_cpu_tenths = 15}, {0}, false, {0}}},
    {"children.busy", "hardly", NO, {{.children_cpu_tenths = 1}, {0}, false, {0}}},
    {"children.spawning", "young ones", NOTE, CHILDREN_OF(3)},
    {"children.spawning", "old ones", NO, CHILDREN_OF(300)},
    {"children.zombies", "some", NOTE, {{.zombies = 6}, {0}, false, {0}}},
    {"children.zombies",
     "more and more",
     WARN,
     {{.zombies = 6}, {LATER, .zombies = 30}, true, {0}}},
    {"children.zombies", "one", NO, {{.zombies = 1}, {0}, false, {0}}},
    {"evidence.no_pprof",
     "Go, nothing seen of it",
     NOTE,
     {{.not_go = true, .module = "example.org/tool"}, {0}, false, {0}}},
    {"evidence.no_pprof", "with pprof", NO, {{.module = "example.org/tool"}, {0}, false, {0}}},
    {"memory.limit", "nearly all", NOTE, {{.group_limit_percent = 95}, {0}, false, {0}}},
    {"memory.limit",
     "and somebody was killed",
     CRIT,
     {{.group_limit_percent = 95, .oom_kills = 1}, {0}, false, {0}}},
    {"memory.limit", "half", NO, {{.group_limit_percent = 50}, {0}, false, {0}}},
    {"cpu.pressure", "it has work to do", NOTE, WAITING_FOR_CPU(50, 5)},
    {"cpu.pressure", "it rests", NO, WAITING_FOR_CPU(50, 0)},
    {"cpu.pressure", "little", NO, WAITING_FOR_CPU(10, 5)},
    {"memory.pressure", "some", NOTE, {{.pressure_percent = 5}, {0}, false, {0}}},
    {"memory.pressure", "much", WARN, {{.pressure_percent = 40}, {0}, false, {0}}},
    {"memory.pressure", "next to none", NO, {{.pressure_percent = 1}, {0}, false, {0}}},
    {"cpu.throttled", "often", NOTE, {{.throttled_percent = 10}, {0}, false, {0}}},
    {"cpu.throttled", "most of the time", WARN, {{.throttled_percent = 60}, {0}, false, {0}}},
    {"cpu.throttled", "seldom", NO, {{.throttled_percent = 1}, {0}, false, {0}}},
    {"memory.outside_heap", "C memory", NOTE, {{.rss_mib = 40}, {LATER, .rss_mib = 90}, true, {0}}},
    {"memory.outside_heap",
     "Go memory",
     NO,
     {{.rss_mib = 40}, {LATER, .rss_mib = 90, .heap_sys_mib = 90}, true, {0}}},
    {"memory.not_returned",
     "after a peak",
     NOTE,
     {{.rss_mib = 400, .heap_sys_mib = 400, .heap_idle_mib = 300}, {0}, false, {0}}},
    {"memory.not_returned",
     "in use",
     NO,
     {{.rss_mib = 400, .heap_sys_mib = 400, .heap_idle_mib = 30}, {0}, false, {0}}},
    {"cpu.busy", "busy", NOTE, {{.cpu_tenths_now = 9}, {0}, false, {0}}},
    {"cpu.busy", "busy long ago", NO, {{.cpu_seconds = 900, .cpu_tenths_now = 1}, {0}, false, {0}}},
    {"cpu.profile_busy", "a spin", WARN, {{0}, {0}, false, {.cpus = 1.02}}},
    {"cpu.profile_busy", "some work", NO, {{0}, {0}, false, {.cpus = 0.3}}},
    {"threads.many", "hundreds", NOTE, {{.threads = 150}, {0}, false, {0}}},
    {"threads.many", "ordinary", NO, {{.threads = 20}, {0}, false, {0}}},
    {"threads.growing",
     "blocked calls",
     WARN,
     {{.threads = 10}, {LATER, .threads = 160}, true, {0}}},
    {"threads.growing",
     "a burst of file accesses",
     NOTE,
     {{.threads = 10}, {LATER, .threads = 60}, true, {0}}},
    {"threads.growing", "a few", NO, {{.threads = 10}, {LATER, .threads = 14}, true, {0}}},
    {"threads.blocked", "one", NOTE, {{.blocked_threads = 1}, {0}, false, {0}}},
    {"threads.blocked", "all", WARN, {{.blocked_threads = 8}, {0}, false, {0}}},
    {"threads.stopped", "by a signal", WARN, {{.thread_state = "T"}, {0}, false, {0}}},
    {"threads.stopped", "by a debugger", WARN, {{.thread_state = "t"}, {0}, false, {0}}},
    {"threads.stopped", "asleep", NO, {{0}, {0}, false, {0}}},
    {"threads.ended", "a zombie", WARN, {{.threads = 1, .thread_state = "Z"}, {0}, false, {0}}},
    {"threads.ended", "asleep", NO, {{0}, {0}, false, {0}}},
    {"threads.blocked", "none", NO, {{0}, {0}, false, {0}}},
    {"goroutines.growing", "a leak", WARN, {{.waiting = 20}, {LATER, .waiting = 90}, true, {0}}},
    {"goroutines.growing",
     "a large leak",
     CRIT,
     {{.waiting = 20}, {LATER, .waiting = 3000}, true, {0}}},
    {"goroutines.growing",
     "handlers that hang",
     WARN,
     {{.hanging = 2}, {LATER, .hanging = 90}, true, {0}}},
    {"goroutines.growing", "a few more", NO, {{.waiting = 20}, {LATER, .waiting = 28}, true, {0}}},
    {"goroutines.growing", "idle connections", NO, {{.idle = 5}, {LATER, .idle = 500}, true, {0}}},
    {"goroutines.growing",
     "without a dump",
     WARN,
     {{.waiting = 20, .no_dump = true}, {LATER, .waiting = 90, .no_dump = true}, true, {0}}},
    {"goroutines.growing_by_design",
     "connections",
     NOTE,
     {{.idle = 5}, {LATER, .idle = 500}, true, {0}}},
    {"goroutines.growing_by_design",
     "the program's own",
     NO,
     {{.waiting = 5}, {LATER, .waiting = 500}, true, {0}}},
    {"goroutines.deadlock",
     "in a circle",
     CRIT,
     {{.dump = LOCKS "goroutine 51 [sync.Mutex.Lock, 5 minutes]:\n" FOR_B IN_A BEGUN},
      {0},
      false,
      {0}}},
    {"goroutines.deadlock",
     "the holder works",
     NO,
     {{.dump = LOCKS "goroutine 51 [IO wait]:\n" IN_A BEGUN}, {0}, false, {0}}},
    {"goroutines.leaked", "proven", WARN, {{0}, {0}, false, {.leaked = 3}}},
    {"goroutines.leaked", "no such profile", NO, {{0}, {0}, false, {0}}},
    {"goroutines.many", "a pool", NOTE, {{.waiting = 150}, {0}, false, {0}}},
    {"goroutines.many", "thousands", WARN, {{.waiting = 3000}, {0}, false, {0}}},
    {"goroutines.many", "some", NO, {{.waiting = 50}, {0}, false, {0}}},
    {"goroutines.many", "idle connections", NO, {{.idle = 3000}, {0}, false, {0}}},
    {"goroutines.unwakeable", "some", NOTE, {{.nil_channel = 2}, {0}, false, {0}}},
    {"goroutines.unwakeable", "main alone", NO, {{0}, {0}, false, {0}}},
    {"goroutines.lock_queue", "for minutes", WARN, {{.queue = 20}, {0}, false, {0}}},
    {"goroutines.lock_queue", "two", NO, {{.queue = 2}, {0}, false, {0}}},
    {"heap.growing",
     "a leak",
     WARN,
     {{0}, {LATER}, true, {.function = "main.load", .a = 4 * MIB_, .b = 30 * MIB_}}},
    {"heap.growing",
     "less sure",
     NOTE,
     {{0}, {LATER}, true, {.function = "main.load", .a = 0, .b = 5 * MIB_}}},
    {"heap.growing",
     "noise of a large heap",
     NO,
     {{0}, {LATER}, true, {.function = "main.load", .a = 60 * MIB_, .b = 73 * MIB_}}},
    {"heap.growing",
     "shrinking",
     NO,
     {{0}, {LATER}, true, {.function = "main.load", .a = 60 * MIB_, .b = 3 * MIB_}}},
    {"heap.growing",
     "the profiler",
     NO,
     {{0},
      {LATER},
      true,
      {.function = "runtime/pprof.(*profileBuilder).flush", .a = 0, .b = 30 * MIB_}}},
    {"heap.buffers",
     "more and more",
     WARN,
     {{0},
      {LATER},
      true,
      {.function = "main.load", .a = 4 * MIB_, .b = 40 * MIB_, .via = "bufio.(*Scanner).Scan"}}},
    {"heap.buffers", "large", NOTE, MADE_BY(40 * MIB_, "bufio.NewReaderSize")},
    {"heap.buffers", "a few", NO, MADE_BY(MIB_, "bufio.(*Scanner).Scan")},
    {"heap.buffers", "of another library", NO, MADE_BY(40 * MIB_, "example.org/bufio.New")},
    {"heap.decoded", "documents", NOTE, MADE_BY(40 * MIB_, "encoding/json.Unmarshal")},
    {"heap.decoded",
     "more and more",
     WARN,
     {{0},
      {LATER},
      true,
      {.function = "main.load", .a = 0, .b = 40 * MIB_, .via = "gopkg.in/yaml%2ev3.Unmarshal"}}},
    {"heap.decoded", "messages", NOTE,
     MADE_BY(40 * MIB_, "google.golang.org/protobuf/proto.Unmarshal")},
    {"heap.decoded", "of the program itself", NO,
     MADE_BY(40 * MIB_, "example.org/app/json.Unmarshal")},
    {"heap.decoded",
     "its own code",
     NO,
     {{0}, {0}, false, {.function = "main.load", .a = 40 * MIB_}}},
    {"heap.slices", "append", NOTE, MADE_BY(40 * MIB_, "runtime.growslice")},
    {"heap.slices",
     "more and more",
     WARN,
     {{0},
      {LATER},
      true,
      {.function = "main.load", .a = 0, .b = 40 * MIB_, .via = "bytes.growSlice"}}},
    {"heap.slices", "another function of the runtime", NO, MADE_BY(40 * MIB_, "runtime.makemap")},
    {"heap.churn",
     "a hundred megabytes a second",
     NOTE,
     {{0},
      {LATER},
      true,
      {.function = "main.render", .a = 0, .b = 2120 * MIB_, .type = "alloc_space"}}},
    {"heap.churn",
     "some",
     NO,
     {{0},
      {LATER},
      true,
      {.function = "main.render", .a = 0, .b = 500 * MIB_, .type = "alloc_space"}}},
    {"memory.reclaimable",
     "half of it",
     NOTE,
     {{.footprint_mib = 100, .rss_mib = 400}, {0}, false, {0}}},
    {"memory.reclaimable",
     "nearly all counts",
     NO,
     {{.footprint_mib = 380, .rss_mib = 400}, {0}, false, {0}}},
    {"memory.reclaimable", "Linux", NO, {{.rss_mib = 400}, {0}, false, {0}}},
    {"heap.holder",
     "one holds all",
     NOTE,
     {{0}, {0}, false, {.function = "main.load", .a = 100 * MIB_}}},
    {"heap.holder",
     "a small heap",
     NO,
     {{0}, {0}, false, {.function = "main.load", .a = 10 * MIB_}}},
    {"gc.cost", "much", NOTE, {{.gc_percent = 12}, {0}, false, {0}}},
    {"gc.cost", "most", WARN, {{.gc_percent = 40}, {0}, false, {0}}},
    {"gc.cost", "ordinary", NO, {{.gc_percent = 2}, {0}, false, {0}}},
    {"gc.now", "much", NOTE, {{0}, {0}, false, {.cpus = 0.9, .gc = 0.3}}},
    {"gc.now", "most", WARN, {{0}, {0}, false, {.cpus = 0.9, .gc = 0.6}}},
    {"gc.now", "ordinary", NO, {{0}, {0}, false, {.cpus = 0.9, .gc = 0.1}}},
    {"gc.now", "of next to nothing", NO, {{0}, {0}, false, {.cpus = 0.02, .gc = 0.6}}},
    {"cpu.spinning", "one function", NOTE, CPU_OF("main.poll", 1.0)},
    {"cpu.spinning", "the runtime", NO, CPU_OF("runtime.gcDrain", 1.0)},
    {"cpu.spinning", "one that rests", NO, CPU_OF("main.poll", 0.2)},
    {"gc.churn", "much", NOTE, {{.total_alloc_gib = 1}, {LATER, .total_alloc_gib = 6}, true, {0}}},
    {"gc.churn", "little", NO, {{.total_alloc_gib = 1}, {LATER, .total_alloc_gib = 2}, true, {0}}},
    {"evidence.dump_cut", "cut", NOTE, {{.waiting = 400, .dump_cut = true}, {0}, false, {0}}},
    {"evidence.dump_cut", "whole", NO, {{.waiting = 400}, {0}, false, {0}}},
};

static void each_rule_fires_when_it_should_and_only_then(void **state)
{
    (void)state;
    check_cases(&arena, &rules, cases, COUNT(cases));
}

static void each_rule_is_tested_both_ways(void **state)
{
    (void)state;
    for (size_t p = 0; p < rules.count; p++)
        if (strcmp(rules.packs[p]->name, "sidecar.yaml") != 0 && /* they have tests of their own */
            strcmp(rules.packs[p]->name, "night.yaml") != 0)
            check_both_ways(rules.packs[p], cases, COUNT(cases));
}

/* No finding is without its words: no slot stays open, no number is missing. */
static void every_finding_is_whole(void **state)
{
    (void)state;
    check_whole(&arena, &rules, cases, COUNT(cases));
}

static void a_healthy_program_is_ok(void **state)
{
    (void)state;
    static const struct situation s = {
        {.files = 12, .waiting = 15, .idle = 6, .database = 3},
        {LATER, .files = 14, .waiting = 17, .idle = 30, .database = 3, .rss_mib = 45},
        true,
        {.function = "main.load", .a = 9 * MIB_, .b = 10 * MIB_, .cpus = 0.1}};
    struct findings f = judge(&arena, &rules, &s);
    assert_int_equal(f.severity, SEVERITY_OK);
    assert_int_equal(f.count, 0);
    assert_true(slice_has_prefix(f.verdict, SLICE("Nothing grew beyond the ordinary in 20 s")));
    assert_null(f.confidence);
    for (size_t i = 0; i < f.ntriage; i++)
        assert_int_equal(f.triage[i].status, SEVERITY_OK);
}

static void stacks_of_one_creator_are_added_up(void **state)
{
    (void)state;
    static const struct situation s = {{.waiting = 20, .sending = 30, .hanging = 2},
                                       {LATER, .waiting = 90, .sending = 80, .hanging = 60},
                                       true,
                                       {0}};
    struct findings f = judge(&arena, &rules, &s);
    assert_true(slice_is(f.verdict, "A leak of goroutines in 20 s: 2 stacks started by main.start "
                                    "50 → 170 goroutines."));
    /* net/http starts goroutines for everybody: its own are one stack, told by where they hang. */
    static const struct situation other = {
        {.hanging = 2, .waiting = 20}, {LATER, .hanging = 90, .waiting = 20}, true, {0}};
    f = judge(&arena, &rules, &other);
    assert_true(slice_find(f.verdict, SLICE("main.handle 2 → 90 goroutines")) != SIZE_MAX);
}

static void a_number_that_is_steady_has_no_change(void **state)
{
    (void)state;
    static const struct situation s = {
        {.files = 3, .threads = 1}, {LATER, .files = 5, .threads = 1}, true, {0}};
    struct findings f = judge(&arena, &rules, &s);
    assert_true(slice_find(f.triage[1].value, SLICE(" (+2) open")) != SIZE_MAX);
    assert_true(slice_is(f.triage[4].value, "1 thread"));
}

static void numbers_that_do_not_go_together_are_not_joined(void **state)
{
    (void)state;
    static const struct situation s = {{.files = 10, .waiting = 40},
                                       {LATER, .files = 60, .waiting = 1240},
                                       true,
                                       {.function = "main.other", .a = 4 * MIB_, .b = 250 * MIB_}};
    struct findings f = judge(&arena, &rules, &s);
    assert_null(find(&f, "descriptors.growing")->explained_by);
    assert_null(find(&f, "heap.growing")->explained_by);
}

/* RSS high? many descriptors? outside of Go? who holds the heap? */
static void the_questions_about_memory_are_answered_in_their_order(void **state)
{
    (void)state;
    static const struct situation big = {{.rss_mib = 900, .heap_sys_mib = 60},
                                         {0},
                                         false,
                                         {.function = "main.load", .a = 100 * MIB_}};
    struct findings f = judge(&arena, &rules, &big);
    static const enum answer want[] = {ANSWER_YES, ANSWER_NO, ANSWER_YES, ANSWER_YES};
    assert_int_equal(f.ntrail, COUNT(want));
    for (size_t i = 0; i < f.ntrail; i++) {
        print_message("  %s %.*s\n", f.trail[i].question, SLICE_ARG(f.trail[i].number));
        assert_int_equal(f.trail[i].answer, want[i]);
        assert_true(f.trail[i].number.len > 0 && f.trail[i].next.len > 0);
    }
    static const struct situation dark = {{.not_go = true}, {0}, false, {0}};
    f = judge(&arena, &rules, &dark);
    assert_int_equal(f.trail[0].answer, ANSWER_NO);
    assert_int_equal(f.trail[2].answer, ANSWER_UNKNOWN);
    assert_int_equal(f.trail[3].answer, ANSWER_UNKNOWN);
    assert_true(f.trail[3].next.len > 0);
}

static bool skipped(const struct findings *f, const char *rule, const char *reason)
{
    for (size_t i = 0; i < f->nskipped; i++)
        if (strcmp(f->skipped[i].rule, rule) == 0)
            return slice_find(f->skipped[i].reason, slice_from(reason)) != SIZE_MAX;
    return false;
}

static void what_could_not_be_asked_is_listed_with_the_reason(void **state)
{
    (void)state;
    static const struct situation one = {{.not_go = true}, {0}, false, {0}};
    struct findings f = judge(&arena, &rules, &one);
    assert_true(skipped(&f, "descriptors.growing", "needs a second bundle"));
    assert_true(skipped(&f, "goroutines.many", "no goroutines were collected"));
    assert_true(skipped(&f, "heap.holder", "there is no heap profile"));
    assert_true(skipped(&f, "gc.cost",
                        "go.memstats.gc_cpu_fraction is not known: no MemStats of a Go runtime "
                        "were collected"));
    static const struct situation restarted = {
        {.waiting = 4}, {LATER, .waiting = 900, .start_ticks = 9}, true, {0}};
    f = judge(&arena, &rules, &restarted);
    assert_true(skipped(&f, "goroutines.growing", "the process was restarted in between"));
    assert_non_null(find(&f, "goroutines.many")); /* the state of the last bundle still counts */
}

static void nothing_known_is_not_called_healthy(void **state)
{
    (void)state;
    struct bundle none = {0};
    const struct bundle *const side[SIDES_MAX] = {&none, NULL};
    struct model m;
    struct findings f;
    struct error err;
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    findings_evaluate(&arena, &m, rules.packs, rules.count, &f);
    assert_true(slice_has_prefix(f.verdict, SLICE("The evidence does not suffice")));
    assert_false(f.judged);
    for (size_t i = 0; i < f.ntriage; i++)
        assert_false(f.triage[i].known);
}

static void old_goroutines_that_moved_to_another_line_are_no_growth(void **state)
{
    (void)state;
    /* The same ids, first in the handler, then waiting: nobody is new. */
    static const struct situation s = {
        {.hanging = 60}, {LATER, .waiting = 60, .first_waiting = 300000}, true, {0}};
    struct findings f = judge(&arena, &rules, &s);
    assert_null(find(&f, "goroutines.growing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_fires_when_it_should_and_only_then),
        cmocka_unit_test(each_rule_is_tested_both_ways),
        cmocka_unit_test(every_finding_is_whole),
        cmocka_unit_test(a_healthy_program_is_ok),
        cmocka_unit_test(stacks_of_one_creator_are_added_up),
        cmocka_unit_test(a_number_that_is_steady_has_no_change),
        cmocka_unit_test(the_questions_about_memory_are_answered_in_their_order),
        cmocka_unit_test(numbers_that_do_not_go_together_are_not_joined),
        cmocka_unit_test(what_could_not_be_asked_is_listed_with_the_reason),
        cmocka_unit_test(nothing_known_is_not_called_healthy),
        cmocka_unit_test(old_goroutines_that_moved_to_another_line_are_no_growth),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
