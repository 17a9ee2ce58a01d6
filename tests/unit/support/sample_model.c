#include "sample_model.h"

#include "sample_live.h"
#include "templates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a bundle says, or what a hostile one would say in its place. */
static struct slice said(const struct sample *s, const char *text)
{
    return s->hostile ? *s->hostile : slice_from(text);
}

static struct number known(double value)
{
    return (struct number){true, value};
}

/* ---- identity ----------------------------------------------------------------------------------
 */

static void fill_identity(struct sample *s, int side)
{
    struct identity *id = &s->model.identity[side];
    double start = 1.7958e18 + (side ? 33120e9 : 0);
    id->label = said(s, side ? "sidecar-4711-20261124T021200Z.tgz" : "sidecar-4711-evening.tgz");
    id->name = said(s, "sidecar");
    id->executable = said(s, "~/go/bin/sidecar");
    id->arguments = said(s, "sidecar --project ~/src/shop --token=***");
    id->user_label = said(s, side ? "morning" : "evening");
    id->pid = known(4711);
    id->host = said(s, "host-7f3a");
    id->system = said(s, "Debian GNU/Linux 12 (bookworm)");
    id->kernel = said(s, "Linux 6.1.0-21-amd64");
    id->architecture = said(s, "x86_64");
    id->tool = said(s, "collect 0.1.0");
    id->url = said(s, "http://127.0.0.1:6060/debug/pprof/");
    id->go_version = said(s, "go1.26.1");
    id->boot_id = said(s, "5d2c7e1a-0b5f-4b5e-9a54-1f2d3c4b5a69");
    id->start_ticks = known(183021);
    id->started_utc_ns = known(1.7957e18);
    id->collected_utc_ns = known(start);
    id->collected_end_utc_ns = known(start + 34.2e9);
    id->uptime_s = known((start - 1.7957e18) / 1e9);
    id->has_manifest = true;
    if (s->cut && side == (int)s->nsides - 1) {
        id->has_manifest = false;
        id->damage = said(s, "the gzip stream ends early, after 1.2 MiB");
    }
}

static void fill_gaps(struct sample *s)
{
    static const struct {
        const char *artifact, *member;
        enum bundle_status status;
        const char *reason;
    } rows[] = {
        {"go.trace", "40-go/trace.out", BUNDLE_TIMEOUT, "no answer within 5 s"},
        {"go.goroutine.debug2", "40-go/goroutine-debug2.txt", BUNDLE_TRUNCATED,
         "ends at 64 MiB by itself: 26 % of the goroutines are in it"},
        {"go.mutex", "40-go/mutex.pb.gz", BUNDLE_SKIPPED, "--skip go.mutex"},
    };
    struct gap *gaps = ARENA_ARRAY(s->arena, struct gap, 3);
    for (size_t i = 0; i < 3; i++)
        gaps[i] = (struct gap){said(s, rows[i].artifact), said(s, rows[i].member), rows[i].status,
                               said(s, rows[i].reason), (int)s->nsides - 1};
    s->model.gaps = gaps;
    s->model.ngaps = 3;
}

static void fill_artifacts(struct sample *s, int side)
{
    static const struct artifact rows[] = {
        {SLICE_INIT("process.status"), SLICE_INIT("10-process/status"), BUNDLE_OK, 0.002, 0.004,
         1480},
        {SLICE_INIT("files.fd"), SLICE_INIT("30-files/fd.tsv"), BUNDLE_OK, 0.004, 0.031, 148213},
        {SLICE_INIT("go.heap"), SLICE_INIT("40-go/heap.pb.gz"), BUNDLE_OK, 0.21, 0.58, 48213},
        {SLICE_INIT("go.cpu"), SLICE_INIT("40-go/cpu.pb.gz"), BUNDLE_OK, 0.6, 30.7, 61877},
        {SLICE_INIT("go.goroutine.debug2"), SLICE_INIT("40-go/goroutine-debug2.txt"),
         BUNDLE_TRUNCATED, 0.31, 4.6, 67108864},
        {SLICE_INIT("go.trace"), SLICE_INIT(""), BUNDLE_TIMEOUT, 30.7, 35.7, 0},
        {SLICE_INIT("go.mutex"), SLICE_INIT(""), BUNDLE_SKIPPED, 0, 0, 0},
    };
    enum { ROWS = sizeof rows / sizeof rows[0] };
    struct artifact *all = ARENA_ARRAY(s->arena, struct artifact, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        all[i] = rows[i];
        if (s->hostile)
            all[i].id = all[i].member = *s->hostile;
    }
    s->model.artifacts[side] = all;
    s->model.nartifacts[side] = ROWS;
}

static void fill_metrics(struct sample *s)
{
    static const struct {
        const char *name;
        double value[SIDES_MAX];
    } rows[] = {
        {"process.rss", {442e6, 796e6}},
        {"threads.total", {14, 14}},
        {"fds.total", {53, 1243}},
        {"fds.limit", {4096, 4096}},
        {"go.goroutines", {31, 1221}},
        {"go.memstats.heap_inuse", {118e6, 431e6}},
        {"go.memstats.sys", {201e6, 540e6}},
        {"process.cpu_seconds", {812.4, 9120.25}},
        {"process.cpu_percent", {0.08, 0.25}},
        {"children.cpu_now", {0, 0.12}},
        {"host.spawn_rate", {(double)NAN, 3.5}},
        {"go.memstats.gc_cpu_fraction", {0.011, 0.034}},
    };
    for (size_t side = 0; side < s->nsides; side++) {
        struct number *values = ARENA_ARRAY(s->arena, struct number, metrics_count);
        for (size_t i = 0; i < metrics_count; i++)
            for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
                if (strcmp(metrics[i].name, rows[k].name) == 0 && !isnan(rows[k].value[side]))
                    values[i] = known(rows[k].value[side]);
        s->model.values[side] = values;
    }
}

/* ---- groups ------------------------------------------------------------------------------------
 */

static void fill_descriptors(struct sample *s)
{
    struct type_count *types = ARENA_ARRAY(s->arena, struct type_count, 3);
    types[0] = (struct type_count){said(s, "file"), {31, 1219}};
    types[1] = (struct type_count){said(s, "socket"), {14, 15}};
    types[2] = (struct type_count){said(s, "inotify"), {8, 9}};
    struct descriptor_group *groups = ARENA_ARRAY(s->arena, struct descriptor_group, 2);
    groups[0] = (struct descriptor_group){.type = said(s, "file"),
                                          .template = said(s, "~/.claude/projects/*/*.jsonl"),
                                          .example = said(s, "~/.claude/projects/shop/9c1.jsonl"),
                                          .count = {2, 1190},
                                          .duplicates = {0, 1102},
                                          .deleted = {0, 4}};
    groups[1] = (struct descriptor_group){.type = said(s, "socket"),
                                          .template = said(s, "tcp 127.0.0.1:6060 LISTEN"),
                                          .example = said(s, "tcp 127.0.0.1:6060 LISTEN"),
                                          .count = {1, 1}};
    for (size_t i = 0; i < s->nsides; i++)
        s->model.has_descriptors[i] = true;
    s->model.descriptor_types = types;
    s->model.ndescriptor_types = 3;
    s->model.descriptors = groups;
    s->model.ndescriptors = 2;
}

static void fill_threads(struct sample *s)
{
    struct thread_group *t = ARENA_ARRAY(s->arena, struct thread_group, 2);
    t[0] = (struct thread_group){
        said(s, "sidecar"), said(s, "S"), said(s, "futex_wait_queue"), {12, 12}};
    t[1] = (struct thread_group){said(s, "sidecar"), said(s, "R"), said(s, ""), {2, 2}};
    s->model.threads = t;
    s->model.nthreads = 2;
}

static void fill_waits(struct sample *s, const struct goroutine_group *g)
{
    static const uint64_t waits[WAIT_BUCKETS][SIDES_MAX] = {
        {0, 88}, {29, 31}, {0, 0}, {0, 0}, {2, 1102}};
    struct suspect *suspects = ARENA_ARRAY(s->arena, struct suspect, 1);
    struct lock_queue *q = ARENA_ARRAY(s->arena, struct lock_queue, 1);
    struct wait_group *w = ARENA_ARRAY(s->arena, struct wait_group, 1);
    suspects[0] = (struct suspect){g, 30, said(s, "1,188 more, 2 of the 2 before are still there")};
    q[0] = (struct lock_queue){.address = said(s, "0xc0000000a8"),
                               .where = said(s, "watch.(*Store).Get"),
                               .waiters = 12,
                               .holder = 60,
                               .holder_where = said(s, "watch.(*Store).Flush"),
                               .holder_state = said(s, "IO wait"),
                               .evidence = LOCK_BY_VALUE,
                               .below = 8,
                               .candidates = 1};
    w[0] = (struct wait_group){said(s, "watch.runAll"), 1, 2, said(s, "watch.worker")};
    memcpy(s->model.waits, waits, sizeof waits);
    s->model.has_waits[0] = s->model.has_waits[1] = true;
    s->model.suspects = suspects;
    s->model.locks_waited_for = q;
    s->model.wait_groups = w;
    s->model.nsuspects = s->model.nlock_queues = s->model.nwait_groups = 1;
}

static void fill_goroutines(struct sample *s)
{
    struct frame *f = ARENA_ARRAY(s->arena, struct frame, 3);
    f[0] =
        (struct frame){said(s, "runtime.gopark"), said(s, "/usr/lib/go/src/runtime/proc.go"), 425};
    f[1] = (struct frame){said(s, "github.com/fsnotify/fsnotify.(*inotify).readEvents"),
                          said(s, "~/go/pkg/mod/fsnotify@v1.9.0/backend_inotify.go"), 361};
    f[2] = (struct frame){said(s, "github.com/marcus/sidecar/internal/watch.(*Tailer).run"),
                          said(s, "internal/watch/tailer.go"), 88};
    struct frame made = {said(s, "github.com/marcus/sidecar/internal/watch.Open"),
                         said(s, "internal/watch/tailer.go"), 41};
    struct goroutine_group *g = ARENA_ARRAY(s->arena, struct goroutine_group, 2);
    g[0] = (struct goroutine_group){.id = said(s, "9f2c41aa07de"),
                                    .state = said(s, "select"),
                                    .count = {2, 1190},
                                    .wait_minutes_max = {known(3), known(551)},
                                    .wait_least_s = {known(65), known(32950)},
                                    .wait_most_s = {known(185), known(33065)},
                                    .waiting_long = {2, 1102},
                                    .created_by = made,
                                    .frames = f,
                                    .nframes = 3,
                                    .persisted = 2,
                                    .born = 1188,
                                    .waits = {{0, 88}, {0, 0}, {0, 0}, {0, 0}, {2, 1102}},
                                    .application = 1};
    g[1] = (struct goroutine_group){.id = said(s, "01c4d2e6b7aa"),
                                    .state = said(s, "IO wait"),
                                    .count = {29, 31},
                                    .wait_minutes_max = {{false, 0}, known(551)},
                                    .wait_least_s = {{false, 0}, known(32950)},
                                    .wait_most_s = {{false, 0}, known(33065)},
                                    .frames = f,
                                    .nframes = 1,
                                    .persisted = 29,
                                    .born = 2,
                                    .waits = {{0, 0}, {29, 31}, {0, 0}, {0, 0}, {0, 0}},
                                    .elided = 4,
                                    .application = 1,
                                    .benign = "accept loop of a server"};
    for (size_t i = 0; i < s->nsides; i++) {
        s->model.has_goroutines[i] = true;
        s->model.goroutine_source[i] = "40-go/goroutine-debug2.txt";
    }
    s->model.goroutines_cut[s->nsides - 1] = true;
    fill_waits(s, g);
    sample_fill_channels(s, &g[0]);
    s->model.goroutines = g;
    s->model.ngoroutines = 2;
}

/* ---- profiles ----------------------------------------------------------------------------------
 */

/* main.main calls fill, which calls growSlice; two more are too small to be shown. */
static void fill_calls(struct sample *s, struct profile *p, const struct profile_function *f)
{
    static const int64_t values[5][4] = {{1572864, 151, 398462976, 49334},
                                         {1572864, 151, 398462976, 49334},
                                         {1572864, 151, 398458880, 49331},
                                         {524288, 31, 83886080, 9121},
                                         {0, 0, 1024, 1}};
    struct call_node *n = ARENA_ARRAY(s->arena, struct call_node, 5);
    n[0] = (struct call_node){.first_child = 1, .nchildren = 1};
    n[1] = (struct call_node){.function = &f[2], .first_child = 2, .nchildren = 2, .depth = 1};
    n[2] = (struct call_node){
        .function = &f[0], .parent = 1, .first_child = 4, .nchildren = 1, .depth = 2};
    n[3] = (struct call_node){.parent = 1, .cut = 2, .depth = 2};
    n[4] = (struct call_node){.function = &f[1], .parent = 2, .depth = 3};
    int64_t *v = ARENA_ARRAY(s->arena, int64_t, 20);
    static const size_t order[] = {0, 1, 2, 4, 3};
    for (size_t i = 0; i < 20; i++)
        v[i] = values[order[i / 4]][i % 4];
    p->calls[CALLS_DOWN] = (struct call_tree){5, n, v, NULL};
    p->calls[CALLS_UP] = (struct call_tree){2, n, v, NULL};
}

static void fill_profile(struct sample *s, struct profile *p, const char *name, const char *member,
                         const char *const types[2][2])
{
    static const int64_t flat[3][4] = {
        {1048576, 120, 314572800, 40210}, {524288, 31, 83886080, 9121}, {0, 0, 4096, 3}};
    static const int64_t total[4] = {1572864, 151, 398462976, 49334};
    static const char *const names[3][2] = {
        {"github.com/marcus/sidecar/internal/watch.(*Tailer).fill", "internal/watch/tailer.go"},
        {"bytes.growSlice", "/usr/lib/go/src/bytes/buffer.go"},
        {"main.main", "cmd/sidecar/main.go"}};
    struct profile_type *t = ARENA_ARRAY(s->arena, struct profile_type, 2);
    struct profile_function *f = ARENA_ARRAY(s->arena, struct profile_function, 3);
    for (size_t i = 0; i < 2; i++)
        t[i] = (struct profile_type){said(s, types[i][0]), said(s, types[i][1])};
    for (size_t i = 0; i < 3; i++)
        f[i] = (struct profile_function){said(s, names[i][0]),
                                         said(s, names[i][1]),
                                         12,
                                         i != 1,
                                         flat[i],
                                         i == 2 ? total : flat[i],
                                         flat[i],
                                         NULL,
                                         NULL};
    struct profile_line *l = ARENA_ARRAY(s->arena, struct profile_line, 2);
    for (size_t i = 0; i < 2; i++)
        l[i] = (struct profile_line){&f[i], f[i].file, 40 + (int64_t)i, flat[i], flat[i]};
    *p = (struct profile){.name = slice_from(name),
                          .ntypes = 2,
                          .types = t,
                          .sum = total,
                          .total = total,
                          .nfunctions = 3,
                          .functions = f,
                          .nlines = 2,
                          .lines = l};
    fill_calls(s, p, f);
    for (size_t i = 0; i < s->nsides; i++) {
        p->present[i] = true;
        p->member[i] = member;
        p->samples[i] = 812 + i;
        p->duration_ns[i] = strcmp(name, "cpu") == 0 ? 30000000000 : 0;
    }
}

static void fill_profiles(struct sample *s)
{
    static const char *const heap[2][2] = {{"inuse_space", "bytes"}, {"inuse_objects", "count"}};
    static const char *const cpu[2][2] = {{"cpu", "nanoseconds"}, {"samples", "count"}};
    struct profile *p = ARENA_ARRAY(s->arena, struct profile, 3);
    fill_profile(s, &p[0], "heap", "40-go/heap.pb.gz", heap);
    fill_profile(s, &p[1], "cpu", "40-go/cpu.pb.gz", cpu);
    fill_profile(s, &p[2], "allocs", "40-go/allocs.pb.gz", heap);
    s->model.profiles = p;
    s->model.nprofiles = 3;
    if (s->nsides < 2)
        return;
    const struct profile_function **path =
        ARENA_ARRAY(s->arena, const struct profile_function *, 3);
    static const size_t order[] = {2, 0, 1};
    for (size_t i = 0; i < 3; i++)
        path[i] = &p[0].functions[order[i]];
    struct heap_growth *g = ARENA_NEW(s->arena, struct heap_growth);
    *g = (struct heap_growth){524288, 83886080, 6291456, 3, path, 3, path[2], path[1]};
    s->model.growth = g;
    s->model.ngrowth = 1;
}

/* Twelve looks, one of which was missed; a leak before, and one that breathes after. */
static void fill_series(struct sample *s)
{
    enum { LOOKS = 12 };
    static const double at[LOOKS] = {0, 1, 2, 3, 4, 5, 6.1, 8, 9, 10, 11, 12};
    static const double rss[LOOKS] = {421e6, 423e6, 425e6, 426e6, 429e6, 430e6,
                                      433e6, 436e6, 437e6, 439e6, 440e6, 442e6};
    static const double later[LOOKS] = {758e6, 790e6, 761e6, 792e6, 764e6, 789e6,
                                        760e6, 796e6, 760e6, 786e6, 764e6, 796e6};
    static const double fds[LOOKS] = {53, 53, 53, 53, 54, 53, 53, 53, 53, 53, 53, 53};
    static const double many[LOOKS] = {1231, 1232, 1232, 1234, 1235, 1235,
                                       1237, 1239, 1240, 1241, 1242, 1243};
    static const double cpu[LOOKS] = {0.25, 0.5, 0.25, 3.75, 0.25, 0.25,
                                      0.5,  0.5, 0.25, 0.25, 0.5,  0.25};
    static const double nothing[LOOKS] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    static const struct series all[] = {
        {"process.rss", "resident memory", UNIT_BYTES, {12, 12}, {at, at}, {rss, later}},
        {"fds.total", "open descriptors", UNIT_COUNT, {12, 12}, {at, at}, {fds, many}},
        {"process.cpu_now", "CPUs busy", UNIT_COUNT, {11, 0}, {at, at}, {cpu, cpu}},
        {"process.swap", "memory in swap", UNIT_BYTES, {5, 5}, {at, at}, {nothing, nothing}},
    };
    s->model.series = all;
    s->model.nseries = sizeof all / sizeof all[0];
}

static void fill_memory(struct sample *s)
{
    static const struct memory_part parts[] = {
        {"Go heap in use", "HeapInuse", MEMORY_BY_RUNTIME, {{true, 118e6}, {true, 431e6}}},
        {"Go heap idle, not yet returned",
         "HeapIdle less HeapReleased",
         MEMORY_BY_RUNTIME,
         {{true, 61e6}, {true, 92e6}}},
        {"goroutine stacks", "StackSys", MEMORY_BY_RUNTIME, {{true, 2.1e6}, {true, 14.4e6}}},
        {"files",
         "program, libraries and mapped files",
         MEMORY_BY_KERNEL,
         {{true, 38e6}, {true, 38e6}}},
        {"not explained",
         "anonymous memory less all that Go claims",
         MEMORY_BY_DIFFERENCE,
         {{true, 222.9e6}, {true, 220.6e6}}},
    };
    s->model.memory = parts;
    s->model.nmemory = sizeof parts / sizeof parts[0];
    s->model.memory_explained = (struct number){true, 0.72};
}

static void fill_map(struct sample *s)
{
    static const struct map_category map[] = {
        {"Go runtime",
         {{true, 31}, {true, 44}},
         {{true, 1.2e9}, {true, 1.3e9}},
         {{true, 380e6}, {true, 733e6}}},
        {"file",
         {{true, 92}, {true, 92}},
         {{true, 61e6}, {true, 61e6}},
         {{true, 38e6}, {true, 38e6}}},
        {"stack",
         {{true, 1}, {true, 1}},
         {{true, 135168}, {true, 135168}},
         {{true, 20480}, {false, 0}}},
    };
    s->model.map_categories = map;
    s->model.nmap_categories = sizeof map / sizeof map[0];
}

/* Very many samples with one peak, and nine bundles that show a leak on its way to its limit. */
static void fill_many(struct sample *s)
{
    enum { SAMPLES = 30000, BUNDLES = 9, PEAK = 17123 };
    double *at = ARENA_ARRAY(s->arena, double, SAMPLES),
           *fds = ARENA_ARRAY(s->arena, double, SAMPLES);
    double *when = ARENA_ARRAY(s->arena, double, BUNDLES),
           *open = ARENA_ARRAY(s->arena, double, BUNDLES);
    struct series *list = ARENA_ARRAY(s->arena, struct series, 2);
    for (size_t i = 0; i < SAMPLES; i++) {
        at[i] = (double)i;
        fds[i] = i == PEAK ? 3000 : 1200 + (double)(i * 7919 % 31);
    }
    for (size_t i = 0; i < BUNDLES; i++) {
        when[i] = (double)i * 3600;
        open[i] = 2100 + 180 * (double)i + (i % 2 ? 25 : -25);
    }
    list[0] = (struct series){"fds.total",  "open descriptors", UNIT_COUNT,
                              {SAMPLES, 0}, {at, at},           {fds, fds}};
    list[1] = (struct series){"fds.total",  "open descriptors", UNIT_COUNT,
                              {BUNDLES, 0}, {when, when},       {open, open}};
    s->model.series = &list[0];
    s->model.history = &list[1];
    s->model.nseries = s->model.nhistory = 1;
    s->model.nbundles = BUNDLES;
}

/* ---- findings ----------------------------------------------------------------------------------
 */

static void fill_finding(struct sample *s, struct finding *f)
{
    struct evidence *e = ARENA_ARRAY(s->arena, struct evidence, 2);
    struct slot *slots = ARENA_ARRAY(s->arena, struct slot, 2);
    struct slice *next = ARENA_ARRAY(s->arena, struct slice, 2);
    e[0] = (struct evidence){(int)s->nsides - 1, said(s, "30-files/fd.tsv"),
                             said(s, "1,190 of 1,243 descriptors")};
    e[1] = (struct evidence){(int)s->nsides - 1, said(s, "40-go/goroutine-debug2.txt"),
                             said(s, "1,190 goroutines in readEvents, longest wait 551 min")};
    slots[0] = (struct slot){"where", said(s, "watch.(*Tailer).run")};
    slots[1] = (struct slot){"count_now", said(s, "1,190")};
    next[0] = said(s, "Close the file when its session ends: see internal/watch/tailer.go:41.");
    next[1] = said(s, "lsof -p 4711 | grep jsonl");
    *f = (struct finding){
        .rule = "descriptors.growing",
        .severity = SEVERITY_CRITICAL,
        .confidence = CONFIDENCE_STRONG,
        .title = said(s, "Descriptors grow by 129 per hour, and each has a goroutine"),
        .source = SLICE("**{{count_now}}** descriptors are held by `{{where}}`; nothing closes "
                        "them.\n\n## Why it matters\n\nAt the limit every open fails, with "
                        "*too many open files*.\n\n```\n{{where}}\n```\n"),
        .slots = slots,
        .nslots = 2,
        .text = said(s, "1,190 descriptors are held by watch.(*Tailer).run; nothing closes them."),
        .evidence = e,
        .nevidence = 2,
        .next = next,
        .nnext = 2,
        .anchor = "descriptors"};
}

static void fill_triage(struct sample *s)
{
    static const struct {
        const char *area, *anchor;
        bool known;
        enum severity status;
        const char *value, *healthy, *next;
    } rows[] = {
        {"memory", "memory", true, SEVERITY_WARNING, "759.1 MiB resident (+337.6 MiB)",
         "under 500 MiB", "See which functions hold the heap"},
        {"descriptors", "descriptors", true, SEVERITY_CRITICAL, "1,243 of 4,096 (+1,190)",
         "50 to 150", "Close session files in watch.Open"},
        {"goroutines", "goroutines", true, SEVERITY_CRITICAL, "1,221 (+1,190)", "20 to 100",
         "End Tailer.run when its session ends"},
        {"cpu", "cpu", true, SEVERITY_OK, "25 % of one core", "under 100 %", ""},
        {"threads", "threads", true, SEVERITY_OK, "14 (no change)", "under 50", ""},
        {"responsiveness", "timeline", false, SEVERITY_OK, "", "none blocked",
         "Collect with --trace 1"},
    };
    struct triage_row *t = ARENA_ARRAY(s->arena, struct triage_row, 6);
    for (size_t i = 0; i < 6; i++)
        t[i] = (struct triage_row){
            rows[i].area,           rows[i].anchor,           rows[i].known,        rows[i].status,
            said(s, rows[i].value), said(s, rows[i].healthy), said(s, rows[i].next)};
    s->findings.triage = t;
    s->findings.ntriage = 6;
}

static void fill_trail(struct sample *s)
{
    struct trail_step *t = ARENA_ARRAY(s->arena, struct trail_step, 2);
    struct range_row *r = ARENA_ARRAY(s->arena, struct range_row, 3);
    t[0] = (struct trail_step){"Is the resident memory high, or does it grow?", ANSWER_YES,
                               said(s, "759.1 MiB resident (+337.6 MiB)"),
                               said(s, "see whether open files hold it"), "memory"};
    t[1] = (struct trail_step){"Does one function hold or grow the heap?", ANSWER_UNKNOWN,
                               SLICE(""), said(s, "there is no heap profile"), "heap"};
    r[0] = (struct range_row){.metric = metric_index(SLICE("fds.total")),
                              .from = 50,
                              .to = 150,
                              .amber = 200,
                              .red = 1000,
                              .value = {true, 1243},
                              .severity = SEVERITY_CRITICAL,
                              .text = said(s, "the guide counts lines of lsof")};
    r[1] = (struct range_row){.metric = metric_index(SLICE("process.rss")),
                              .to = 500e6,
                              .text = said(s, "when it is idle")};
    r[2] = (struct range_row){.metric = metric_index(SLICE("process.threads")),
                              .to = 40,
                              .amber = 40,
                              .value = {true, 41},
                              .severity = SEVERITY_WARNING,
                              .text = said(s, "with four CPUs")};
    s->findings.trail = t;
    s->findings.ntrail = 2;
    s->findings.ranges = r;
    s->findings.nranges = 3;
}

static void fill_findings(struct sample *s)
{
    struct finding *f = ARENA_ARRAY(s->arena, struct finding, 2);
    fill_finding(s, &f[0]);
    fill_finding(s, &f[1]);
    f[1].rule = "heap.growing";
    f[1].severity = SEVERITY_WARNING;
    f[1].confidence = CONFIDENCE_LIKELY;
    f[1].title = said(s, "The heap grew by 299 MiB in the same watcher");
    f[1].anchor = "heap";
    f[1].explained_by = &f[0];
    struct not_evaluated *skipped = ARENA_ARRAY(s->arena, struct not_evaluated, 1);
    skipped[0] = (struct not_evaluated){"goroutines.lock_queue", said(s, "no mutex profile")};
    s->findings.judged = true;
    s->findings.severity = SEVERITY_CRITICAL;
    s->findings.confidence = confidence_names[CONFIDENCE_STRONG];
    s->findings.verdict =
        said(s, "sidecar leaks session files: 1,190 of its 1,243 descriptors are "
                "~/.claude/projects/*/*.jsonl, each with a goroutine in fsnotify readEvents, "
                "129 more per hour; the heap grew by 299 MiB in the same watcher.");
    s->findings.items = f;
    s->findings.count = 2;
    s->findings.skipped = skipped;
    s->findings.nskipped = 1;
    fill_triage(s);
    fill_trail(s);
}

static void fill_glossary(struct sample *s)
{
    const struct own_file file = {"glossary.md", "glossary", template_glossary};
    struct error err = {0};
    if (glossary_parse(s->arena, &file, &s->glossary, &err) != STATUS_OK)
        abort();
}

void sample_fill(struct sample *s)
{
    fill_glossary(s);
    memset(&s->model, 0, sizeof s->model);
    memset(&s->findings, 0, sizeof s->findings);
    s->model.nsides = s->nsides;
    s->model.same_process = s->nsides == 2;
    s->model.hours = s->nsides == 2 ? 9.2 : 0;
    for (int side = 0; side < (int)s->nsides; side++)
        fill_identity(s, side);
    fill_gaps(s);
    fill_metrics(s);
    fill_findings(s);
    if (s->cut)
        return;
    for (int side = 0; side < (int)s->nsides; side++)
        fill_artifacts(s, side);
    if (s->hostile) {
        s->model.caveats = s->hostile;
        s->model.ncaveats = 1;
    }
    fill_descriptors(s);
    fill_threads(s);
    fill_goroutines(s);
    fill_profiles(s);
    fill_memory(s);
    fill_map(s);
    fill_series(s);
    if (s->many)
        fill_many(s);
    sample_fill_crosschecks(s);
    sample_fill_syscalls(s);
    sample_fill_pipes(s);
}
