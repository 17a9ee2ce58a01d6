/* What: what of a bundle is missing or is not as its manifest says, and whether it is complete. */
#include "cmocka_all.h"

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

static struct model with_records(const char *records, bool fd)
{
    struct tiny t = {.arena = &arena};
    tiny_add(&t, "00-bundle.json", SLICE("{\"format\":\"exhibit-bundle/1\"}"));
    if (fd)
        tiny_add(&t, "30-files/fd.tsv", SLICE("fd\ttype\ttarget\n3\tfile\t/a\n"));
    tiny_add(&t, "manifest.json",
             arena_printf(&arena, "{\"format\":\"exhibit-bundle/1\",\"artifacts\":[%s]}", records));
    const struct bundle *const side[SIDES_MAX] = {&t.bundle, NULL};
    struct error err = {0};
    struct model m;
    if (model_build(&arena, side, &m, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return m;
}

/* Whoever changed a member did not change what the manifest says of it. */
static void a_bundle_is_complete_when_its_members_are_what_the_manifest_says(void **state)
{
    (void)state;
#define FD(bytes) "{\"id\":\"files.fd\",\"path\":\"30-files/fd.tsv\",\"status\":\"ok\"" bytes "}"
    static const struct {
        const char *name, *records, *reason;
        bool fd, complete;
    } cases[] = {
        {"as written", FD(",\"bytes\":25"), NULL, true, true},
        {"of unknown size", FD(""), NULL, true, true},
        {"shorter", FD(",\"bytes\":1234"), "altered: 25 bytes of 1,234 that the manifest has", true,
         false},
        {"longer", FD(",\"bytes\":2"), "altered: 25 bytes of 2 that the manifest has", true, false},
        {"absent", FD(",\"bytes\":25"), "the manifest lists it, but the archive does not hold it",
         false, false},
        {"no records", "", NULL, true, false},
    };
#undef FD
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct model m = with_records(cases[i].records, cases[i].fd);
        bool said = false;
        print_message("  case %s\n", cases[i].name);
        for (size_t g = 0; g < m.ngaps; g++) {
            assert_non_null(cases[i].reason);
            said = said || (slice_is(m.gaps[g].reason, cases[i].reason) &&
                            slice_is(m.gaps[g].artifact, "files.fd"));
        }
        assert_int_equal(said, cases[i].reason != NULL);
        assert_int_equal(m.identity[0].complete, cases[i].complete);
    }
}

enum { PROFILE_TYPES = 2, PROFILE_SAMPLES = 3 };

/* A heap profile: names of its sample types; of each sample, the value that it has of every type.
 */
struct heap_text {
    const char *type[PROFILE_TYPES];
    uint64_t value[PROFILE_SAMPLES];
    bool bad; /* no sample has as many values as there are types */
};

static struct slice heap_of(const struct heap_text *h)
{
    AUTO_SBUF struct sbuf b;
    size_t ntypes = h->type[1] ? 2 : 1;
    sbuf_init(&b, MIB);
    for (size_t i = 0; i < ntypes; i++)
        PUT_MESSAGE(&b, 1, 2 + i, 1);
    for (size_t i = 0; i < PROFILE_SAMPLES && h->value[i]; i++) {
        AUTO_SBUF struct sbuf sample;
        uint64_t values[PROFILE_TYPES + 1] = {h->value[i], h->value[i], h->value[i]};
        sbuf_init(&sample, KIB);
        put_packed(&sample, 2, values, h->bad ? ntypes + 1 : ntypes);
        put_bytes(&b, 2, sbuf_view(&sample));
    }
    put_text(&b, 6, "");
    put_text(&b, 6, "bytes");
    for (size_t i = 0; i < ntypes; i++)
        put_text(&b, 6, h->type[i]);
    return arena_copy(&arena, sbuf_view(&b));
}

static struct model with_heaps(const struct heap_text heap[SIDES_MAX])
{
    struct tiny t[SIDES_MAX] = {{.arena = &arena}, {.arena = &arena}};
    const struct bundle *side[SIDES_MAX] = {NULL, NULL};
    struct error err = {0};
    struct model m;
    for (size_t i = 0; i < SIDES_MAX && heap[i].type[0]; i++) {
        tiny_add(&t[i], "40-go/heap.pb.gz", heap_of(&heap[i]));
        side[i] = &t[i].bundle;
    }
    if (model_build(&arena, side, &m, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return m;
}

static bool has_reason(const struct model *m, int side, const char *reason)
{
    for (size_t i = 0; i < m->ngaps; i++)
        if (m->gaps[i].side == side && slice_is(m->gaps[i].artifact, "go.heap") &&
            slice_is(m->gaps[i].reason, reason))
            return true;
    return false;
}

#define NOT_THERE(types)                                                                           \
    "the profile of the other bundle does not have these sample types, so they are left "          \
    "out: " types

/* Only what both have can be compared; what that leaves out is told, and what was not read is not
 * 0. */
static void what_is_left_out_of_a_profile_is_told(void **state)
{
    (void)state;
    static const uint64_t much = INT64_MAX - 5;
    const struct {
        const char *name;
        struct heap_text heap[SIDES_MAX];
        const char *reason[SIDES_MAX];
        bool present[SIDES_MAX];
    } cases[] = {
        {"the same types",
         {{{"inuse_space"}, {7}, false}, {{"inuse_space"}, {9}, false}},
         {NULL, NULL},
         {true, true}},
        {"a type of the second alone",
         {{{"inuse_space"}, {7}, false}, {{"inuse_space", "x"}, {9}, false}},
         {NULL, NOT_THERE("x in bytes")},
         {true, true}},
        {"a type of each alone",
         {{{"y", "inuse_space"}, {7}, false}, {{"inuse_space", "x"}, {9}, false}},
         {NOT_THERE("y in bytes"), NOT_THERE("x in bytes")},
         {true, true}},
        {"none in common",
         {{{"y"}, {7}, false}, {{"inuse_space"}, {9}, false}},
         {"it has no sample type in common with that of the second bundle, which is shown alone",
          "it has no sample type in common with that of the first bundle, so nothing is compared"},
         {false, true}},
        {"sums that burst",
         {{{"inuse_space"}, {7, much, 8}, false}, {{"inuse_space"}, {9}, false}},
         {"1 of 3 samples would burst a sum and are left out", NULL},
         {true, true}},
        {"no sample that fits",
         {{{"inuse_space"}, {(uint64_t)INT64_MIN}, false}, {{"inuse_space"}, {9}, false}},
         {"1 of 1 samples would burst a sum and are left out", NULL},
         {false, true}},
        {"no sample that can be read, alone",
         {{{"inuse_space"}, {7}, true}, {{NULL}, {0}, false}},
         {"no sample of it can be read", NULL},
         {false, false}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct model m = with_heaps(cases[i].heap);
        print_message("  case %s\n", cases[i].name);
        for (int side = 0; side < SIDES_MAX; side++) {
            const char *reason = cases[i].reason[side];
            assert_true(!reason || has_reason(&m, side, reason));
            struct number n = model_metric(&m, "go.heap.inuse_space", side);
            assert_int_equal(n.known, cases[i].present[side]);
            assert_true(!n.known || n.value > 0);
        }
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bundle_is_complete_when_its_members_are_what_the_manifest_says),
        TEST(what_is_left_out_of_a_profile_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
