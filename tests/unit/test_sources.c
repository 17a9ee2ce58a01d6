/* What: every probe of the table, on this very process and on fixture folders. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "bundle_format.h"
#include "cleanup.h"
#include "fileio.h"
#include "procfs.h"
#include "source.h"
#include "source_probe.h"
#include "source_readers.h"

static void every_planned_artifact_has_one_source(void **state)
{
    (void)state;
    static const char *const groups[] = {"process.", "memory.", "files.",  "go.buildinfo",
                                         "samples",  "host.",   "go.live."};
    size_t wanted = 0;
    for (size_t i = 0; i < bundle_entries_count; i++)
        for (size_t g = 0; g < COUNT(groups); g++)
            if (strncmp(bundle_entries[i].id, groups[g], strlen(groups[g])) == 0 &&
                strncmp(bundle_entries[i].what, "macOS: ", strlen("macOS: ")) != 0) {
                assert_non_null(source_by_id(bundle_entries[i].id));
                wanted++;
            }
    assert_int_equal(wanted, sources_count);
    for (size_t i = 0; i < sources_count; i++) {
        assert_ptr_equal(source_by_id(sources[i].id), &sources[i]); /* distinct */
        assert_true(sources[i].ceiling > 0 && sources[i].deadline > 0 && sources[i].from);
    }
}

static void every_source_reads_this_process(void **state)
{
    (void)state;
    for (size_t i = 0; i < sources_count; i++) {
        AUTO_PROBE struct probe p = {0};
        if (!sources[i].read) /* written by the child of the row above */
            continue;
        if (sources[i].goes_on) /* would never come back: test_child tells it to stop */
            continue;
        run_pid(sources[i].id, getpid(), &p);
        print_message("  %-20s %s %zu %s\n", sources[i].id, bundle_status_names[p.status],
                      p.text.len, p.out.reason);
        if (sources[i].cost == COST_PROGRAM && p.status == BUNDLE_UNSUPPORTED)
            continue; /* not installed here */
        if (p.status == BUNDLE_SKIPPED && geteuid() != 0)
            continue;                                                      /* root only */
        if (strncmp(sources[i].id, "go.live.", strlen("go.live.")) == 0) { /* this is no Go */
            assert_int_equal(p.status, BUNDLE_UNSUPPORTED);
            assert_true(p.out.reason[0] != '\0');
            continue;
        }
        bool of_kernel = strcmp(sources[i].id, "host.pressure") == 0 ||
                         strcmp(sources[i].id, "process.cgroup-files") == 0;
        if (of_kernel && p.status == BUNDLE_UNSUPPORTED) { /* built without it, or not mounted */
            assert_true(p.out.reason[0] != '\0');
            continue;
        }
        assert_int_equal(p.status, BUNDLE_OK);
        assert_true(p.text.len > 0);
    }
}

struct fixture_case {
    const char *id, *folder;
    enum bundle_status status;
    const char *reason, *text;
};

static const struct fixture_case fixture_cases[] = {
    {"process.argv", "busy", BUNDLE_OK, "",
     "/usr/bin/demo\n--token\n[masked]\nhttp://u:[masked]@h/\nline\\nbreak\n\n"},
    {"process.status", "busy", BUNDLE_OK, "", "Name:\tdemo\nState:\tS (sleeping)\n"},
    {"process.threads", "busy", BUNDLE_OK, "",
     BUNDLE_COLUMNS_THREADS
     "\n"
     "9\tnew\\nline\\t\tD\t12\t34\t2\t5000\t\t\t\t\n"
     "100\tdemo\tS\t12\t34\t2\t5000\tfutex_wait_queue\t202\t53814232\t38455001\n"
     "101\ta) R (b\tR\t12\t34\t2\t5000\t\trunning\t0\t0\n"},
    {"files.sockets", "busy", BUNDLE_OK, "",
     BUNDLE_COLUMNS_SOCKETS "\n"
                            "6001\ttcp\tLISTEN\t3\t0\t127.0.0.1:8080\t0.0.0.0:0\n"
                            "6002\ttcp6\tLISTEN\t0\t0\t[::1]:8081\t[::]:0\n"
                            "6003\tunix\tLISTEN\t\t\t/run/new\\nline sock\t\n"
                            "6004\tunix\tESTAB\t\t\t\t\n"},
    {"memory.maps", "kernel_thread", BUNDLE_UNSUPPORTED, "a kernel thread has no maps", ""},
    {"memory.maps", "zombie", BUNDLE_UNSUPPORTED, "a zombie has no maps", ""},
    {"memory.smaps_rollup", "zombie", BUNDLE_UNSUPPORTED, "a zombie has no smaps_rollup", ""},
    {"process.argv", "zombie", BUNDLE_UNSUPPORTED, "a zombie has no command line", ""},
    {"files.fd", "zombie", BUNDLE_UNSUPPORTED, "a zombie has no descriptor table", ""},
    {"process.argv", "kernel_thread", BUNDLE_UNSUPPORTED, "a kernel thread has no command line",
     ""},
    {"process.io", "busy", BUNDLE_UNSUPPORTED, "io: No such file or directory", ""},
    {"process.stat", "ended", BUNDLE_FAILED, "the process has ended", ""},
    {"process.threads", "ended", BUNDLE_FAILED, "the process has ended", ""},
    {"files.fd", "ended", BUNDLE_FAILED, "the process has ended", ""},
    {"files.sockets", "ended", BUNDLE_FAILED, "the process has ended", ""},
    {"process.argv", "ended", BUNDLE_FAILED, "the process has ended", ""},
};

static void fixtures_read_as_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(fixture_cases); i++) {
        const struct fixture_case *c = &fixture_cases[i];
        AUTO_PROBE struct probe p;
        print_message("  case %s %s\n", c->id, c->folder);
        run_fixture(c->id, c->folder, &p);
        assert_string_equal(sbuf_text(&p.text), c->text);
        assert_string_equal(p.out.reason, c->reason);
        assert_int_equal(p.status, c->status);
    }
}

static void descriptors_are_told_apart_by_their_links(void **state)
{
    (void)state;
    AUTO_PROBE struct probe p;
    run_fixture("files.fd", "busy", &p);
    assert_int_equal(p.status, BUNDLE_OK);
    static const char *const rows[] = {
        BUNDLE_COLUMNS_FD,
        NULL, /* /dev/null is there, so the machine answers for it */
        "1\tpipe\tw\t01\t0\t\t\t5001\t\t0\tpipe:[5001]",
        "2\tunknown\tw\t0102001\t4096\t\t\t77\t\t1\t/var/log/demo.log",
        "3\tsocket\trw\t02004002\t0\t\t\t6001\t\t0\tsocket:[6001]",
        "4\tsocket\trw\t02\t0\t\t\t6002\t\t0\tsocket:[6002]",
        "5\tsocket\trw\t02\t0\t\t\t6003\t\t0\tsocket:[6003]",
        "6\tsocket\trw\t02\t0\t\t\t6004\t\t0\tsocket:[6004]",
        "7\teventpoll\trw\t02000002\t0\t\t\t1039\t\t0\tanon_inode:[eventpoll]",
        "8\tinotify\tr\t00\t0\t\t\t1039\t\t0\tanon_inode:inotify",
        "9\teventfd\trw\t02\t0\t\t\t1039\t\t0\tanon_inode:[eventfd]",
        "10\tanon\trw\t02\t0\t\t\t1039\t\t0\tanon_inode:[io_uring]",
        "11\tmemfd\trw\t02\t0\t\t\t10\t\t1\t/memfd:data",
        "12\tanon\tr\t00\t0\t\t\t4026531840\t\t0\tnet:[4026531840]",
        "13\tsocket\trw\t02004002\t0\t\t\t6001\t\t0\tsocket:[6001]",
        "14\tpidfd\t\t\t\t\t\t\t\t0\tpidfd:[88]",
        "15\tunknown\t\t010200000\t0\t\t\t99\t\t0\t/data/dir",
    };
    struct slice rest = sbuf_view(&p.text), line;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(slice_next(&rest, '\n', &line));
        if (rows[i])
            assert_true(slice_is(line, rows[i]));
    }
    assert_int_equal(rest.len, 0);
}

/* The row of descriptor fd in p, or NULL. */
static const char *row_of(const struct probe *p, int fd)
{
    char start[16];
    snprintf(start, sizeof start, "\n%d\t", fd);
    const char *row = strstr(sbuf_text(&p->text), start);
    return row ? row + 1 : NULL;
}

static bool row_has(const struct probe *p, int fd, const char *words)
{
    const char *row = row_of(p, fd), *end = row ? strchr(row, '\n') : NULL;
    return end && slice_find((struct slice){(const unsigned char *)row, (size_t)(end - row)},
                             slice_from(words)) != SIZE_MAX;
}

static void names_meant_to_mislead_do_not(void **state)
{
    (void)state;
    char dir[] = "/tmp/exhibit-test-XXXXXX", names[4][80];
    static const char *const bases[] = {"a\nb\t\x1b[31m\\", "real (deleted)", "gone", "first"};
    int fds[4];
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < COUNT(bases); i++) {
        snprintf(names[i], sizeof names[i], "%s/%s", dir, bases[i]);
        fds[i] = open(names[i], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        assert_true(fds[i] >= 0);
    }
    char second[80];
    snprintf(second, sizeof second, "%s/second", dir);
    assert_int_equal(link(names[3], second), 0);
    unlink(names[2]);
    unlink(names[3]); /* has another name still */
    AUTO_PROBE struct probe p;
    run_pid("files.fd", getpid(), &p);
    assert_true(row_has(&p, fds[0], "\tfile\trw\t"));
    assert_true(row_has(&p, fds[0], "/a\\nb\\t\\x1b[31m\\\\"));
    assert_true(row_has(&p, fds[1], "\t1\t0\t/tmp/") && row_has(&p, fds[1], "/real (deleted)"));
    assert_true(row_has(&p, fds[2], "\t0\t1\t/tmp/") && row_has(&p, fds[2], "/gone"));
    assert_true(row_has(&p, fds[3], "\t1\t1\t/tmp/") && row_has(&p, fds[3], "/first"));
    for (size_t i = 0; i < COUNT(bases); i++) {
        close(fds[i]);
        unlink(names[i]);
    }
    unlink(second);
    assert_int_equal(rmdir(dir), 0);
}

static void a_listening_socket_of_ours_is_found(void **state)
{
    (void)state;
    AUTO_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int n = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "exhibit-test-%ld",
                     (long)getpid());
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, 1), 0);
    AUTO_PROBE struct probe p;
    run_pid("files.sockets", getpid(), &p);
    assert_non_null(strstr(sbuf_text(&p.text), "\tunix\tLISTEN\t\t\t@exhibit-test-"));
}

static void a_full_output_stops_the_reader(void **state)
{
    (void)state;
    struct source small = *source_by_id("memory.maps");
    small.ceiling = 100;
    AUTO_FD int procfd = open_proc(getpid());
    AUTO_PROBE struct probe p;
    run_source(&small, procfd, getpid(), &p);
    assert_true(p.out.full);
    assert_int_equal(p.text.len, 100);
}

static void a_process_that_ends_is_said_to_have_ended(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        pause();
        _exit(0);
    }
    AUTO_FD int procfd = open_proc(pid);
    kill(pid, SIGKILL);
    for (int round = 0; round < 2; round++) { /* a zombie first, then nothing */
        siginfo_t info;
        if (round == 0)
            assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
        else
            assert_int_equal(waitpid(pid, NULL, 0), pid);
        AUTO_PROBE struct probe maps, ps;
        run_source(source_by_id("memory.maps"), procfd, pid, &maps);
        run_source(source_by_id("process.ps"), procfd, pid, &ps);
        assert_int_equal(maps.status, round ? BUNDLE_FAILED : BUNDLE_UNSUPPORTED);
        assert_string_equal(maps.out.reason,
                            round ? "the process has ended" : "a zombie has no maps");
        assert_int_equal(ps.status, round ? BUNDLE_FAILED : BUNDLE_OK);
    }
}

static void run_tool(const char *const argv[], double seconds, uint64_t ceiling, struct probe *ret)
{
    AUTO_FD int spool = fileio_anonymous("/tmp");
    *ret = (struct probe){.out = {.fd = spool, .ceiling = ceiling}};
    ret->status = source_tool(argv, seconds, &ret->out);
    slurp(spool, &ret->text);
}

#define SH(script) ((const char *const[]){"/bin/sh", "-c", (script), NULL})

static void a_tool_is_expendable(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        enum bundle_status status;
        bool full;
        const char *reason, *text;
    } cases[] = {
        {"echo hello", BUNDLE_OK, false, "", "hello\n"},
        {"echo $LC_ALL; cat; echo noise >&2", BUNDLE_OK, false, "", "C.UTF-8\n"},
        {"echo part; exit 3", BUNDLE_FAILED, false, "sh: exit 3", "part\n"},
        {"kill -9 $$", BUNDLE_FAILED, false, "sh: signal 9", ""},
        {"echo part; sleep 100", BUNDLE_TIMEOUT, false, "sh did not finish in time", "part\n"},
        {"trap '' TERM HUP; echo part; while :; do sleep 1; done", BUNDLE_TIMEOUT, false,
         "sh did not finish in time", "part\n"},
        {"echo part; exec >&-; sleep 100", BUNDLE_TIMEOUT, false, "sh did not finish in time",
         "part\n"},
        {"while :; do echo 0123456789; done", BUNDLE_OK, true, "", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_PROBE struct probe p;
        print_message("  case %s\n", cases[i].script);
        run_tool(SH(cases[i].script), 0.4, 1000, &p);
        assert_string_equal(p.out.reason, cases[i].reason);
        assert_int_equal(p.status, cases[i].status);
        assert_int_equal(p.out.full, cases[i].full);
        if (cases[i].text)
            assert_string_equal(sbuf_text(&p.text), cases[i].text);
    }
    AUTO_PROBE struct probe p;
    run_tool((const char *const[]){"/nowhere/ps", NULL}, 1, 1000, &p);
    assert_int_equal(p.status, BUNDLE_UNSUPPORTED);
    assert_string_equal(p.out.reason, "ps: No such file or directory");
}

static void no_tool_outlives_its_probe(void **state)
{
    (void)state;
    char path[] = "/tmp/exhibit-test-XXXXXX", script[128];
    AUTO_FD int fd = mkstemp(path);
    snprintf(script, sizeof script, "echo $$ >%s; sleep 100 & sleep 100", path);
    pid_t probe = fork();
    if (probe == 0) {
        AUTO_PROBE struct probe p;
        run_tool(SH(script), 50, 1000, &p);
        _exit(0);
    }
    struct timespec moment = {0, 20000000};
    uint64_t pid = 0;
    for (int i = 0; i < 200 && !pid; i++) {
        char text[32] = "";
        ssize_t n = pread(fd, text, sizeof text - 1, 0);
        if (n > 0)
            slice_to_u64(slice_trim((struct slice){(unsigned char *)text, (size_t)n}), &pid);
        nanosleep(&moment, NULL);
    }
    assert_true(pid > 0);
    kill(probe, SIGKILL);
    waitpid(probe, NULL, 0);
    for (int i = 0; i < 200 && kill((pid_t)pid, 0) == 0; i++) {
        AUTO_FD int procfd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        char stat[64];
        int sys;
        unsigned char buf[512];
        snprintf(stat, sizeof stat, "%llu/stat", (unsigned long long)pid);
        struct procfs_stat st;
        if (procfs_stat_parse(procfs_small(procfd, stat, buf, sizeof buf, &sys), &st) &&
            slice_is(st.field[STAT_STATE], "Z"))
            break; /* dead: whoever inherits orphans here may be slow to bury them */
        assert_true(i < 199);
        nanosleep(&moment, NULL);
    }
    kill(-(pid_t)pid, SIGKILL); /* the tool's own child, which nobody told */
    unlink(path);
}

static void stat_lines_are_cut_at_the_last_bracket(void **state)
{
    (void)state;
    struct procfs_stat st;
    assert_true(procfs_stat_parse(SLICE("7 (a) S (b\n) R 1 2 3"), &st));
    assert_true(slice_is(st.comm, "a) S (b\n") && slice_is(st.field[STAT_STATE], "R"));
    assert_int_equal(st.field[STAT_START].len, 0);
    struct slice whole = SLICE("7 (name) S 1 2 3");
    for (size_t n = 0; n < whole.len; n++)
        (void)procfs_stat_parse(slice_take(whole, n), &st);
    assert_false(procfs_stat_parse(SLICE(""), &st));
    assert_false(procfs_stat_parse(SLICE("7 )name( S"), &st));
    assert_false(procfs_stat_parse(SLICE("7 (name) Sleeping"), &st));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_planned_artifact_has_one_source),
        cmocka_unit_test(every_source_reads_this_process),
        cmocka_unit_test(fixtures_read_as_they_say),
        cmocka_unit_test(descriptors_are_told_apart_by_their_links),
        cmocka_unit_test(names_meant_to_mislead_do_not),
        cmocka_unit_test(a_listening_socket_of_ours_is_found),
        cmocka_unit_test(a_full_output_stops_the_reader),
        cmocka_unit_test(a_process_that_ends_is_said_to_have_ended),
        cmocka_unit_test(a_tool_is_expendable),
        cmocka_unit_test(no_tool_outlives_its_probe),
        cmocka_unit_test(stat_lines_are_cut_at_the_last_bracket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
