/* What is said of locks: never more than the addresses and the printed waits carry. */
#include "cmocka_all.h"

#include "rules_load.h"
#include "situation.h"

static struct arena arena;
static struct rules rules;

static int setup(void **state)
{
    struct error err;
    (void)state;
    arena = (struct arena)ARENA_INIT;
    return rules_builtin(&arena, rules.packs, &rules.count, &err) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

#define BEGUN                "created by main.main in goroutine 1\n\t/src/main.go:9 +0x1\n\n"
#define CALL(call)           call "\n\t/src/main.go:20 +0x1\n"
#define GO(n, state, calls)  "goroutine " n " [" state "]:\n" calls BEGUN
#define WAITS(n, wait, what) GO(n, "sync.Mutex.Lock" wait, what)
#define LOCK(address)        CALL("sync.(*Mutex).Lock(" address ")")

#define REFRESH(n, wait)                                                                           \
    WAITS(n, wait, LOCK("0x5a3f90") CALL("main.(*A).Refresh(0x5a3f80, 0x5a3f90)"))
#define SYNC(n, wait) WAITS(n, wait, LOCK("0x5a3f80") CALL("main.(*B).Sync(0x5a3f90, 0x5a3f80)"))

#define MOMENT  REFRESH("22", "") SYNC("23", "")
#define MINUTES REFRESH("22", ", 5 minutes") SYNC("23", ", 5 minutes")

/* Two locks of the package, held by plain functions. */
#define SLOW                                                                                       \
    GO("7", "sleep", CALL("main.slow(0x5a4d78)"))                                                  \
    GO("8", "sleep", CALL("main.slow(0x5a4d80)"))                                                  \
    WAITS("17", ", 5 minutes", LOCK("0x5a4d78") CALL("main.(*Session).Log(0x208a30a9c0d0)"))       \
    WAITS("9", ", 5 minutes",                                                                      \
          LOCK("0x5a4d80") CALL("main.(*Conn).Do(0x208a30a9c0d8)")                                 \
              CALL("main.(*Session).Work(0x208a30a9c0d0)"))                                        \
    WAITS("10", ", 5 minutes", LOCK("0x5a4d78") CALL("main.(*Conn).Flush(0x208a30a9c0d8)"))

static const struct {
    const char *name, *first, *last; /* first: NULL for one bundle */
    enum severity want;
    enum confidence sure;
    const char *word; /* in the text */
} circles[] = {
    {"a moment", NULL, MOMENT, WARN, CONFIDENCE_LIKELY, "longer than a moment"},
    {"twice, but not one wait", MOMENT, MOMENT, WARN, CONFIDENCE_LIKELY,
     "In the first bundle the same goroutines waited for the same locks."},
    {"minutes", NULL, MINUTES, CRIT, CONFIDENCE_LIKELY, "for a minute or more"},
    {"minutes, and in both", MOMENT, MINUTES, CRIT, CONFIDENCE_STRONG, "for a minute or more"},
    {"minutes, of others than in the first", REFRESH("32", "") SYNC("33", ""), MINUTES, CRIT,
     CONFIDENCE_LIKELY, "main.(*A).Refresh waits for the lock 0x5a3f90, and may hold 0x5a3f80"},
    {"a third one has one of the locks", NULL,
     MINUTES GO("7", "sleep, 5 minutes", CALL("main.slow(0x5a3f80)")), WARN, CONFIDENCE_WATCH,
     "do not wait in the circle"},
    {"a third one has one of the locks for a moment", NULL,
     MOMENT GO("7", "sleep", CALL("main.slow(0x5a3f80)")), NOTE, CONFIDENCE_WATCH,
     "do not wait in the circle"},
    {"held by plain functions", NULL, SLOW, NO, CONFIDENCE_WATCH, NULL},
    {"held by plain functions, twice", SLOW, SLOW, NO, CONFIDENCE_WATCH, NULL},
    {"one address with a doubt", NULL,
     WAITS("22", ", 5 minutes", LOCK("0x5a3f90") CALL("main.(*A).Refresh(0x5a3f80?, 0x5a3f90)"))
         SYNC("23", ", 5 minutes"),
     NO, CONFIDENCE_WATCH, NULL},
};

static void a_deadlock_is_as_sure_as_its_addresses_and_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(circles); i++) {
        struct situation s = {{.dump = circles[i].last}, {0}, false, {0}};
        if (circles[i].first)
            s = (struct situation){
                {.dump = circles[i].first}, {LATER, .dump = circles[i].last}, true, {0}};
        struct findings found = judge(&arena, &rules, &s);
        const struct finding *f = find(&found, "goroutines.deadlock");
        print_message("  case %s\n", circles[i].name);
        assert_int_equal(f ? f->severity : NO, circles[i].want);
        if (!f)
            continue;
        assert_int_equal(f->confidence, circles[i].sure);
        print_message("  %.*s\n", SLICE_ARG(f->text));
        assert_true(slice_find(f->text, slice_from(circles[i].word)) != SIZE_MAX);
    }
}

#define QUEUE(from)                                                                                \
    .stacked = {{"sync.Mutex.Lock", "sync.(*Mutex).Lock main.waiter", "main.main", 50, from}}

static const struct {
    const char *name;
    struct situation s;
    enum severity want;
    enum confidence sure;
    const char *word; /* in the text */
} lines[] = {
    {"one look", {{QUEUE(2000)}, {0}, false, {0}}, NOTE, CONFIDENCE_WATCH, "main.waiter"},
    {"the same a minute later",
     {{QUEUE(2000)}, {.second = 1060, QUEUE(2000)}, true, {0}},
     WARN,
     CONFIDENCE_LIKELY,
     "50 of the 50 that were here in the first bundle are here in the second one, too, 1 min"},
    {"the same a moment later",
     {{QUEUE(2000)}, {.second = 1020, QUEUE(2000)}, true, {0}},
     NOTE,
     CONFIDENCE_WATCH,
     "50 of the 50"},
    {"half of them are others",
     {{QUEUE(2000)}, {.second = 1060, QUEUE(2025)}, true, {0}},
     NOTE,
     CONFIDENCE_WATCH,
     "25 of the 50"},
    {"all of them are others",
     {{QUEUE(2000)}, {.second = 1060, QUEUE(3000)}, true, {0}},
     NOTE,
     CONFIDENCE_WATCH,
     "0 of the 50"},
};

static void a_queue_of_the_same_goroutines_is_more_than_a_busy_lock(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct findings found = judge(&arena, &rules, &lines[i].s);
        const struct finding *f = find(&found, "goroutines.lock_queue");
        print_message("  case %s\n", lines[i].name);
        assert_non_null(f);
        print_message("  %.*s\n", SLICE_ARG(f->text));
        assert_int_equal(f->severity, lines[i].want);
        assert_int_equal(f->confidence, lines[i].sure);
        assert_true(slice_find(f->text, slice_from(lines[i].word)) != SIZE_MAX);
        if (!lines[i].s.two)
            assert_true(slice_find(f->text, SLICE("first bundle")) == SIZE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadlock_is_as_sure_as_its_addresses_and_waits),
        cmocka_unit_test(a_queue_of_the_same_goroutines_is_more_than_a_busy_lock),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
