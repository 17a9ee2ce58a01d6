/* What was read out of memory beside what the program tells: the same, explained, or not. */
#include "cmocka_all.h"

#include <string.h>

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

#define HEADER                                                                                     \
    "{\"format\":\"exhibit-bundle/1\",\"tool\":{\"name\":\"collect\",\"version\":\"0.1.0\"},"      \
    "\"clocks\":{\"processors\":1}}"
#define RECORD(id, path, start, end)                                                               \
    "{\"id\":\"" id "\",\"path\":\"40-go/" path "\",\"status\":\"ok\",\"start_s\":" start          \
    ",\"end_s\":" end "}"
#define MANIFEST                                                                                                     \
    "{\"format\":\"exhibit-bundle/1\",\"artifacts\":[" RECORD(                                                       \
        "go.live.goroutines", "live-goroutines.txt", "0.1",                                                          \
        "0.2") "," RECORD("go.goroutine.debug2", "goroutine-debug2.txt", "1.0",                                      \
                          "1.2") "," RECORD("go.live.heap", "live-heap.pb.gz", "0.2",                                \
                                            "0.3") "," RECORD("go.heap", "heap.pb.gz", "0.9",                        \
                                                              "1.3") "," RECORD("go.live."                           \
                                                                                "memstats",                          \
                                                                                "live-memstats."                     \
                                                                                "json",                              \
                                                                                "0.2",                               \
                                                                                "0.3") "," RECORD("go.heap.debug1",  \
                                                                                                  "heap-debug1.txt", \
                                                                                                  "1.3",             \
                                                                                                  "1.4") "]}"

#define G(id, state, function)                                                                     \
    "goroutine " id " [" state "]:\n" function "()\n\t/src/a.go:7 +0x1\n"                          \
    "created by main.main in goroutine 1\n\t/src/a.go:3 +0x1\n\n"
#define MANY                                                                                       \
    G("2", "IO wait", "main.r")                                                                    \
    G("3", "IO wait", "main.r")                                                                    \
    G("4", "IO wait", "main.r") G("5", "IO wait", "main.r") G("6", "IO wait", "main.r")
#define LIVE_STATS(gc, alloc, total)                                                               \
    "{\"format\":\"exhibit-live-memstats/1\",\"NumGC\":" gc ",\"HeapAlloc\":" alloc                \
    ",\"TotalAlloc\":" total "}"
#define STATS(gc, alloc, total)                                                                    \
    "# runtime.MemStats\n# TotalAlloc = " total "\n# HeapAlloc = " alloc "\n# NumGC = " gc "\n"

/* A heap profile of one sample. */
static struct slice heap(uint64_t bytes)
{
    static const char *const strings[] = {"", "inuse_space", "bytes", "alloc_space"};
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    PUT_MESSAGE(&b, 1, 3, 2);
    PUT_MESSAGE(&b, 1, 1, 2);
    AUTO_SBUF struct sbuf sample;
    sbuf_init(&sample, MIB);
    PUT_PACKED(&sample, 1, 1);
    PUT_PACKED(&sample, 2, 100, bytes);
    put_bytes(&b, 2, sbuf_view(&sample));
    PUT_MESSAGE(&b, 4, 1);
    for (size_t i = 0; i < COUNT(strings); i++)
        put_text(&b, 6, strings[i]);
    return arena_copy(&arena, sbuf_view(&b));
}

struct both {
    const char *live, *told, *live_stats, *stats;
    uint64_t live_heap, heap;
};

static struct model model_of(const struct both *w)
{
    struct tiny t = {.arena = &arena};
    const struct {
        const char *name;
        struct slice text;
    } members[] = {
        {"00-bundle.json", SLICE(HEADER)},
        {"40-go/live-memstats.json", slice_from(w->live_stats)},
        {"40-go/live-heap.pb.gz", w->live_heap ? heap(w->live_heap) : SLICE("")},
        {"40-go/live-goroutines.txt", slice_from(w->live)},
        {"40-go/goroutine-debug2.txt", slice_from(w->told)},
        {"40-go/heap.pb.gz", w->heap ? heap(w->heap) : SLICE("")},
        {"40-go/heap-debug1.txt", slice_from(w->stats)},
        {"manifest.json", SLICE(MANIFEST)},
    };
    struct model m;
    struct error err;
    for (size_t i = 0; i < COUNT(members); i++)
        if (members[i].text.len)
            tiny_add(&t, members[i].name, members[i].text);
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    return m;
}

static const struct crosscheck *row_of(const struct model *m, const char *what)
{
    for (size_t i = 0; i < m->ncrosschecks; i++)
        if (strcmp(m->crosschecks[i].what, what) == 0)
            return &m->crosschecks[i];
    return NULL;
}

static const struct {
    const char *name, *what;
    struct both w;
    enum crosscheck_result want;
    const char *why; /* part of it; NULL: nothing to say */
} cases[] = {
    {"the same goroutines",
     "goroutines",
     {.live = MANY, .told = MANY},
     CROSSCHECK_SAME,
     "the same"},
    {"one ended, one was started",
     "goroutines",
     {.live = MANY G("7", "IO wait", "main.r"), .told = MANY G("9", "IO wait", "main.r")},
     CROSSCHECK_EXPLAINED,
     "1 ended and 1 were started"},
    {"numbers are handed out in batches",
     "goroutines",
     {.live = MANY G("20", "IO wait", "main.r"),
      .told = MANY G("9", "IO wait", "main.r") G("20", "IO wait", "main.r")},
     CROSSCHECK_EXPLAINED,
     "1 were started"},
    {"the program's own dump is cut",
     "goroutines",
     {.live = MANY, .told = G("2", "IO wait", "main.r") "goroutine 3 [IO wait]:\nmain."},
     CROSSCHECK_EXPLAINED,
     "goroutine-debug2.txt is cut"},
    {"a goroutine went on",
     "different stacks",
     {.live = MANY G("7", "IO wait", "main.r"), .told = MANY G("7", "IO wait", "main.other")},
     CROSSCHECK_EXPLAINED,
     "1 have moved"},
    {"one that by its wait cannot have gone on",
     "different stacks",
     {.live = MANY G("7", "select, 3 minutes", "main.r"),
      .told = MANY G("7", "select, 3 minutes", "main.other"),
      .live_stats = LIVE_STATS("5", "1000", "2000"),
      .stats = STATS("5", "1000", "2000")},
     CROSSCHECK_DIFFERS,
     "have not moved"},
    {"with a collection in between it can",
     "different stacks",
     {.live = MANY G("7", "select, 3 minutes", "main.r"),
      .told = MANY G("7", "select, 3 minutes", "main.other"),
      .live_stats = LIVE_STATS("5", "1000", "2000"),
      .stats = STATS("6", "1000", "2000")},
     CROSSCHECK_EXPLAINED,
     "1 have moved"},
    {"no collection",
     "collections since the start (NumGC)",
     {.live_stats = LIVE_STATS("5", "1000", "2000"), .stats = STATS("5", "1000", "2000")},
     CROSSCHECK_SAME,
     NULL},
    {"two collections",
     "collections since the start (NumGC)",
     {.live_stats = LIVE_STATS("5", "1000", "2000"), .stats = STATS("7", "1000", "2000")},
     CROSSCHECK_EXPLAINED,
     "2 garbage collections"},
    {"collections cannot be undone",
     "collections since the start (NumGC)",
     {.live_stats = LIVE_STATS("5", "1000", "2000"), .stats = STATS("4", "1000", "2000")},
     CROSSCHECK_DIFFERS,
     "only rise"},
    {"what was allocated cannot be undone",
     "allocated since the start (TotalAlloc)",
     {.live_stats = LIVE_STATS("5", "1000", "2000"), .stats = STATS("5", "1000", "1999")},
     CROSSCHECK_DIFFERS,
     "only rise"},
    {"a heap that was collected",
     "objects of the heap (HeapAlloc)",
     {.live_stats = LIVE_STATS("5", "1000", "2000"), .stats = STATS("6", "700", "2000")},
     CROSSCHECK_EXPLAINED,
     "1 garbage collection was"},
    {"a heap that was swept",
     "objects of the heap (HeapAlloc)",
     {.live_stats = LIVE_STATS("5", "1000", "2000"), .stats = STATS("5", "700", "2000")},
     CROSSCHECK_PLAUSIBLE,
     "swept"},
    {"the same profile",
     "heap profile: in use",
     {.live_heap = 4096,
      .heap = 4096,
      .live_stats = LIVE_STATS("5", "1000", "2000"),
      .stats = STATS("5", "1000", "2000")},
     CROSSCHECK_SAME,
     NULL},
    {"another profile without a collection",
     "heap profile: in use",
     {.live_heap = 4096,
      .heap = 8192,
      .live_stats = LIVE_STATS("5", "1000", "2000"),
      .stats = STATS("5", "1000", "2000")},
     CROSSCHECK_DIFFERS,
     "no collection in between"},
    {"another profile after a collection",
     "heap profile: in use",
     {.live_heap = 4096,
      .heap = 2048,
      .live_stats = LIVE_STATS("5", "1000", "2000"),
      .stats = STATS("6", "1000", "2000")},
     CROSSCHECK_EXPLAINED,
     "1 garbage collection was"},
    {"nobody counts collections",
     "heap profile: in use",
     {.live_heap = 4096, .heap = 2048},
     CROSSCHECK_PLAUSIBLE,
     "may have been"},
};

static void a_difference_is_explained_or_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct model m = model_of(&cases[i].w);
        const struct crosscheck *c = row_of(&m, cases[i].what);
        print_message("  case %s\n", cases[i].name);
        assert_non_null(c);
        if (c->result != cases[i].want)
            fail_msg("%s: %.*s", crosscheck_words[c->result], SLICE_ARG(c->why));
        if (cases[i].why && slice_find(c->why, slice_from(cases[i].why)) == SIZE_MAX)
            fail_msg("why: %.*s", SLICE_ARG(c->why));
        assert_true(cases[i].why || c->why.len == 0);
        bool gap = false;
        for (size_t k = 0; k < m.ngaps; k++)
            gap = gap || slice_find(m.gaps[k].reason, SLICE("says something else")) != SIZE_MAX;
        assert_int_equal(gap, cases[i].want == CROSSCHECK_DIFFERS);
    }
}

/* More than the runtime can hand out in another order. */
static void goroutines_that_were_there_and_are_missing_are_not_explained(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf told;
    sbuf_init(&told, MIB);
    for (int i = 2; i < 60; i++)
        sbuf_addf(&told, "goroutine %d [IO wait]:\nmain.r()\n\t/src/a.go:7 +0x1\n\n", i);
    const char *text = (const char *)arena_copy(&arena, sbuf_view(&told)).ptr;
    struct model m =
        model_of(&(struct both){.live = MANY G("900", "IO wait", "main.r"), .told = text});
    const struct crosscheck *c = row_of(&m, "goroutines");
    assert_int_equal(c->result, CROSSCHECK_DIFFERS);
    assert_true(slice_find(c->why, SLICE("53 are too old")) != SIZE_MAX);
    assert_true(c->apart_s.known && c->apart_s.value > 0.99 && c->apart_s.value < 1.01);
}

static void the_better_dump_is_the_one_that_is_used_and_named(void **state)
{
    (void)state;
    static const struct {
        struct both w;
        const char *source;
        uint64_t total;
        bool cut;
    } dumps[] = {
        {{.live = MANY, .told = MANY}, "40-go/goroutine-debug2.txt", 5, false},
        {{.live = MANY}, "40-go/live-goroutines.txt", 5, false},
        {{.live = MANY, .told = G("2", "IO wait", "main.r") "goroutine 3 [IO wait]:\nmain."},
         "40-go/live-goroutines.txt",
         5,
         false},
        {{.told = G("2", "IO wait", "main.r") "goroutine 3 [IO wait]:\nmain."},
         "40-go/goroutine-debug2.txt",
         1,
         true},
    };
    for (size_t i = 0; i < COUNT(dumps); i++) {
        struct model m = model_of(&dumps[i].w);
        assert_string_equal(m.goroutine_source[0], dumps[i].source);
        assert_int_equal(m.goroutines_cut[0], dumps[i].cut);
        size_t metric = metric_index(SLICE("go.goroutines"));
        assert_true(model_metric_at(&m, metric, 0).known);
        assert_int_equal((uint64_t)model_metric_at(&m, metric, 0).value, dumps[i].total);
        assert_string_equal(model_metric_member(&m, metric), dumps[i].source);
    }
}

/* What cannot be read is counted and shown, in either dump. */
static void a_goroutine_that_cannot_be_read_is_shown(void **state)
{
    (void)state;
    static const char broken[] = MANY "goroutine 7 [select\nmain.f()\n\n";
    const struct both dumps[] = {{.live = broken}, {.told = broken}};
    for (size_t i = 0; i < COUNT(dumps); i++) {
        struct model m = model_of(&dumps[i]);
        bool shown = false;
        for (size_t k = 0; k < m.ngaps; k++)
            shown = shown || slice_has_prefix(m.gaps[k].reason, SLICE("one of the goroutines"));
        assert_true(shown);
    }
}

static void one_source_alone_is_not_compared(void **state)
{
    (void)state;
    struct model m = model_of(&(struct both){
        .live = MANY, .live_heap = 4096, .live_stats = LIVE_STATS("5", "1000", "2000")});
    assert_int_equal(m.ncrosschecks, 0);
    assert_int_equal((int)model_metric(&m, "go.memstats.num_gc", 0).value, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_difference_is_explained_or_shown, setup, teardown),
        cmocka_unit_test_setup_teardown(
            goroutines_that_were_there_and_are_missing_are_not_explained, setup, teardown),
        cmocka_unit_test_setup_teardown(the_better_dump_is_the_one_that_is_used_and_named, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_goroutine_that_cannot_be_read_is_shown, setup, teardown),
        cmocka_unit_test_setup_teardown(one_source_alone_is_not_compared, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
