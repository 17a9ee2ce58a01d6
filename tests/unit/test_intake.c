/* Loose files: what they are taken for, and which of them stand beside each other. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle_format.h"
#include "cleanup.h"
#include "encoding.h"
#include "intake.h"
#include "recognise.h"

#include "damage.h"
#include "fixture.h"
#include "proto_maker.h"
#include "tar_image.h"

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

/* A profile with these sample types, one function and a time. */
static struct slice profile(const char *const *types, size_t n, const char *function, uint64_t ns)
{
    struct sbuf b;
    sbuf_init(&b, MIB);
    for (size_t i = 0; i < n; i++) {
        struct sbuf m;
        sbuf_init(&m, KIB);
        put_number(&m, 1, i + 1);
        put_bytes(&b, 1, sbuf_view(&m));
        sbuf_done(&m);
    }
    put_number(&b, 9, ns);
    put_bytes(&b, 6, SLICE(""));
    for (size_t i = 0; i < n; i++)
        put_bytes(&b, 6, slice_from(types[i]));
    put_bytes(&b, 6, slice_from(function));
    struct slice bytes = arena_copy(&arena, sbuf_view(&b));
    sbuf_done(&b);
    return bytes;
}

static void profiles_are_known_by_their_sample_types(void **state)
{
    (void)state;
    static const struct {
        const char *name, *types[4], *function, *member;
    } cases[] = {
        {"x", {"alloc_objects", "alloc_space", "inuse_objects", "inuse_space"}, "f", "heap"},
        {"allocs.1",
         {"alloc_objects", "alloc_space", "inuse_objects", "inuse_space"},
         "f",
         "allocs"},
        {"x", {"inuse_objects", "inuse_space"}, "f", "heap"},
        {"x", {"samples", "cpu"}, "f", "cpu"},
        {"x", {"contentions", "delay"}, "sync.(*Mutex).Lock", "block"},
        {"x", {"contentions", "delay"}, "sync.(*Mutex).Unlock", "mutex"},
        {"my-MUTEX.pb.gz", {"contentions", "delay"}, "f", "mutex"},
        {"block", {"contentions", "delay"}, "sync.(*Mutex).Unlock", "block"},
        {"heap.pb.gz", {"goroutine"}, "f", "goroutine"}, /* the name lies */
        {"x", {"goroutineleak"}, "f", "goroutineleak"},
        {"x", {"threadcreate"}, "f", "threadcreate"},
        {"x", {"my/own thing"}, "f", "my-own-thing"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t n = 0;
        while (n < 4 && cases[i].types[n])
            n++;
        struct recognition r = recognise(&arena, slice_from(cases[i].name),
                                         profile(cases[i].types, n, cases[i].function, 7));
        struct slice want = arena_printf(&arena, "40-go/%s.pb.gz", cases[i].member);
        if (!slice_equal(r.member, want) || !r.dated || r.utc_ns != 7)
            fail_msg("case %zu: %.*s", i, SLICE_ARG(r.member));
    }
}

static void texts_are_known_by_what_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *member;
    } cases[] = {
        {"a", "goroutine profile: total 2\n2 @ 0x1\n", "40-go/goroutine-debug1.txt"},
        {"a", "goroutine 1 [running]:\nmain.main()\n\t/x.go:1\n", "40-go/goroutine-debug2.txt"},
        {"a.log", "10:00 started\n10:01 panic: x\n\n10:01 goroutine 7 [select]:\n",
         "40-go/goroutine-debug2.txt"},
        {"a.log", "goroutine is a word and goroutine 7 is no header\n", ""},
        {"a", "goroutine\tchannel\ttype\tlen\tcap\tclosed\tselect\n", "40-go/live-channels.tsv"},
        {"a", "{\n  \"format\": \"exhibit-live-memstats/1\"\n}\n", "40-go/live-memstats.json"},
        {"a", "heap profile: 1: 2 [3: 4] @ heap/1048576\n", "40-go/heap-debug1.txt"},
        {"allocs.txt", "heap profile: 1: 2 [3: 4] @ heap/1048576\n", "40-go/allocs-debug1.txt"},
        {"a", "--- contention:\ncycles/second=1\n", "40-go/block-debug1.txt"},
        {"a", "--- mutex:\ncycles/second=1\n", "40-go/mutex-debug1.txt"},
        {"a", "/usr/bin/x: go1.26.1\n\tpath\tx\n", "40-go/buildinfo.txt"},
        {"a", "COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n", "30-files/lsof.txt"},
        {"a", "p4711\ncx\nfcwd\n", "30-files/lsof.txt"},
        {"a", "Process:         x [1]\nREGION TYPE   SIZE\n", "20-memory/vmmap.txt"},
        {"a", "  PID %CPU   RSS COMMAND\n", "10-process/ps.txt"},
        {"a", "time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb\n", "60-samples/watch.csv"},
        {"a", "\"time\",\"goroutines\",\"rss_mb\"\n", "60-samples/watch.csv"},
        {"a", "{\"cmdline\":[\"x\"],\"memstats\":{}}\n", "40-go/expvar.json"},
        {"a", "# HELP go_goroutines Number\n", "40-go/metrics.prom"},
        {"a", "Address           Kbytes     RSS   Dirty Mode  Mapping\n", "20-memory/pmap.txt"},
        {"uptime", "12.5 24.0\n", "50-host/uptime"},
        {"a", "12.5 24.0\n", ""},
        {"a", "0.1 0.2 0.3 1/200 4711\n", "50-host/loadavg"},
        {"a", "0::/user.slice/x\n", "10-process/cgroup"},
        {"a", "404 page not found\n", ""},
        {"top.txt", "File: x\nType: inuse_space\nShowing nodes accounting for 1MB, 99% of 1MB", ""},
        {"shot", "\x89PNG\r\n\x1a\n", ""},
        {"a", "nothing of the kind\n", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recognition r =
            recognise(&arena, slice_from(cases[i].name), slice_from(cases[i].text));
        if (!slice_is(r.member, cases[i].member))
            fail_msg("case %zu: %.*s", i, SLICE_ARG(r.member));
    }
}

static void files_of_proc_are_known_under_any_name(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"proc/status", "10-process/status"},
        {"proc/stat", "10-process/stat"},
        {"proc/io", "10-process/io"},
        {"proc/limits", "10-process/limits"},
        {"proc/maps", "20-memory/maps"},
        {"proc/smaps", "20-memory/smaps"},
        {"proc/smaps_rollup", "20-memory/smaps_rollup"},
        {"proc/meminfo", "50-host/meminfo"},
        {"proc/pressure", "50-host/pressure.txt"},
        {"proc/cgroup-files", "10-process/cgroup-files.txt"},
        {"goroutine/go1.19.txt", "40-go/goroutine-debug2.txt"},
        {"goroutine/go1.26-sigquit.txt", "40-go/goroutine-debug2.txt"},
        {"goroutine/go1.26-heap-debug1.txt", "40-go/heap-debug1.txt"},
        {"goroutine/go1.26-threadcreate.txt", "40-go/threadcreate-debug1.txt"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recognition r = recognise(&arena, SLICE("saved"), fixture(&arena, cases[i][0]));
        if (!slice_is(r.member, cases[i][1]))
            fail_msg("%s: %.*s", cases[i][0], SLICE_ARG(r.member));
    }
}

/* ---- sides ---- */

static struct loose_file of(const char *name, const char *text)
{
    return (struct loose_file){.name = slice_from(name), .bytes = slice_from(text)};
}

#define STACKS "goroutine profile: total 1\n"
#define HEAP   "heap profile: 1: 2 [3: 4] @ heap/1048576\n"
#define LSOF   "COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n"

static void different_kinds_are_one_side_and_equal_ones_are_two(void **state)
{
    (void)state;
    static const struct {
        const char *texts[5];
        const char *want; /* the files of each side */
    } cases[] = {
        {{STACKS, HEAP, LSOF}, "012"},
        {{HEAP, HEAP}, "0|1"},
        {{HEAP, STACKS, HEAP, STACKS}, "01|23"},
        {{HEAP, HEAP, STACKS, STACKS}, "02|13"},
        {{HEAP, LSOF, HEAP}, "01|2"},
        {{HEAP, HEAP, LSOF}, "0|12"},
        {{"what", HEAP, HEAP}, "1|2"},
        {{HEAP, HEAP, HEAP}, "0|1|2"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        static const char *const names[] = {"0", "1", "2", "3", "4"};
        struct loose_file files[5];
        size_t n = 0;
        for (; n < 5 && cases[i].texts[n]; n++)
            files[n] = of(names[n], cases[i].texts[n]);
        struct intake_sides s = {NULL, 0};
        loose_sides(&arena, files, n, &s);
        AUTO_SBUF struct sbuf got;
        sbuf_init(&got, KIB);
        for (size_t k = 0; k < s.count; k++) {
            assert_true(s.items[k].bundle.loose);
            if (k)
                sbuf_addc(&got, '|');
            for (size_t m = 0; m < s.items[k].bundle.count; m++)
                sbuf_add(&got, s.items[k].bundle.members[m].file);
        }
        assert_string_equal(sbuf_text(&got), cases[i].want);
    }
}

static void a_side_knows_what_it_left_out(void **state)
{
    (void)state;
    const struct loose_file files[] = {of("a/1", HEAP), of("2", HEAP), of("3", HEAP),
                                       of("notes", "dear diary\n"), of("none", "")};
    struct bundle b = loose_side(&arena, files, COUNT(files));
    assert_int_equal(b.count, 1);
    assert_true(slice_is(b.members[0].file, "3"));
    assert_int_equal(b.nleftovers, 4);
    assert_true(slice_is(b.leftovers[0].file, "a/1"));
    assert_true(slice_find(b.leftovers[1].why, SLICE("3 is read")) != SIZE_MAX);
    assert_true(slice_is(b.leftovers[3].why, "it is an empty file"));
    assert_false(b.dated);
}

static void of_two_profiles_the_newer_one_is_read_and_dates_the_side(void **state)
{
    (void)state;
    static const char *const types[] = {"inuse_objects", "inuse_space"};
    const struct loose_file files[] = {
        {.name = SLICE("a"), .bytes = profile(types, 2, "f", 2000)},
        {.name = SLICE("b"), .bytes = profile(types, 2, "f", 1000)},
    };
    struct bundle b = loose_side(&arena, files, COUNT(files));
    assert_int_equal(b.count, 1);
    assert_true(slice_is(b.members[0].file, "a"));
    assert_true(b.dated && b.utc_ns == 2000);
}

/* ---- from the disk ---- */

static char folder[] = "/tmp/test_intake_XXXXXX";

static const char *in_folder(const char *name)
{
    return (const char *)arena_printf(&arena, "%s/%s", folder, name).ptr;
}

static void put(const char *name, struct slice bytes)
{
    struct error err;
    AUTO_FD int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(fileio_write(fd, bytes, &err), STATUS_OK);
}

static enum status read_paths(const char *const *paths, size_t count, struct intake_sides *s,
                              struct error *err)
{
    struct intake in = INTAKE_INIT;
    enum status st = intake_open(&arena, paths, count, &in, err);
    if (st == STATUS_OK)
        st = intake_read(&arena, &in, s, err);
    intake_done(&in);
    return st;
}

/* An archive may hold two thousand packed files, and each unpack to a thousand times its size. */
static void files_inside_share_the_room_to_unpack_and_are_not_copied(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf gz;
    sbuf_init(&gz, MIB);
    tar_gzip(SLICE(HEAP), &gz);
    const size_t len = SLICE(HEAP).len;
    size_t room = 2 * len - 1;
    struct loose_file first = loose_unpack(&arena, SLICE("a"), sbuf_view(&gz), false, &room);
    assert_true(slice_is(first.bytes, HEAP) && !first.why && room == len - 1);
    struct loose_file second = loose_unpack(&arena, SLICE("b"), sbuf_view(&gz), false, &room);
    assert_true(second.bytes.len == 0 && strstr(second.why, "more than 1 GiB"));
    struct slice text = arena_copy(&arena, SLICE(HEAP));
    struct loose_file plain = loose_unpack(&arena, SLICE("c"), text, true, &room);
    assert_true(plain.bytes.ptr == text.ptr && plain.cut && !plain.why && room == len - 1);
}

static void folders_and_archives_of_saved_files_are_read(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf gz, tar;
    sbuf_init(&gz, MIB);
    sbuf_init(&tar, MIB);
    tar_gzip(SLICE(HEAP), &gz);
    tar_file(&tar, "one/heap.txt", SLICE(HEAP));
    tar_file(&tar, "two/stacks.txt", SLICE(STACKS));
    tar_end(&tar);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(mkdir(in_folder("saved"), 0700), 0);
    assert_int_equal(mkdir(in_folder("saved/more"), 0700), 0);
    put("saved/heap.txt.gz", sbuf_view(&gz));
    put("saved/more/stacks", SLICE(STACKS));
    put("saved/.hidden", SLICE(LSOF));
    put("saved/inner.tar", sbuf_view(&tar));
    put("packed.tar", sbuf_view(&tar));
    assert_int_equal(symlink("/etc/passwd", in_folder("saved/link")), 0);
    assert_int_equal(mkfifo(in_folder("saved/fifo"), 0600), 0);
    struct intake_sides s = {NULL, 0};
    struct error err;
    const char *paths[] = {in_folder("saved/"), in_folder("packed.tar")};
    assert_int_equal(read_paths(paths, 2, &s, &err), STATUS_OK);
    assert_int_equal(s.count, 2);
    if (!s.items) /* for the analyser */
        return;
    const struct bundle *b = &s.items[0].bundle;
    assert_true(slice_is(s.items[0].label, "saved"));
    assert_int_equal(b->count, 2);
    assert_true(slice_is(bundle_find(b, "40-go/heap-debug1.txt")->data, HEAP));
    assert_int_equal(b->nleftovers, 3); /* link, FIFO, archive */
    assert_int_equal(s.items[1].bundle.count, 2);
    assert_true(s.items[1].bundle.loose);
}

static const struct {
    const char *name;
    struct slice bytes, want;
    bool cut;
} encodings[] = {
    {"UTF-8", SLICE_INIT("g\xc3\xa9"), SLICE_INIT("g\xc3\xa9"), false},
    {"UTF-8 with a mark", SLICE_INIT("\xef\xbb\xbfgo"), SLICE_INIT("go"), false},
    {"UTF-16", SLICE_INIT("\xff\xfeg\0o\0"), SLICE_INIT("go"), false},
    {"UTF-16, big end first", SLICE_INIT("\xfe\xff\0g\0o"), SLICE_INIT("go"), false},
    {"two and three bytes", SLICE_INIT("\xff\xfe\xe9\0\xac\x20"),
     SLICE_INIT("\xc3\xa9\xe2\x82\xac"), false},
    {"a pair", SLICE_INIT("\xff\xfe\x3d\xd8\x00\xde!\0"), SLICE_INIT("\xf0\x9f\x98\x80!"), false},
    {"half of a pair", SLICE_INIT("\xff\xfe\x3d\xd8!\0"), SLICE_INIT("\xef\xbf\xbd!"), false},
    {"the other half", SLICE_INIT("\xff\xfe\x00\xde!\0"), SLICE_INIT("\xef\xbf\xbd!"), false},
    {"half of a pair at the end", SLICE_INIT("\xff\xfe\x3d\xd8"), SLICE_INIT("\xef\xbf\xbd"),
     false},
    {"half of a character", SLICE_INIT("\xff\xfeg\0o"), SLICE_INIT("g"), true},
    {"only a mark", SLICE_INIT("\xff\xfe"), SLICE_INIT(""), false},
    {"nothing", SLICE_INIT(""), SLICE_INIT(""), false},
};

static void text_of_windows_becomes_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(encodings); i++) {
        bool cut = false;
        struct slice text = encoding_utf8(&arena, encodings[i].bytes, &cut);
        if (!slice_equal(text, encodings[i].want) || cut != encodings[i].cut)
            fail_msg("%s: %.*s", encodings[i].name, SLICE_ARG(text));
    }
}

/* As PowerShell saves it: UTF-16 with CRLF. */
static void a_dump_that_powershell_saved_is_read(void **state)
{
    (void)state;
    static const char dump[] =
        "goroutine 5 [select, 3 minutes]:\r\nmain.f()\r\n\t/a.go:1 +0x1\r\n\r\n";
    unsigned char wide[2 * sizeof dump] = {0xff, 0xfe};
    for (size_t i = 0; i + 1 < sizeof dump; i++)
        wide[2 + 2 * i] = (unsigned char)dump[i];
    put("wide.txt", (struct slice){wide, 2 * sizeof dump});
    put("marked.txt",
        SLICE("\xef\xbb\xbfgoroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n"));
    const char *paths[] = {in_folder("wide.txt"), in_folder("marked.txt")};
    struct intake_sides s = {NULL, 0};
    struct error err;
    assert_int_equal(read_paths(paths, 2, &s, &err), STATUS_OK);
    assert_int_equal(s.count, 1);
    if (!s.items) /* for the analyser */
        return;
    const struct bundle *b = &s.items[0].bundle;
    assert_true(slice_is(bundle_find(b, "40-go/goroutine-debug2.txt")->data, dump));
    assert_non_null(bundle_find(b, "40-go/goroutine-debug1.txt"));
}

static void operands_that_do_not_go_together_are_refused(void **state)
{
    (void)state;
    struct intake_sides s = {NULL, 0};
    struct error err;
    const char *paths[] = {in_folder("packed.tar"), in_folder("saved/heap.txt.gz"), "/no/such"};
    assert_int_equal(read_paths(paths, 2, &s, &err), STATUS_USAGE);
    assert_int_equal(read_paths(paths + 2, 1, &s, &err), STATUS_IO);
    assert_non_null(strstr(err.msg, "/no/such"));
    put("words", SLICE("dear diary\n"));
    const char *words[] = {in_folder("words")};
    assert_int_equal(read_paths(words, 1, &s, &err), STATUS_SYNTAX);
    assert_non_null(strstr(err.msg, "no bundle"));
}

static void a_folder_with_the_names_of_a_bundle_is_one(void **state)
{
    (void)state;
    assert_int_equal(mkdir(in_folder("out"), 0700), 0);
    assert_int_equal(mkdir(in_folder("out/demo-1-x"), 0700), 0);
    assert_int_equal(mkdir(in_folder("out/demo-1-x/10-process"), 0700), 0);
    put("out/demo-1-x/00-bundle.json", SLICE("{\"format\":\"exhibit-bundle/1\"}"));
    put("out/demo-1-x/10-process/status", SLICE("Name:\tdemo\n"));
    struct intake_sides s = {NULL, 0};
    struct error err;
    const char *paths[] = {in_folder("out")};
    assert_int_equal(read_paths(paths, 1, &s, &err), STATUS_OK);
    if (!s.items) /* for the analyser */
        return;
    assert_false(s.items[0].bundle.loose);
    assert_non_null(bundle_find(&s.items[0].bundle, "10-process/status"));
}

#define LOG "time,goroutines,rss_mb\n10:00:00,1,2\n"

/* What collect --watch leaves: a side for each bundle, the last log beside each, the rest named. */
static void the_folder_of_a_watch_is_as_many_sides_as_it_has_bundles(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar, other;
    sbuf_init(&tar, MIB);
    sbuf_init(&other, MIB);
    tar_file(&tar, "demo-1-x/00-bundle.json", SLICE("{\"format\":\"exhibit-bundle/1\"}"));
    tar_end(&tar);
    tar_file(&other, "heap.txt", SLICE(HEAP));
    tar_end(&other);
    assert_int_equal(mkdir(in_folder("night"), 0700), 0);
    put("night/demo-1-a-baseline.tgz", sbuf_view(&tar));
    put("night/demo-1-b-end.tgz", sbuf_view(&tar));
    put("night/demo-1-c-cut.tgz", slice_take(sbuf_view(&tar), 100));
    put("night/not-ours.tar", sbuf_view(&other));
    put("night/mem-20261123-220000.log", SLICE(LOG));
    put("night/mem-20261124-220000.log", SLICE(LOG "10:01:00,1,2\n"));
    put("night/mem-20261124-220000.events.tsv", SLICE(BUNDLE_COLUMNS_EVENTS "\n"));
    put("night/heap.txt", SLICE(HEAP));
    struct intake_sides s = {NULL, 0};
    struct error err;
    const char *paths[] = {in_folder("night"), in_folder("night/demo-1-a-baseline.tgz")};
    assert_int_equal(read_paths(paths, 1, &s, &err), STATUS_OK);
    assert_int_equal(s.count, 2);
    if (!s.items) /* for the analyser */
        return;
    for (size_t i = 0; i < s.count; i++) {
        const struct bundle *b = &s.items[i].bundle;
        assert_non_null(b->beside_log);
        assert_non_null(b->beside_events);
        assert_true(slice_is(b->beside_log->file, "mem-20261124-220000.log"));
        assert_int_equal(b->nleftovers,
                         i == 0 ? 0 : 4); /* cut, not ours, an older log, a profile */
    }
    const char *together[] = {paths[1], in_folder("night/mem-20261123-220000.log")};
    assert_int_equal(read_paths(together, 2, &s, &err), STATUS_OK);
    assert_int_equal(s.count, 1);
    assert_true(slice_is(s.items[0].bundle.beside_log->data, LOG));
    assert_int_equal(s.items[0].bundle.nleftovers, 0);
    /* Of two logs one is named, and events without a log are. */
    const char *two[] = {paths[1], together[1], in_folder("night/mem-20261124-220000.log")};
    assert_int_equal(read_paths(two, 3, &s, &err), STATUS_OK);
    assert_int_equal(s.items[0].bundle.nleftovers, 1);
    assert_true(slice_is(s.items[0].bundle.leftovers[0].file, "mem-20261123-220000.log"));
    const char *alone[] = {paths[1], in_folder("night/mem-20261124-220000.events.tsv")};
    assert_int_equal(read_paths(alone, 2, &s, &err), STATUS_OK);
    assert_null(s.items[0].bundle.beside_events);
    assert_int_equal(s.items[0].bundle.nleftovers, 1);
    assert_true(slice_is(s.items[0].bundle.leftovers[0].file, "mem-20261124-220000.events.tsv"));
    const char *log[] = {together[1]};
    assert_int_equal(read_paths(log, 1, &s, &err), STATUS_OK);
    assert_non_null(bundle_find(&s.items[0].bundle, "60-samples/watch.csv"));
}

static struct slice header_of(const char *log, int pid)
{
    return arena_printf(&arena, "{\"format\":\"exhibit-bundle/1\",\"target\":{\"pid\":%d}%s%s%s}",
                        pid, log ? ",\"watch\":{\"log\":\"" : "", log ? log : "", log ? "\"}" : "");
}

static const struct bundle_member *log_beside(const struct intake_sides *s, size_t i)
{
    return s->items[i].bundle.beside_log;
}

/* Two watches wrote into one folder, and a script. Each bundle has the log that it names, or one of
 * its process; the script's comes last. */
static void a_bundle_has_the_log_of_its_own_process(void **state)
{
    (void)state;
    static const struct {
        const char *log; /* that its header names */
        int pid;
        const char *want; /* NULL: none */
    } cases[] = {
        {"mem-1.log", 7, "mem-1.log"}, {"mem-2.log", 8, "mem-2.log"},
        {"mem-9.log", 8, "mem-2.log"}, /* was renamed */
        {"mem-9.log", 9, NULL},        /* was lost: the script's may be of any process */
        {NULL, 7, "mem-1.log"},        {NULL, 9, "mem-3.log"},
    };
    assert_int_equal(mkdir(in_folder("two"), 0700), 0);
    put("two/mem-1.log", SLICE("time,elapsed_s,rss_bytes,pid\n10:00:00,0,1,7\n10:01:00,60,1,\n"));
    put("two/mem-2.log", SLICE("time,elapsed_s,rss_bytes,pid\n10:00:00,0,1,7x\n10:01:00,60,1,8\n"));
    put("two/mem-3.log", SLICE(LOG));
    put("two/mem-1.events.tsv", SLICE(BUNDLE_COLUMNS_EVENTS "\n"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf tar;
        sbuf_init(&tar, MIB);
        tar_file(&tar, "demo-1-x/00-bundle.json", header_of(cases[i].log, cases[i].pid));
        tar_end(&tar);
        put("two/demo-1-x.tgz", sbuf_view(&tar));
        struct intake_sides s = {NULL, 0};
        struct error err;
        const char *paths[] = {in_folder("two")};
        assert_int_equal(read_paths(paths, 1, &s, &err), STATUS_OK);
        assert_int_equal(s.count, 1);
        const struct bundle_member *log = log_beside(&s, 0);
        if (!cases[i].want != !log || (log && !slice_is(log->file, cases[i].want)))
            fail_msg("case %zu: %.*s", i, SLICE_ARG(log ? log->file : SLICE("none")));
        bool first = log && slice_is(log->file, "mem-1.log");
        assert_int_equal(s.items[0].bundle.beside_events != NULL, first);
        assert_int_equal(s.items[0].bundle.nleftovers, first ? 2 : log ? 3 : 4);
    }
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"saved/heap.txt.gz",
                                        "saved/more/stacks",
                                        "saved/more",
                                        "saved/.hidden",
                                        "saved/inner.tar",
                                        "saved/link",
                                        "saved/fifo",
                                        "saved",
                                        "packed.tar",
                                        "words",
                                        "marked.txt",
                                        "wide.txt",
                                        "out/demo-1-x/10-process/status",
                                        "out/demo-1-x/10-process",
                                        "out/demo-1-x/00-bundle.json",
                                        "out/demo-1-x",
                                        "out",
                                        "night/demo-1-a-baseline.tgz",
                                        "night/demo-1-b-end.tgz",
                                        "night/demo-1-c-cut.tgz",
                                        "night/not-ours.tar",
                                        "night/mem-20261123-220000.log",
                                        "night/mem-20261124-220000.log",
                                        "night/mem-20261124-220000.events.tsv",
                                        "night/heap.txt",
                                        "night",
                                        "two/mem-1.log",
                                        "two/mem-2.log",
                                        "two/mem-3.log",
                                        "two/mem-1.events.tsv",
                                        "two/demo-1-x.tgz",
                                        "two",
                                        ""};
    arena = (struct arena)ARENA_INIT;
    for (size_t i = 0; i < COUNT(names); i++)
        remove(in_folder(names[i]));
    arena_done(&arena);
    return 0;
}

static void recognise_any(struct slice bytes)
{
    struct arena a = ARENA_INIT;
    struct recognition r = recognise(&a, SLICE("x"), bytes);
    assert_true(r.member.len == 0 || r.what);
    arena_done(&a);
}

static void damaged_files_are_recognised_or_not(void **state)
{
    (void)state;
    static const char *const types[] = {"contentions", "delay"};
    damage_every_way(profile(types, 2, "sync.(*Mutex).Unlock", 1000), recognise_any);
    damage_every_way(slice_take(fixture(&arena, "goroutine/go1.26-sigquit.txt"), 2000),
                     recognise_any);
    damage_every_way(SLICE("go 1.26 trace\0\0\0x"), recognise_any);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(profiles_are_known_by_their_sample_types),
        TEST(texts_are_known_by_what_they_say),
        TEST(files_of_proc_are_known_under_any_name),
        TEST(different_kinds_are_one_side_and_equal_ones_are_two),
        TEST(a_side_knows_what_it_left_out),
        TEST(of_two_profiles_the_newer_one_is_read_and_dates_the_side),
        TEST(files_inside_share_the_room_to_unpack_and_are_not_copied),
        TEST(folders_and_archives_of_saved_files_are_read),
        TEST(text_of_windows_becomes_utf8),
        TEST(a_dump_that_powershell_saved_is_read),
        TEST(operands_that_do_not_go_together_are_refused),
        TEST(a_folder_with_the_names_of_a_bundle_is_one),
        TEST(the_folder_of_a_watch_is_as_many_sides_as_it_has_bundles),
        TEST(a_bundle_has_the_log_of_its_own_process),
        TEST(damaged_files_are_recognised_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
