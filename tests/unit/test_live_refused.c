/* What: a process that may not be read has a reason in every part, with the remedy that its system
 * offers. Yama is a fixture, and the kernel's refusal a fault (collect/fault.h). */
#include "cmocka_all.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "go_process_maker.h"
#include "source_probe.h"

struct machine {
    char path[64];
    int rootfd, procfd;
};

static void put_file(int dirfd, const char *name, struct slice bytes)
{
    struct error err = {0};
    AUTO_FD int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    assert_true(fd >= 0);
    assert_int_equal(fileio_write(fd, bytes, &err), STATUS_OK);
}

/* A process whose executable is exe, on a system where Yama says scope (NULL: has none). */
static struct machine make(struct slice exe, const char *scope)
{
    static const char *const folders[] = {"process", "proc", "proc/sys", "proc/sys/kernel",
                                          "proc/sys/kernel/yama"};
    struct machine m = {.path = "/tmp/live-refused.XXXXXX"};
    assert_non_null(mkdtemp(m.path));
    m.rootfd = open(m.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < COUNT(folders); i++)
        assert_int_equal(mkdirat(m.rootfd, folders[i], 0755), 0);
    m.procfd = openat(m.rootfd, "process", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    put_file(m.procfd, "exe", exe);
    if (scope)
        put_file(m.rootfd, "proc/sys/kernel/yama/ptrace_scope", slice_from(scope));
    return m;
}

static void unmake(const struct machine *m)
{
    static const char *const names[] = {"process/exe", "proc/sys/kernel/yama/ptrace_scope"};
    static const char *const folders[] = {"process", "proc/sys/kernel/yama", "proc/sys/kernel",
                                          "proc/sys", "proc"};
    for (size_t i = 0; i < COUNT(names); i++)
        (void)unlinkat(m->rootfd, names[i], 0);
    for (size_t i = 0; i < COUNT(folders); i++)
        assert_int_equal(unlinkat(m->rootfd, folders[i], AT_REMOVEDIR), 0);
    close(m->procfd);
    close(m->rootfd);
    assert_int_equal(rmdir(m->path), 0);
}

static void a_refusal_says_what_helps(void **state)
{
    (void)state;
    static struct go_process go;
    go_process_make(&go);
    const struct {
        struct slice exe;
        const char *scope;
        bool always;
        enum bundle_status status;
        const char *reason;
    } cases[] = {
        {go_process_file(&go), NULL, false, BUNDLE_DENIED, "another user or is protected (setuid"},
        {go_process_file(&go), "0\n", false, BUNDLE_DENIED, "another user or is protected (setuid"},
        {go_process_file(&go), "1\n", false, BUNDLE_DENIED, "ptrace_scope is 1; sudo collect may"},
        {go_process_file(&go), "2\n", false, BUNDLE_DENIED, "ptrace_scope is 2; sudo collect may"},
        {go_process_file(&go), "3\n", false, BUNDLE_DENIED, "nobody read another process until"},
        {go_process_file(&go), "nonsense", false, BUNDLE_DENIED, "another user"},
        /* what could not be read anyway is not called denied */
        {SLICE_INIT("#!/bin/sh\n"), "1\n", false, BUNDLE_UNSUPPORTED, "not a Go program"},
        {SLICE_INIT("#!/bin/sh\n"), "1\n", true, BUNDLE_FAILED, "not a Go program"},
    };
    assert_int_equal(setenv("EXHIBIT_FAULT", "live-denied", 1), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_PROBE struct probe p;
        struct machine m = make(cases[i].exe, cases[i].scope);
        const struct source_context ctx = {
            .procfd = m.procfd, .rootfd = m.rootfd, .pid = 1, .live_always = cases[i].always};
        run_source_at(source_by_id("go.live.goroutines"), &ctx, &p);
        unmake(&m);
        print_message("  case %zu: %s\n", i, p.out.reason);
        assert_int_equal(p.status, cases[i].status);
        assert_non_null(strstr(p.out.reason, cases[i].reason));
        assert_int_equal(p.text.len, 0);
    }
    assert_int_equal(unsetenv("EXHIBIT_FAULT"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_says_what_helps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
