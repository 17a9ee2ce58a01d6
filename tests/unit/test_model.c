#include "cmocka_all.h"

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

static struct model build(const struct bundle *x, const struct bundle *y)
{
    const struct bundle *const side[SIDES_MAX] = {x, y};
    struct error err = {0};
    struct model m;
    if (model_build(&arena, side, &m, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return m;
}

static struct model one(const struct world *w)
{
    struct bundle b = tiny_world(&arena, w);
    return build(&b, NULL);
}

static struct model two(const struct world *v, const struct world *w)
{
    struct bundle x = tiny_world(&arena, v), y = tiny_world(&arena, w);
    return build(&x, &y);
}

static void is(const struct model *m, const char *name, int side, double want)
{
    struct number n = model_metric(m, name, side);
    if (!n.known || n.value < want - 1e-6 || n.value > want + 1e-6)
        fail_msg("%s is %s%f, not %f", name, n.known ? "" : "unknown ", n.value, want);
}

static void metrics_come_from_the_members_and_unknown_stays_unknown(void **state)
{
    (void)state;
    struct model m = one(&(struct world){.files = 3,
                                         .same_file = 2,
                                         .deleted = 1,
                                         .close_wait = 4,
                                         .rss_mib = 100,
                                         .cpu_seconds = 95,
                                         .waiting = 7});
    is(&m, "process.rss", 0, 100 * 1024 * 1024);
    is(&m, "process.uptime", 0, 950);
    is(&m, "process.cpu_percent", 0, 0.1);
    is(&m, "fds.total", 0, 13);
    is(&m, "fds.files", 0, 6);
    is(&m, "fds.deleted", 0, 1);
    is(&m, "fds.duplicates", 0, 1);
    is(&m, "fds.limit_used", 0, 13 / 20000.0);
    is(&m, "sockets.close_wait", 0, 4);
    is(&m, "threads.total", 0, 8);
    is(&m, "go.goroutines", 0, 9);
    is(&m, "go.memstats.heap_inuse", 0, 16 * 1024 * 1024);
    assert_false(model_metric(&m, "process.io_read", 0).known);
    assert_false(model_metric(&m, "go.heap.inuse_space", 0).known);
    assert_false(model_metric(&m, "process.rss", 1).known);
    assert_false(model_metric(&m, "no.such.metric", 0).known);
}

static const struct descriptor_group *descriptors(const struct model *m, const char *template)
{
    for (size_t i = 0; i < m->ndescriptors; i++)
        if (slice_is(m->descriptors[i].template, template))
            return &m->descriptors[i];
    fail_msg("no descriptors of %s", template);
    return NULL;
}

static void what_the_program_publishes_stands_in_for_what_is_not_there(void **state)
{
    (void)state;
    struct tiny t = {.arena = &arena};
    tiny_add(&t, "40-go/metrics.prom",
             SLICE("go_info{version=\"go1.26.1\"} 1\ngo_goroutines 43\nprocess_open_fds 90\n"
                   "process_max_fds 100\nprocess_resident_memory_bytes 1.5e+07\n"));
    tiny_add(&t, "40-go/expvar.json",
             SLICE("{\"cmdline\":[\"demo\",\"-x\"],\"memstats\":{\"HeapInuse\":4096}}"));
    tiny_add(&t, "60-samples/samples.csv",
             SLICE("time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb\n"
                   "23:59:00,=,N/A,41,90\n00:01:00,,,42,100\n"));
    struct model m = build(&t.bundle, NULL);
    is(&m, "go.goroutines", 0, 43);
    is(&m, "fds.limit_used", 0, 0.9);
    is(&m, "process.rss", 0, 1.5e7);
    is(&m, "go.memstats.heap_inuse", 0, 4096);
    assert_false(model_metric(&m, "go.memstats.heap_alloc", 0).known);
    assert_true(slice_is(m.identity[0].go_version, "go1.26.1"));
    assert_true(slice_is(m.identity[0].arguments, "demo -x"));
    size_t rss = metric_index(SLICE("process.rss"));
    size_t inuse = metric_index(SLICE("go.memstats.heap_inuse"));
    assert_string_equal(model_metric_member(&m, rss), "40-go/metrics.prom");
    assert_string_equal(model_metric_member(&m, inuse), "40-go/expvar.json");
    for (size_t i = 0; i < m.nseries; i++) {
        if (strcmp(m.series[i].name, "process.rss") != 0)
            continue;
        assert_int_equal(m.series[i].count[0], 2);
        assert_true(m.series[i].at_s[0][1] == 120 &&
                    m.series[i].value[0][1] == 100.0 * 1024 * 1024);
    }
}

static void control_group_pressure_and_regions_become_metrics(void **state)
{
    (void)state;
    struct bundle b = tiny_world(&arena, &(struct world){.rss_mib = 100});
    struct tiny t = {.arena = &arena};
    for (size_t i = 0; i < b.count; i++)
        tiny_add(&t, (const char *)b.members[i].name.ptr, b.members[i].data);
    tiny_add(&t, "10-process/cgroup-files.txt",
             SLICE("== v2 memory.current\n300\n== v2 memory.max\nmax\n== v2 cpu.stat\n"
                   "nr_periods 8\nnr_throttled 2\nthrottled_usec 1500000\n"
                   "== v2 ../memory.current\n900\n== v2 ../memory.max\n1000\n"));
    tiny_add(&t, "50-host/pressure.txt",
             SLICE("== memory\nsome avg10=1.00 avg60=2.00 avg300=3.00 total=4\n"));
    tiny_add(&t, "20-memory/smaps",
             SLICE("10000-11000 rw-p 00000000 00:00 0 \nRss: 4 kB\nSwap: 8 kB\n"));
    struct model m = build(&t.bundle, NULL);
    is(&m, "cgroup.memory.current", 0, 300);
    is(&m, "cgroup.memory.limit", 0, 1000);
    is(&m, "cgroup.memory.limit_used", 0, 0.9);
    is(&m, "cgroup.cpu.throttled", 0, 0.25);
    is(&m, "cgroup.cpu.throttled_seconds", 0, 1.5);
    is(&m, "host.pressure.memory", 0, 0.02);
    is(&m, "memory.swapped", 0, 8192);
    assert_false(model_metric(&m, "host.pressure.cpu", 0).known);
    assert_false(model_metric(&m, "cgroup.cpu.limit", 0).known);
    assert_false(model_metric(&m, "memory.locked", 0).known);
}

static void samples_become_series_and_counters_become_rates(void **state)
{
    (void)state;
    static const struct slice csv = SLICE_INIT(
        BUNDLE_COLUMNS_SAMPLES "\n"
                               "t,,,,1,0.0,1000,,0,5.0,0,10,8,1,1\n"
                               "t,,,,1,0.2,1000,,0,5.1,0,10,8,1,1\n" /* too soon for a rate */
                               "t,,,,1,1.0,,,0,5.5,0,11,8,1,1\n"     /* memory not known */
                               "t,,,,1,2.0,3000,,0,6.5,0,12,8,1,1\n");
    struct bundle b = tiny_world(&arena, &(struct world){.files = 1});
    struct bundle_member *with = ARENA_ARRAY(&arena, struct bundle_member, b.count + 1);
    memcpy(with, b.members, b.count * sizeof *with);
    with[b.count] = (struct bundle_member){.name = SLICE("60-samples/samples.csv"), .data = csv};
    b.members = with;
    b.count++;
    struct model m = build(&b, NULL);
    for (size_t i = 0; i < m.nseries; i++) {
        const struct series *s = &m.series[i];
        if (strcmp(s->name, "process.rss") == 0) {
            assert_int_equal(s->count[0], 3);
            assert_true(s->value[0][2] == 3000 && s->at_s[0][2] == 2);
        }
        if (strcmp(s->name, "process.cpu_now") == 0) {
            assert_int_equal(s->count[0], 2);
            assert_true(s->value[0][0] == 0.5 &&
                        s->value[0][1] == 1); /* from 0 to 1, from 1 to 2 */
        }
        assert_int_equal(s->count[1], 0);
    }
    assert_true(m.nseries > 0);
}

static void descriptors_are_grouped_over_both_bundles_by_template(void **state)
{
    (void)state;
    struct model m = two(&(struct world){.files = 2, .same_file = 5, .close_wait = 3},
                         &(struct world){.second = 1010, .files = 30, .same_file = 6});
    const struct descriptor_group *g = descriptors(&m, "/data/session-*.jsonl");
    assert_int_equal(g->count[0], 2);
    assert_int_equal(g->count[1], 30);
    assert_int_equal(g->most[1], 1);
    assert_int_equal(g->duplicates[1], 0);
    assert_ptr_equal(g, &m.descriptors[0]); /* what grew most stands first */
    g = descriptors(&m, "/data/current.jsonl");
    assert_int_equal(g->most[0], 5);
    assert_int_equal(g->duplicates[1], 5);
    assert_true(slice_is(g->most_target, "/data/current.jsonl"));
    g = descriptors(&m, "tcp CLOSE-WAIT to port 443");
    assert_int_equal(g->count[0], 3);
    assert_int_equal(g->count[1], 0);
}

/* A socket is known by its inode, whatever the kernel says of it: 30 of the 40 were open before. */
static void a_descriptor_that_changes_its_group_is_not_new(void **state)
{
    (void)state;
    struct model m = two(&(struct world){.close_wait = 30, .inotify = 5},
                         &(struct world){.second = 1010, .ended = 40, .kqueue = 5});
    const struct descriptor_group *g = descriptors(&m, "socket in no table of tcp, udp or unix");
    assert_int_equal(g->count[0], 0);
    assert_int_equal(g->count[1], 40);
    assert_int_equal(g->moved, 30);
    assert_int_equal(descriptors(&m, "tcp CLOSE-WAIT to port 443")->moved, 0);
    assert_int_equal(descriptors(&m, "kqueue")->moved, 0);
}

/* Without the table nothing is known of any of them. */
static void sockets_without_their_table_are_only_sockets(void **state)
{
    (void)state;
    struct tiny t = {.arena = &arena};
    tiny_add(&t, "30-files/fd.tsv", SLICE("fd\ttype\tinode\ttarget\n3\tsocket\t7\tsocket:[7]\n"));
    struct model m;
    struct error err = {0};
    const struct bundle *side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    assert_int_equal(descriptors(&m, "socket")->count[0], 1);
}

static const struct goroutine_group *at(const struct model *m, const char *function)
{
    for (size_t i = 0; i < m->ngoroutines; i++)
        if (m->goroutines[i].nframes > 0 && slice_is(m->goroutines[i].frames[0].function, function))
            return &m->goroutines[i];
    fail_msg("no goroutines at %s", function);
    return NULL;
}

static void goroutines_are_followed_by_their_ids(void **state)
{
    (void)state;
    struct model m = two(&(struct world){.waiting = 10},
                         &(struct world){.second = 1010, .waiting = 25, .first_waiting = 1004});
    const struct goroutine_group *g = at(&m, "main.wait");
    assert_true(m.goroutine_ids);
    assert_int_equal(g->count[0], 10);
    assert_int_equal(g->count[1], 25);
    assert_int_equal(g->persisted, 6);
    assert_int_equal(g->born, 19);
    assert_true(slice_is(g->state, "chan receive"));
    assert_true(slice_is(g->created_by.function, "main.start"));
    assert_int_equal(g->application, 0);
    assert_null(g->benign);
    assert_int_equal(g->id.len, 12);
    assert_string_equal(m.goroutine_source[1], "40-go/goroutine-debug2.txt");
}

static void those_that_wait_by_design_are_marked_and_a_hanging_handler_is_not(void **state)
{
    (void)state;
    struct model m = one(&(struct world){.idle = 3, .hanging = 2, .queue = 4});
    assert_non_null(at(&m, "internal/poll.runtime_pollWait")->benign);
    assert_non_null(at(&m, "runtime/pprof.writeGoroutineStacks")->benign);
    assert_null(at(&m, "main.handle")->benign);
    assert_int_equal(at(&m, "sync.(*Mutex).Lock")->waiting_long[0], 4);
    assert_int_equal(at(&m, "sync.(*Mutex).Lock")->application, 1);
    is(&m, "go.goroutines_waiting_for_locks", 0, 4);
    is(&m, "go.goroutines_waiting_long", 0, 4);
}

static bool has_gap(const struct model *m, const char *member, enum bundle_status status)
{
    for (size_t i = 0; i < m->ngaps; i++)
        if (slice_is(m->gaps[i].member, member) && m->gaps[i].status == status)
            return true;
    return false;
}

static void a_dump_that_is_cut_gives_way_to_the_counted_text(void **state)
{
    (void)state;
    struct model m = one(&(struct world){.waiting = 1000, .dump_cut = true});
    assert_true(m.goroutines_cut[0]);
    assert_string_equal(m.goroutine_source[0], "40-go/goroutine-debug1.txt");
    assert_int_equal(at(&m, "main.wait")->count[0], 1000);
    is(&m, "go.goroutines", 0, 1001);
    assert_false(model_metric(&m, "go.goroutines_waiting_long", 0).known);
    assert_true(has_gap(&m, "40-go/goroutine-debug2.txt", BUNDLE_TRUNCATED));
}

static void both_sides_come_from_the_same_kind_of_source(void **state)
{
    (void)state;
    struct model m = two(&(struct world){.waiting = 10, .no_dump = true},
                         &(struct world){.second = 1010, .waiting = 20});
    assert_string_equal(m.goroutine_source[0], "40-go/goroutine-debug1.txt");
    assert_string_equal(m.goroutine_source[1], "40-go/goroutine-debug1.txt");
    assert_int_equal(at(&m, "main.wait")->count[1], 20);
    assert_false(m.goroutine_ids);
    assert_false(m.goroutines_cut[0]);
}

static void a_bundle_without_manifest_says_what_it_lacks(void **state)
{
    (void)state;
    struct model m = one(&(struct world){.no_manifest = true, .no_dump = true});
    assert_false(m.identity[0].has_manifest);
    assert_false(m.identity[0].complete);
    assert_true(has_gap(&m, "manifest.json", BUNDLE_TRUNCATED));
    assert_true(has_gap(&m, "40-go/goroutine-debug2.txt", BUNDLE_TRUNCATED));
    assert_true(slice_is(m.identity[0].name, "tiny"));
    is(&m, "process.rss", 0, 40 * 1024 * 1024);
}

static void a_whole_bundle_is_complete_with_what_was_skipped_on_purpose(void **state)
{
    (void)state;
    struct model m = one(&(struct world){.files = 1, .waiting = 1});
    assert_true(m.identity[0].complete);
    assert_int_equal(m.nartifacts[0], 4);
    assert_true(has_gap(&m, "", BUNDLE_SKIPPED));
    assert_true(slice_is(m.identity[0].tool, "collect 0.1.0"));
}

static void damaged_members_are_gaps_and_the_rest_is_used(void **state)
{
    (void)state;
    struct tiny t = {.arena = &arena};
    tiny_add(&t, "30-files/fd.tsv", SLICE("fd\ttype\ttarget\n3\tfile\t/a\nbroken\n"));
    tiny_add(&t, "40-go/heap.pb.gz", SLICE("\x1f\x8b\x08 no gzip"));
    tiny_add(&t, "10-process/stat", SLICE("?"));
    struct model m = build(&t.bundle, NULL);
    is(&m, "fds.total", 0, 1);
    assert_true(has_gap(&m, "30-files/fd.tsv", BUNDLE_PARTIAL));
    assert_true(has_gap(&m, "40-go/heap.pb.gz", BUNDLE_FAILED));
    assert_true(has_gap(&m, "10-process/stat", BUNDLE_FAILED));
    assert_int_equal(m.nprofiles, 0);
}

/* The manifest says it, and no artifact does. */
static void a_process_that_ended_or_was_replaced_is_a_gap(void **state)
{
    (void)state;
    static const struct {
        const char *answers, *reason;
    } cases[] = {
        {"\"target_alive\":true,\"identity_unchanged\":true", NULL},
        {"\"target_alive\":null", NULL},
        {"\"target_alive\":false,\"identity_unchanged\":null",
         "the process ended while it was examined"},
        {"\"target_alive\":true,\"identity_unchanged\":false", "another process took the PID"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct tiny t = {.arena = &arena};
        tiny_add(&t, "manifest.json",
                 arena_printf(&arena, "{\"format\":\"exhibit-bundle/1\",%s,\"artifacts\":[]}",
                              cases[i].answers));
        struct model m = build(&t.bundle, NULL);
        print_message("  case %s\n", cases[i].answers);
        assert_int_equal(m.ngaps, cases[i].reason != NULL);
        assert_true(!cases[i].reason ||
                    slice_has_prefix(m.gaps[0].reason, slice_from(cases[i].reason)));
    }
}

/* The plan of an honest bundle names nothing twice; one that does must not be looked up as often.
 */
static void what_the_plan_has_again_and_again_is_one_gap(void **state)
{
    (void)state;
    struct error err = {0};
    struct model m;
    struct tiny t = {.arena = &arena};
    tiny_add(&t, "00-bundle.json",
             SLICE("{\"format\":\"exhibit-bundle/1\",\"plan\":[\"go.heap\",\"go.heap\","
                   "\"process.stat\",\"go.heap\",\"not ours\",\"manifest\",\"process.status\"]}"));
    tiny_add(&t, "10-process/status", SLICE("Name:\ttiny\n"));
    tiny_add(&t, "manifest.json",
             SLICE("{\"format\":\"exhibit-bundle/1\",\"artifacts\":[{\"id\":\"process.stat\","
                   "\"path\":\"10-process/stat\",\"status\":\"ok\"}]}"));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    assert_int_equal(m.ngaps, 2);
    assert_true(has_gap(&m, "10-process/stat", BUNDLE_FAILED)); /* listed, and not there */
    assert_true(has_gap(&m, "40-go/heap.pb.gz", BUNDLE_TRUNCATED));
}

static void an_empty_bundle_gives_an_empty_model(void **state)
{
    (void)state;
    struct bundle none = {0};
    struct model m = build(&none, &none);
    assert_int_equal(m.nsides, 2);
    assert_false(m.same_process);
    for (size_t i = 0; i < metrics_count; i++)
        assert_false(model_metric_at(&m, i, 0).known);
}

static const struct {
    const char *name;
    struct world a, b;
    bool same;
    double hours;
    const char *caveat;
} pairs[] = {
    {"same process", {0}, {.second = 4600}, true, 1, NULL},
    {"restarted",
     {0},
     {.second = 4600, .start_ticks = 9},
     false,
     1,
     "the process was restarted in between"},
    {"another pid", {0}, {.second = 4600, .pid = 12}, false, 1, "they are of two processes"},
    {"rebooted",
     {0},
     {.second = 4600, .boot_id = "boot-2"},
     false,
     1,
     "the machine was rebooted in between"},
    {"at one time", {0}, {0}, true, 0, "no time lies between them, so there are no rates"},
};

static void only_the_same_process_of_the_same_boot_is_comparable(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct model m = two(&pairs[i].a, &pairs[i].b);
        print_message("  case %s\n", pairs[i].name);
        assert_int_equal(m.same_process, pairs[i].same);
        assert_true(m.hours > pairs[i].hours - 1e-9 && m.hours < pairs[i].hours + 1e-9);
        assert_int_equal(m.ncaveats > 0, pairs[i].caveat != NULL);
        if (pairs[i].caveat)
            assert_true(slice_is(m.caveats[0], pairs[i].caveat));
    }
}

static void what_the_machine_starts_is_a_rate_of_two_bundles_of_one_boot(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct world a, b;
        double rate; /* below 0: not known */
    } cases[] = {
        {"an hour", {.started = 1000}, {.second = 4600, .started = 37000}, 10},
        {"none", {.started = 1000}, {.second = 4600, .started = 1000}, 0},
        {"the later one is given first", {.second = 4600, .started = 1720}, {.started = 1000}, 0.2},
        {"fewer than before", {.started = 32000}, {.second = 4600, .started = 900}, -1},
        {"rebooted",
         {.started = 1000},
         {.second = 4600, .started = 37000, .boot_id = "boot-2"},
         -1},
        {"at one time", {.started = 1000}, {.started = 37000}, -1},
        {"one does not say", {0}, {.second = 4600, .started = 37000}, -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct model m = two(&cases[i].a, &cases[i].b);
        print_message("  case %s\n", cases[i].name);
        assert_false(model_metric(&m, "host.spawn_rate", 0).known);
        assert_int_equal(model_metric(&m, "host.started", 0).known, cases[i].a.started > 0);
        if (cases[i].rate < 0)
            assert_false(model_metric(&m, "host.spawn_rate", 1).known);
        else
            is(&m, "host.spawn_rate", 1, cases[i].rate);
    }
}

static void the_earlier_bundle_is_side_0_whatever_the_order(void **state)
{
    (void)state;
    struct model m = two(&(struct world){.second = 4600, .files = 9}, &(struct world){.files = 2});
    assert_true(m.swapped);
    assert_true(m.hours > 0.99);
    is(&m, "fds.files", 0, 2);
    is(&m, "fds.files", 1, 9);
    assert_int_equal(descriptors(&m, "/data/session-*.jsonl")->count[1], 9);
}

static void what_only_one_bundle_has_is_a_caveat(void **state)
{
    (void)state;
    struct model m = two(&(struct world){0}, &(struct world){.second = 4600, .not_go = true});
    bool found = false;
    for (size_t i = 0; i < m.ncaveats; i++)
        found = found ||
                slice_is(m.caveats[i], "40-go/goroutine-debug2.txt is in the first bundle only");
    assert_true(found);
    assert_true(m.same_process);
}

static void the_parts_of_memory_add_up_to_what_is_resident(void **state)
{
    (void)state;
    static const struct world worlds[] = {{.rss_mib = 100}, {.rss_mib = 100, .not_go = true}};
    for (size_t i = 0; i < COUNT(worlds); i++) {
        struct model m = one(&worlds[i]);
        double sum = 0;
        assert_true(m.nmemory > 1);
        for (size_t k = 0; k < m.nmemory; k++) {
            assert_true(m.memory[k].bytes[0].known);
            sum += m.memory[k].bytes[0].value;
        }
        assert_true(sum > 100 * 1048576.0 - 1 && sum < 100 * 1048576.0 + 1);
        assert_int_equal(strcmp(m.memory[m.nmemory - 1].name, "not explained") == 0, i == 0);
        assert_int_equal(m.memory_explained.known, i == 0); /* what only a runtime can say */
    }
}

static void another_major_version_is_refused(void **state)
{
    (void)state;
    struct tiny t = {.arena = &arena};
    struct model m;
    struct error err = {0};
    tiny_add(&t, "00-bundle.json", SLICE("{\"format\":\"exhibit-bundle/2\"}"));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_SYNTAX);
}

static void what_stands_around_the_process_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
    } members[] = {
        {"10-process/family.tsv",
         BUNDLE_COLUMNS_FAMILY "\n1\tparent\t0\tS\tinit\t9.50\t1.00\t0.00\t4096\t1\n"
                               "100\tself\t1\tS\tdemo\t5.00\t1.00\t0.00\t4096\t1\n"
                               "101\tchild\t100\tZ\tgit\t\t0.02\t0.00\t0\t1\nshort row\n"},
        {"30-files/locks.tsv", BUNDLE_COLUMNS_LOCKS
         "\n1\t0\tPOSIX\tWRITE\t102\tother\tvim\t0\tEOF\t254:0\t7\t5\t/data/a.db\n"
         "1\t1\tPOSIX\tWRITE\t100\tself\tdemo\t0\tEOF\t254:0\t7\t5\t/data/a.db\n"},
        {"30-files/fdinfo.tsv",
         BUNDLE_COLUMNS_FDINFO "\n3\tinotify\t40\t\n4\teventfd\t9\t\n5\tinotify\t2\t\n"},
    };
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct model m;
    struct tiny t = {.arena = &a};
    for (size_t i = 0; i < COUNT(members); i++)
        tiny_add(&t, members[i].name, slice_from(members[i].text));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&a, side, &m, &err), STATUS_OK);
    assert_int_equal(m.nfamily, 2);
    assert_int_equal(m.zombies, 1);
    assert_true(slice_is(m.family[1].name, "git") && !m.family[1].age_s.known);
    assert_true(m.family[0].age_s.known && m.family[0].age_s.value > 9.4);
    assert_int_equal(m.nlocks, 2);
    assert_true(!m.locks[0].waits && slice_is(m.locks[0].name, "vim") && m.locks[1].waits);
    assert_true(m.watches.known && m.watches.value == 42 && m.watchers == 2);
    assert_true(m.ngaps > 0); /* the short row */
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_come_from_the_members_and_unknown_stays_unknown),
        cmocka_unit_test(what_the_program_publishes_stands_in_for_what_is_not_there),
        cmocka_unit_test(control_group_pressure_and_regions_become_metrics),
        cmocka_unit_test(what_stands_around_the_process_is_read),
        cmocka_unit_test(samples_become_series_and_counters_become_rates),
        cmocka_unit_test(descriptors_are_grouped_over_both_bundles_by_template),
        cmocka_unit_test(a_descriptor_that_changes_its_group_is_not_new),
        cmocka_unit_test(sockets_without_their_table_are_only_sockets),
        cmocka_unit_test(goroutines_are_followed_by_their_ids),
        cmocka_unit_test(those_that_wait_by_design_are_marked_and_a_hanging_handler_is_not),
        cmocka_unit_test(a_dump_that_is_cut_gives_way_to_the_counted_text),
        cmocka_unit_test(both_sides_come_from_the_same_kind_of_source),
        cmocka_unit_test(a_bundle_without_manifest_says_what_it_lacks),
        cmocka_unit_test(a_whole_bundle_is_complete_with_what_was_skipped_on_purpose),
        cmocka_unit_test(damaged_members_are_gaps_and_the_rest_is_used),
        cmocka_unit_test(a_process_that_ended_or_was_replaced_is_a_gap),
        cmocka_unit_test(what_the_plan_has_again_and_again_is_one_gap),
        cmocka_unit_test(an_empty_bundle_gives_an_empty_model),
        cmocka_unit_test(only_the_same_process_of_the_same_boot_is_comparable),
        cmocka_unit_test(what_the_machine_starts_is_a_rate_of_two_bundles_of_one_boot),
        cmocka_unit_test(the_earlier_bundle_is_side_0_whatever_the_order),
        cmocka_unit_test(what_only_one_bundle_has_is_a_caveat),
        cmocka_unit_test(the_parts_of_memory_add_up_to_what_is_resident),
        cmocka_unit_test(another_major_version_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
