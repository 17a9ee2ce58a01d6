/* Goroutines in system calls, beside the threads that are in the same ones. */
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

#define IN(id, state, call, caller)                                                                \
    "goroutine " id " [" state "]:\n" call "\n\t/go/asm.s:9 +0x1\n" caller                         \
    "()\n\t/src/a.go:7 +0x1\ncreated by main.main in goroutine 1\n\t/src/a.go:3 +0x1\n\n"

static const char dump[] =
    IN("2", "syscall, 3 minutes", "syscall.Syscall(0x0, 0x7, 0xc0000a0000)", "main.load")
        IN("3", "syscall, 9 minutes", "syscall.Syscall(0x0?, 0x8, 0xc0000a0000)", "main.other")
            IN("4", "syscall", "internal/runtime/syscall.Syscall6(0x48, 0x1)", "main.lock")
                IN("5", "syscall", "runtime.cgocall(0x4f0, 0xc00009)", "main.decode")
                    IN("6", "syscall", "os/signal.signal_recv()", "os/signal.loop")
                        IN("7", "IO wait", "syscall.Syscall(0x0, 0x7)", "main.load")
                            IN("8", "syscall", "syscall.Syscall(...)", "main.inlined");

#define COLUMNS                                                                                    \
    "tid\tname\tstate\tutime\tstime\tprocessor\tstarttime\twchan\tsyscall\trun_ns\twait_ns\n"
#define THREAD(tid, state, wchan, call)                                                            \
    tid "\tx\t" state "\t0\t0\t0\t0\t" wchan "\t" call "\t0\t0\n"

static const char threads[] =
    COLUMNS THREAD("10", "S", "pipe_read", "0") THREAD("11", "D", "nfs_wait", "0")
        THREAD("12", "D", "nfs_wait", "0") THREAD("13", "S", "futex_do_wait", "202")
            THREAD("14", "R", "0", "running") THREAD("15", "S", "0", "4000");

static struct model model_of(const char *machine, const char *table)
{
    struct tiny t = {.arena = &arena};
    struct model m;
    struct error err;
    tiny_add(&t, "00-bundle.json",
             arena_printf(&arena,
                          "{\"format\":\"exhibit-bundle/1\",\"host\":{\"system\":\"Linux\","
                          "\"architecture\":\"%s\"}}",
                          machine));
    tiny_add(&t, "40-go/goroutine-debug2.txt", slice_from(dump));
    if (table)
        tiny_add(&t, "10-process/threads.tsv", slice_from(table));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    return m;
}

static const struct syscall_wait *call_in(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->nsyscalls; i++)
        if (slice_is(m->syscalls[i].name, name))
            return &m->syscalls[i];
    return NULL;
}

static void goroutines_and_threads_in_one_call_stand_together(void **state)
{
    (void)state;
    struct model m = model_of("x86_64", threads);
    const struct syscall_wait *w = &m.syscalls[0];
    assert_true(m.has_thread_calls);
    assert_true(slice_is(w->name, "read"));
    assert_int_equal(w->goroutines, 2);
    assert_int_equal(w->threads, 3);
    assert_int_equal(w->blocked, 2);
    assert_true(slice_is(w->wchan, "nfs_wait"));
    assert_int_equal(w->in_wchan, 2);
    assert_true(slice_is(w->where, "main.load"));
    assert_int_equal((int)w->minutes.value, 9);
    w = call_in(&m, "fcntl");
    assert_int_equal(w->goroutines, 1);
    assert_int_equal(w->threads, 0);
    w = call_in(&m, "futex");
    assert_int_equal(w->goroutines, 0);
    assert_int_equal(w->threads, 1);
    assert_int_equal(call_in(&m, "system call 4000")->threads, 1);
    assert_int_equal(call_in(&m, "system call 4000")->wchan.len, 0);
}

/* C code, the runtime's own wait for signals, and arguments that are not printed. */
static void a_call_without_a_number_has_the_name_of_its_function(void **state)
{
    (void)state;
    struct model m = model_of("x86_64", threads);
    static const char *const names[] = {"runtime.cgocall", "os/signal.signal_recv",
                                        "syscall.Syscall"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct syscall_wait *w = call_in(&m, names[i]);
        assert_non_null(w);
        assert_false(w->number.known);
        assert_int_equal(w->goroutines, 1);
        assert_int_equal(w->threads, 0);
    }
}

static void a_number_means_another_call_on_another_machine(void **state)
{
    (void)state;
    struct model m = model_of("aarch64", NULL);
    assert_false(m.has_thread_calls);
    assert_int_equal(call_in(&m, "fsync") ? 0 : 1, 1);
    assert_non_null(call_in(&m, "pselect6")); /* 0x48 */
    m = model_of("riscv64", NULL);
    assert_non_null(call_in(&m, "system call 72"));
}

static void a_damaged_table_of_threads_does_no_harm(void **state)
{
    (void)state;
    char text[sizeof threads];
    for (size_t i = 0; i < sizeof threads; i++) {
        memcpy(text, threads, sizeof threads);
        text[i] = '\0';
        struct model m = model_of("x86_64", text);
        assert_true(m.syscalls[0].goroutines <= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(goroutines_and_threads_in_one_call_stand_together, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_call_without_a_number_has_the_name_of_its_function, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_number_means_another_call_on_another_machine, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_damaged_table_of_threads_does_no_harm, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
