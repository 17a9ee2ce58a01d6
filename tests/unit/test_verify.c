/* What: a bundle is called whole, cut or altered exactly as it stands to its manifest. */
#include "cmocka_all.h"

#include <string.h>

#include "member_hash.h"
#include "verify.h"

static char hash_of_a[MEMBER_HASH_HEX + 1], hash_of_b[MEMBER_HASH_HEX + 1];

static struct bundle_member member(const char *name, const char *data)
{
    return (struct bundle_member){.name = slice_from(name), .data = slice_from(data)};
}

static struct manifest_record record(const char *path, const char *hash)
{
    return (struct manifest_record){.path = slice_from(path), .sha256 = slice_from(hash)};
}

static void verify_tells_whole_from_cut_from_altered(void **state)
{
    (void)state;
    static const struct {
        const char *name, *a, *b, *extra; /* contents; NULL: not there */
        bool cut, records;
        enum verify_verdict want;
        const char *says;
    } cases[] = {
        {"whole", "a", "b", NULL, false, true, VERIFY_WHOLE, "whole: 3 of 3"},
        {"changed", "a", "x", NULL, false, true, VERIFY_ALTERED, "b: has another content"},
        {"missing", "a", NULL, NULL, false, true, VERIFY_ALTERED, "b: is in the manifest and not"},
        {"extra", "a", "b", "c", false, true, VERIFY_ALTERED, "c: is not in the manifest"},
        {"cut before the manifest", "a", NULL, NULL, true, false, VERIFY_CUT, "cut: 0 of"},
        {"cut behind it", "a", "b", NULL, true, true, VERIFY_CUT, "cut: 3 of 3"},
        {"no manifest", "a", "b", NULL, false, false, VERIFY_CUT, "cut: 0 of"},
    };
    member_hash(SLICE("a"), hash_of_a);
    member_hash(SLICE("b"), hash_of_b);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bundle_member members[4];
        size_t n = 0;
        members[n++] = member("a", cases[i].a);
        if (cases[i].b)
            members[n++] = member("b", cases[i].b);
        if (cases[i].extra)
            members[n++] = member("c", cases[i].extra);
        if (cases[i].records)
            members[n++] = member(BUNDLE_MANIFEST, "{}");
        struct manifest_record records[] = {record("a", hash_of_a), record("b", hash_of_b),
                                            record("not stored", "")};
        struct bundle b = {.members = members, .count = n, .cut = cases[i].cut};
        struct manifest m = {.has_records = cases[i].records,
                             .records = records,
                             .nrecords = cases[i].records ? COUNT(records) : 0};
        AUTO_SBUF struct sbuf out;
        sbuf_init(&out, 10000);
        struct verify_result got = verify_bundle(&b, &m, &out);
        if (got.verdict != cases[i].want || !strstr(sbuf_text(&out), cases[i].says))
            fail_msg("%s: %d\n%s", cases[i].name, got.verdict, sbuf_text(&out));
    }
}

/* Two records of one member contradict each other, whatever they say; and a manifest that lists it
 * a hundred thousand times must not make its bytes be read as often. */
static void verify_takes_a_second_record_of_a_member_for_a_contradiction(void **state)
{
    (void)state;
    member_hash(SLICE("a"), hash_of_a);
    member_hash(SLICE("b"), hash_of_b);
    struct bundle_member members[] = {member("a", "a"), member("b", "b"),
                                      member(BUNDLE_MANIFEST, "{}")};
    struct manifest_record records[] = {record("a", hash_of_a), record("b", hash_of_b),
                                        record("a", hash_of_a), record("a", hash_of_b)};
    struct bundle b = {.members = members, .count = COUNT(members)};
    struct manifest m = {.has_records = true, .records = records, .nrecords = COUNT(records)};
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, 10000);
    struct verify_result got = verify_bundle(&b, &m, &out);
    assert_int_equal(got.verdict, VERIFY_ALTERED);
    assert_int_equal(got.differ, 1);
    assert_string_equal(sbuf_text(&out), "  a: is more than once in the manifest\n"
                                         "altered: 2 of 3 members agree with the manifest\n");
}

static void verify_does_not_call_a_file_whole_that_goes_on_behind_the_archive(void **state)
{
    (void)state;
    struct bundle_member members[] = {member("a", "a"), member(BUNDLE_MANIFEST, "{}")};
    member_hash(SLICE("a"), hash_of_a);
    struct manifest_record records[] = {record("a", hash_of_a)};
    struct bundle b = {.members = members, .count = COUNT(members), .behind = 77};
    struct manifest m = {.has_records = true, .records = records, .nrecords = COUNT(records)};
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, 10000);
    assert_int_equal(verify_bundle(&b, &m, &out).verdict, VERIFY_ALTERED);
    assert_non_null(strstr(sbuf_text(&out), "  77 bytes behind the end of the archive"));
}

static void verify_hashes_as_others_do(void **state)
{
    (void)state;
    char hex[MEMBER_HASH_HEX + 1];
    member_hash(SLICE(""), hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_tells_whole_from_cut_from_altered),
        cmocka_unit_test(verify_takes_a_second_record_of_a_member_for_a_contradiction),
        cmocka_unit_test(verify_does_not_call_a_file_whole_that_goes_on_behind_the_archive),
        cmocka_unit_test(verify_hashes_as_others_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
