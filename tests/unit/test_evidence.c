/* What: probes that look around the target: control groups, family, environment, namespaces. */
#include "cmocka_all.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "bundle_format.h"
#include "cgroup_mount.h"
#include "source_probe.h"
#include "source_readers.h"

struct machine_case {
    const char *id;
    enum bundle_status status;
    const char *reason, *text;
};

static const struct machine_case machine_cases[] = {
    {"process.env-names", BUNDLE_OK, "left out, because no plain names: 4",
     "HOME\nPATH\n_\nOK_AGAIN\nSHOWN\nmulti\n"},
    {"process.namespaces", BUNDLE_OK, "",
     BUNDLE_COLUMNS_NAMESPACES "\nmnt\t10\t1\nnet\t20\t0\npid\t30\t1\n"},
    {"process.family", BUNDLE_OK, "",
     BUNDLE_COLUMNS_FAMILY "\n"
                           "90\tparent\t1\tS\tbash\t4000.00\t0.11\t0.15\t2048000\t1\n"
                           "100\tself\t90\tS\tdemo\t3000.00\t15.00\t4.50\t4096000\t9\n"
                           "101\tchild\t100\tZ\tgit\t2000.00\t0.03\t0.00\t0\t1\n"
                           "102\tchild\t100\tS\tsh) (x\\ny\t1000.00\t0.01\t0.00\t40960\t1\n"
                           "50\tdescendant\t102\tR\tlate\t1.00\t2.50\t0.00\t81920\t2\n"},
    {"host.pressure", BUNDLE_OK, "",
     "== cpu\nsome avg10=59.00 avg60=87.49 avg300=76.14 total=1878\n"
     "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"
     "== io\nsome avg10=1.00 avg60=0.00 avg300=0.00 total=7\n"},
    {"host.vmstat", BUNDLE_OK, "", "nr_free_pages 1234\noom_kill 2\n"},
    {"process.stacks", BUNDLE_OK, "",
     "== 100 S demo\n[<0>] futex_wait_queue+0x60/0x90\n[<0>] do_syscall_64+0x71/0x280\n"
     "== 105 R a\\nb\n"},
    {"process.cgroup-files", BUNDLE_OK, "hierarchies that are not mounted here: 2",
     "== v1 memory.usage_in_bytes\n4096\n== v1 memory.limit_in_bytes\n9223372036854771712\n"
     "== v1 ../memory.limit_in_bytes\n1048576\n"
     "== v1 ../../memory.limit_in_bytes\n9223372036854771712\n"
     "== v1 cpu.cfs_quota_us\n-1\n"
     "== v2 memory.max\nmax\n"
     "== v2 memory.pressure\nsome avg10=1.00 avg60=0.50 avg300=0.10 total=12345\n"
     "== v2 ../memory.max\n2097152\n"},
};

static void a_machine_of_files_reads_as_it_says(void **state)
{
    (void)state;
    if (sysconf(_SC_PAGESIZE) != 4096 || sysconf(_SC_CLK_TCK) != 100)
        skip();
    for (size_t i = 0; i < COUNT(machine_cases); i++) {
        const struct machine_case *c = &machine_cases[i];
        AUTO_PROBE struct probe p;
        print_message("  case %s\n", c->id);
        run_machine(c->id, "machine", &p);
        assert_string_equal(sbuf_text(&p.text), c->text);
        assert_string_equal(p.out.reason, c->reason);
        assert_int_equal(p.status, c->status);
    }
}

static void what_a_process_has_not_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *id, *folder;
        enum bundle_status status;
        const char *reason;
    } cases[] = {
        {"process.env-names", "ended", BUNDLE_FAILED, "the process has ended"},
        {"process.env-names", "zombie", BUNDLE_UNSUPPORTED, "a zombie has no environment"},
        {"process.namespaces", "ended", BUNDLE_FAILED, "the process has ended"},
        {"process.namespaces", "zombie", BUNDLE_UNSUPPORTED, "a zombie has no namespaces"},
        {"process.cgroup-files", "ended", BUNDLE_FAILED, "the process has ended"},
        {"process.family", "ended", BUNDLE_FAILED, "the process has ended"},
        {"process.oom_score", "busy", BUNDLE_UNSUPPORTED, "oom_score: No such file or directory"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_PROBE struct probe p;
        print_message("  case %s %s\n", cases[i].id, cases[i].folder);
        run_fixture(cases[i].id, cases[i].folder, &p);
        assert_string_equal(p.out.reason, cases[i].reason);
        assert_int_equal(p.status, cases[i].status);
        assert_int_equal(p.text.len, 0);
    }
}

static bool folder_of(struct slice mounts, const char *line, struct sbuf *folder)
{
    struct cgroup_line parsed;
    size_t top;
    sbuf_init(folder, 4096);
    return cgroup_line_parse(slice_from(line), &parsed) &&
           cgroup_folder(mounts, &parsed, folder, &top);
}

static void control_groups_are_found_where_they_are_mounted(void **state)
{
    (void)state;
    struct slice mounts = SLICE("1 2 0:1 / /c rw - cgroup2 cgroup2 rw\n"
                                "1 2 0:1 /a /m rw s:1 - cgroup cgroup rw,memory,hugetlb\n"
                                "1 2 0:1 / / rw - cgroup cgroup rw,pids\n");
    static const struct {
        const char *line, *folder;
    } cases[] = {
        {"0::/", "c"},
        {"0::/x y/z:1", "c/x y/z:1"},
        {"0::/../x", NULL}, /* outside of our namespace */
        {"0::/x/..", NULL},
        {"4:memory:/a", "m"},
        {"4:memory:/a/b", "m/b"},
        {"4:memory:/ab", NULL},
        {"4:hugetlb,memory:/a/b", "m/b"},
        {"4:mem:/a", NULL},
        {"4:pids:/", NULL}, /* mounted at the root: nothing that we would read */
        {"4:name=systemd:/", NULL},
        {"x::/", NULL},
        {"0:", NULL},
        {"0::relative", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf folder;
        print_message("  case %s\n", cases[i].line);
        assert_int_equal(folder_of(mounts, cases[i].line, &folder), cases[i].folder != NULL);
        if (cases[i].folder)
            assert_string_equal(sbuf_text(&folder), cases[i].folder);
    }
    for (size_t n = 0; n < mounts.len; n++) {
        AUTO_SBUF struct sbuf folder;
        (void)folder_of(slice_take(mounts, n), "4:memory:/a/b", &folder);
    }
}

static void children_of_ours_are_found_even_when_dead(void **state)
{
    (void)state;
    pid_t dead = fork();
    if (dead == 0)
        _exit(3);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)dead, &info, WEXITED | WNOWAIT), 0);
    AUTO_PROBE struct probe p;
    run_pid("process.family", getpid(), &p);
    char row[64], self[64];
    snprintf(row, sizeof row, "\n%ld\tchild\t%ld\tZ\t", (long)dead, (long)getpid());
    snprintf(self, sizeof self, "\n%ld\tself\t%ld\tR\t", (long)getpid(), (long)getppid());
    assert_non_null(strstr(sbuf_text(&p.text), row));
    assert_non_null(strstr(sbuf_text(&p.text), self));
    assert_non_null(strstr(sbuf_text(&p.text), "\tparent\t"));
    waitpid(dead, NULL, 0);
}

static void no_value_of_the_environment_is_kept(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        char arg0[] = "sleep", arg1[] = "100", one[] = "PLANTED_NAME=canary=4711",
             two[] = "canary without a name", three[] = "Tail=canary";
        char *argv[] = {arg0, arg1, NULL}, *env[] = {one, two, three, NULL};
        execve("/bin/sleep", argv, env);
        _exit(1);
    }
    AUTO_PROBE struct probe p = {0};
    for (int i = 0; i < 500 && !(p.text.len && strstr(sbuf_text(&p.text), "PLANTED")); i++) {
        sbuf_done(&p.text);
        nanosleep(&(struct timespec){0, 10000000}, NULL); /* until it has become sleep */
        run_pid("process.env-names", pid, &p);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_string_equal(sbuf_text(&p.text), "PLANTED_NAME\n");
    assert_string_equal(p.out.reason, "left out, because no plain names: 2");
}

static void the_machine_is_described(void **state)
{
    (void)state;
    static const struct {
        const char *id, *keys[6];
    } cases[] = {
        {"host.clock", {"utc_ns\t", "\nmonotonic_ns\t", "\nboottime_ns\t"}},
        {"host.cpu", {"online_count\t", "\nconfigured_count\t", "\nstarted\t5856\n"}},
        {"host.disk",
         {"total_bytes\t", "\nfree_bytes\t", "\navailable_bytes\t", "\nfree_files\t",
          "\nread_only\t0\n"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_PROBE struct probe p;
        run_machine(cases[i].id, "machine", &p);
        assert_int_equal(p.status, BUNDLE_OK);
        for (size_t k = 0; k < COUNT(cases[i].keys) && cases[i].keys[k]; k++)
            assert_non_null(strstr(sbuf_text(&p.text), cases[i].keys[k]));
        print_message("%s", sbuf_text(&p.text));
    }
    AUTO_FD int procfd = open_fixture("busy");
    struct source_context nothing = {.procfd = procfd, .rootfd = procfd, .pid = 100};
    AUTO_PROBE struct probe p;
    run_source_at(source_by_id("host.pressure"), &nothing, &p);
    assert_int_equal(p.status, BUNDLE_UNSUPPORTED);
    assert_string_equal(p.out.reason, "pressure: No such file or directory");
}

/* A process of files: so many resident pages, so many regions. */
static void run_sized(const char *id, unsigned pages, unsigned regions, struct probe *ret)
{
    static const char *const names[] = {"statm", "maps", "smaps", "stat"};
    char dir[] = "/tmp/exhibit-test-XXXXXX";
    assert_non_null(mkdtemp(dir));
    AUTO_FD int procfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < COUNT(names); i++) {
        int fd = openat(procfd, names[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (i == 0)
            dprintf(fd, "9000000 %u 300 5 0 900 0\n", pages);
        for (unsigned n = 0; i == 1 && n < regions; n++)
            dprintf(fd, "%08x-%08x rw-p 00000000 00:00 0\n", n * 4096, n * 4096 + 4096);
        if (i == 2)
            dprintf(fd, "all of it\n");
        if (i == 3)
            dprintf(fd, "100 (demo) S 1 100 100 0 -1 4194560 10\n");
        close(fd);
    }
    run_source(source_by_id(id), procfd, 100, ret);
    for (size_t i = 0; i < COUNT(names); i++)
        unlinkat(procfd, names[i], 0);
    rmdir(dir);
}

static void a_large_process_is_not_walked(void **state)
{
    (void)state;
    static const struct {
        unsigned pages, regions;
        enum bundle_status status;
        const char *reason;
    } cases[] = {
        {100, 3, BUNDLE_OK, ""},
        {524288, 20000, BUNDLE_OK, ""},
        {524288 + 256, 3, BUNDLE_SKIPPED,
         "would hold up the program: 2049 MiB resident, the limit is 2048; "
         "--smaps asks all the same"},
        {100, 20001, BUNDLE_SKIPPED,
         "would hold up the program: more than 20000 regions; --smaps asks all the same"},
        {100, 0, BUNDLE_OK, "empty: memory map"},
    };
    for (size_t i = 0; i < COUNT(cases) && sysconf(_SC_PAGESIZE) == 4096; i++) {
        static const char *const ids[] = {"memory.smaps", "memory.pmap"};
        for (size_t k = 0; k < COUNT(ids); k++) {
            if (k == 1 && cases[i].reason[0] == '\0')
                continue; /* pmap goes by number, and 100 is somebody */
            AUTO_PROBE struct probe p;
            run_sized(ids[k], cases[i].pages, cases[i].regions, &p);
            assert_string_equal(p.out.reason, cases[i].reason);
            assert_int_equal(p.status, cases[i].status);
            assert_int_equal(p.text.len > 0, cases[i].reason[0] == '\0');
        }
    }
}

static void no_program_repeats_the_command_line(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", "kill -STOP $$; exit",
              "Address canary-4711\nAddress canary-4711", (char *)NULL);
        _exit(1);
    }
    nanosleep(&(struct timespec){0, 200000000}, NULL);
    static const char *const ids[] = {"memory.pmap", "files.lsof", "process.ps"};
    for (size_t i = 0; i < COUNT(ids); i++) {
        AUTO_PROBE struct probe p;
        run_pid(ids[i], pid, &p);
        assert_null(strstr(sbuf_text(&p.text), "canary"));
        assert_true(p.status == BUNDLE_OK || p.status == BUNDLE_UNSUPPORTED);
        assert_true(p.text.len > 0 || p.status == BUNDLE_UNSUPPORTED);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void a_tool_is_heard_from_a_line_on(void **state)
{
    (void)state;
    static const struct {
        const char *script, *text;
    } cases[] = {
        {"echo title; echo Address 1; echo Address 2", "Address 1\nAddress 2\n"},
        {"printf Addr; sleep 0.1; echo ess 1", "Address 1\n"},
        {"printf Add; sleep 0.1; printf 'x\\nAd'; sleep 0.1; echo dress 1", "Address 1\n"},
        {"echo not an Address 1; echo AddAddress 1", ""},
        {"printf Address", "Address"},
        {"printf Addres", ""},
        {":", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_FD int spool = fileio_anonymous("/tmp");
        AUTO_PROBE struct probe p = {.out = {.fd = spool, .ceiling = 1000}};
        const char *const argv[] = {"/bin/sh", "-c", cases[i].script, NULL};
        print_message("  case %s\n", cases[i].script);
        assert_int_equal(source_tool_from(argv, 5, "Address", &p.out), BUNDLE_OK);
        slurp(spool, &p.text);
        assert_string_equal(sbuf_text(&p.text), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_of_files_reads_as_it_says),
        cmocka_unit_test(what_a_process_has_not_is_said),
        cmocka_unit_test(control_groups_are_found_where_they_are_mounted),
        cmocka_unit_test(children_of_ours_are_found_even_when_dead),
        cmocka_unit_test(no_value_of_the_environment_is_kept),
        cmocka_unit_test(the_machine_is_described),
        cmocka_unit_test(a_large_process_is_not_walked),
        cmocka_unit_test(no_program_repeats_the_command_line),
        cmocka_unit_test(a_tool_is_heard_from_a_line_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
