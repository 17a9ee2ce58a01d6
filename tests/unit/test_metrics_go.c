/* Numbers about CPU and what is started: the collector's share, who runs, young children. */
#include "cmocka_all.h"

#include <math.h>

#include "assemble.h"
#include "proto_maker.h"
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

static struct model model_of(const char *member, struct slice text)
{
    struct tiny t = {.arena = &arena};
    struct model m;
    struct error err;
    tiny_add(&t, "10-process/status", SLICE("Name:\ttiny\n"));
    tiny_add(&t, member, text);
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    return m;
}

static double metric_of(const struct model *m, const char *name)
{
    struct number n = model_metric(m, name, 0);
    return n.known ? n.value : -1;
}

/* Function i + 1 is strings[i + 3], and location i + 1 is in it. */
static const char *const strings[] = {"",
                                      "cpu",
                                      "nanoseconds",
                                      "runtime.gcBgMarkWorker",
                                      "runtime.gcDrain",
                                      "main.work",
                                      "runtime.mallocgc",
                                      "runtime.gcAssistAlloc",
                                      "runtime.bgsweep"};
enum { WORKER = 1, DRAIN, WORK, MALLOC, ASSIST, SWEEP, FUNCTIONS = SWEEP };

static void put_sample(struct sbuf *b, const uint64_t *stack, size_t n, uint64_t value)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    put_packed(&m, 1, stack, n);
    put_packed(&m, 2, &value, 1);
    put_bytes(b, 2, sbuf_view(&m));
}

static struct slice cpu_profile(void)
{
    static const uint64_t worker[] = {DRAIN, WORKER}, work[] = {WORK}, sweep[] = {SWEEP};
    static const uint64_t assist[] = {DRAIN, ASSIST, MALLOC, WORK};
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    PUT_MESSAGE(&b, 1, 1, 2);
    put_sample(&b, worker, COUNT(worker), 300);
    put_sample(&b, worker, 1, 7); /* not below a worker: belongs to whoever calls it */
    put_sample(&b, work, COUNT(work), 533);
    put_sample(&b, assist, COUNT(assist), 150);
    put_sample(&b, sweep, COUNT(sweep), 10);
    for (uint64_t i = 1; i <= FUNCTIONS; i++) {
        AUTO_SBUF struct sbuf location;
        sbuf_init(&location, KIB);
        put_number(&location, 1, i);
        PUT_MESSAGE(&location, 4, i);
        put_bytes(&b, 4, sbuf_view(&location));
        PUT_MESSAGE(&b, 5, i, i + 2);
    }
    for (size_t i = 0; i < COUNT(strings); i++)
        put_text(&b, 6, strings[i]);
    return arena_copy(&arena, sbuf_view(&b));
}

static void the_share_of_the_collector_counts_each_sample_once(void **state)
{
    (void)state;
    struct model m = model_of("40-go/cpu.pb.gz", cpu_profile());
    assert_true(fabs(metric_of(&m, "go.cpu.gc") - 0.46) < 1e-9);
    m = model_of("10-process/io", SLICE("rchar: 1\n"));
    assert_false(model_metric(&m, "go.cpu.gc", 0).known);
}

static void goroutines_that_run_or_want_to_are_counted(void **state)
{
    (void)state;
    struct model m =
        model_of("40-go/goroutine-debug2.txt",
                 SLICE("goroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n\n"
                       "goroutine 2 [runnable]:\nmain.f()\n\t/a.go:2 +0x1\n\n"
                       "goroutine 3 [runnable, locked to thread]:\nmain.f()\n\t/a.go:2 +0x1\n\n"
                       "goroutine 4 [select]:\nmain.f()\n\t/a.go:3 +0x1\n\n"));
    assert_int_equal((int)metric_of(&m, "go.goroutines_running"), 3);
    assert_int_equal((int)metric_of(&m, "go.goroutines"), 4);
}

static void children_of_less_than_a_minute_are_young(void **state)
{
    (void)state;
    struct model m = model_of("10-process/family.tsv",
                              SLICE("pid\trelation\tppid\tstate\tname\tage_s\tcpu_s\n"
                                    "1\tparent\t0\tS\tinit\t3\t1\n9\tself\t1\tS\tx\t5\t1\n"
                                    "10\tchild\t9\tS\tgit\t2.50\t0\n11\tchild\t9\tS\tsh\t60\t0\n"
                                    "12\tdescendant\t11\tR\tgit\t59.99\t0\n"
                                    "13\tchild\t9\tS\tgit\t\t0\n"));
    assert_int_equal((int)metric_of(&m, "children.young"), 2);
    assert_int_equal((int)metric_of(&m, "children.count"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_share_of_the_collector_counts_each_sample_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(goroutines_that_run_or_want_to_are_counted, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(children_of_less_than_a_minute_are_young, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
