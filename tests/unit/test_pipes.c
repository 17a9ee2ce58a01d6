/* Pipes and who has their other ends; namespaces; damage in files of lines that is shown. */
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

static struct model model_of(const char *member, const char *text)
{
    struct tiny t = {.arena = &arena};
    struct model m;
    struct error err;
    tiny_add(&t, "10-process/status", SLICE("Name:\ttiny\n"));
    tiny_add(&t, member, slice_from(text));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    return m;
}

#define COLUMNS                "inode\tpid\trelation\tname\tfd\tmode\n"
#define SELF(inode, fd, mode)  inode "\t9\tself\tus\t" fd "\t" mode "\n"
#define CHILD(inode, fd, mode) inode "\t10\tchild\tgit\t" fd "\t" mode "\n"

static const struct {
    const char *name, *rows;
    unsigned total, inside, nobody_reads, nobody_writes, peers;
} cases[] = {
    {"none", "", 0, 0, 0, 0, 0},
    {"both ends are ours", SELF("1", "3", "r") SELF("1", "4", "w"), 1, 1, 0, 0, 0},
    {"one descriptor for both", SELF("1", "3", "rw"), 1, 1, 0, 0, 0},
    {"a child writes", SELF("1", "3", "r") CHILD("1", "1", "w"), 1, 0, 0, 0, 1},
    {"a child has it, too", SELF("1", "3", "r") SELF("1", "4", "w") CHILD("1", "1", "w"), 1, 0, 0,
     0, 1},
    {"nobody writes", SELF("1", "3", "r"), 1, 0, 0, 1, 0},
    {"nobody reads", SELF("1", "3", "w") CHILD("1", "1", "w"), 1, 0, 1, 0, 1},
    {"a mode that is not known may be either", SELF("1", "3", "r") CHILD("1", "1", ""), 1, 0, 0, 0,
     1},
    {"three pipes, in any order",
     SELF("3", "3", "r") SELF("1", "4", "w") SELF("2", "5", "r") CHILD("1", "0", "r")
         CHILD("2", "1", "w"),
     3, 0, 0, 1, 1},
};

static void ends_of_pipes_are_brought_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice text = arena_printf(&arena, COLUMNS "%s", cases[i].rows);
        struct model m = model_of("30-files/pipes.tsv", (const char *)text.ptr);
        print_message("  case %s\n", cases[i].name);
        assert_int_equal(m.pipes.total, cases[i].total);
        assert_int_equal(m.pipes.inside, cases[i].inside);
        assert_int_equal(m.pipes.nobody_reads, cases[i].nobody_reads);
        assert_int_equal(m.pipes.nobody_writes, cases[i].nobody_writes);
        assert_int_equal(m.npipe_peers, cases[i].peers);
    }
}

static void processes_of_one_name_are_one_peer(void **state)
{
    (void)state;
    struct model m =
        model_of("30-files/pipes.tsv",
                 COLUMNS SELF("1", "3", "r") SELF("2", "4", "r") CHILD("1", "1", "w")
                     CHILD("1", "2", "w") "2\t11\tchild\tgit\t1\tw\n2\t1\tparent\tsh\t5\tr\n");
    assert_int_equal(m.npipe_peers, 2);
    assert_true(slice_is(m.pipe_peers[0].name, "git"));
    assert_true(slice_is(m.pipe_peers[0].relation, "child"));
    assert_int_equal(m.pipe_peers[0].pipes, 2);
    assert_int_equal(m.pipe_peers[0].writes, 3);
    assert_int_equal(m.pipe_peers[0].reads, 0);
    assert_int_equal(m.pipe_peers[1].reads, 1);
}

static void a_damaged_table_of_pipes_does_no_harm(void **state)
{
    (void)state;
    static const char whole[] =
        COLUMNS SELF("1", "3", "r") CHILD("1", "1", "w") SELF("2", "5", "w");
    char text[sizeof whole];
    for (size_t i = 0; i + 1 < sizeof whole; i++)
        for (int bit = 0; bit <= 8; bit++) {
            memcpy(text, whole, sizeof whole);
            text[i] = (char)(bit == 8 ? 0 : text[i] ^ 1 << bit);
            struct model m = model_of("30-files/pipes.tsv", text);
            assert_true(m.pipes.total <= 3 && m.npipe_peers <= 3);
        }
}

static void namespaces_tell_a_container(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *own;
        bool known;
    } rows[] = {
        {"mnt\t1\t0\nnet\t2\t1\npid\t3\t0\n", "mnt, pid", true},
        {"mnt\t1\t1\nnet\t2\t1\n", "", true},
        {"mnt\t1\t\n", "", false},
        {"", "", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice text = arena_printf(&arena, "kind\tinode\tshared\n%s", rows[i].rows);
        struct model m = model_of("10-process/namespaces.tsv", (const char *)text.ptr);
        assert_true(slice_is(m.identity[0].own_namespaces, rows[i].own));
        assert_int_equal(m.identity[0].namespaces_known, rows[i].known);
    }
}

static void lines_that_cannot_be_read_are_counted_and_shown(void **state)
{
    (void)state;
    static const struct {
        const char *member, *text;
    } files[] = {
        {"40-go/metrics.prom", "go_goroutines 43\ngo_threads x\n"},
        {"50-host/vmstat", "oom_kill 3\nalone\n"},
        {"50-host/clock.txt", "synchronised\t1\nalone\n"},
        {"30-files/pipes.tsv", COLUMNS SELF("x", "3", "r")},
        {"10-process/namespaces.tsv", "kind\tinode\tshared\nmnt\n"},
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct model m = model_of(files[i].member, files[i].text);
        bool shown = false;
        for (size_t k = 0; k < m.ngaps; k++)
            shown = shown || (slice_is(m.gaps[k].member, files[i].member) &&
                              slice_has_prefix(m.gaps[k].reason, SLICE("one of the ")));
        if (!shown)
            fail_msg("%s", files[i].member);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ends_of_pipes_are_brought_together, setup, teardown),
        cmocka_unit_test_setup_teardown(processes_of_one_name_are_one_peer, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_table_of_pipes_does_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(namespaces_tell_a_container, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_that_cannot_be_read_are_counted_and_shown, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
