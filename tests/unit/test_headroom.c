/* What: how much memory the control groups have left, on made folders of both versions, and what
 * may be asked for in view of that. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "fileio.h"
#include "headroom.h"
#include "limits_input.h"

struct file {
    const char *path, *text;
};

static void put(int rootfd, const struct file *f)
{
    char path[256];
    struct error err = {0};
    snprintf(path, sizeof path, "%s", f->path);
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)!mkdirat(rootfd, path, 0700);
        *slash = '/';
    }
    AUTO_FD int fd = openat(rootfd, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fileio_write(fd, slice_from(f->text), &err), STATUS_OK);
}

static void take_away(int rootfd, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s", name);
    unlinkat(rootfd, path, 0);
    for (char *slash = strrchr(path, '/'); slash; slash = strrchr(path, '/')) {
        *slash = '\0';
        unlinkat(rootfd, path, AT_REMOVEDIR); /* while others are in it, it stays */
    }
}

static void read_tree(const struct file *files, struct headrooms *ret)
{
    char folder[] = "/tmp/headroom.XXXXXX";
    assert_non_null(mkdtemp(folder));
    AUTO_FD int rootfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; files[i].path; i++)
        put(rootfd, &files[i]);
    AUTO_FD int procfd = openat(rootfd, "proc/7", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    headrooms_read(procfd, rootfd, ret);
    headrooms_look(procfd, rootfd, &(struct headrooms){0}); /* a child must not fail on it */
    for (size_t i = 0; files[i].path; i++)
        take_away(rootfd, files[i].path);
    assert_int_equal(rmdir(folder), 0);
}

#define V2 "1 2 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
#define V1 "1 2 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,cpu,memory\n"

/* 100 MiB, 90 in use, 30 of them file pages that can be taken back: 40 left. Above it stands a
 * group with less: 20. */
static void version_2_counts_what_can_be_taken_back(void **state)
{
    struct headrooms h;
    struct file files[] = {
        {"proc/self/mountinfo", V2},
        {"proc/self/cgroup", "0::/other\n"},
        {"proc/7/cgroup", "0::/pod/one\n"},
        {"sys/fs/cgroup/pod/one/memory.current", "94371840\n"},
        {"sys/fs/cgroup/pod/one/memory.max", "104857600\n"},
        {"sys/fs/cgroup/pod/one/memory.stat", "anon 5\ninactive_file 31457280\nactive_file 9\n"},
        {"sys/fs/cgroup/pod/memory.current", "188743680\n"},
        {"sys/fs/cgroup/pod/memory.max", "max\n"},
        {"sys/fs/cgroup/other/memory.current", "1\n"},
        {"sys/fs/cgroup/other/memory.max", "max\n"},
        {NULL, NULL},
    };
    (void)state;
    read_tree(files, &h);
    assert_true(h.target.limited);
    assert_int_equal(h.target.left, 40 * MIB);
    assert_int_equal(h.target.limit, 100 * MIB);
    assert_false(h.own.limited);
    assert_false(h.shared);
    files[7].text = "209715200\n"; /* 200 MiB for all, 180 in use */
    read_tree(files, &h);
    assert_int_equal(h.target.left, 20 * MIB);
    assert_int_equal(h.target.limit, 200 * MIB);
    files[1].text = files[2].text;
    read_tree(files, &h);
    assert_true(h.shared);
    assert_int_equal(h.own.left, 20 * MIB);
}

static void memory_high_is_a_limit_too(void **state)
{
    struct headrooms h;
    static const struct file files[] = {
        {"proc/self/mountinfo", V2},
        {"proc/self/cgroup", "0::/\n"},
        {"proc/7/cgroup", "0::/one\n"},
        {"sys/fs/cgroup/one/memory.current", "8388608\n"},
        {"sys/fs/cgroup/one/memory.max", "max\n"},
        {"sys/fs/cgroup/one/memory.high", "12582912\n"},
        {NULL, NULL},
    };
    (void)state;
    read_tree(files, &h);
    assert_true(h.target.limited);
    assert_int_equal(h.target.left, 4 * MIB);
}

static void version_1_is_read_where_it_holds_memory(void **state)
{
    struct headrooms h;
    struct file files[] = {
        {"proc/self/mountinfo", V1},
        {"proc/self/cgroup", "4:cpu,memory:/pod\n"},
        {"proc/7/cgroup", "9:pids:/pod\n4:cpu,memory:/pod\n0::/\n"},
        {"sys/fs/cgroup/memory/pod/memory.usage_in_bytes", "10485760\n"},
        {"sys/fs/cgroup/memory/pod/memory.limit_in_bytes", "20971520\n"},
        {"sys/fs/cgroup/memory/pod/memory.stat", "inactive_file 1\ntotal_inactive_file 1048576\n"},
        {"sys/fs/cgroup/memory/memory.usage_in_bytes", "10485760\n"},
        {"sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"},
        {NULL, NULL},
    };
    (void)state;
    read_tree(files, &h);
    assert_true(h.target.limited && h.own.limited);
    assert_int_equal(h.target.left, 11 * MIB);
    assert_int_equal(h.own.left, 11 * MIB);
    files[4].text = "9223372036854771712\n"; /* no limit, in the words of version 1 */
    read_tree(files, &h);
    assert_false(h.target.limited);
}

static void what_cannot_be_read_limits_nothing(void **state)
{
    struct headrooms h;
    static const struct file none[] = {{"proc/7/cgroup", "0::/gone\n"}, {NULL, NULL}};
    static const struct file odd[] = {
        {"proc/self/mountinfo", V2},
        {"proc/self/cgroup", "\n:::\n0::/../..\n"},
        {"proc/7/cgroup", "0::/one\n"},
        {"sys/fs/cgroup/one/memory.current", "-1\n"},
        {"sys/fs/cgroup/one/memory.max", "12\n"},
        {NULL, NULL},
    };
    (void)state;
    read_tree(none, &h);
    assert_false(h.target.limited || h.own.limited || h.shared);
    read_tree(odd, &h);
    assert_false(h.target.limited || h.own.limited || h.shared);
}

static void what_does_not_fit_is_left_out_by_name_of_the_flag(void **state)
{
    static const struct {
        const char *id;
        uint64_t target, own, goroutines; /* MiB left; 0: no limit */
        bool shared, fits;
    } cases[] = {
        {"go.heap", 0, 0, 0, false, true},
        {"go.heap", 64, 64, 0, false, true},
        {"go.heap", 15, 0, 0, false, false},
        {"go.heap", 0, 1, 0, false, false},
        {"go.heap", 18, 18, 0, true, false}, /* 16 there and 4 here are too much together */
        {"go.heap.debug1", 15, 0, 0, false, false},
        {"go.goroutine.debug2", 10, 0, 1000, false, true},
        {"go.goroutine.debug2", 10, 0, 10000, false, false},
        {"go.goroutine.debug2", 200, 0, 100000000, false, true}, /* it ends at 64 MiB */
        {"go.of-our-own", 4, 0, 0, false, false},
        {"go.live.goroutines", 1, 0, 0, false, true},
        {"go.live.goroutines", 0, 20, 0, false, false},
        {"go.live.goroutines", 20, 20, 0, true, false},
        {"memory.smaps", 0, 2, 0, false, false},
        {"memory.smaps_rollup", 1, 1, 0, true, true},
        {"process.status", 1, 1, 0, true, true},
        {"go.index", 1, 1, 0, true, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char reason[200] = "";
        struct headrooms h = {
            .target = {cases[i].target != 0, cases[i].target * MIB, 256 * MIB},
            .own = {cases[i].own != 0, cases[i].own * MIB, 256 * MIB},
            .shared = cases[i].shared,
        };
        print_message("  %s, %d\n", cases[i].id, (int)i);
        assert_int_equal(
            headrooms_allow(&h, cases[i].id, cases[i].goroutines, reason, sizeof reason),
            cases[i].fits);
        assert_int_equal(strstr(reason, "--ignore-memory-limit") != NULL, !cases[i].fits);
        assert_int_equal(strstr(reason, "left of 256") != NULL, !cases[i].fits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_2_counts_what_can_be_taken_back),
        cmocka_unit_test(memory_high_is_a_limit_too),
        cmocka_unit_test(version_1_is_read_where_it_holds_memory),
        cmocka_unit_test(what_cannot_be_read_limits_nothing),
        cmocka_unit_test(what_does_not_fit_is_left_out_by_name_of_the_flag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
