/* Goroutine dumps (debug=2, panics, SIGQUIT): every header of Go 1.13 to 1.27, grouping, damage. */
#include "cmocka_all.h"

#include "goroutine.h"

#include "damage.h"
#include "fixture.h"
#include "goroutine_header.h"
#include "stack_table.h"

static void a_header_of_any_go_version_is_understood(void **state)
{
    (void)state;
    static const struct {
        const char *line, *state, *labels;
        unsigned id, minutes, flags;
        bool has_minutes;
    } cases[] = {
        {"goroutine 1 [running]:", "running", "", 1, 0, 0, false},
        {"goroutine 18 [chan receive, 3 minutes]:", "chan receive", "", 18, 3, 0, true},
        {"goroutine 7 [select, locked to thread]:", "select", "", 7, 0, GOROUTINE_LOCKED, false},
        {"goroutine 7 [syscall, 12 minutes, locked to thread]:", "syscall", "", 7, 12,
         GOROUTINE_LOCKED, true},
        {"goroutine 7 [chan receive (nil chan)]:", "chan receive (nil chan)", "", 7, 0, 0, false},
        {"goroutine 7 [select (no cases), 2 minutes]:", "select (no cases)", "", 7, 2, 0, true},
        {"goroutine 2 [force gc (idle)]:", "force gc (idle)", "", 2, 0, 0, false},
        {"goroutine 2 [GC worker (idle), 1 minutes]:", "GC worker (idle)", "", 2, 1, 0, true},
        {"goroutine 7 [chan send (scan)]:", "chan send", "", 7, 0, GOROUTINE_SCAN, false},
        {"goroutine 7 [chan send (leaked)]:", "chan send", "", 7, 0, GOROUTINE_LEAKED, false},
        {"goroutine 7 [select (no cases) (leaked) (scan)]:", "select (no cases)", "", 7, 0,
         GOROUTINE_LEAKED | GOROUTINE_SCAN, false},
        {"goroutine 7 [sync.WaitGroup.Wait (durable), synctest bubble 4]:", "sync.WaitGroup.Wait",
         "", 7, 0, GOROUTINE_DURABLE | GOROUTINE_BUBBLE, false},
        {"goroutine 7 [chan receive (synctest), synctest group 4]:", "chan receive", "", 7, 0,
         GOROUTINE_BUBBLE, false},
        {"goroutine 7 gp=0xc000002380 m=nil [sleep]:", "sleep", "", 7, 0, 0, false},
        {"goroutine 7 gp=0xc000002380 m=0 mp=0x5a1b20 [running]:", "running", "", 7, 0, 0, false},
        {"goroutine 7 [select labels:{\"k\": \"a]: {}\\\"\"}]:", "select", "\"k\": \"a]: {}\\\"\"",
         7, 0, 0, false},
        {"goroutine 7 [select, 2 minutes, locked to thread labels:{\"k\": \"v\"}]:", "select",
         "\"k\": \"v\"", 7, 2, GOROUTINE_LOCKED, true},
        {"goroutine 7 [chan receive] {tenant: acme}:", "chan receive", "tenant: acme", 7, 0, 0,
         false},
        {"goroutine 7 [IO wait, 5 minutes] {a: \"x}]:\", b: /v1}:", "IO wait",
         "a: \"x}]:\", b: /v1", 7, 5, 0, true},
        {"goroutine 7 [select (no cases) (leaked)] {\"a b\": \"]: {x}\", k: \"\\\"\\n\"}:",
         "select (no cases)", "\"a b\": \"]: {x}\", k: \"\\\"\\n\"", 7, 0, GOROUTINE_LEAKED, false},
        {"goroutine 7 gp=0xc000002380 m=nil [chan send (nil chan), locked to thread] {k: v}:",
         "chan send (nil chan)", "k: v", 7, 0, GOROUTINE_LOCKED, false},
        {"goroutine 7 [running, something new]:", "running", "", 7, 0, 0, false},
        {"goroutine 7 []:", "", "", 7, 0, 0, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct goroutine_header h;
        if (!goroutine_header_parse(slice_from(cases[i].line), &h) || h.id != cases[i].id ||
            !slice_is(h.state, cases[i].state) || !slice_is(h.labels, cases[i].labels) ||
            h.minutes != cases[i].minutes || h.has_minutes != cases[i].has_minutes ||
            h.flags != cases[i].flags)
            fail_msg("%s", cases[i].line);
    }
}

static void what_is_not_a_whole_header_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "goroutine 1 [running]",       "goroutine 1 [running",
        "goroutine 1 running:",        "goroutine 99999999999999999999 [running]:",
        "goroutine x [running]:",      "goroutine 7 [select labels:{\"k\": \"v]:",
        "goroutine 7 [select] {k: v:", "goroutine 7 [select]: more",
        "goroutine profile: total 5",
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct goroutine_header h;
        if (goroutine_header_parse(slice_from(lines[i]), &h))
            fail_msg("%s", lines[i]);
    }
}

static struct goroutine_dump parse(struct arena *a, struct slice text)
{
    struct goroutine_dump d = {0};
    struct error err = {0};
    if (goroutine_parse(a, text, &d, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return d;
}

static const struct goroutine *by_id(const struct goroutine_dump *d, uint64_t id)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->items[i].id == id)
            return &d->items[i];
    fail_msg("no goroutine %llu", (unsigned long long)id);
    return NULL;
}

static size_t count_of(const struct goroutine_dump *d, const char *state, const char *function)
{
    size_t n = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct goroutine_stack *s = &d->stacks[d->items[i].stack];
        bool found = !*function;
        for (size_t k = 0; k < s->nframes; k++)
            found |= slice_is(s->frames[k].function, function);
        n += found && slice_is(d->states[d->items[i].state], state);
    }
    return n;
}

/* The numbers are those of zoo.go: counted in its source, not by a parser. */
static void dumps_of_a_real_program_hold_what_the_program_started(void **state)
{
    (void)state;
    static const struct {
        const char *file, *mutex, *rwmutex, *group; /* what this version calls the wait */
        uint64_t elided;
        bool minutes;
    } cases[] = {
        {"goroutine/go1.19.txt", "semacquire", "semacquire", "semacquire", 0,
         false}, /* cut at 100 frames without a word */
        {"goroutine/go1.26-labels.txt", "sync.Mutex.Lock", "sync.RWMutex.RLock",
         "sync.WaitGroup.Wait", 51, false},
        {"goroutine/go1.26-minutes.txt", "sync.Mutex.Lock", "sync.RWMutex.RLock",
         "sync.WaitGroup.Wait", 51, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct goroutine_dump d = parse(&a, fixture(&a, cases[i].file));
        print_message("%s\n", cases[i].file);
        assert_int_equal(d.count, 29);
        assert_int_equal(d.nstacks, 16);
        assert_int_equal(d.skipped + d.damaged, 0);
        assert_false(d.cut);
        assert_int_equal(count_of(&d, "chan receive", "main.main.func1"), 7);
        assert_int_equal(count_of(&d, "chan send", "main.main.func2"), 5);
        assert_int_equal(count_of(&d, cases[i].mutex, "main.main.func3"), 3);
        assert_int_equal(count_of(&d, cases[i].rwmutex, "main.main.func4"), 1);
        assert_int_equal(count_of(&d, cases[i].group, "main.main.func5"), 1);
        assert_int_equal(count_of(&d, "chan receive (nil chan)", ""), 1);
        assert_int_equal(count_of(&d, "select (no cases)", ""), 1);
        assert_int_equal(count_of(&d, "sync.Cond.Wait", ""), 1);
        assert_int_equal(count_of(&d, "sleep", "time.Sleep"), 1);
        assert_int_equal(count_of(&d, "IO wait", "net/http.(*Server).Serve"), 1);
        assert_int_equal(count_of(&d, "chan receive", "main.(*store[...]).wait"), 1);
        size_t locked = 0, deep = 0, minutes = 0;
        for (size_t k = 0; k < d.count; k++) {
            const struct goroutine_stack *s = &d.stacks[d.items[k].stack];
            locked += (d.items[k].flags & GOROUTINE_LOCKED) != 0;
            deep += s->elided == cases[i].elided && s->nframes >= 97;
            minutes += d.items[k].has_minutes;
        }
        assert_int_equal(locked, 1);
        assert_int_equal(deep, 1);
        assert_int_equal(minutes > 20, cases[i].minutes);
        arena_done(&a);
    }
}

static void a_frame_keeps_function_file_line_and_creator(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct goroutine_dump d = parse(&a, fixture(&a, "goroutine/go1.26-labels.txt"));
    const struct goroutine *g = by_id(&d, 34);
    const struct goroutine_stack *s = &d.stacks[g->stack];
    assert_true(slice_is(g->labels, "\"path\": \"/v1/x\", \"q\": \"\\\"quoted\\\"\", "
                                    "\"tenant\": \"a b]: {x\""));
    assert_int_equal(g->creator, 1);
    assert_int_equal(s->nframes, 1);
    assert_true(slice_is(s->frames[0].function, "main.main.func11.1"));
    assert_true(slice_is(s->frames[0].file, "/home/dev/zoo/main.go"));
    assert_int_equal(s->frames[0].line, 67);
    assert_int_equal(d.stacks[by_id(&d, 35)->stack].frames, s->frames);
    assert_int_equal(d.stacks[by_id(&d, 1)->stack].created_by.function.len, 0);
    arena_done(&a);
}

static void a_crash_is_read_without_registers_and_scheduler_stacks(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t count; /* headers without those of goroutine 0, counted by grep */
    } cases[] = {{"goroutine/go1.26-sigquit.txt", 36}, {"goroutine/go1.19-sigquit.txt", 35}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct goroutine_dump d = parse(&a, fixture(&a, cases[i].file));
        assert_int_equal(d.count, cases[i].count);
        assert_int_equal(d.skipped + d.damaged, 0);
        assert_int_equal(count_of(&d, "chan receive", "main.main.func1"), 7);
        arena_done(&a);
    }
}

/* What Go 1.13 to 1.18 print. The numbers are counted in the texts. */
static const struct old_dump {
    const char *file;
    size_t count, stacks;
    uint64_t id;       /* of one of them, */
    const char *state; /* with all that is known of it */
    uint32_t minutes;  /* 0: none printed */
    unsigned flags;
    size_t frames;
    const char *first, *last, *creator;
    bool elided;
} old_dumps[] = {
    {"goroutine/go1.13.txt", 10, 9, 1, "select (no cases)", 4, 0, 1, "main.main", "main.main", "",
     false},
    {"goroutine/go1.13.txt", 10, 9, 20, "chan receive", 3, GOROUTINE_LOCKED, 1, "main.worker",
     "main.worker", "main.main", false},
    {"goroutine/go1.13.txt", 10, 9, 18, "timer goroutine (idle)", 0, 0, 0, "", "",
     "time.startTimer", false},
    {"goroutine/go1.13.txt", 10, 9, 21, "chan receive (nil chan)", 0, 0, 2, "main.forever",
     "main.main.func1", "main.main", false},
    {"goroutine/go1.13.txt", 10, 9, 22, "semacquire", 2, 0, 4, "sync.runtime_SemacquireMutex",
     "main.(*store).get", "main.main", false},
    {"goroutine/go1.13.txt", 10, 9, 23, "runnable", 0, 0, 2, "main.deep", "main.deep", "main.main",
     true},
    {"goroutine/go1.14-sigquit.txt", 3, 3, 5, "GC worker (idle)", 0, 0, 3, "runtime.gopark",
     "runtime.goexit", "runtime.gcBgMarkStartWorkers", false},
    {"goroutine/go1.14-sigquit.txt", 3, 3, 7, "running", 0, GOROUTINE_NO_STACK, 0, "", "",
     "main.main", false},
    {"goroutine/go1.16-panic.txt", 3, 3, 34, "running", 0, 0, 4, "main.handle.func1", "main.handle",
     "main.serve", false},
    {"goroutine/go1.16-panic.txt", 3, 3, 33, "select", 4, GOROUTINE_LOCKED, 4, "runtime.gopark",
     "runtime.goexit", "runtime.ensureSigM", false},
    {"goroutine/go1.17.txt", 3, 3, 18, "sleep", 0, 0, 2, "time.Sleep", "main.poll", "main.main",
     false},
    {"goroutine/go1.17.txt", 3, 3, 19, "chan send", 1, 0, 1, "main.produce.func1",
     "main.produce.func1", "main.produce", false},
    {"goroutine/go1.18.txt", 4, 3, 19, "sync.Cond.Wait", 0, 0, 3, "sync.runtime_notifyListWait",
     "main.(*queue[...]).take", "main.main", false},
    {"goroutine/go1.18.txt", 4, 3, 20, "syscall", 3, 0, 4, "syscall.Syscall6", "main.runs",
     "main.main", false},
};

static void a_dump_of_an_old_version_is_read_to_the_last_word(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(old_dumps); i++) {
        const struct old_dump *o = &old_dumps[i];
        struct arena a = ARENA_INIT;
        struct goroutine_dump d = parse(&a, fixture(&a, o->file));
        const struct goroutine *g = by_id(&d, o->id);
        const struct goroutine_stack *s = &d.stacks[g->stack];
        print_message("  %s, goroutine %llu\n", o->file, (unsigned long long)o->id);
        assert_int_equal(d.count, o->count);
        assert_int_equal(d.nstacks, o->stacks);
        assert_int_equal(d.skipped + d.damaged, 0);
        assert_false(d.cut);
        assert_true(slice_is(d.states[g->state], o->state));
        assert_int_equal(g->has_minutes ? g->minutes : 0, o->minutes);
        assert_int_equal(g->flags, o->flags);
        assert_int_equal(g->creator, 0);
        assert_int_equal(s->nframes, o->frames);
        assert_true(slice_is(s->created_by.function, o->creator));
        assert_true(s->elided_unknown == o->elided && s->elided == 0);
        if (s->nframes > 0) {
            assert_true(slice_is(s->frames[0].function, o->first));
            assert_true(slice_is(s->frames[s->nframes - 1].function, o->last));
            assert_true(s->frames[0].line > 0);
        }
        arena_done(&a);
    }
}

#define FRAME "main.work(0xc000010000, {0x1, 0x2}, ...)\n\t/src/main.go:31 +0x2c\n"
#define BY    "created by main.start in goroutine 18\n\t/src/main.go:12 +0x44\n"

static const struct {
    const char *name, *text;
    size_t count, frames, damaged, skipped;
    bool cut;
} around_cases[] = {
    {"plain", "goroutine 5 [select]:\n" FRAME BY "\n", 1, 1, 0, 0, false},
    {"no blank line at the end", "goroutine 5 [select]:\n" FRAME BY, 1, 1, 0, 0, false},
    {"no blank line between", "goroutine 5 [select]:\n" FRAME BY "goroutine 6 [select]:\n" FRAME, 2,
     1, 0, 0, false},
    {"panic", "2026/11/23 started\npanic: oh\n\ngoroutine 1 [running]:\n" FRAME "exit status 2\n",
     1, 1, 0, 0, false},
    {"CRLF", "goroutine 5 [select]:\r\nmain.f()\r\n\t/src/a.go:1 +0x1\r\n\r\n", 1, 1, 0, 0, false},
    {"blanks for tabs", "goroutine 5 [select]:\nmain.f()\n        /src/a.go:1 +0x1\n\n", 1, 1, 0, 0,
     false},
    {"no indentation", "goroutine 5 [select]:\nmain.f()\n/src/a.go:1 +0x1\nmain.g()\n/a.go:2\n", 1,
     2, 0, 0, false},
    {"indented", "    goroutine 5 [select]:\n    main.f()\n    \t/src/a.go:1 +0x1\n    \n", 1, 1, 0,
     0, false},
    {"log",
     "Nov 23 02:27 app[1]: goroutine 5 [select]:\nNov 23 02:27 app[1]: main.f()\n"
     "Nov 23 02:27 app[1]: \t/src/a.go:1 +0x1\nNov 23 02:27 app[1]: \nNov 23 x\n",
     1, 1, 0, 0, false},
    {"no stack",
     "goroutine 5 [running]:\n\tgoroutine running on other thread; stack unavailable\n" BY, 1, 0, 0,
     0, false},
    {"ancestors",
     "goroutine 5 [select]:\n" FRAME BY "[originating from goroutine 18]:\n" FRAME
     "created by main.main\n\t/src/main.go:1 +0x1\n\n",
     1, 1, 0, 0, false},
    {"cgo",
     "goroutine 5 [syscall]:\nnon-Go function at pc=0x7f00\ncrunch\n\t/src/c.c:9 pc=0x7f01\n"
     "other\n\tpc=0x7f02\n" FRAME "\n",
     1, 4, 0, 0, false},
    {"windows", "goroutine 5 [select]:\nmain.f()\n\tC:/my src/a.go:1 +0x1\n\n", 1, 1, 0, 0, false},
    {"broken header", "goroutine 5 [select\n" FRAME "\ngoroutine 6 [select]:\n" FRAME "\n", 1, 1, 0,
     1, false},
    {"foreign line", "goroutine 5 [select]:\nsomething else\n" FRAME "\n", 1, 1, 1, 0, false},
    {"foreign indented line", "goroutine 5 [select]:\n\tsomething\n" FRAME "\n", 1, 1, 1, 0, false},
    {"lost place", "goroutine 5 [select]:\nmain.f(0x1)\n" FRAME "\n", 1, 2, 1, 0, false},
    {"unfinished line", "goroutine 5 [select]:\n" FRAME "main.f()\n\t/src/a.go:1", 0, 0, 0, 1,
     true},
    {"pasted without the last newline",
     "goroutine 5 [select]:\n" FRAME "main.f()\n\t/src/a.go:1 +0x1", 1, 2, 0, 0, true},
    {"thread", "goroutine 0 [idle]:\n" FRAME "\ngoroutine 5 [select]:\n" FRAME "\n", 1, 1, 0, 0,
     false},
};

static void text_around_and_inside_a_dump_does_no_harm(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(around_cases); i++) {
        struct arena a = ARENA_INIT;
        struct goroutine_dump d = parse(&a, slice_from(around_cases[i].text));
        size_t frames = d.count ? d.stacks[d.items[0].stack].nframes : 0;
        if (d.count != around_cases[i].count || frames != around_cases[i].frames ||
            d.damaged != around_cases[i].damaged || d.skipped != around_cases[i].skipped ||
            d.cut != around_cases[i].cut)
            fail_msg("%s: %zu goroutines, %zu frames, %llu damaged, %llu skipped",
                     around_cases[i].name, d.count, frames, (unsigned long long)d.damaged,
                     (unsigned long long)d.skipped);
        arena_done(&a);
    }
}

static void a_text_without_goroutines_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "\n", "hello\n", "goroutine profile: total 5\n"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct arena a = ARENA_INIT;
        struct goroutine_dump d;
        struct error err = {0};
        assert_int_equal(goroutine_parse(&a, slice_from(bad[i]), &d, &err), STATUS_SYNTAX);
        arena_done(&a);
    }
}

/* The runtime stops at 64 MiB wherever it is: the last goroutine is not to be trusted. */
static void a_dump_of_exactly_64_mib_is_known_to_be_cut(void **state)
{
    (void)state;
    static const char block[] = "goroutine 5 [select]:\n" FRAME BY "\n";
    struct arena a = ARENA_INIT;
    unsigned char *text = arena_alloc(&a, GOROUTINE_DUMP_CEILING, 1, 1);
    size_t whole = GOROUTINE_DUMP_CEILING / (sizeof block - 1);
    for (size_t i = 0; i < GOROUTINE_DUMP_CEILING; i++)
        text[i] = (unsigned char)block[i % (sizeof block - 1)];
    struct goroutine_dump d = parse(&a, (struct slice){text, GOROUTINE_DUMP_CEILING});
    assert_true(d.cut);
    assert_int_equal(d.count, whole);
    assert_int_equal(d.skipped, 1);
    assert_int_equal(d.nstacks, 1);
    d = parse(
        &a, (struct slice){text, GOROUTINE_DUMP_CEILING / (sizeof block - 1) * (sizeof block - 1)});
    assert_false(d.cut);
    arena_done(&a);
}

static void too_many_states_and_frames_are_counted_not_stored(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 8 * MIB);
    for (int i = 0; i < 300; i++)
        sbuf_addf(&b, "goroutine %d [state %d]:\n" FRAME BY "\n", i + 1, i);
    struct goroutine_dump d = parse(&a, sbuf_view(&b));
    assert_int_equal(d.nstates, 256);
    assert_int_equal(d.count, 256);
    assert_int_equal(d.skipped, 44);
    sbuf_clear(&b);
    sbuf_adds(&b, "goroutine 1 [select]:\n");
    for (size_t i = 0; i < LIMIT_FRAMES + 5; i++)
        sbuf_adds(&b, FRAME);
    d = parse(&a, sbuf_view(&b));
    assert_int_equal(d.stacks[0].nframes, LIMIT_FRAMES);
    assert_int_equal(d.stacks[0].elided, 5);
    arena_done(&a);
}

static void the_stack_table_holds_each_stack_once_while_it_grows(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct stack_table t = {.arena = &a};
    for (int round = 0; round < 2; round++) {
        for (uint64_t i = 0; i < 5000; i++) {
            struct stack_frame f = {SLICE("main.f"), SLICE("/src/main.go"), i};
            struct goroutine_stack s = {.frames = &f, .nframes = 1};
            assert_int_equal(stack_table_add(&t, &s), i);
        }
    }
    struct stack_frame f = {SLICE("main.f"), SLICE("/src/main.go"), 3};
    struct goroutine_stack s = {.frames = &f, .nframes = 1, .elided = 1};
    assert_int_equal(stack_table_add(&t, &s), 5000);
    s = (struct goroutine_stack){.frames = &f, .nframes = 1, .created_by = f};
    assert_int_equal(stack_table_add(&t, &s), 5001);
    arena_done(&a);
}

/* Go 1.27 prints labels behind the brackets of every goroutine that has some: none of them is lost,
 * and those that differ in labels alone are of one stack and state. */
static void labels_behind_the_brackets_lose_no_goroutine(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct goroutine_dump d = parse(
        &a, SLICE("goroutine 1 [running]:\n" FRAME "\n"
                  "goroutine 7 [chan send, 2 minutes] {tenant: acme}:\n" FRAME BY
                  "\ngoroutine 8 [chan send] {\"a: b\": \"x}]:\\n\", tenant: w/x.y_1}:\n" FRAME BY
                  "\ngoroutine 9 [chan send]:\n" FRAME BY));
    assert_int_equal(d.count, 4);
    assert_int_equal(d.skipped, 0);
    assert_true(slice_is(by_id(&d, 7)->labels, "tenant: acme"));
    assert_true(slice_is(by_id(&d, 8)->labels, "\"a: b\": \"x}]:\\n\", tenant: w/x.y_1"));
    assert_int_equal(by_id(&d, 9)->labels.len, 0);
    assert_int_equal(by_id(&d, 7)->stack, by_id(&d, 9)->stack);
    assert_int_equal(by_id(&d, 8)->state, by_id(&d, 9)->state);
    arena_done(&a);
}

static void try_parse(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct goroutine_dump d = {0};
    struct error err = {0};
    if (goroutine_parse(&a, text, &d, &err) == STATUS_OK)
        for (size_t i = 0; i < d.count; i++)
            assert_true(d.items[i].stack < d.nstacks && d.items[i].state < d.nstates);
    arena_done(&a);
}

static void damage_of_any_kind_is_survived(void **state)
{
    (void)state;
    damage_every_way(
        SLICE("SIGQUIT: quit\nPC=0x48f101 m=0\n\ngoroutine 0 gp=0x1 m=0 mp=0x2 [idle]:\n"
              "runtime.futex(0x9, 0x0)\n\t/go/sys.s:569 +0x21 fp=0x7 sp=0x7 pc=0x4\n\n"
              "goroutine 7 [chan send (leaked), 2 minutes, locked to thread] {a: \"b\"}:"
              "\n" FRAME "...23 frames elided...\n" BY
              "\ngoroutine 8 [select labels:{\"k\": \"v\"}]:\n" FRAME
              "[originating from goroutine 7]:\n" FRAME "\nrax    0xca\nrip    0x1\n"),
        try_parse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_of_any_go_version_is_understood),
        cmocka_unit_test(what_is_not_a_whole_header_is_refused),
        cmocka_unit_test(dumps_of_a_real_program_hold_what_the_program_started),
        cmocka_unit_test(a_frame_keeps_function_file_line_and_creator),
        cmocka_unit_test(a_dump_of_an_old_version_is_read_to_the_last_word),
        cmocka_unit_test(a_crash_is_read_without_registers_and_scheduler_stacks),
        cmocka_unit_test(text_around_and_inside_a_dump_does_no_harm),
        cmocka_unit_test(a_text_without_goroutines_is_refused),
        cmocka_unit_test(a_dump_of_exactly_64_mib_is_known_to_be_cut),
        cmocka_unit_test(too_many_states_and_frames_are_counted_not_stored),
        cmocka_unit_test(the_stack_table_holds_each_stack_once_while_it_grows),
        cmocka_unit_test(labels_behind_the_brackets_lose_no_goroutine),
        cmocka_unit_test(damage_of_any_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
