/* What: what of a bundle is missing or is not as its manifest says, and whether it is complete. */
#include "cmocka_all.h"

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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bundle_is_complete_when_its_members_are_what_the_manifest_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
