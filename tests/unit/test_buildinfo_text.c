#include "cmocka_all.h"

#include "buildinfo_text.h"

static const struct slice TEXT = SLICE_INIT("go\tgo1.26.1\n"
                                            "path\texample.org/app/cmd/app\n"
                                            "mod\texample.org/app\tv1.3.0\th1:abc=\n"
                                            "dep\texample.org/a\tv1.0.0\th1:x=\n"
                                            "dep\texample.org/b\tv2.0.0\n"
                                            "=>\t../b\tv2.0.1\t\n"
                                            "build\tCGO_ENABLED=0\n"
                                            "build\t-ldflags=-X main.a=b\n"
                                            "build\tvcs.revision=0123abcd\n"
                                            "build\tvcs.modified=true\n"
                                            "new\tkey\n"
                                            "elf\tgo-build-id\tx/y\n"
                                            "elf\tbuild-id\tff00\n"
                                            "elf\tsymbols\tno\n"
                                            "elf\tgo\tyes\n");

static void buildinfo_text_reads_every_key(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct buildinfo_text b;
    buildinfo_text_parse(&a, TEXT, &b);
    assert_true(slice_is(b.go_version, "go1.26.1"));
    assert_true(slice_is(b.path, "example.org/app/cmd/app"));
    assert_true(slice_is(b.main.version, "v1.3.0"));
    assert_int_equal(b.ndeps, 2);
    assert_true(slice_is(buildinfo_text_version(&b, "example.org/b"), "v2.0.1"));
    assert_true(slice_is(buildinfo_text_version(&b, "example.org/app"), "v1.3.0"));
    assert_int_equal(buildinfo_text_version(&b, "example.org/c").len, 0);
    assert_true(slice_is(b.revision, "0123abcd") && b.modified);
    assert_true(slice_is(b.cgo, "0") && slice_is(b.symbols, "no"));
    assert_true(slice_is(b.of_go, "yes"));
    assert_true(slice_is(b.build_id, "ff00")); /* the GNU one, wherever it stands */
    assert_int_equal(b.skipped, 0);
    arena_done(&a);
}

static void buildinfo_text_counts_what_it_cannot_read(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct buildinfo_text b;
    buildinfo_text_parse(&a, SLICE("\n=>\tx\ty\nbuild\t\nelf\t\ngo\tgo1.2"), &b);
    assert_int_equal(b.skipped, 5);
    assert_int_equal(b.go_version.len, 0); /* the line was cut: it may have been go1.26 */
    for (size_t cut = 0; cut <= TEXT.len; cut++)
        buildinfo_text_parse(&a, slice_take(TEXT, cut), &b);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buildinfo_text_reads_every_key),
        cmocka_unit_test(buildinfo_text_counts_what_it_cannot_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
