/* Which goroutines wait on which channel. */
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

#define COLUMNS "goroutine\tchannel\ttype\tlen\tcap\tclosed\tselect\n"
#define G(id, state, call)                                                                         \
    "goroutine " id " [" state "]:\nmain." call "\n\t/src/a.go:7 +0x1\n"                           \
    "created by main.main in goroutine 1\n\t/src/a.go:3 +0x1\n\n"
#define WAIT(id)     G(id, "chan receive", "wait(0xc0001)")
#define ON(id, addr) id "\t" addr "\tchan int\t0\t0\t0\t0\n"

static struct model model_of(const char *dump, const char *channels)
{
    struct tiny t = {.arena = &arena};
    struct model m;
    struct error err;
    tiny_add(&t, "40-go/live-goroutines.txt", slice_from(dump));
    tiny_add(&t, "40-go/live-channels.tsv", slice_from(channels));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    assert_int_equal(model_build(&arena, side, &m, &err), STATUS_OK);
    return m;
}

static const struct goroutine_group *group_in(const struct model *m, const char *function)
{
    for (size_t i = 0; i < m->ngoroutines; i++)
        if (m->goroutines[i].nframes && slice_is(m->goroutines[i].frames[0].function, function))
            return &m->goroutines[i];
    return NULL;
}

#define NOBODY " No other goroutine was seen with it, which is no proof that none has it."

static const struct {
    const char *name, *channels;
    uint64_t on, different, most;
    const char *sentence;
} groups[] = {
    {"one channel for all", ON("2", "0xc000aa") ON("3", "0xc000aa") ON("4", "0xc000aa"), 3, 1, 3,
     "All 3 whose channel is known wait on one and the same (chan int, not buffered)." NOBODY},
    {"one for each", ON("2", "0xc000aa") ON("3", "0xc000bb") ON("4", "0xc000cc"), 3, 3, 1,
     "No two of 3 wait on the same channel: there are 3 (chan int, not buffered)."},
    {"most on one", ON("2", "0xc000aa") ON("3", "0xc000aa") ON("4", "0xc000cc"), 3, 2, 2,
     "3 wait on 2 channels, 2 of them on the same one (chan int, not buffered)." NOBODY},
    {"one is not known", ON("2", "0xc000aa") ON("3", "0xc000aa"), 2, 1, 2,
     "All 2 whose channel is known wait on one and the same (chan int, not buffered)." NOBODY},
    {"only one is known", ON("2", "0xc000aa"), 1, 1, 1,
     "It waits on chan int, not buffered." NOBODY},
    {"two channels each, one in common",
     ON("2", "0xc000aa") ON("2", "0xc000bb") ON("3", "0xc000aa") ON("3", "0xc000cc"), 2, 3, 2,
     "All 2 whose channels are known share one of 3 (chan int, not buffered)." NOBODY},
    {"goroutines that are not in the dump", ON("77", "0xc000aa"), 0, 0, 0, ""},
    {"nothing", "", 0, 0, 0, ""},
};

static void one_channel_for_all_is_told_from_one_for_each(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(groups); i++) {
        struct slice table = arena_printf(&arena, "%s%s", COLUMNS, groups[i].channels);
        struct model m = model_of(WAIT("2") WAIT("3") WAIT("4"), (const char *)table.ptr);
        const struct goroutine_group *g = group_in(&m, "main.wait");
        print_message("  case %s\n", groups[i].name);
        assert_non_null(g);
        assert_int_equal(g->on_channels, groups[i].on);
        assert_int_equal(g->channels, groups[i].different);
        assert_int_equal(g->on_channel, groups[i].most);
        struct slice words = channel_sentence(&arena, g);
        if (!slice_is(words, groups[i].sentence))
            fail_msg("%.*s", SLICE_ARG(words));
    }
}

static void who_else_was_seen_with_the_channel_is_named(void **state)
{
    (void)state;
    struct model m = model_of(WAIT("2") WAIT("3") G("9", "sleep", "feed(0xc000aa)"),
                              COLUMNS ON("2", "0xc000aa") ON("3", "0xc000aa"));
    struct slice words = channel_sentence(&arena, group_in(&m, "main.wait"));
    assert_true(slice_has_suffix(
        words, SLICE(" Goroutine 9 in main.feed was seen with it and may be at the other end.")));
}

/* The dump may be of a later moment than the table of channels. */
static void who_has_gone_on_is_not_counted_in_its_group(void **state)
{
    (void)state;
    struct model m = model_of(WAIT("2") G("3", "IO wait", "read()"),
                              COLUMNS ON("2", "0xc000aa") ON("3", "0xc000aa"));
    assert_int_equal(group_in(&m, "main.wait")->on_channels, 1);
    assert_int_equal(group_in(&m, "main.read")->on_channels, 0);
    assert_int_equal(m.nchannels, 1);
    assert_int_equal(m.channels[0].waiters, 2);
}

static void a_channel_says_who_waits_for_what_and_who_else_has_it(void **state)
{
    (void)state;
    struct model m = model_of(
        WAIT("2") WAIT("3") G("4", "chan send", "put(0xc000aa)")
            G("5", "select, 2 minutes", "loop(0xc000bb, 0xc000aa)")
                G("6", "IO wait", "feed({0x1, 0x2}, 0xc000aa?)")
                    G("7", "sleep", "feed(0xc000aa, 0xc000aa)") G("8", "sleep", "no(0xc000aab)"),
        COLUMNS "2\t0xc000aa\tchan main.job\t3\t8\t0\t0\n3\t0xc000aa\tchan main.job\t3\t8\t0\t0\n"
                "4\t0xc000aa\tchan main.job\t3\t8\t0\t0\n"
                "5\t0xc000aa\tchan main.job\t3\t8\t0\t1\n5\t0xc000bb\t\t0\t0\t1\t1\n");
    assert_int_equal(m.nchannels, 2);
    const struct channel *c = &m.channels[0];
    assert_true(slice_is(c->address, "0xc000aa"));
    assert_true(slice_is(c->type, "chan main.job"));
    assert_int_equal((int)c->length.value, 3);
    assert_int_equal((int)c->capacity.value, 8);
    assert_false(c->closed);
    assert_int_equal(c->waiters, 4);
    assert_int_equal(c->receiving, 2);
    assert_int_equal(c->sending, 1);
    assert_int_equal(c->selecting, 1);
    assert_int_equal(c->others, 2); /* 6 and 7, once each */
    assert_int_equal(c->other, 6);
    assert_true(slice_is(c->other_where, "main.feed"));
    assert_true(slice_is(c->other_state, "IO wait"));
    assert_true(m.channels[1].closed);
    assert_int_equal(m.channels[1].type.len, 0);
    assert_int_equal(m.channels[1].others, 0);
}

/* One of each kind; whoever was seen with one of them keeps it apart. */
static void channels_that_differ_only_in_their_address_are_one_row(void **state)
{
    (void)state;
    struct model m = model_of(WAIT("2") WAIT("3") WAIT("4") WAIT("5") WAIT("6")
                                  G("9", "sleep", "feed(0xc000cc)"),
                              COLUMNS ON("2", "0xc000bb") ON("3", "0xc000aa") ON("4", "0xc000cc")
                                  ON("6", "0xc000dd") "5\t0xc000ee\tchan int\t1\t8\t0\t0\n");
    assert_int_equal(m.nchannels, 5);
    assert_int_equal(m.nchannels_known, 5);
    assert_int_equal(m.nchannels_alike, 3);
    assert_true(slice_is(m.channels[0].address, "0xc000aa"));
    assert_int_equal(m.channels[0].alike, 3);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(m.channels[i].alike, 1);
        assert_true(slice_is(m.channels[i].address, "0xc000cc") == (m.channels[i].others == 1));
    }
}

static void rows_that_make_no_sense_are_counted_and_shown(void **state)
{
    (void)state;
    struct model m =
        model_of(WAIT("2"), COLUMNS "x\t0xc000aa\t\t0\t0\t0\t0\n2\t0\t\t0\t0\t0\t0\n2\t0xzz\t\t0\t0"
                                    "\t0\t0\n2\t0xc000aa\n" ON("2", "0xc000aa"));
    bool shown = false;
    assert_int_equal(m.nchannels, 1);
    for (size_t i = 0; i < m.ngaps; i++)
        shown = shown || (slice_is(m.gaps[i].artifact, "go.live.channels") &&
                          slice_has_prefix(m.gaps[i].reason, SLICE("4 rows")));
    assert_true(shown);
}

/* Cut anywhere, and with bits flipped: never more than the rows say. */
static void a_damaged_table_does_no_harm(void **state)
{
    (void)state;
    static const char whole[] = COLUMNS ON("2", "0xc000aa") ON("3", "0xc000bb") ON("4", "0xc000aa");
    char text[sizeof whole];
    for (size_t i = 0; i < sizeof whole; i++) {
        memcpy(text, whole, sizeof whole);
        text[i] = '\0';
        struct model m = model_of(WAIT("2") WAIT("3") WAIT("4"), text);
        assert_true(m.nchannels <= 2);
        for (int bit = 0; bit < 8 && i + 1 < sizeof whole; bit++) {
            memcpy(text, whole, sizeof whole);
            text[i] = (char)(text[i] ^ 1 << bit);
            m = model_of(WAIT("2") WAIT("3") WAIT("4"), text);
            assert_true(m.nchannels <= 3);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_channel_for_all_is_told_from_one_for_each, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(who_else_was_seen_with_the_channel_is_named, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(who_has_gone_on_is_not_counted_in_its_group, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_channel_says_who_waits_for_what_and_who_else_has_it,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(channels_that_differ_only_in_their_address_are_one_row,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(rows_that_make_no_sense_are_counted_and_shown, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_damaged_table_does_no_harm, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
