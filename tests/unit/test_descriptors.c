/* What: what stands behind descriptors: watches, timers, locks and the other ends of pipes. */
#include "cmocka_all.h"

#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#include "bundle_format.h"
#include "lock_line.h"
#include "source_probe.h"

struct machine_case {
    const char *id;
    enum bundle_status status;
    const char *reason, *text;
};

static const struct machine_case machine_cases[] = {
    {"files.fdinfo", BUNDLE_OK, "",
     BUNDLE_COLUMNS_FDINFO
     "\n"
     "3\tinotify\t2\t\n"
     "4\teventpoll\t1\t\n"
     "5\teventfd\t31\teventfd-count=1f\n"
     "6\ttimerfd\t7\tclockid=1 ticks=7 it_value=(0,49406829) it_interval=(1,0)\n"
     "7\tsignalfd\t\tsigmask=0000000000004002\n"
     "8\tpidfd\t\tPid=101\n"},
    {"files.locks", BUNDLE_OK, "",
     BUNDLE_COLUMNS_LOCKS
     "\n"
     "1\t0\tPOSIX\tWRITE\t100\tself\tdemo\t0\t99\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"
     "1\t1\tPOSIX\tWRITE\t102\tchild\tsh) (x\\ny\t0\t99\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"
     "2\t0\tOFDLCK\tREAD\t100\tself\tdemo\t100\tEOF\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"
     "3\t0\tOFDLCK\tREAD\t\t\t\t500\tEOF\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"
     "4\t0\tFLOCK\tWRITE\t103\tother\tstranger\t0\tEOF\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"
     "6\t0\tPOSIX\tREAD\t100\tself\tdemo\t128\t128\t0:31\t12\t\t\n"
     "7\t0\tLEASE\tREAD\t\t\t\t0\tEOF\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"
     "9\t0\tPOSIX\tWRITE\t424242\t\t\t7\t7\t254:2\t777\t12\t/nowhere/exhibit/a.db\n"},
    {"files.pipes", BUNDLE_OK, "",
     BUNDLE_COLUMNS_PIPES "\n"
                          "5001\t100\tself\tdemo\t9\tr\n"
                          "5002\t100\tself\tdemo\t10\tw\n"
                          "5002\t100\tself\tdemo\t11\tr\n"
                          "5001\t90\tparent\tbash\t0\tr\n"
                          "5001\t102\tchild\tsh) (x\\ny\t1\tw\n"
                          "5002\t103\tother\tstranger\t5\trw\n"},
};

static void a_machine_of_files_reads_as_it_says(void **state)
{
    (void)state;
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
    static const char *const ids[] = {"files.fdinfo", "files.locks", "files.pipes", "files.lsof"};
    for (size_t i = 0; i < COUNT(ids); i++) {
        AUTO_PROBE struct probe zombie, ended;
        print_message("  case %s\n", ids[i]);
        run_fixture(ids[i], "zombie", &zombie);
        assert_string_equal(zombie.out.reason, "a zombie has no descriptor table");
        assert_int_equal(zombie.status, BUNDLE_UNSUPPORTED);
        run_fixture(ids[i], "ended", &ended);
        assert_string_equal(ended.out.reason, "the process has ended");
        assert_int_equal(ended.status, BUNDLE_FAILED);
    }
}

static void lock_lines_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    struct slice text = SLICE("12: -> OFDLCK ADVISORY  WRITE -1 fe:00:11004177 10 EOF");
    struct lock_line lock;
    assert_true(lock_line_parse(text, &lock));
    assert_true(lock.waits && slice_is(lock.id, "12") && slice_is(lock.kind, "OFDLCK"));
    assert_true(slice_is(lock.mode, "WRITE") && slice_is(lock.start, "10"));
    assert_true(slice_is(lock.end, "EOF") && lock.pid == -1);
    assert_true(lock.major == 254 && lock.minor == 0 && lock.inode == 11004177);
    for (size_t n = 0; n < text.len - 3; n++)
        assert_false(lock_line_parse(slice_take(text, n), &lock));
    unsigned char copy[64];
    for (size_t bit = 0; bit < text.len * 8; bit++) {
        memcpy(copy, text.ptr, text.len);
        copy[bit / 8] ^= (unsigned char)(1U << bit % 8);
        (void)lock_line_parse((struct slice){copy, text.len}, &lock);
    }
    assert_false(lock_line_parse(SLICE("1: P A W 99999999999999999999 fe:00:1 0 EOF"), &lock));
    assert_false(lock_line_parse(SLICE("x: P A W 1 fe:00:1 0 EOF"), &lock));
    assert_false(lock_line_parse(SLICE("1: P A W 1 fe:00 0 EOF"), &lock));
}

static void expect_row(const struct probe *p, const char *fmt, int number)
{
    char row[128];
    snprintf(row, sizeof row, "\n%d\t%s", number, fmt);
    if (!strstr(sbuf_text(&p->text), row))
        fail_msg("no row %s in\n%s", row, sbuf_text(&p->text));
}

static void watches_and_timers_of_ours_are_counted(void **state)
{
    (void)state;
    AUTO_FD int watch = inotify_init1(IN_CLOEXEC);
    AUTO_FD int event = eventfd(17, EFD_CLOEXEC);
    AUTO_FD int poll = epoll_create1(EPOLL_CLOEXEC);
    AUTO_FD int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct epoll_event any = {.events = EPOLLIN};
    struct itimerspec hour = {.it_value = {3600, 0}};
    assert_true(inotify_add_watch(watch, "/tmp", IN_CREATE) >= 0);
    assert_true(inotify_add_watch(watch, "/", IN_CREATE) >= 0);
    assert_int_equal(epoll_ctl(poll, EPOLL_CTL_ADD, event, &any), 0);
    assert_int_equal(epoll_ctl(poll, EPOLL_CTL_ADD, watch, &any), 0);
    assert_int_equal(timerfd_settime(timer, 0, &hour, NULL), 0);
    AUTO_PROBE struct probe p;
    run_pid("files.fdinfo", getpid(), &p);
    expect_row(&p, "inotify\t2\t", watch);
    expect_row(&p, "eventfd\t17\t", event);
    expect_row(&p, "eventpoll\t2\t", poll);
    expect_row(&p, "timerfd\t0\tclockid=1 ticks=0 it_value=(3599,", timer);
}

/* A child that takes (or waits for) a lock on byte 5 and stays. */
static pid_t start_locker(const char *path)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 5, .l_len = 1};
        int fd = open(path, O_RDWR | O_CLOEXEC);
        fcntl(fd, F_SETLKW, &lock);
        for (;;)
            pause();
    }
    return pid;
}

/* Runs the probe until words are in what it says. */
static void await(const char *id, const char *words, struct probe *p)
{
    for (int i = 0; i < 500; i++) {
        run_pid(id, getpid(), p);
        if (strstr(sbuf_text(&p->text), words))
            return;
        sbuf_done(&p->text);
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    }
    fail_msg("%s never says %s", id, words);
}

static void who_holds_and_who_waits_is_known(void **state)
{
    (void)state;
    char path[] = "/tmp/exhibit-test-XXXXXX", words[64];
    AUTO_FD int fd = mkstemp(path);
    pid_t pids[2];
    assert_true(fd >= 0);
    for (int i = 0; i < 2; i++) {
        pids[i] = start_locker(path);
        AUTO_PROBE struct probe p = {0};
        snprintf(words, sizeof words, "\t%d\tPOSIX\tWRITE\t%ld\tchild\ttest_descriptor\t5\t5\t", i,
                 (long)pids[i]);
        await("files.locks", words, &p);
        assert_non_null(strstr(sbuf_text(&p.text), path));
        assert_int_equal(p.status, BUNDLE_OK);
    }
    for (int i = 0; i < 2; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    unlink(path);
}

static void the_other_end_of_a_pipe_is_found(void **state)
{
    (void)state;
    int ends[2];
    char words[64];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        for (;;)
            pause();
    }
    close(ends[0]);
    snprintf(words, sizeof words, "\t%ld\tchild\ttest_descriptor\t%d\tr\n", (long)pid, ends[0]);
    AUTO_PROBE struct probe p = {0};
    await("files.pipes", words, &p);
    snprintf(words, sizeof words, "\t%ld\tself\ttest_descriptor\t%d\tw\n", (long)getpid(), ends[1]);
    assert_non_null(strstr(sbuf_text(&p.text), words));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_of_files_reads_as_it_says),
        cmocka_unit_test(what_a_process_has_not_is_said),
        cmocka_unit_test(lock_lines_are_read_whole_or_not_at_all),
        cmocka_unit_test(watches_and_timers_of_ours_are_counted),
        cmocka_unit_test(who_holds_and_who_waits_is_known),
        cmocka_unit_test(the_other_end_of_a_pipe_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
