/* Who waits for whom, for how long, and who may be a leak. */
#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#include "assemble.h"
#include "tiny_bundle.h"
#include "wait_range.h"

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

static struct model model_of(const struct world *a, const struct world *b)
{
    struct bundle *x = ARENA_NEW(&arena, struct bundle), *y = ARENA_NEW(&arena, struct bundle);
    struct model m;
    struct error err;
    *x = tiny_world(&arena, a);
    if (b)
        *y = tiny_world(&arena, b);
    const struct bundle *const side[SIDES_MAX] = {x, b ? y : NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    return m;
}

#define MADE     "created by main.main in goroutine 1\n\t/src/main.go:9 +0x1\n\n"
#define ORPHANED "created by main.serve in goroutine 77\n\t/src/main.go:9 +0x1\n\n"
#define WAITER(n)                                                                                  \
    "goroutine " n " [sync.Mutex.Lock, 3 minutes]:\n"                                              \
    "internal/sync.(*Mutex).lockSlow(0xc0000000a8)\n\t/go/mutex.go:149 +0x1\n"                     \
    "internal/sync.(*Mutex).Lock(...)\n\t/go/mutex.go:70\n"                                        \
    "sync.(*Mutex).Lock(...)\n\t/go/mutex.go:46\n"                                                 \
    "main.(*Store).Get(0xc0000000a0, {0x1, 0x2})\n\t/src/store.go:9 +0x1\n" MADE
#define INSIDE(n, value)                                                                           \
    "goroutine " n " [IO wait]:\n"                                                                 \
    "net.(*conn).Read(0xc000000fff)\n\t/go/net.go:1 +0x1\n"                                        \
    "main.(*Store).Flush(" value ")\n\t/src/store.go:40 +0x1\n" MADE

static const struct {
    const char *name, *dump;
    uint64_t waiters, holder;
    size_t candidates;
    bool by_pointer;
} queues[] = {
    {"inside of the very value",
     WAITER("50") WAITER("51") INSIDE("60", "0xc0000000a0") INSIDE("61", "0xc0000000e0"), 2, 60, 1,
     true},
    {"of the type alone", WAITER("50") INSIDE("60", "..."), 1, 60, 1, false},
    {"one of several", WAITER("50") INSIDE("60", "...") INSIDE("61", "..."), 1, 60, 2, false},
    {"nobody", WAITER("50") WAITER("51"), 2, 0, 0, false},
};

static void the_likely_holder_of_a_lock_is_inside_of_the_same_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(queues); i++) {
        struct model m = model_of(&(struct world){.dump = queues[i].dump}, NULL);
        print_message("  case %s\n", queues[i].name);
        assert_int_equal(m.nlock_queues, 1);
        const struct lock_queue *q = &m.locks_waited_for[0];
        assert_true(slice_is(q->where, "main.(*Store).Get"));
        assert_true(slice_is(q->address, "0xc0000000a8"));
        assert_int_equal(q->waiters, queues[i].waiters);
        assert_int_equal(q->holder, queues[i].holder);
        assert_int_equal(q->candidates, queues[i].candidates);
        assert_int_equal(q->by_pointer, queues[i].by_pointer);
        assert_false(q->cycle);
    }
}

/* A log on a pipe that nobody reads: one is in the system call, the others behind it. */
#define WRITER(n)                                                                                  \
    "goroutine " n " [semacquire, 5 minutes]:\n"                                                   \
    "internal/poll.runtime_Semacquire(0x7f9f74?)\n\t/go/sema.go:67 +0x25\n"                        \
    "internal/poll.(*fdMutex).rwlock(0xc00012c0c0, 0xd?)\n\t/go/fd_mutex.go:154 +0xd2\n"           \
    "internal/poll.(*FD).writeLock(...)\n\t/go/fd_mutex.go:239\n"                                  \
    "internal/poll.(*FD).Write(0xc00012c0c0, {0xc0004cec00, 0x105})\n\t/go/fd_unix.go:370 +0x7\n"  \
    "os.(*File).Write(0xc00012a010, {0xc0004cec00?, 0x105})\n\t/go/file.go:176 +0x65\n"            \
    "main.logLine()\n\t/src/log.go:9 +0x1\n" MADE

static void writers_of_one_file_queue_behind_the_one_that_is_in_the_call(void **state)
{
    (void)state;
    static const char dump[] =
        "goroutine 58 [IO wait, 9 minutes]:\n"
        "internal/poll.(*FD).Read(0xc00012c0c0, {0x1, 0x2})\n\t/go/a.go:1\n"
        "main.readAll()\n\t/src/log.go:3 +0x1\n" MADE "goroutine 59 [syscall, 5 minutes]:\n"
        "internal/poll.(*FD).Write(0xc000999000, {0x1, 0x2})\n\t/go/a.go:1\n"
        "main.other()\n\t/src/log.go:4 +0x1\n" MADE "goroutine 60 [syscall, 5 minutes]:\n"
        "syscall.Syscall(0x1, 0x2, 0xc0004cec00, 0x105)\n\t/go/a.go:1\n"
        "internal/poll.(*FD).Write(0xc00012c0c0, {0x1, 0x2})\n\t/go/a.go:1\n"
        "main.logLine()\n\t/src/log.go:9 +0x1\n" MADE WRITER("61") WRITER("62");
    struct model m = model_of(&(struct world){.dump = dump}, NULL);
    assert_int_equal(m.nlock_queues, 1);
    const struct lock_queue *q = &m.locks_waited_for[0];
    assert_true(slice_is(q->address, "0xc00012c0c0"));
    assert_true(slice_is(q->where, "internal/poll.(*FD).Write"));
    assert_int_equal(q->waiters, 2);
    assert_int_equal(q->holder, 60);
    assert_int_equal(q->candidates, 1);
    assert_true(q->by_pointer);
    struct number waiting = model_metric(&m, "go.goroutines_waiting_for_locks", 0);
    assert_true(waiting.known && fabs(waiting.value - 2) < 0.5);
}

static void a_wait_group_waits_for_what_its_goroutine_has_started(void **state)
{
    (void)state;
    static const char dump[] =
        "goroutine 70 [sync.WaitGroup.Wait, 2 minutes]:\n"
        "sync.runtime_SemacquireWaitGroup(0xc0000000a8?)\n\t/go/sema.go:110 +0x1\n"
        "sync.(*WaitGroup).Wait(0xc0000000a0)\n\t/go/waitgroup.go:118 +0x1\n"
        "main.runAll()\n\t/src/all.go:9 +0x1\n" MADE
        "goroutine 71 [chan receive]:\nmain.worker()\n\t/src/all.go:30 +0x1\n"
        "created by main.runAll in goroutine 70\n\t/src/all.go:7 +0x1\n\n"
        "goroutine 72 [chan receive]:\nmain.worker()\n\t/src/all.go:30 +0x1\n"
        "created by main.runAll in goroutine 70\n\t/src/all.go:7 +0x1\n\n";
    struct model m = model_of(&(struct world){.dump = dump}, NULL);
    assert_int_equal(m.nwait_groups, 1);
    assert_true(slice_is(m.wait_groups[0].where, "main.runAll"));
    assert_int_equal(m.wait_groups[0].alive, 2);
    assert_true(slice_is(m.wait_groups[0].alive_where, "main.worker"));
}

static void what_nobody_owns_any_more_is_counted(void **state)
{
    (void)state;
    struct model m = model_of(&(struct world){.dump = "goroutine 70 [chan send]:\nmain.report()\n"
                                                      "\t/src/a.go:30 +0x1\n" ORPHANED
                                                      "goroutine 71 [chan send]:\nmain.other()\n"
                                                      "\t/src/a.go:31 +0x1\n" MADE},
                              NULL);
    size_t orphans = 0, known = 0;
    for (size_t i = 0; i < m.ngoroutines; i++) {
        orphans += m.goroutines[i].orphans[0];
        known += m.goroutines[i].creators_known[0];
    }
    assert_int_equal(orphans, 1);
    assert_int_equal(known, 2);
}

/* The bundle is that of a healthy program, then a leak; what waits by design is no suspect. */
static void suspects_are_ranked_and_a_healthy_program_has_none(void **state)
{
    (void)state;
    static const struct world calm = {.waiting = 12, .idle = 400, .hanging = 2};
    static const struct world later = {.second = 1020, .waiting = 13, .idle = 900, .hanging = 3};
    struct model m = model_of(&calm, &later);
    assert_int_equal(m.nsuspects, 0);
    static const struct world leak = {
        .second = 1020, .waiting = 90, .sending = 60, .idle = 900, .hanging = 3};
    m = model_of(&calm, &leak);
    assert_int_equal(m.nsuspects, 2);
    assert_true(slice_is(m.suspects[0].group->frames[0].function, "main.wait"));
    assert_true(slice_has_prefix(m.suspects[0].why,
                                 SLICE("78 more, 12 of the 12 before are still there, 90 alike")));
}

static void waits_fall_into_buckets(void **state)
{
    (void)state;
    struct model m = model_of(&(struct world){.queue = 20, .waiting = 5}, NULL);
    assert_true(m.has_waits[0]);
    assert_int_equal(m.waits[0][0], 7); /* five that wait, main, and who makes the dump */
    assert_int_equal(m.waits[2][0], 20);
    for (size_t bucket = 0; bucket < WAIT_BUCKETS; bucket++) {
        uint64_t sum = 0;
        for (size_t i = 0; i < m.ngoroutines; i++)
            sum += m.goroutines[i].waits[bucket][0];
        assert_int_equal(sum, m.waits[bucket][0]);
    }
    m = model_of(&(struct world){.no_dump = true, .waiting = 5}, NULL);
    assert_false(m.has_waits[0]);
}

/* Collections ended 600, 190 and 30 s ago. "3 minutes" is the one 190 s ago: the wait began behind
 * it and before the one 30 s ago. */
static void printed_minutes_are_a_range_between_two_collections(void **state)
{
    (void)state;
    static struct memstats stats = {.num_gc = {true, 3}, .npause_ns = 3, .npause_end = 256};
    const double now = 2e18;
    struct number least, most;
    stats.pause_end[0] = (uint64_t)(now - 600e9);
    stats.pause_end[1] = (uint64_t)(now - 190e9);
    stats.pause_end[2] = (uint64_t)(now - 30e9);
    stats.pause_ns[0] = stats.pause_ns[1] = stats.pause_ns[2] = 1;
    stats.npause_ns = 256;
    wait_range(&stats, (struct number){true, now}, 3, &least, &most);
    assert_true(fabs(least.value - 30) < 1 && fabs(most.value - 190) < 1);
    wait_range(NULL, (struct number){true, now}, 7, &least, &most);
    assert_true(least.value < 7 * 60 && fabs(most.value - 8 * 60) < 1);
    wait_range(&stats, (struct number){false, 0}, 0, &least, &most);
    assert_true(least.value < 1 && fabs(most.value - 60) < 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_likely_holder_of_a_lock_is_inside_of_the_same_value),
        cmocka_unit_test(writers_of_one_file_queue_behind_the_one_that_is_in_the_call),
        cmocka_unit_test(a_wait_group_waits_for_what_its_goroutine_has_started),
        cmocka_unit_test(what_nobody_owns_any_more_is_counted),
        cmocka_unit_test(suspects_are_ranked_and_a_healthy_program_has_none),
        cmocka_unit_test(waits_fall_into_buckets),
        cmocka_unit_test(printed_minutes_are_a_range_between_two_collections),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
