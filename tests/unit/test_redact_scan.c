/* What: the last search of the finished archive. */
#include "cmocka_all.h"

#include <string.h>

#include "redact_maker.h"

#define BLOCK ((size_t)512)

/* One member of a tar archive. */
static void put_member(struct sbuf *tar, const char *name, struct slice data)
{
    unsigned char header[BLOCK] = {0};
    snprintf((char *)header, 100, "%s", name);
    snprintf((char *)header + 124, 12, "%011zo", data.len);
    memcpy(header + 257, "ustar", sizeof "ustar");
    sbuf_add(tar, (struct slice){header, BLOCK});
    sbuf_add(tar, data);
    pad(tar, '\0', (BLOCK - data.len % BLOCK) % BLOCK);
}

/* The verdict on an archive with one harmless member and this one. */
static enum status scan(const struct redactor *r, const char *name, struct slice data,
                        struct error *err)
{
    AUTO_SBUF struct sbuf tar, packed;
    sbuf_init(&tar, TEXT_MAX);
    put_member(&tar, "dir/first", SLICE("nothing"));
    put_member(&tar, name, data);
    pad(&tar, '\0', 2 * BLOCK);
    pack(sbuf_view(&tar), &packed);
    AUTO_FD int fd = file_of(sbuf_view(&packed));
    *err = (struct error){0};
    enum status s = redactor_scan(r, fd, err);
    assert_null(strstr(err->msg, "alice"));
    return s;
}

static void the_search_finds_what_was_planted(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    struct error err;
    static const struct {
        const char *name, *data;
        enum status want;
    } cases[] = {
        {"a", "", STATUS_OK},
        {"a", "x", STATUS_OK},
        {"a", "all is well, malice", STATUS_OK},
        {"a", "alice", STATUS_UNSAFE},
        {"a", "on box7", STATUS_UNSAFE},
        {"a", "see github.com/alice/tool", STATUS_OK},
        {"a", "the word hunter2-\"xyz\"", STATUS_UNSAFE},
        {"a", "%2Fhome%2Falice", STATUS_UNSAFE},
        {"dir/alice", "x", STATUS_UNSAFE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf packed;
        print_message("  case %s %s\n", cases[i].name, cases[i].data);
        assert_int_equal(scan(r, cases[i].name, slice_from(cases[i].data), &err), cases[i].want);
        pack(slice_from(cases[i].data), &packed);
        assert_int_equal(scan(r, cases[i].name, sbuf_view(&packed), &err), cases[i].want);
    }
}

static void the_search_sees_across_borders(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    for (size_t shift = 0; shift < 700; shift += 7) {
        AUTO_SBUF struct sbuf text, packed;
        struct error err;
        sbuf_init(&text, TEXT_MAX);
        pad(&text, '.', WINDOW - 50 + shift);
        sbuf_adds(&text, "/home/alice");
        pad(&text, '.', 2000);
        assert_int_equal(scan(r, "a", sbuf_view(&text), &err), STATUS_UNSAFE);
        pack(sbuf_view(&text), &packed);
        assert_int_equal(scan(r, "a", sbuf_view(&packed), &err), STATUS_UNSAFE);
        assert_non_null(strstr(err.msg, "member 2 "));
    }
}

static void the_search_reads_profiles_string_by_string(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    static const struct {
        const char *text;
        enum status want;
    } cases[] = {
        {"alice", STATUS_UNSAFE}, /* the tag of the next string, a digit, stands behind it */
        {"for alice", STATUS_UNSAFE},
        {"alice2", STATUS_OK},
        {"github.com/alice/x.F", STATUS_OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf profile, packed;
        struct error err;
        make_profile(&profile, cases[i].text);
        pack(sbuf_view(&profile), &packed);
        assert_int_equal(scan(r, "p.pb.gz", sbuf_view(&packed), &err), cases[i].want);
    }
}

static void the_search_refuses_what_it_cannot_read(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    AUTO_SBUF struct sbuf tar, packed;
    sbuf_init(&tar, TEXT_MAX);
    put_member(&tar, "a", SLICE("text"));
    pad(&tar, '\0', 2 * BLOCK);
    for (size_t cut = 0; cut < 3 * BLOCK; cut += 100) {
        AUTO_SBUF struct sbuf part;
        struct error err = {0};
        pack(slice_take(sbuf_view(&tar), cut < 2 * BLOCK ? cut : 2 * BLOCK), &part);
        AUTO_FD int fd = file_of(sbuf_view(&part));
        assert_int_not_equal(redactor_scan(r, fd, &err), STATUS_OK);
    }
    pack(sbuf_view(&tar), &packed);
    for (size_t cut = 0; cut <= packed.len; cut++) {
        AUTO_FD int fd = file_of(slice_take(sbuf_view(&packed), cut));
        struct error err = {0};
        assert_int_equal(redactor_scan(r, fd, &err) == STATUS_OK, cut == packed.len);
    }
}

/* Whatever is put in, in every kind of member: what comes out passes the search. */
static void canaries_do_not_survive_in_any_kind(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    static const char canary[] =
        "{\"home\":\"/home/alice\",\"u\":\"alice\"}\ton box7...\n\\talice\thunter2-\"xyz\"\n"
        "hunter2-\\\"xyz\\\" http://alice:hunter2-%22xyz%22@box7.corp.example/home/alice BOX7\n";
    static const enum bundle_kind kinds[] = {BUNDLE_KIND_TEXT, BUNDLE_KIND_TABLE, BUNDLE_KIND_JSON,
                                             BUNDLE_KIND_TRACE, BUNDLE_KIND_PPROF};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        AUTO_SBUF struct sbuf in, out, plain;
        struct error err = {0};
        print_message("  kind %d\n", (int)kinds[i]);
        if (kinds[i] == BUNDLE_KIND_PPROF)
            make_profile(&in, canary);
        else {
            sbuf_init(&in, TEXT_MAX);
            sbuf_adds(&in, kinds[i] == BUNDLE_KIND_TRACE ? "go 1.22 trace   " : "");
            sbuf_adds(&in, canary);
        }
        assert_int_equal(scan(r, "a", sbuf_view(&in), &err), STATUS_UNSAFE);
        assert_int_equal(through_file(r, kinds[i], sbuf_view(&in), &out, &err), STATUS_OK);
        assert_int_equal(scan(r, "a", sbuf_view(&out), &err), STATUS_OK);
        if (kinds[i] == BUNDLE_KIND_PPROF)
            unpack(sbuf_view(&out), &plain);
        else
            sbuf_init(&plain, 0);
        struct slice bytes = kinds[i] == BUNDLE_KIND_PPROF ? sbuf_view(&plain) : sbuf_view(&out);
        assert_int_equal(slice_find(bytes, SLICE("alice")), SIZE_MAX);
        assert_int_equal(slice_find(bytes, SLICE("hunter2")), SIZE_MAX);
        assert_int_equal(slice_find(bytes, SLICE("box7")), SIZE_MAX);
    }
}

static void too_many_secrets_fail_closed(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = redactor_new();
    struct error err;
    for (int i = 0; i < 5000; i++) {
        char word[32];
        snprintf(word, sizeof word, "planted-%d", i);
        redactor_add(r, REDACT_SECRET, slice_from(word));
    }
    assert_int_equal(scan(r, "a", SLICE("nothing"), &err), STATUS_UNSAFE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_finds_what_was_planted),
        cmocka_unit_test(the_search_sees_across_borders),
        cmocka_unit_test(the_search_reads_profiles_string_by_string),
        cmocka_unit_test(the_search_refuses_what_it_cannot_read),
        cmocka_unit_test(canaries_do_not_survive_in_any_kind),
        cmocka_unit_test(too_many_secrets_fail_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
