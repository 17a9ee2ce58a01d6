/* What tools of macOS print (and ps and lsof of Linux): every version and shape, damage counted. */
#include "cmocka_all.h"

#include <string.h>

#include "damage.h"
#include "fixture.h"
#include "footprint.h"
#include "lsof.h"
#include "ps.h"
#include "sample_text.h"
#include "vmmap.h"

static void sizes_and_times_are_read_as_they_are_printed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        uint64_t bytes;
    } sizes[] = {
        {"0K", true, 0},
        {"824", true, 824},
        {"1.5G", true, 1610612736},
        {"1,5M", true, 1572864},
        {"240 KB", true, 245760},
        {"0 B", true, 0},
        {"2T", true, 2199023255552},
        {"", false, 0},
        {"K", false, 0},
        {"1.4X", false, 0},
        {"-1K", false, 0},
        {"99999999999T", false, 0},
        {"count=0,", false, 0},
    };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        uint64_t bytes = 0;
        if (tool_size(slice_from(sizes[i].text), &bytes) != sizes[i].good ||
            (sizes[i].good && bytes != sizes[i].bytes))
            fail_msg("'%s': %llu", sizes[i].text, (unsigned long long)bytes);
    }
    static const struct {
        const char *text;
        bool good;
        double seconds;
    } times[] = {
        {"2230:54.50", true, 133854.5},
        {"1-02:03:04", true, 93784},
        {"03:04", true, 184},
        {"184", true, 184},
        {"1:2:3:4", false, 0},
        {"a:4", false, 0},
        {"", false, 0},
        {"-", false, 0},
    };
    for (size_t i = 0; i < COUNT(times); i++) {
        double seconds;
        bool good = tool_time(slice_from(times[i].text), &seconds);
        if (good != times[i].good || (good && seconds - times[i].seconds != 0))
            fail_msg("'%s': %g", times[i].text, seconds);
    }
}

static const struct vmmap *read_vmmap(struct arena *a, const char *name)
{
    struct vmmap *v = ARENA_NEW(a, struct vmmap);
    struct error err = {0};
    assert_int_equal(vmmap_parse(a, fixture(a, name), v, &err), STATUS_OK);
    if (v->skipped)
        fail_msg("%s: %llu lines", name, (unsigned long long)v->skipped);
    return v;
}

static void vmmap_of_every_version_is_read(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    static const struct {
        const char *name, *process, *system;
        uint64_t footprint; /* 0: not known */
        uint64_t resident, regions, total;
        size_t rows, zones;
    } cases[] = {
        {"darwin/vmmap-10.12.txt", "harbor", "Mac OS X 10.12 (16A323)", 0, 0, 11, 88, 8, 1},
        {"darwin/vmmap-10.14.txt", "harbor", "Mac OS X 10.14.1 (18B75)", 3972844749, 1610612736, 30,
         247, 5, 1},
        {"darwin/vmmap-long.txt", "harbor", "macOS 11.1 (20C69)", 40265318, 39321600, 1, 3, 3, 0},
        {"darwin/vmmap-26.txt", "harbor helper", "macOS 26.4.1 (25E253)", 1288490189, 1049100288,
         1305, 3320, 16, 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct vmmap *v = read_vmmap(&a, cases[i].name);
        struct known_u64 resident = vmmap_sum(v, VMMAP_ALLOCATE, VMMAP_RESIDENT);
        assert_true(slice_is(v->header.process, cases[i].process));
        assert_int_equal(v->header.pid.value, 4711);
        assert_true(slice_is(tool_header_value(&v->header, "OS Version"), cases[i].system));
        assert_int_equal(v->header.footprint.known, cases[i].footprint > 0);
        assert_int_equal(v->header.footprint.value, cases[i].footprint);
        assert_int_equal(resident.known, cases[i].resident > 0); /* 10.12 was not allowed to look */
        assert_int_equal(resident.value, cases[i].resident);
        assert_int_equal(vmmap_regions(v, VMMAP_ALLOCATE), cases[i].regions);
        assert_int_equal(v->total.regions, cases[i].total);
        assert_int_equal(v->count, cases[i].rows);
        assert_int_equal(v->nzones, cases[i].zones);
    }
    const struct vmmap *v = read_vmmap(&a, "darwin/vmmap-26.txt");
    assert_true(slice_is(v->rows[4].name, "Memory Tag 240"));
    assert_true(slice_is(v->rows[2].name, "MALLOC_LARGE (empty)"));
    assert_int_equal(v->rows[10].bytes[VMMAP_RESIDENT].value, 824);
    assert_int_equal(v->rows[9].bytes[VMMAP_SWAPPED].value, 1840);
    assert_true(slice_is(v->zones[1].name, "AttributeGraph graph data_0x110d34000"));
    assert_int_equal(v->zones[1].allocated.value, 2496);
    assert_int_equal(v->zones[0].allocations.value, 145414);
    assert_true(slice_is(tool_header_value(&v->header, "Build Info"), "harbor-14100~2504"));
    assert_int_equal(read_vmmap(&a, "darwin/vmmap-long.txt")->listed, 4);
    arena_done(&a);
}

static void names_of_regions_mean_one_thing_in_every_version(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum vmmap_kind kind;
    } cases[] = {
        {"VM_ALLOCATE", VMMAP_ALLOCATE},
        {"Untagged", VMMAP_ALLOCATE},
        {"untagged (VM_ALLOCATE)", VMMAP_ALLOCATE},
        {"vm_allocate", VMMAP_ALLOCATE},
        {"VM_ALLOCATE (reserved)", VMMAP_GUARD},
        {"MALLOC_LARGE (empty)", VMMAP_MALLOC},
        {"Malloc", VMMAP_MALLOC},
        {"MALLOC guard page", VMMAP_GUARD},
        {"STACK GUARD", VMMAP_GUARD},
        {"Stack", VMMAP_STACK},
        {"WebKit Malloc", VMMAP_OTHER},
        {"mapped file", VMMAP_FILE},
        {"__DATA_CONST", VMMAP_FILE},
        {"unused but dirty shlib __DATA", VMMAP_FILE},
        {"shared memory", VMMAP_SHARED},
        {"page table in kernel", VMMAP_OTHER},
        {"", VMMAP_OTHER},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (vmmap_kind_of(slice_from(cases[i].name)) != cases[i].kind)
            fail_msg("%s", cases[i].name);
}

static void vmmap_that_was_refused_or_cut_says_so(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct vmmap v;
    struct slice refusal =
        SLICE("vmmap[40148]: vmmap cannot examine process 9 (with name like '9') "
              "because it no longer appears to be running.\n");
    assert_int_equal(vmmap_parse(&a, refusal, &v, &err), STATUS_OK);
    assert_true(v.refusal.len > 0 && v.count == 0);
    assert_int_equal(vmmap_parse(&a, SLICE("hello\n"), &v, &err), STATUS_SYNTAX);
    assert_int_equal(vmmap_parse(&a, SLICE(""), &v, &err), STATUS_SYNTAX);
    struct slice whole = fixture(&a, "darwin/vmmap-26.txt");
    size_t row = slice_find(whole, SLICE("__CTF"));
    assert_int_equal(vmmap_parse(&a, slice_take(whole, row + 20), &v, &err), STATUS_OK);
    assert_int_equal(v.skipped, 1);
    assert_int_equal(v.count, 10);
    assert_int_equal(v.total.name.len, 0);
    struct slice odd = SLICE("REGION TYPE   SIZE SIZE\nVM_ALLOCATE 1K 2K 3\nfunny 1K x 3\n");
    assert_int_equal(vmmap_parse(&a, odd, &v, &err), STATUS_OK);
    assert_int_equal(v.count, 1);
    assert_int_equal(v.skipped, 1);
    arena_done(&a);
}

static void footprint_gives_exact_bytes(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct footprint f;
    struct slice whole = fixture(&a, "darwin/footprint.json");
    assert_int_equal(footprint_parse(&a, whole, 4711, &f, &err), STATUS_OK);
    assert_int_equal(f.phys_footprint.value, 1288490188);
    assert_int_equal(f.peak.value, 1610612736);
    assert_true(slice_is(f.categories[0].name, "untagged (VM_ALLOCATE)"));
    assert_int_equal(f.categories[0].dirty.value, 1050673152);
    assert_int_equal(f.categories[1].swapped.value, 209715200);
    assert_int_equal(f.count, 4);
    /* of several samples the last, of several processes ours, in units of 16 bytes */
    struct slice samples =
        SLICE("{\"bytes per "
              "unit\":16,\"samples\":[{\"processes\":[{\"pid\":1}]},{\"processes\":[{\"pid\":1},"
              "{\"pid\":4711,\"categories\":{\"x\":7,\"stack\":{\"dirty\":2,\"regions\":3}},"
              "\"auxiliary\":{\"phys_footprint\":5,\"phys_footprint_peak\":-1}}]}]}");
    assert_int_equal(footprint_parse(&a, samples, 4711, &f, &err), STATUS_OK);
    assert_int_equal(f.phys_footprint.value, 80);
    assert_false(f.peak.known);
    assert_int_equal(f.categories[0].dirty.value, 32);
    assert_int_equal(f.categories[0].regions.value, 3);
    assert_int_equal(f.skipped, 1);
    assert_int_equal(footprint_parse(&a, slice_take(whole, 200), 1, &f, &err), STATUS_SYNTAX);
    assert_int_equal(footprint_parse(&a, SLICE("[1]"), 1, &f, &err), STATUS_SYNTAX);
    assert_int_equal(footprint_parse(&a, SLICE("{\"processes\":[]}"), 1, &f, &err), STATUS_SYNTAX);
    arena_done(&a);
}

struct wanted_file {
    const char *fd, *type, *ours, *name, *state;
    char mode;
    uint64_t inode;
};

static void assert_file(const struct lsof_file *f, const struct wanted_file *want)
{
    const char *ours = lsof_type(f);
    if (!slice_is(f->fd, want->fd) || !slice_is(f->type, want->type) ||
        !slice_is(f->name, want->name) || !slice_is(f->state, want->state) ||
        f->mode != want->mode || f->inode.value != want->inode || (ours == NULL) != !want->ours ||
        (ours && strcmp(ours, want->ours) != 0))
        fail_msg("%s: %.*s %.*s %s '%.*s' %.*s %llu", want->fd, SLICE_ARG(f->fd),
                 SLICE_ARG(f->type), ours ? ours : "-", SLICE_ARG(f->name), SLICE_ARG(f->state),
                 (unsigned long long)f->inode.value);
}

static void lsof_of_macos_is_read_by_its_columns(void **state)
{
    (void)state;
    static const struct wanted_file want[] = {
        {"cwd", "DIR", NULL, "/", "", 0, 2},
        {"txt", "REG", NULL, "/usr/lib/dyld", "", 0, 1152921500312402062},
        {"0", "CHR", "chr", "/dev/ttys005", "", 'u', 22195},
        {"3", "IPv6", "socket", "*:6060", "LISTEN", 'u', 0},
        {"4", "KQUEUE", "kqueue", "count=0, state=0xa", "", 'u', 0},
        {"5", "PIPE", "pipe", "->0x9dc6c98761019687", "", 0, 0},
        {"6", "REG", "file", "/Users/mira/notes (old) 7 8.log", "", 'w', 8705157713},
        {"7", "PSXSHM", "shm", "FNetwork.defaultStorageSession", "", 'r', 0},
        {"8", "NPOLICY", "netpolicy", "", "", 0, 0},
        {"9", "systm", "socket", "[ctl com.apple.netsrc id 7 unit 34]", "", 'u', 0},
        {"10", "IPv4", "socket", "127.0.0.1:5->127.0.0.1:6", "CLOSE_WAIT", 'u', 0},
    };
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct lsof l;
    struct slice whole = fixture(&a, "darwin/lsof.txt"), heading, rows = whole;
    slice_next_line(&rows, &heading);
    for (int headless = 0; headless < 2; headless++) {
        assert_int_equal(lsof_parse(&a, headless ? rows : whole, &l, &err), STATUS_OK);
        assert_int_equal(l.count, COUNT(want));
        assert_int_equal(l.skipped, 0);
        assert_true(slice_is(l.command, "harbor he")); /* cut to 9 characters */
        for (size_t i = 0; i < COUNT(want); i++)
            assert_file(&l.files[i], &want[i]);
    }
    arena_done(&a);
}

static void lsof_of_linux_is_read(void **state)
{
    (void)state;
    static const char table[] =
        "COMMAND   PID  TID TASKCMD USER   FD      TYPE             DEVICE SIZE/OFF     NODE NAME\n"
        "w       24817              root  mem-w     REG              254,0          11004177 "
        "/srv/x\n"
        "w       24817 24819 worker root    3uw     REG              254,0        6 11004177 "
        "/srv/a b (deleted)\n"
        "w       24817              root    6r  a_inode               0,16        0     1038 "
        "inotify\n"
        "w       24817              root   29u  a_inode               0,16        0     1038 "
        "[eventpoll:8]\n"
        "w       24817              root   12u     IPv4              78862      0t0      TCP *:1 "
        "(LISTEN)\n"
        "w       24817              root   24r     FIFO               0,15      0t0    78874 pipe\n"
        "w       24817              root   25r     FIFO               0,15      0t0    78875 "
        "/run/fifo\n"
        "what is this\n";
    static const struct wanted_file want[] = {
        {"mem", "REG", NULL, "/srv/x", "", 0, 11004177},
        {"3", "REG", "file", "/srv/a b", "", 'u', 11004177},
        {"6", "a_inode", "inotify", "inotify", "", 'r', 1038},
        {"29", "a_inode", "eventpoll", "[eventpoll:8]", "", 'u', 1038},
        {"12", "IPv4", "socket", "*:1", "LISTEN", 'u', 0},
        {"24", "FIFO", "pipe", "pipe", "", 'r', 78874},
        {"25", "FIFO", "fifo", "/run/fifo", "", 'r', 78875},
    };
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct lsof l;
    assert_int_equal(lsof_parse(&a, slice_from(table), &l, &err), STATUS_OK);
    assert_int_equal(l.count, COUNT(want));
    assert_int_equal(l.skipped, 1);
    for (size_t i = 0; i < COUNT(want); i++)
        assert_file(&l.files[i], &want[i]);
    assert_true(l.files[1].deleted && l.files[1].lock == 'w');
    assert_int_equal(
        lsof_parse(&a, SLICE("w 1 root NOFD /proc/1/fd (opendir: Permission denied)\n"), &l, &err),
        STATUS_OK);
    assert_true(l.denied);
    assert_int_equal(lsof_parse(&a, SLICE("hello\n"), &l, &err), STATUS_SYNTAX);
    arena_done(&a);
}

static void fields_of_lsof_are_read_with_either_end(void **state)
{
    (void)state;
    static const char fields[] =
        "p24817\ncw\nfcwd\ntDIR\nn/\nf3\naw\nlw\ntREG\nD0xfe00\ns12\ni77\nk0\n"
        "n/srv/a\\nb\\x41\nf4\nau\nl \ntIPv4\no0t5\nPTCP\nn*:1\nTST=LISTEN\n"
        "TQR=7\nTQS=8\np9\nf5\ntKQUEUE\nncount=0, state=0xa\n";
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct lsof l;
    unsigned char zeros[sizeof fields];
    memcpy(zeros, fields, sizeof fields);
    for (size_t i = 0; i < sizeof zeros; i++) /* -F0: NUL behind a field, newline behind a set */
        if (zeros[i] == '\n')
            zeros[i] = '\0';
    zeros[sizeof fields - 1] = '\n';
    for (int zero = 0; zero < 2; zero++) {
        struct slice text = zero ? (struct slice){zeros, sizeof zeros} : slice_from(fields);
        assert_int_equal(lsof_parse(&a, text, &l, &err), STATUS_OK);
        assert_int_equal(l.count, 4);
        assert_int_equal(l.processes, 2);
        assert_true(slice_is(l.files[1].name, "/srv/a\nbA") && l.files[1].deleted);
        assert_int_equal(l.files[1].size.value, 12);
        assert_int_equal(l.files[2].rx.value + l.files[2].tx.value, 15);
        assert_true(slice_is(l.files[2].state, "LISTEN"));
        assert_int_equal(l.files[3].pid.value, 9);
    }
    arena_done(&a);
}

static void ps_of_both_systems_is_read_by_its_heading(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        uint64_t rss, threads;
        double cpu_s, elapsed_s;
        char letter;
        const char *command;
        bool commas;
    } cases[] = {
        {"ours of macOS",
         "  PID  PPID   UID STAT %CPU %MEM      RSS      VSZ PRI NI     ELAPSED      TIME WCHAN  "
         "UCOMM\n"
         " 4711     1   501 U     0,2  0,1  1504912 419321952  31  0 01-02:03:04 339:00.50 -      "
         "a b\n",
         1541029888, 0, 20340.5, 93784, 'D', "a b", true},
        {"ours of Linux",
         "    PID    PPID USER     STAT %CPU %MEM   RSS    VSZ NLWP     ELAPSED     TIME COMMAND\n"
         "   4711       1 mira     Sl    0.0  0.1 22292  97796   10       00:35 00:00:02 harbor\n",
         22827008, 10, 2, 35, 'S', "harbor", false},
        {"aux",
         "USER  PID  %CPU %MEM   VSZ    RSS   TT  STAT STARTED      TIME COMMAND\n"
         "mira 4711   0.0  0.2 50169  20164 s006  S+    5:35PM   0:01.25 go run main.go\n",
         20647936, 0, 1.25, 0, 'S', "go run main.go", false},
        {"with a whole date",
         "  PID                  STARTED   RSS COMMAND\n"
         " 4711 Wed Jul 29 15:37:10 2026   100 harbor\n",
         102400, 0, 0, 0, 0, "harbor", false},
        {"-M: a line for each thread",
         "USER  PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND\n"
         "mira 4711 s021    0.0 S    31T   0:00.01   0:00.02 /opt/harbor -c x\n"
         "     4711        25.6 R    31T   0:00.04   0:03.95\n"
         "     4711        24.5 S    31T   0:00.04   0:03.98\n",
         0, 3, 0, 0, 'S', "/opt/harbor -c x", false},
        {"-L: the same of Linux",
         "  PID   LWP STAT COMMAND\n 4711  4711 SLl  w\n 4711  4712 SLl  x\n", 0, 2, 0, 0, 'S', "w",
         false},
        {"-f",
         "UID        PID  PPID  C STIME TTY          TIME CMD\n"
         "root     4711     1  0 22:16 ?        00:00:03 ./w x\n",
         0, 0, 3, 0, 0, "./w x", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct ps p;
        assert_int_equal(ps_parse(&a, slice_from(cases[i].text), &p, &err), STATUS_OK);
        const struct ps_process *one = ps_find(&p, 4711);
        if (p.count != 1 || p.skipped || !one || one->rss.value != cases[i].rss ||
            one->threads.value != cases[i].threads || one->cpu_s.value - cases[i].cpu_s != 0 ||
            one->elapsed_s.value - cases[i].elapsed_s != 0 || one->letter != cases[i].letter ||
            !slice_is(one->command, cases[i].command) || p.commas != cases[i].commas)
            fail_msg("%s", cases[i].name);
        arena_done(&a);
    }
}

static void ps_counts_what_it_cannot_read(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct ps p;
    struct slice text = SLICE("$ ps\n  PID   RSS COMMAND\n 1 x y\n 2 - z\n 3\n 4 5 w\n 5 6");
    assert_int_equal(ps_parse(&a, text, &p, &err), STATUS_OK);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.skipped, 3);
    assert_false(p.items[0].rss.known);
    assert_null(ps_find(&p, 3));
    assert_int_equal(ps_parse(&a, SLICE("PID COMMAND\n"), &p, &err), STATUS_SYNTAX);
    assert_int_equal(ps_parse(&a, SLICE("a b\n1 c\n"), &p, &err), STATUS_SYNTAX);
    arena_done(&a);
}

static void sample_counts_where_threads_were_seen(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct sample_text s;
    struct slice whole = fixture(&a, "darwin/sample.txt");
    assert_int_equal(sample_text_parse(&a, whole, &s, &err), STATUS_OK);
    assert_int_equal(s.nthreads, 3);
    assert_int_equal(s.nleaves, 4);
    assert_int_equal(s.skipped, 0);
    assert_true(!s.cut && s.interval_ms >= 10 && s.interval_ms <= 10);
    assert_int_equal(s.header.pid.value, 4711);
    assert_int_equal(s.header.footprint.value, 1288490189);
    /* the same numbers that the tool sums up below */
    assert_true(slice_is(s.leaves[0].function, "kevent") && s.leaves[0].count == 200);
    assert_true(slice_is(s.leaves[1].function, "main.step") && s.leaves[1].count == 60);
    assert_true(slice_is(s.leaves[2].module, "<unknown binary>") && s.leaves[2].count == 30);
    assert_true(slice_is(s.threads[1].most.function, "main.step"));
    assert_true(slice_is(s.threads[2].name, "Thread_4973623: worker"));
    size_t cut = slice_find(whole, SLICE("    100 Thread_4973623"));
    assert_int_equal(sample_text_parse(&a, slice_take(whole, cut), &s, &err), STATUS_OK);
    assert_true(s.cut && s.nthreads == 2);
    assert_int_equal(sample_text_parse(&a, SLICE("hello\n"), &s, &err), STATUS_SYNTAX);
    arena_done(&a);
}

static void parse_all(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct vmmap v;
    struct footprint f;
    struct lsof l;
    struct ps p;
    struct sample_text s;
    (void)!vmmap_parse(&a, text, &v, &err);
    (void)!footprint_parse(&a, text, 4711, &f, &err);
    (void)!lsof_parse(&a, text, &l, &err);
    (void)!ps_parse(&a, text, &p, &err);
    (void)!sample_text_parse(&a, text, &s, &err);
    arena_done(&a);
}

static void damage_of_every_kind_is_survived(void **state)
{
    (void)state;
    static const char *const names[] = {"darwin/vmmap-10.12.txt", "darwin/vmmap-26.txt",
                                        "darwin/footprint.json", "darwin/lsof.txt",
                                        "darwin/sample.txt"};
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < COUNT(names); i++)
        damage_every_way(fixture(&a, names[i]), parse_all);
    damage_every_way(SLICE("  PID STAT %CPU   RSS     ELAPSED      TIME UCOMM\n"
                           " 4711 U     0,2  1504 01-02:03:04 339:00.50 a b\n"),
                     parse_all);
    damage_every_way(SLICE("p24817\0cw\0\nf3\0aw\0tREG\0n/srv/a\\nb\\x41\0\n"), parse_all);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_and_times_are_read_as_they_are_printed),
        cmocka_unit_test(vmmap_of_every_version_is_read),
        cmocka_unit_test(names_of_regions_mean_one_thing_in_every_version),
        cmocka_unit_test(vmmap_that_was_refused_or_cut_says_so),
        cmocka_unit_test(footprint_gives_exact_bytes),
        cmocka_unit_test(lsof_of_macos_is_read_by_its_columns),
        cmocka_unit_test(lsof_of_linux_is_read),
        cmocka_unit_test(fields_of_lsof_are_read_with_either_end),
        cmocka_unit_test(ps_of_both_systems_is_read_by_its_heading),
        cmocka_unit_test(ps_counts_what_it_cannot_read),
        cmocka_unit_test(sample_counts_where_threads_were_seen),
        cmocka_unit_test(damage_of_every_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
