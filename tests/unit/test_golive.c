/* What: a made-up Go process gives the very text of debug=2, its channels and what was found; and
 * whatever bit of it is wrong, nothing is read outside, nothing hangs. */
#include "cmocka_all.h"

#include <string.h>

#include "channels.h"
#include "frame_rules.h"
#include "go_process_maker.h"
#include "goroutine_text.h"
#include "live_summary.h"

#define MINUTE ((int64_t)60 * 1000000000)

struct collected {
    struct golive live;
    struct goroutine_text text;
    struct channels channels;
    struct goroutines_count count;
    struct sbuf goroutines, rows;
};

static bool take(void *arg, const struct reading *r)
{
    struct collected *c = arg;
    if (goroutine_text_add(&c->text, r, &c->goroutines))
        channels_add(&c->channels, r, &c->rows);
    return true;
}

/* Everything that is read of a process. False when it cannot be opened. */
static bool collect_all(struct go_process *p, struct collected *c, struct error *err)
{
    const struct goroutines_options o = {0};
    *c = (struct collected){0};
    sbuf_init(&c->goroutines, 1 << 20);
    sbuf_init(&c->rows, 1 << 20);
    if (golive_open(&p->fake.remote, go_process_file(p), &p->fake.mappings, &c->live, err) !=
        STATUS_OK)
        return false;
    assert_true(goroutine_text_init(&c->text, &c->live, 3 * MINUTE + 5));
    channels_init(&c->channels, &c->live);
    (void)goroutines_read(&c->live, &o, take, c, &c->count);
    channels_flush(&c->channels, &c->rows);
    return true;
}

static void collected_done(struct collected *c)
{
    goroutine_text_done(&c->text);
    sbuf_done(&c->goroutines);
    sbuf_done(&c->rows);
}

static void a_process_gives_the_text_of_debug_2(void **state)
{
    (void)state;
    static struct go_process p;
    static struct collected c;
    struct error err = {0};
    go_process_make(&p);
    assert_true(collect_all(&p, &c, &err));
    assert_string_equal(c.live.version.text, "go1.26.8");
    assert_string_equal(c.live.version.from, "runtime.buildVersion");
    assert_true(c.live.layout_known);
    assert_int_equal(c.live.layout_disputed, 0);
    assert_string_equal(sbuf_text(&c.goroutines),
                        "goroutine 1 [IO wait]:\n"
                        "main.main()\n\t/x.go:20 +0x11\n"
                        "\n"
                        "goroutine 3 [chan receive, 3 minutes]:\n"
                        "main.inlined(...)\n\t/x.go:20\n"
                        "main.worker({0xc000012345, 0x7})\n\t/x.go:20 +0x31\n"
                        "created by main.main in goroutine 1\n\t/x.go:20 +0x21\n"
                        "\n"
                        "goroutine 4 [running]:\n"
                        "\tgoroutine running on other thread; stack unavailable\n"
                        "created by main.main in goroutine 1\n\t/x.go:20 +0x21\n");
    assert_string_equal(sbuf_text(&c.rows), "3\t0x502d00\tchan int\t0\t8\t0\t0\n");
    assert_int_equal(c.count.listed, 5);
    assert_int_equal(c.count.dead, 1);
    assert_int_equal(c.text.system, 1);
    assert_int_equal(c.text.ends[UNWIND_COMPLETE], 2);
    assert_int_equal(c.text.running.goid[0], 4);
    collected_done(&c);
}

/* A version that the table does not have, with a goroutine of another shape. */
static void the_process_is_believed_more_than_the_table(void **state)
{
    (void)state;
    static struct go_process p;
    static struct collected c;
    struct error err = {0};
    go_process_make(&p);
    memcpy(p.file + MAKER_STRINGS + 17 + 7 + 12, "go1.23.8", 8); /* the table says otherwise */
    assert_true(collect_all(&p, &c, &err));
    assert_int_equal(c.live.layout.minor, 23);
    assert_true(c.live.layout_disputed > 0);
    assert_int_equal(c.live.layout.g.goid, layout_for(26)->g.goid);
    assert_int_equal(c.live.layout.g.startpc, layout_for(26)->g.startpc);
    assert_true(strstr(sbuf_text(&c.goroutines), "goroutine 3 [") != NULL);
    collected_done(&c);
    go_process_make(&p);
    memcpy(p.file + MAKER_STRINGS + 17 + 7 + 12, "go1.99.8", 8);
    assert_true(collect_all(&p, &c, &err));
    assert_false(c.live.layout_known);
    collected_done(&c);
}

static void a_stack_that_does_not_end_at_its_top_is_marked(void **state)
{
    (void)state;
    static struct go_process p;
    static struct collected c;
    struct error err = {0};
    go_process_make(&p);
    /* the return address of main.main leads nowhere */
    uint64_t sp = maker_stack_top(0) - 32 - (uint64_t)3 * (MAKER_FRAME + 8);
    maker_put(p.memory + (sp + (uint64_t)2 * MAKER_FRAME + 8 - MAKER_MEMORY), 0x1234, 8);
    assert_true(collect_all(&p, &c, &err));
    assert_non_null(strstr(sbuf_text(&c.goroutines),
                           "main.main()\n\t/x.go:20 +0x11\n...additional frames elided...\n\n"));
    assert_int_equal(c.text.incomplete.count, 1);
    assert_int_equal(c.text.incomplete.goid[0], 1);
    assert_int_equal(c.text.ends[UNWIND_UNKNOWN], 1);
    collected_done(&c);
    go_process_make(&p); /* and one that ends, but not where the runtime said */
    maker_put(p.memory + MAKER_G + layout_for(26)->g.stktopsp, 0x1234, 8);
    assert_true(collect_all(&p, &c, &err));
    assert_int_equal(c.text.ends[UNWIND_MISPLACED], 1);
    assert_int_equal(c.text.incomplete.count, 1);
    collected_done(&c);
}

struct moving {
    struct go_process *p;
    unsigned reads, every;
};

/* Memory of a process that goes on: goroutine 3 runs a little between two copies. */
static size_t read_moving(void *ctx, const struct remote_range *range, size_t count,
                          unsigned char *into)
{
    struct moving *m = ctx;
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        size_t n = fake_read(&m->p->fake, &range[i], 1, into + done);
        if (n != range[i].len)
            break;
        done += n;
        if (range[i].address == maker_g_at(2) && m->reads++ < m->every)
            m->p->memory[maker_g_at(2) - MAKER_MEMORY + layout_for(26)->g.tracking_seq]++;
    }
    return done;
}

static void a_goroutine_that_moves_is_read_again_or_marked(void **state)
{
    (void)state;
    static const struct {
        unsigned moves;
        uint64_t retried, unstable;
    } cases[] = {{0, 0, 0}, {5, 1, 0}, {1000, 0, 1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        static struct go_process p;
        static struct collected c;
        struct error err = {0};
        go_process_make(&p);
        struct moving m = {&p, 0, cases[i].moves};
        p.fake.remote.read = read_moving;
        p.fake.remote.ctx = &m;
        assert_true(collect_all(&p, &c, &err));
        print_message("  moves %u\n", cases[i].moves);
        assert_int_equal(c.count.retried, cases[i].retried);
        assert_int_equal(c.count.unstable, cases[i].unstable);
        assert_int_equal(c.text.unstable.count, cases[i].unstable);
        assert_int_equal(c.text.written, 3); /* it is counted, whatever it does */
        collected_done(&c);
    }
}

static void what_is_no_go_process_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        size_t offset; /* in the file; from MAKER_FILE_SIZE on in memory */
        const char *reason;
    } cases[] = {{0, "not an ELF file"},
                 {4, "only 64-bit little-endian ones are read"},
                 {56, "no segment of the program"},
                 {MAKER_PCLNTAB, "not a Go program, or packed"},
                 {MAKER_FILE_SIZE, "not in memory"},
                 {MAKER_FILE_SIZE + MAKER_ALLGS + 8, "the list of goroutines was not found"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        static struct go_process p;
        static struct collected c;
        struct error err = {0};
        go_process_make(&p);
        if (cases[i].offset < MAKER_FILE_SIZE)
            p.file[cases[i].offset] = 0;
        else
            memset(p.memory + (cases[i].offset - MAKER_FILE_SIZE), 0, 8);
        assert_false(collect_all(&p, &c, &err));
        print_message("  %s\n", err.msg);
        assert_non_null(strstr(err.msg, cases[i].reason));
        collected_done(&c);
    }
}

/* Go 1.27 prints labels; 1.26 has them and does not. */
static void labels_are_printed_as_the_runtime_does(void **state)
{
    (void)state;
    static const char key[] = "tenant", odd[] = "a \"b\"\n\x01\xc3\xa9\xff\xf0\x9f\x98\x80\x7f";
    enum { SET = 0x2e80, LIST = 0x2ea0, KEY = 0x2f00, ODD = 0x2f20 };
    static const struct {
        const char *version;
        uint64_t labels, count, odd_len;
        const char *want;
    } cases[] = {
        {"go1.27.3", MAKER_MEMORY + SET, 1, sizeof odd - 1,
         "goroutine 3 [chan receive, 3 minutes] {tenant: "
         "\"a \\\"b\\\"\\n\\x01\\u00e9\\xff\\U0001f600\\u007f\"}:\n"},
        {"go1.27.3", MAKER_MEMORY + SET, 2, 1,
         "goroutine 3 [chan receive, 3 minutes] {tenant: a, tenant: tenant}:\n"},
        {"go1.27.3", MAKER_MEMORY + SET, 1, 0,
         "goroutine 3 [chan receive, 3 minutes] {tenant: }:\n"},
        {"go1.26.8", MAKER_MEMORY + SET, 1, 1, "goroutine 3 [chan receive, 3 minutes]:\n"},
        {"go1.27.3", MAKER_MEMORY + SET, 65, 1, "goroutine 3 [chan receive, 3 minutes]:\n"},
        {"go1.27.3", MAKER_MEMORY + SET, 1, 5000, "goroutine 3 [chan receive, 3 minutes]:\n"},
        {"go1.27.3", MAKER_MEMORY + SET + 1, 1, 1, "goroutine 3 [chan receive, 3 minutes]:\n"},
        {"go1.27.3", 8, 1, 1, "goroutine 3 [chan receive, 3 minutes]:\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        static struct go_process p;
        static struct collected c;
        struct error err = {0};
        go_process_make(&p);
        memcpy(p.file + MAKER_STRINGS + 17 + 7 + 12, cases[i].version, 8);
        maker_put(p.memory + MAKER_G + 512 * (size_t)2 + layout_for(27)->g.labels, cases[i].labels,
                  8);
        maker_slice(p.memory + SET, MAKER_MEMORY + LIST, cases[i].count);
        const uint64_t strings[] = {KEY, sizeof key - 1, ODD, cases[i].odd_len,
                                    KEY, sizeof key - 1, KEY, sizeof key - 1};
        for (size_t k = 0; k < COUNT(strings); k++)
            maker_put(p.memory + LIST + 8 * k, strings[k] + (k % 2 ? 0 : MAKER_MEMORY), 8);
        memcpy(p.memory + KEY, key, sizeof key);
        memcpy(p.memory + ODD, odd, sizeof odd);
        assert_true(collect_all(&p, &c, &err));
        print_message("  case %zu\n%s", i, sbuf_text(&c.goroutines));
        assert_non_null(strstr(sbuf_text(&c.goroutines), cases[i].want));
        collected_done(&c);
    }
}

static void a_movable_program_is_placed_by_its_mapping_or_its_entry(void **state)
{
    (void)state;
    static const struct {
        uint64_t base, entry;
        const char *fails; /* "": it is read */
    } cases[] = {{MAKER_IMAGE, 0, ""},
                 {MAKER_IMAGE, 77, ""}, /* the mapping is believed */
                 {0, MAKER_IMAGE + MAKER_ENTRY, ""},
                 {0, MAKER_IMAGE + MAKER_ENTRY + 8, "where the program is loaded is not known"},
                 {0, 0, "where the program is loaded is not known"},
                 {0, MAKER_ENTRY, "not in memory"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        static struct go_process p;
        static struct collected c;
        struct error err = {0};
        go_process_make_movable(&p);
        p.fake.mappings.exe_base = cases[i].base;
        p.fake.mappings.entry = cases[i].entry;
        bool opened = collect_all(&p, &c, &err);
        print_message("  case %zu: %s\n", i, err.msg);
        assert_int_equal(opened, cases[i].fails[0] == '\0');
        if (opened)
            assert_non_null(strstr(sbuf_text(&c.goroutines), "main.worker({0xc000012345, 0x7})"));
        else
            assert_non_null(strstr(err.msg, cases[i].fails));
        collected_done(&c);
    }
}

static void the_ceiling_on_reading_holds(void **state)
{
    (void)state;
    static struct go_process p;
    static struct collected c;
    struct error err = {0};
    go_process_make(&p);
    p.fake.remote.ceiling = 100;
    assert_false(collect_all(&p, &c, &err));
    assert_true(p.fake.remote.exhausted && p.fake.remote.bytes <= 100);
    collected_done(&c);
}

/* One bit wrong anywhere, in the executable or in memory. */
static void whatever_bit_is_wrong_it_ends_and_stays_inside(void **state)
{
    (void)state;
    static struct go_process p;
    static struct collected c;
    size_t opened = 0, tried = 0;
    for (size_t i = 0; i < MAKER_DATA + MAKER_MEMORY_SIZE; i++) {
        struct error err = {0};
        go_process_make(&p);
        unsigned char *byte = i < MAKER_DATA ? &p.file[i] : &p.memory[i - MAKER_DATA];
        bool empty = *byte == 0 && i % 16; /* most is zero: there a part is enough */
        if (empty)
            continue;
        *byte ^= (unsigned char)(1u << (i % 8));
        p.fake.remote.ceiling = 4 << 20;
        opened += collect_all(&p, &c, &err);
        tried++;
        collected_done(&c);
    }
    print_message("  %zu of %zu could be opened all the same\n", opened, tried);
    assert_true(opened > 0 && opened < tried);
}

static void names_are_shown_as_the_runtime_does(void **state)
{
    (void)state;
    static const struct {
        unsigned minor;
        const char *name;
        bool first, shown;
    } cases[] = {
        {26, "main.main", true, true},
        {26, "runtime.gopark", true, false},
        {26, "runtime.Gosched", true, true},
        {26, "runtime.(*Func).Entry", true, true},
        {20, "runtime.(*Func).Entry", true, false},
        {26, "runtime.(*mheap).Alloc", true, false},
        {26, "runtime.gopanic", false, true},
        {26, "runtime.gopanic", true, false},
        {26, "runtime.runFinalizers", true, true},
        {24, "runtime.runfinq", true, false},
        {26, "_cgo_call", true, false},
    };
    static struct golive l;
    for (size_t i = 0; i < COUNT(cases); i++) {
        l.layout.minor = cases[i].minor;
        l.special[SPECIAL_WRAPPER] = -1;
        print_message("  %u %s\n", cases[i].minor, cases[i].name);
        assert_int_equal(frame_is_shown(&l, slice_from(cases[i].name), 0, cases[i].first, -1),
                         cases[i].shown);
    }
    struct slice part[3];
    l.layout.minor = 26;
    frame_name(&l, SLICE("main.Map[go.shape.int].func1"), part);
    assert_true(slice_is(part[0], "main.Map") && slice_is(part[1], "[...]") &&
                slice_is(part[2], ".func1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_gives_the_text_of_debug_2),
        cmocka_unit_test(the_process_is_believed_more_than_the_table),
        cmocka_unit_test(a_stack_that_does_not_end_at_its_top_is_marked),
        cmocka_unit_test(a_goroutine_that_moves_is_read_again_or_marked),
        cmocka_unit_test(what_is_no_go_process_is_refused_with_a_reason),
        cmocka_unit_test(labels_are_printed_as_the_runtime_does),
        cmocka_unit_test(a_movable_program_is_placed_by_its_mapping_or_its_entry),
        cmocka_unit_test(the_ceiling_on_reading_holds),
        cmocka_unit_test(whatever_bit_is_wrong_it_ends_and_stays_inside),
        cmocka_unit_test(names_are_shown_as_the_runtime_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
