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

#define FUNCTION(n, lock)                                                                          \
    "goroutine " n " [sleep]:\n"                                                                   \
    "time.Sleep(0x4a817c800)\n\t/go/time.go:1 +0x1\n"                                              \
    "main.slow(" lock ")\n\t/src/slow.go:4 +0x1\n" MADE
#define ASKING(n)                                                                                  \
    "goroutine " n " [runnable]:\n"                                                                \
    "internal/sync.(*Mutex).lockSlow(0xc0000000a8)\n\t/go/mutex.go:149 +0x1\n"                     \
    "main.(*Store).Get(0xc0000000a0, {0x1, 0x2})\n\t/src/store.go:9 +0x1\n" MADE

/* It waits for a lock, called from CALLS. */
#define AT_LOCK(n, wait, lock, calls)                                                              \
    "goroutine " n " [sync.Mutex.Lock" wait "]:\n"                                                 \
    "internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)\n\t/go/sema.go:95 +0x1\n"             \
    "internal/sync.(*Mutex).lockSlow(" lock ")\n\t/go/mutex.go:149 +0x1\n"                         \
    "sync.(*Mutex).Lock(...)\n\t/go/mutex.go:46\n" calls MADE
#define CALL(call) call "\n\t/src/main.go:20 +0x1\n"

static const struct {
    const char *name, *dump;
    uint64_t waiters, holder;
    size_t candidates;
    enum lock_evidence evidence;
} queues[] = {
    {"inside of the very value",
     WAITER("50") WAITER("51") INSIDE("60", "0xc0000000a0") INSIDE("61", "0xc0000000e0"), 2, 60, 1,
     LOCK_BY_VALUE},
    {"has the lock itself",
     WAITER("50") INSIDE("60", "0xc0000000a0") FUNCTION("61", "0xc0000000a8"), 1, 61, 2,
     LOCK_BY_ARGUMENT},
    {"has it, with a doubt", WAITER("50") FUNCTION("61", "0xc0000000a8?"), 1, 0, 0, LOCK_BY_TYPE},
    {"is about to ask for it", WAITER("50") ASKING("61"), 1, 0, 0, LOCK_BY_TYPE},
    {"another value of the type before the lock",
     WAITER("50") INSIDE("60", "0xc0000000a0") INSIDE("61", "0xc0000000a4"), 1, 0, 0, LOCK_BY_TYPE},
    {"of the type alone", WAITER("50") INSIDE("60", "..."), 1, 60, 1, LOCK_BY_TYPE},
    {"of the type, with a doubt", WAITER("50") INSIDE("60", "0xc0000000e0?"), 1, 60, 1,
     LOCK_BY_TYPE},
    {"of the type, but of another value", WAITER("50") INSIDE("61", "0xc0000000e0"), 1, 0, 0,
     LOCK_BY_TYPE},
    {"of the type, but far from the lock",
     AT_LOCK("50", "", "0xc0000000a8", CALL("main.(*Store).Get(0x0?)"))
         INSIDE("60", "0xc000009000"),
     1, 0, 0, LOCK_BY_TYPE},
    {"one of several", WAITER("50") INSIDE("60", "...") INSIDE("61", "..."), 1, 60, 2,
     LOCK_BY_TYPE},
    {"nobody", WAITER("50") WAITER("51"), 2, 0, 0, LOCK_BY_TYPE},
};

static void the_likely_holder_has_the_lock_or_its_value_in_hand(void **state)
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
        assert_int_equal(q->evidence, queues[i].evidence);
        assert_false(q->cycle);
    }
}

#define REFRESH(wait) AT_LOCK("22", wait, "0x5a3f90", CALL("main.(*A).Refresh(0x5a3f80, 0x5a3f90)"))
#define SYNC(wait)    AT_LOCK("23", wait, "0x5a3f80", CALL("main.(*B).Sync(0x5a3f90, 0x5a3f80)"))

/* Two locks of the package, each held by a plain function; two types that use both. */
#define LOG_AND_WORK                                                                               \
    AT_LOCK("17", "", "0x5a4d78", CALL("main.(*Session).Log(0x208a30a9c0d0)"))                     \
    AT_LOCK("9", "", "0x5a4d80",                                                                   \
            CALL("main.(*Conn).Do(0x208a30a9c0d8)") CALL("main.(*Session).Work(0x208a30a9c0d0)"))  \
    AT_LOCK("10", "", "0x5a4d78", CALL("main.(*Conn).Flush(0x208a30a9c0d8)"))
#define SLOW(n, lock) "goroutine " n " [sleep]:\n" CALL("main.slow(" lock ")") MADE

static const struct {
    const char *name, *dump;
    size_t circle, closed;
} circles[] = {
    {"each is a method of what the other one waits for", REFRESH("") SYNC(""), 2, 2},
    {"of functions",
     AT_LOCK("19", "", "0x5a3f90", CALL("main.transfer(0x5a3f80, 0x5a3f90)"))
         AT_LOCK("20", "", "0x5a3f80", CALL("main.transfer(0x5a3f90, 0x5a3f80)"))
             AT_LOCK("21", "", "0x5a3f80", CALL("main.transfer(0x5a3f80, 0x5a3f90)"))
                 AT_LOCK("5", "", "0x5a3f80", CALL("main.third()")),
     2, 2},
    {"the locks are the second fields of neighbours",
     AT_LOCK("22", "", "0xc0000000d8", CALL("main.(*A).Refresh(0xc0000000c0, 0xc0000000d0)"))
         AT_LOCK("23", "", "0xc0000000c8", CALL("main.(*B).Sync(0xc0000000d0, 0xc0000000c0)")),
     2, 2},
    {"of three",
     AT_LOCK("1", "", "0x5a3f90", CALL("main.a(0x5a3f80)"))
         AT_LOCK("2", "", "0x5a3fa0", CALL("main.b(0x5a3f90)"))
             AT_LOCK("3", "", "0x5a3f80", CALL("main.c(0x5a3fa0)")),
     3, 3},
    {"a third one may hold a lock and goes on", REFRESH("") SYNC("") SLOW("7", "0x5a3f80"), 2, 0},
    {"package locks held by plain functions",
     LOG_AND_WORK SLOW("7", "0x5a4d78") SLOW("8", "0x5a4d80"), 0, 0},
    {"package locks, and who holds them is not seen", LOG_AND_WORK, 0, 0},
    {"one address is printed with a doubt",
     AT_LOCK("22", "", "0x5a3f90", CALL("main.(*A).Refresh(0x5a3f80?, 0x5a3f90)")) SYNC(""), 0, 0},
    {"one lock is printed with a doubt",
     AT_LOCK("22", "", "0x5a3f90?", CALL("main.(*A).Refresh(0x5a3f80, 0x5a3f90)")) SYNC(""), 0, 0},
    {"one waits, the other one works",
     REFRESH("") "goroutine 23 [IO wait]:\n" CALL("main.(*B).Sync(0x5a3f90, 0x5a3f80)") MADE, 0, 0},
    {"the receivers lie far below the locks",
     AT_LOCK("22", "", "0x5b3f90", CALL("main.(*A).Refresh(0x5a3f80, 0x5a4f80)"))
         AT_LOCK("23", "", "0x5b3f80", CALL("main.(*B).Sync(0x5a4f80, 0x5a3f80)")),
     0, 0},
};

static void locks_are_in_a_circle_only_where_addresses_say_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(circles); i++) {
        struct model m = model_of(&(struct world){.dump = circles[i].dump}, NULL);
        size_t circle = 0, closed = 0;
        for (size_t k = 0; k < m.nlock_queues; k++) {
            circle += m.locks_waited_for[k].cycle;
            closed += m.locks_waited_for[k].closed;
            assert_false(m.locks_waited_for[k].lasts_minutes || m.locks_waited_for[k].in_both);
        }
        print_message("  case %s\n", circles[i].name);
        assert_int_equal(circle, circles[i].circle);
        assert_int_equal(closed, circles[i].closed);
        assert_int_equal(lock_circle_text(&arena, &m).len > 0, circle > 0);
    }
}

/* "2 minutes" may have been a moment: collections can be that far apart. */
static void a_circle_of_minutes_in_both_bundles_is_told_from_one_of_a_moment(void **state)
{
    (void)state;
    static const char moment[] = REFRESH(", 2 minutes") SYNC(", 9 minutes");
    static const char minutes[] = REFRESH(", 5 minutes") SYNC(", 9 minutes");
    static const char one_alone[] = REFRESH(", 5 minutes") SLOW("23", "0x5a3f90");
    static const struct {
        const char *first, *last;
        bool minutes, both;
    } pairs[] = {{NULL, moment, false, false},      {NULL, minutes, true, false},
                 {moment, moment, false, true},     {moment, minutes, true, true},
                 {one_alone, minutes, true, false}, {moment, REFRESH("") SYNC(""), false, true}};
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct world first = {.dump = pairs[i].first};
        struct world last = {.dump = pairs[i].last, .second = 1020};
        struct model m = pairs[i].first ? model_of(&first, &last) : model_of(&last, NULL);
        print_message("  pair %zu\n", i);
        assert_int_equal(m.nlock_queues, 2);
        for (size_t k = 0; k < m.nlock_queues; k++) {
            assert_true(m.locks_waited_for[k].cycle && m.locks_waited_for[k].closed);
            assert_int_equal(m.locks_waited_for[k].lasts_minutes, pairs[i].minutes);
            assert_int_equal(m.locks_waited_for[k].in_both, pairs[i].both);
        }
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
    assert_int_equal(q->evidence, LOCK_BY_RECEIVER);
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
        cmocka_unit_test(the_likely_holder_has_the_lock_or_its_value_in_hand),
        cmocka_unit_test(locks_are_in_a_circle_only_where_addresses_say_so),
        cmocka_unit_test(a_circle_of_minutes_in_both_bundles_is_told_from_one_of_a_moment),
        cmocka_unit_test(writers_of_one_file_queue_behind_the_one_that_is_in_the_call),
        cmocka_unit_test(a_wait_group_waits_for_what_its_goroutine_has_started),
        cmocka_unit_test(what_nobody_owns_any_more_is_counted),
        cmocka_unit_test(suspects_are_ranked_and_a_healthy_program_has_none),
        cmocka_unit_test(waits_fall_into_buckets),
        cmocka_unit_test(printed_minutes_are_a_range_between_two_collections),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
