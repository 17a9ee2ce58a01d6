/* The rules for Sidecar: each of its known faults is seen, and a healthy Sidecar is left alone. */
#include "cmocka_all.h"

#include <string.h>

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

#define SIDECAR "github.com/marcus/sidecar"
#define P       "github.com/marcus/sidecar/internal/"
#define TD      "github.com/marcus/td/"
#define TEA     "charm.land/bubbletea/v2."
#define IT      .module = SIDECAR

#define ONE(...)                                                                                   \
    {                                                                                              \
        {IT, __VA_ARGS__}, {0}, false,                                                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define STACK(...)                                                                                 \
    {                                                                                              \
        {IT, .stacked = {{__VA_ARGS__}}}, {0}, false,                                              \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define GROWS(n, m, ...)                                                                           \
    {                                                                                              \
        {IT, .stacked = {{__VA_ARGS__, .count = n}}},                                              \
            {LATER, IT, .stacked = {{__VA_ARGS__, .count = m}}}, true,                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define HEAP(f, bytes)                                                                             \
    {                                                                                              \
        {IT}, {0}, false,                                                                          \
        {                                                                                          \
            .function = (f), .a = (bytes), .b = (bytes)                                            \
        }                                                                                          \
    }

#define READER                                                                                     \
    "IO wait", "github.com/fsnotify/fsnotify.(*inotify).readEvents",                               \
        "github.com/fsnotify/fsnotify.newBackend"
#define WATCHER                                                                                    \
    "select", P "adapter/claudecode.NewWatcher.func1", P "adapter/claudecode.(*Adapter).Watch"
#define LOADS                                                                                      \
    "IO wait", "os.ReadFile " P "plugins/conversations.(*Plugin).loadSessions.func1",              \
        TEA "(*Program).handleCommands"
#define OPENER "select", "database/sql.(*DB).connectionOpener", "database/sql.OpenDB"
#define FETCH  "sleep", TD "pkg/monitor.Model.fetchData.func1", TEA "(*Program).handleCommands"
#define DRAIN  "chan receive", P "tty/screenmodel.(*replyDrain).run", P "tty/screenmodel.New"
#define TICK                                                                                       \
    "chan receive", TEA "Tick.func1 " TEA "(*Program).execBatchMsg.func2",                         \
        TEA "(*Program).execBatchMsg"
#define SEND                                                                                       \
    "select", TEA "(*Program).Send " TEA "(*Program).execBatchMsg.func2",                          \
        TEA "(*Program).execBatchMsg"
#define CONTROL "IO wait", P "tty.(*processControlChannel).readLoop", P "tty.newProcess"
#define CAPTURE                                                                                    \
    "syscall",                                                                                     \
        "syscall.wait4 os.(*Process).wait os/exec.(*Cmd).Wait " P                                  \
        "plugins/workspace.capturePaneWithMetadata",                                               \
        P "plugins/workspace.poll"
#define GIT                                                                                        \
    "syscall, 3 minutes",                                                                          \
        "syscall.wait4 os.(*Process).wait os/exec.(*Cmd).Wait " P                                  \
        "plugins/gitstatus.(*Plugin).refresh",                                                     \
        P "plugins/gitstatus.(*Plugin).Update"
#define PIPED                                                                                      \
    "select, 4 minutes", "io.(*pipe).write " P "tty.(*sessionControlClient).send", P "tty.start"
#define READS                                                                                      \
    "IO wait, 3 minutes",                                                                          \
        "internal/poll.(*FD).Read os/exec.(*Cmd).Output " P "plugins/gitstatus.(*Plugin).refresh", \
        P "plugins/gitstatus.(*Plugin).Update"
#define DRAWS                                                                                      \
    "syscall",                                                                                     \
        "modernc.org/sqlite.(*conn).step database/sql.(*DB).Query " TD "pkg/monitor.Model.View",   \
        TEA "(*Program).Run"
#define LOCKED                                                                                     \
    "sleep, 2 minutes", "time.Sleep " TD "internal/db.(*writeLocker).acquire", TD "internal/db.Open"
#define BRIEFLY                                                                                    \
    "sleep", "time.Sleep " TD "internal/db.(*writeLocker).acquire", TD "internal/db.Open"

static const struct rule_case cases[] = {
    /* The incident of 9,000 descriptors, and the symptom of the guide. */
    {"sidecar.session_files", "thousands", CRIT,
     ONE(.path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 1190)},
    {"sidecar.session_files", "moved by the user's settings", WARN,
     ONE(.path = "/home/u/.config/claude/projects/p%d/s.jsonl", .paths = 60)},
    {"sidecar.session_files", "of codex", WARN,
     ONE(.path = "/home/u/.codex/sessions/2026/07/%d/rollout-a.jsonl", .paths = 40)},
    {"sidecar.session_files", "the hot ones", NO,
     ONE(.path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 12)},
    {"sidecar.session_files",
     "of another program",
     NO,
     {{.path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 1190, .module = "example.org/x"},
      {0},
      false,
      {0}}},
    {"sidecar.session_files_unexpected", "nobody reads sessions", NOTE,
     ONE(.path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 3)},
    {"sidecar.session_files_unexpected", "the plugin is on", NO,
     ONE(.path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 3,
         .stacked = {{"select", P "plugins/conversations.(*Plugin).loadSessions.func1",
                      P "plugins/conversations.(*Plugin).Init", 1, 0}})},
    {"sidecar.session_loads", "two chains", NOTE, STACK(LOADS, .count = 2)},
    {"sidecar.session_loads", "one for each focus", WARN, STACK(LOADS, .count = 7)},
    {"sidecar.session_loads", "one", NO, STACK(LOADS, .count = 1)},
    {"sidecar.same_file", "a log", WARN,
     ONE(.path = "/home/u/.config/sidecar/debug.log", .paths = 4)},
    {"sidecar.same_file", "three times", NO,
     ONE(.path = "/home/u/.config/sidecar/debug.log", .paths = 3)},
    {"sidecar.same_file", "a database has its own rule", NO,
     ONE(.path = "/home/u/.cursor/chats/a/b/store.db", .paths = 5)},
    {"sidecar.descriptors", "amber", WARN, ONE(.files = 250)},
    {"sidecar.descriptors", "red", CRIT, ONE(.files = 1100)},
    {"sidecar.descriptors", "healthy", NO, ONE(.files = 100)},
    {"sidecar.watchers", "many", NOTE, STACK(READER, .count = 25)},
    {"sidecar.watchers", "one for each view", NO, STACK(READER, .count = 8)},
    {"sidecar.watchers_growing", "one for each switch", WARN, GROWS(6, 30, READER)},
    {"sidecar.watchers_growing", "those of an adapter", WARN, GROWS(3, 12, WATCHER)},
    {"sidecar.watchers_growing", "one more pane", NO, GROWS(6, 8, READER)},
    {"sidecar.watches_growing",
     "folders that nobody looks at any more",
     WARN,
     {{IT, .inotify = 4, .watches = 50}, {LATER, IT, .inotify = 4, .watches = 900}, true, {0}}},
    {"sidecar.watches_growing",
     "a tree unfolded",
     NO,
     {{IT, .inotify = 4, .watches = 50}, {LATER, IT, .inotify = 4, .watches = 90}, true, {0}}},
    {"sidecar.watchers_unread", "closed by half", WARN,
     ONE(.inotify = 9, .stacked = {{READER, .count = 4}})},
    {"sidecar.watchers_unread", "all read", NO,
     ONE(.inotify = 9, .stacked = {{READER, .count = 9}})},
    {"sidecar.event_queues_growing",
     "macOS",
     WARN,
     {{IT, .kqueue = 4}, {LATER, IT, .kqueue = 9}, true, {0}}},
    {"sidecar.event_queues_growing",
     "one more",
     NO,
     {{IT, .kqueue = 4}, {LATER, IT, .kqueue = 5}, true, {0}}},
    /* 900 handles on one file. */
    {"sidecar.issues_database", "copied models", CRIT,
     ONE(.path = "/home/u/p/.todos/issues.db", .paths = 900)},
    {"sidecar.issues_database", "twice", WARN,
     ONE(.path = "/home/u/p/.todos/issues.db", .paths = 2)},
    {"sidecar.issues_database", "as it should be", NO,
     ONE(.path = "/home/u/p/.todos/issues.db", .paths = 1)},
    {"sidecar.database_handles", "of an adapter", WARN,
     ONE(.path = "/home/u/.cursor/chats/a/b/store.db", .paths = 5)},
    {"sidecar.database_handles", "one", NO,
     ONE(.path = "/home/u/.cursor/chats/a/b/store.db", .paths = 1)},
    {"sidecar.database_pools", "many", NOTE, STACK(OPENER, .count = 9)},
    {"sidecar.database_pools", "more and more", WARN, GROWS(9, 14, OPENER)},
    {"sidecar.database_pools", "one for each adapter", NO, STACK(OPENER, .count = 5)},
    {"sidecar.old_journal", "of an old td", NOTE,
     ONE(.path = "/home/u/p/.todos/issues.db-wal", .paths = 1)},
    {"sidecar.old_journal", "none", NO, ONE(.path = "/home/u/p/.todos/issues.db", .paths = 1)},
    {"sidecar.database_locked", "by td", NOTE, ONE(.lock = "/home/u/p/.todos/db.lock")},
    {"sidecar.database_locked", "another file", NO, ONE(.lock = "/home/u/p/notes.txt")},
    {"sidecar.database_wait", "for minutes", CRIT, STACK(LOCKED, .count = 2)},
    {"sidecar.database_wait", "a minute", CRIT,
     STACK("sleep, 1 minutes", "time.Sleep " TD "internal/db.(*writeLocker).acquire", "x",
           .count = 2)},
    {"sidecar.database_wait", "an instant", NO, STACK(BRIEFLY, .count = 2)},
    {"sidecar.database_in_view", "a query of the screen", WARN, STACK(DRAWS, .count = 1)},
    {"sidecar.database_in_view", "in a command", NO, STACK(LOCKED, .count = 1)},
    {"sidecar.fetch_pileup", "two", WARN, STACK(FETCH, .count = 2)},
    {"sidecar.fetch_pileup", "three", CRIT, STACK(FETCH, .count = 3)},
    {"sidecar.fetch_pileup", "two, and before it was one", CRIT, GROWS(1, 2, FETCH)},
    {"sidecar.fetch_pileup", "one", NO, STACK(FETCH, .count = 1)},
    {"sidecar.child_hangs", "git", WARN, STACK(GIT, .count = 1)},
    {"sidecar.child_hangs", "what it prints never ends", WARN, STACK(READS, .count = 1)},
    {"sidecar.child_hangs", "a capture", NO, STACK(CAPTURE, .count = 1)},
    {"sidecar.child_hangs", "a terminal that is quiet", NO,
     STACK("IO wait, 9 minutes",
           "internal/poll.(*FD).Read " P "tty.(*processControlChannel).readLoop", "x", .count = 1)},
    {"sidecar.git_hangs", "a minute", WARN, ONE(.child = "git", .children = 1, .child_age = 60)},
    {"sidecar.git_hangs", "an instant", NO, ONE(.child = "git", .children = 1)},
    {"sidecar.control_client_stuck", "nobody reads", WARN, STACK(PIPED, .count = 1)},
    {"sidecar.control_client_stuck", "somebody reads", NO, STACK(CONTROL, .count = 1)},
    {"sidecar.memory_high", "idle", WARN, ONE(.rss_mib = 700)},
    {"sidecar.memory_high", "at work", NOTE, ONE(.rss_mib = 700, .cpu_tenths_now = 8)},
    {"sidecar.memory_high", "healthy", NO, ONE(.rss_mib = 200)},
    {"sidecar.session_memory", "of many sessions", NOTE,
     HEAP(P "adapter/claudecode.(*Adapter).parseMessages", 90 * MIB_)},
    {"sidecar.session_memory", "of a few", NO,
     HEAP(P "adapter/claudecode.(*Adapter).parseMessages", 9 * MIB_)},
    {"sidecar.capture_strings", "rows that hold their capture", WARN,
     HEAP(P "tty.parseControlSnapshotLayout", 146 * MIB_)},
    {"sidecar.capture_strings", "a few", NO, HEAP(P "tty.parseControlSnapshotLayout", 6 * MIB_)},
    {"sidecar.emulators", "many", NOTE, STACK(DRAIN, .count = 15)},
    {"sidecar.emulators", "more and more", WARN, GROWS(6, 16, DRAIN)},
    {"sidecar.emulators", "one for each terminal", NO, STACK(DRAIN, .count = 4)},
    {"sidecar.emulator_buffers", "many", NOTE,
     HEAP("github.com/charmbracelet/x/vt.NewEmulator", 90 * MIB_)},
    {"sidecar.emulator_buffers", "some", NO,
     HEAP("github.com/charmbracelet/x/vt.NewEmulator", 16 * MIB_)},
    /* 106 MB a second. */
    {"sidecar.cache_churn",
     "every frame",
     WARN,
     {{IT},
      {LATER, IT},
      true,
      {.function = "github.com/charmbracelet/x/ansi.Truncate",
       .a = 0,
       .b = 2120 * MIB_,
       .profile = "allocs",
       .type = "alloc_space"}}},
    {"sidecar.cache_churn",
     "kept",
     NO,
     {{IT},
      {LATER, IT},
      true,
      {.function = "github.com/charmbracelet/x/ansi.Truncate",
       .a = 0,
       .b = 200 * MIB_,
       .profile = "allocs",
       .type = "alloc_space"}}},
    {"sidecar.allocation_rate",
     "50 MiB a second",
     NOTE,
     {{IT, .total_alloc_gib = 1}, {LATER, IT, .total_alloc_gib = 2}, true, {0}}},
    {"sidecar.allocation_rate",
     "nothing",
     NO,
     {{IT, .total_alloc_gib = 1}, {LATER, IT, .total_alloc_gib = 1}, true, {0}}},
    {"sidecar.busy_children", "a loop of git", WARN, ONE(.children_cpu_tenths = 9)},
    {"sidecar.busy_children", "none", NO, ONE(.children_cpu_tenths = 0)},
    {"sidecar.spawning",
     "git, again and again",
     WARN,
     {{IT, .started = 1000}, {LATER, IT, .started = 1420, .children_cpu_tenths = 2}, true, {0}}},
    {"sidecar.spawning",
     "too many at rest",
     NOTE,
     {{IT, .started = 1000}, {LATER, IT, .started = 1062, .children_cpu_tenths = 1}, true, {0}}},
    {"sidecar.spawning",
     "as many by others",
     NO,
     {{IT, .started = 1000}, {LATER, IT, .started = 1420, .children_cpu_tenths = 0}, true, {0}}},
    {"sidecar.spawning",
     "half a process a second",
     NO,
     {{IT, .started = 1000}, {LATER, IT, .started = 1010, .children_cpu_tenths = 2}, true, {0}}},
    {"sidecar.captures", "two chains", WARN, STACK(CAPTURE, .count = 7)},
    {"sidecar.captures", "one", NO, STACK(CAPTURE, .count = 1)},
    {"sidecar.capture_cpu",
     "most of it",
     NOTE,
     {{IT},
      {0},
      false,
      {.function = P "plugins/workspace.capturePaneWithMetadata",
       .a = 900000000,
       .cpus = 0.3,
       .profile = "cpu",
       .type = "cpu",
       .unit = "nanoseconds"}}},
    {"sidecar.capture_cpu",
     "of nearly nothing",
     NO,
     {{IT},
      {0},
      false,
      {.function = P "plugins/workspace.capturePaneWithMetadata",
       .a = 9000000,
       .cpus = 0.01,
       .profile = "cpu",
       .type = "cpu",
       .unit = "nanoseconds"}}},
    {"sidecar.session_parse",
     "from the first byte",
     NOTE,
     {{IT},
      {0},
      false,
      {.function = P "adapter/claudecode.(*Adapter).parseMessages",
       .a = 900000000,
       .cpus = 0.9,
       .profile = "cpu",
       .type = "cpu",
       .unit = "nanoseconds"}}},
    {"sidecar.session_parse",
     "another function",
     NO,
     {{IT},
      {0},
      false,
      {.function = P "ui.Render",
       .a = 900000000,
       .cpus = 0.9,
       .profile = "cpu",
       .type = "cpu",
       .unit = "nanoseconds"}}},
    {"sidecar.render_cpu",
     "frame after frame",
     NOTE,
     {{IT},
      {0},
      false,
      {.function = "github.com/charmbracelet/x/ansi.Truncate",
       .a = 900000000,
       .cpus = 0.9,
       .profile = "cpu",
       .type = "cpu",
       .unit = "nanoseconds"}}},
    {"sidecar.render_cpu",
     "of nearly nothing",
     NO,
     {{IT},
      {0},
      false,
      {.function = "github.com/charmbracelet/x/ansi.Truncate",
       .a = 9000000,
       .cpus = 0.01,
       .profile = "cpu",
       .type = "cpu",
       .unit = "nanoseconds"}}},
    {"sidecar.timers", "two chains", WARN, GROWS(6, 20, TICK)},
    {"sidecar.timers", "one more", NO, GROWS(6, 7, TICK)},
    {"sidecar.event_storm", "a hundred", WARN, STACK(SEND, .count = 100)},
    {"sidecar.event_storm", "and the CPU is full", CRIT,
     ONE(.cpu_tenths_now = 12, .stacked = {{SEND, .count = 100}})},
    {"sidecar.event_storm", "a few", NO, STACK(SEND, .count = 5)},
    {"sidecar.threads", "a hundred", WARN, ONE(.threads = 120)},
    {"sidecar.threads", "usual", NO, ONE(.threads = 40)},
    {"sidecar.tmux_clients", "orphans", NOTE, ONE(.child = "tmux", .children = 30)},
    {"sidecar.tmux_clients", "one for each terminal", NO, ONE(.child = "tmux", .children = 4)},
    {"sidecar.control_channels", "many", NOTE, STACK(CONTROL, .count = 40)},
    {"sidecar.control_channels", "more and more", WARN, GROWS(12, 40, CONTROL)},
    {"sidecar.control_channels", "few", NO, STACK(CONTROL, .count = 8)},
    {"sidecar.no_pprof", "off", NOTE, ONE(.not_go = true)},
    {"sidecar.no_pprof", "on", NO, ONE(0)},
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
        if (strcmp(rules.packs[p]->name, "sidecar.yaml") == 0)
            check_both_ways(rules.packs[p], cases, COUNT(cases));
}

static void every_finding_is_whole(void **state)
{
    (void)state;
    check_whole(&arena, &rules, cases, COUNT(cases));
}

/* As it is after an hour of work: listeners and timers that wait by design, some watchers. */
static void a_healthy_sidecar_is_ok(void **state)
{
    (void)state;
    static const struct situation s = {
        {IT, .files = 60, .inotify = 7, .path = "/p/.todos/issues.db", .paths = 1, .child = "tmux",
         .children = 3, .stacked = {{READER, .count = 7}, {TICK, .count = 8}, {DRAIN, .count = 3}}},
        {LATER, IT, .files = 62, .inotify = 7, .path = "/p/.todos/issues.db", .paths = 1,
         .child = "tmux", .children = 3,
         .stacked = {{READER, .count = 7}, {TICK, .count = 9}, {DRAIN, .count = 3}}},
        true,
        {.function = P "app.New", .a = 4 * MIB_, .b = 4 * MIB_}};
    struct findings f = judge(&arena, &rules, &s);
    for (size_t i = 0; i < f.count; i++)
        print_message("  %s: %.*s\n", f.items[i].rule, SLICE_ARG(f.items[i].title));
    assert_int_equal(f.severity, SEVERITY_OK);
    assert_true(f.nranges > 5);
    for (size_t i = 0; i < f.nranges; i++)
        assert_true(!f.ranges[i].value.known || f.ranges[i].severity <= SEVERITY_NOTE);
}

/* The build information speaks, else the name of the process. */
static void the_pack_is_for_sidecar_only(void **state)
{
    (void)state;
    static const struct {
        const char *module, *name;
        bool want;
    } programs[] = {
        {SIDECAR, "anything", true},         {NULL, "sidecar", true},
        {"example.org/x", "sidecar", false}, {NULL, "sidecar-proxy", false},
        {SIDECAR "s", "x", false},
    };
    for (size_t i = 0; i < COUNT(programs); i++) {
        const struct situation s = {
            {.module = programs[i].module, .name = programs[i].name, .files = 1500},
            {0},
            false,
            {0}};
        struct findings f = judge(&arena, &rules, &s);
        print_message("  %s, %s\n", programs[i].module ? programs[i].module : "-",
                      programs[i].name);
        assert_int_equal(find(&f, "sidecar.descriptors") != NULL, programs[i].want);
        assert_int_equal(f.nranges > 0, programs[i].want);
    }
}

/* Many paths and many stacks are one finding, with the sum, and it explains the general ones. */
static void what_belongs_together_is_counted_together(void **state)
{
    (void)state;
    static const struct situation s = {
        {IT, .path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 20},
        {LATER, IT, .path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 1000},
        true,
        {0}};
    struct findings f = judge(&arena, &rules, &s);
    const struct finding *files = find(&f, "sidecar.session_files");
    assert_non_null(files);
    assert_true(slice_has_prefix(files->title, SLICE("1,000 session files")));
    assert_non_null(find(&f, "descriptors.growing")->explained_by);
}

/* One bundle is enough to say what waits for what, and whose the descriptors are. */
static void one_bundle_joins_what_belongs_together(void **state)
{
    (void)state;
    static const struct situation s = {{IT, .lock = "/home/u/p/.todos/db.lock", .files = 150,
                                        .path = "/home/u/.claude/projects/p%d/s.jsonl", .paths = 90,
                                        .stacked = {{LOCKED, .count = 2}, {FETCH, .count = 4}}},
                                       {0},
                                       false,
                                       {0}};
    struct findings f = judge(&arena, &rules, &s);
    const struct finding *wait = find(&f, "sidecar.database_wait");
    assert_ptr_equal(wait->explained_by, find(&f, "sidecar.database_locked"));
    assert_non_null(find(&f, "sidecar.fetch_pileup")->explained_by);
    assert_ptr_equal(find(&f, "sidecar.descriptors")->explained_by,
                     find(&f, "sidecar.session_files"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_fires_when_it_should_and_only_then),
        cmocka_unit_test(each_rule_is_tested_both_ways),
        cmocka_unit_test(every_finding_is_whole),
        cmocka_unit_test(a_healthy_sidecar_is_ok),
        cmocka_unit_test(the_pack_is_for_sidecar_only),
        cmocka_unit_test(one_bundle_joins_what_belongs_together),
        cmocka_unit_test(what_belongs_together_is_counted_together),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
