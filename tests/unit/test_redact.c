/* What: redaction of texts, traces and profiles. */
#include "cmocka_all.h"

#include <string.h>

#include "redact_maker.h"
#include "redact_stream.h"

/* The text with pseudonyms of this machine as ALICE, BOX7. */
static void redacted(const struct redactor *r, const char *text, struct sbuf *out,
                     struct redact_count *count)
{
    sbuf_init(out, TEXT_MAX);
    redactor_text(r, slice_from(text), out, count);
    assert_true(sbuf_ok(out));
}

struct text_case {
    const char *in, *want; /* want with U for user-xxxxxx and H for host-xxxxxx */
};

static const struct text_case text_cases[] = {
    {"", ""},
    {"alice", "U"},
    {"alice bob", "U bob"},
    {"malice alices alice2 Alice", "malice alices alice2 Alice"},
    {"(alice)[alice]alice_x-alice.alice", "(U)[U]U_x-U.U"},
    {"/home/alice", "/home/U"},
    {"/home/alice/.cache", "/home/U/.cache"},
    {"/home/alice2/x", "/home/alice2/x"},
    {"/mnt/home/alice/x", "/mnt/home/U/x"},
    {"/home/alice-old/x", "/home/U-old/x"},
    {"/proc/x//home/alice\n", "/proc/x//home/U\n"},
    {"github.com/alice/tool.Run", "github.com/alice/tool.Run"},
    {"/home/alice/go/pkg/mod/github.com/alice/x@v1/a.go",
     "/home/U/go/pkg/mod/github.com/alice/x@v1/a.go"},
    {"created by example.org/alice/x.f", "created by example.org/alice/x.f"},
    {"/b/vendor/go.example.org/alice/x/y.go", "/b/vendor/go.example.org/alice/x/y.go"},
    {"/srv/old.files/alice/x", "/srv/old.files/U/x"},
    {"/srv/.cache/alice/x", "/srv/.cache/U/x"},
    {"http://intra.example/alice/x", "http://intra.example/U/x"},
    {"github.com/alice", "github.com/U"},
    {"a\\talice \\x1balice \\012alice %2Falice \\u001balice", "a\\tU \\x1bU \\012U %2FU \\u001bU"},
    {"box7 BOX7 box7.corp.example box77", "H H H box77"},
    {"http://box7:80/box7", "http://H:80/H"},
    {"x=hunter2-\"xyz\"y", "x=[masked]y"},
    {"{\"a\":\"hunter2-\\\"xyz\\\"\"}", "{\"a\":\"[masked]\"}"},
    {"?t=hunter2-%22xyz%22&", "?t=%5Bmasked%5D&"},
    {"hunter2-&#34;xyz&#34;", "[masked]"},
    {"alicehunter2-\"xyz\"alice", "U[masked]U"},
    {"see box7.corp.example/alice/x", "see H/U/x"},
    {"x.alice/alice/y", "x.U/U/y"},
    {"%2Fhome%2Falice%2Fx", "%2Fhome%2FU%2Fx"},
    {"%2fhome%2falice%2fx %252Fhome%252Falice", "%2fhome%2fU%2fx %252Fhome%252FU"},
    {"?t=hunter2-%22xyz%22& ?t=hunter2-%2522xyz%2522", "?t=%5Bmasked%5D& ?t=%255Bmasked%255D"},
};

/* Replaces each LETTER-xxxxxx pseudonym by its letter. */
static void fold_pseudonyms(struct sbuf *text)
{
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, TEXT_MAX);
    struct slice rest = sbuf_view(text);
    while (rest.len) {
        bool user = slice_has_prefix(rest, SLICE("user-")),
             host = slice_has_prefix(rest, SLICE("host-"));
        if (user || host)
            sbuf_addc(&out, user ? 'U' : 'H');
        else
            sbuf_addc(&out, (char)rest.ptr[0]);
        rest = slice_drop(rest, user || host ? 11 : 1);
    }
    sbuf_clear(text);
    sbuf_add(text, sbuf_view(&out));
}

static void words_are_replaced_and_their_likes_are_not(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    for (size_t i = 0; i < COUNT(text_cases); i++) {
        AUTO_SBUF struct sbuf out;
        struct redact_count count = {0};
        print_message("  case %s\n", text_cases[i].in);
        redacted(r, text_cases[i].in, &out, &count);
        fold_pseudonyms(&out);
        assert_string_equal(sbuf_text(&out), text_cases[i].want);
    }
}

static void the_border_of_two_windows_hides_nothing(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    static const char needle[] = " /home/alice/x alice github.com/alice/y ";
    for (size_t shift = 540; shift < 1250; shift += shift == 700 ? 400 : 1) {
        AUTO_SBUF struct sbuf in, out;
        struct error err = {0};
        sbuf_init(&in, TEXT_MAX);
        pad(&in, '.', WINDOW - 100 + shift);
        sbuf_adds(&in, needle);
        pad(&in, '.', 3000);
        assert_int_equal(through_file(r, BUNDLE_KIND_TEXT, sbuf_view(&in), &out, &err), STATUS_OK);
        fold_pseudonyms(&out);
        assert_int_equal(out.len, in.len - 8);
        assert_non_null(strstr(sbuf_text(&out), ". /home/U/x U github.com/alice/y ."));
    }
}

static void pieces_of_any_size_give_the_same(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    struct slice text = SLICE("alice at box7.corp.example: /home/alice/.ssh, not malice");
    for (size_t cut = 0; cut <= text.len; cut++) {
        AUTO_SBUF struct sbuf out;
        struct redact_count count = {0};
        struct error err = {0};
        sbuf_init(&out, TEXT_MAX);
        AUTO_REDACT_STREAM struct redact_stream *s = redact_stream_new(
            r, STREAM_REPLACE, SECRETS_TEXT, (struct sink){collect_bytes, &out}, &count);
        assert_int_equal(redact_stream_feed(s, slice_take(text, cut), &err), STATUS_OK);
        assert_int_equal(redact_stream_feed(s, slice_drop(text, cut), &err), STATUS_OK);
        assert_int_equal(redact_stream_end(s, &err), STATUS_OK);
        fold_pseudonyms(&out);
        assert_string_equal(sbuf_text(&out), "U at H: /home/U/.ssh, not malice");
        assert_int_equal(count.hits[REDACT_USER] + count.hits[REDACT_HOME] * 10 +
                             count.hits[REDACT_HOST] * 100,
                         111);
    }
}

static void common_and_short_names_stay_outside_of_the_home_path(void **state)
{
    (void)state;
    static const char *const names[] = {"root", "al", "runtime", "1001", "Admin", ""};
    AUTO_REDACTOR struct redactor *r = redactor_new();
    for (size_t i = 0; i < COUNT(names); i++)
        redactor_add(r, REDACT_USER, slice_from(names[i]));
    redactor_add(r, REDACT_HOME, SLICE("/home/al"));
    redactor_add(r, REDACT_HOME, SLICE("/home/runtime/"));
    redactor_add(r, REDACT_HOME, SLICE("/root"));
    redactor_add(r, REDACT_HOME, SLICE("/"));
    redactor_add(r, REDACT_HOST, SLICE("localhost"));
    redactor_add(r, REDACT_SECRET, SLICE("12345"));
    redactor_add(r, REDACT_SECRET, SLICE("true"));
    AUTO_SBUF struct sbuf out;
    struct redact_count count = {0};
    redacted(r, "root al runtime.main 1001 localhost 12345 true /root /home/al/x /home/runtime",
             &out, &count);
    fold_pseudonyms(&out);
    assert_string_equal(sbuf_text(&out),
                        "root al runtime.main 1001 localhost 12345 true /root /home/U/x /home/U");
}

static void pseudonyms_of_a_person_agree_and_last(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *one = example();
    AUTO_REDACTOR struct redactor *two = example();
    AUTO_SBUF struct sbuf a, b;
    struct redact_count count = {0};
    redacted(one, "alice /home/alice", &a, &count);
    redacted(two, "alice /home/alice", &b, &count);
    assert_string_equal(sbuf_text(&a), sbuf_text(&b));
    assert_memory_equal(sbuf_text(&a), sbuf_text(&a) + sizeof "user-xxxxxx /home", 11);
}

static void a_trace_keeps_its_length(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    AUTO_SBUF struct sbuf in, out;
    struct error err = {0};
    sbuf_init(&in, TEXT_MAX);
    sbuf_add(&in, SLICE("go 1.22 trace\0\0\0\x03\x05"
                        "alice\x03\x14/home/alice/src/a.go\x03"));
    /* its length, 97, looks like a letter */
    sbuf_add(&in, SLICE("\x61"
                        "alice/"));
    pad(&in, 'x', 91);
    sbuf_add(&in, SLICE("\x03\x1agithub.com/alice/tool.Run\x01\x81"
                        "box7\x91"));
    assert_int_equal(through_file(r, BUNDLE_KIND_TRACE, sbuf_view(&in), &out, &err), STATUS_OK);
    assert_int_equal(out.len, in.len);
    assert_int_equal(slice_find(sbuf_view(&out), SLICE("\x05"
                                                       "alice")),
                     SIZE_MAX);
    assert_int_equal(slice_find(sbuf_view(&out), SLICE("home/alice")), SIZE_MAX);
    assert_int_equal(slice_find(sbuf_view(&out), SLICE("aalice/")), SIZE_MAX);
    assert_true(slice_find(sbuf_view(&out), SLICE("/home/")) != SIZE_MAX);
    assert_true(slice_find(sbuf_view(&out), SLICE("github.com/alice/tool")) != SIZE_MAX);
    /* four bytes among numbers are no name */
    assert_true(slice_find(sbuf_view(&out), SLICE("\x81"
                                                  "box7\x91")) != SIZE_MAX);
}

static void only_the_strings_of_a_profile_change(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    AUTO_SBUF struct sbuf in, packed, out, got, want, shown;
    struct redact_count count = {0};
    struct error err = {0};
    redacted(r, "/home/alice/a.go", &shown, &count);
    make_profile(&in, "/home/alice/a.go");
    make_profile(&want, sbuf_text(&shown));
    pack(sbuf_view(&in), &packed);
    sbuf_add(&packed, SLICE("")); /* keeps ptr */
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&packed), &out, &err), STATUS_OK);
    unpack(sbuf_view(&out), &got);
    assert_int_equal(got.len, want.len);
    assert_memory_equal(got.ptr, want.ptr, want.len);
    sbuf_done(&out);
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&in), &out, &err), STATUS_OK);
    assert_true(gzip_is(sbuf_view(&out)));
}

static void a_profile_in_several_gzip_members_is_one(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    AUTO_SBUF struct sbuf in, first, second, out, got;
    struct error err = {0};
    make_profile(&in, "plain");
    pack(slice_take(sbuf_view(&in), 20), &first);
    pack(slice_drop(sbuf_view(&in), 20), &second);
    sbuf_add(&first, sbuf_view(&second));
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&first), &out, &err), STATUS_OK);
    unpack(sbuf_view(&out), &got);
    assert_memory_equal(got.ptr, in.ptr, in.len);
}

static void a_damaged_profile_is_refused(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    AUTO_SBUF struct sbuf in, packed;
    make_profile(&in, "plain");
    pack(sbuf_view(&in), &packed);
    for (size_t cut = 0; cut < packed.len; cut++) {
        AUTO_SBUF struct sbuf out;
        struct error err = {0};
        assert_int_equal(
            through_file(r, BUNDLE_KIND_PPROF, slice_take(sbuf_view(&packed), cut), &out, &err),
            STATUS_SYNTAX);
        assert_true(err.msg[0] != '\0');
    }
    for (size_t bit = 0; bit < 64; bit++) { /* CRC and length */
        AUTO_SBUF struct sbuf out;
        struct error err = {0};
        unsigned char *byte = &packed.ptr[packed.len - 8 + bit / 8];
        *byte ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&packed), &out, &err),
                         STATUS_SYNTAX);
        *byte ^= (unsigned char)(1u << bit % 8);
    }
    static const char *const others[] = {"", "<html>404</html>", "goroutine 1 [running]:\n",
                                         "\x1f\x8b", "heap profile: 1: 2 [3: 4] @ heap/1048576\n"};
    for (size_t i = 0; i < COUNT(others); i++) {
        AUTO_SBUF struct sbuf out;
        struct error err = {0};
        assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, slice_from(others[i]), &out, &err),
                         STATUS_SYNTAX);
    }
}

static void a_field_that_hides_text_is_not_let_through(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    AUTO_SBUF struct sbuf outer, inner, wrong, message, out, got;
    struct error err = {0};
    make_profile(&outer, "plain");
    put_text(&outer, 1000, "alice was here"); /* unknown: left out */
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&outer), &out, &err), STATUS_OK);
    unpack(sbuf_view(&out), &got);
    assert_int_equal(slice_find(sbuf_view(&got), SLICE("alice")), SIZE_MAX);
    sbuf_done(&out);
    make_profile(&inner, "plain");
    sbuf_init(&message, KIB);
    put_text(&message, 30, "alice was here");
    put_bytes(&inner, 5, sbuf_view(&message)); /* within a function */
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&inner), &out, &err),
                     STATUS_SYNTAX);
    sbuf_done(&out);
    make_profile(&wrong, "plain");
    put_number(&wrong, 6, 1); /* a string that is a number */
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&wrong), &out, &err),
                     STATUS_SYNTAX);
}

static void a_string_over_the_limit_is_refused(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = example();
    for (size_t more = 0; more < 2; more++) {
        AUTO_SBUF struct sbuf in, out, text;
        struct error err = {0};
        sbuf_init(&text, TEXT_MAX);
        pad(&text, 'a', LIMIT_PPROF_STRING + more);
        make_profile(&in, sbuf_text(&text));
        assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&in), &out, &err),
                         more ? STATUS_SYNTAX : STATUS_OK);
    }
}

static void a_long_secret_goes_piece_by_piece(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = redactor_new();
    AUTO_SBUF struct sbuf secret, out;
    struct error err = {0};
    sbuf_init(&secret, TEXT_MAX);
    for (int i = 0; secret.len < 40000; i++)
        sbuf_addf(&secret, "k%dk", i);
    redactor_add(r, REDACT_SECRET, sbuf_view(&secret));
    assert_int_equal(through_file(r, BUNDLE_KIND_TEXT, sbuf_view(&secret), &out, &err), STATUS_OK);
    assert_string_equal(sbuf_text(&out), "[masked][masked][masked]");
}

static void the_machine_is_known_by_one_name(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = redactor_new();
    redactor_add_machine(r, (unsigned)getuid());
    assert_int_equal(strncmp(redactor_host(r), "host-", 5), 0);
    assert_int_equal(strlen(redactor_host(r)), 11);
}

static void without_redaction_only_credentials_are_hidden(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = redactor_new();
    AUTO_SBUF struct sbuf out;
    struct redact_count count = {0};
    sbuf_init(&out, 1000);
    redactor_show_names(r);
    redactor_add(r, REDACT_USER, SLICE("alice"));
    redactor_add(r, REDACT_HOME, SLICE("/home/alice"));
    redactor_add(r, REDACT_SECRET, SLICE("tok3n-tok3n"));
    redactor_text(r, SLICE("alice in /home/alice with tok3n-tok3n"), &out, &count);
    assert_string_equal(sbuf_text(&out), "alice in /home/alice with [masked]");
}

/* Comments, the address of a document, names of frames to drop: all are numbers of strings. A text
 * that stands where such a number should is not taken over. */
static void what_a_profile_says_of_itself_has_no_way_around(void **state)
{
    enum { DROP_FRAMES = 7, KEEP_FRAMES = 8, COMMENT = 13, DEFAULT_TYPE = 14, DOC_URL = 15 };
    static const unsigned fields[] = {DROP_FRAMES, KEEP_FRAMES, COMMENT, DEFAULT_TYPE, DOC_URL, 16};
    AUTO_REDACTOR struct redactor *r = example();
    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++)
        for (int as_text = 0; as_text < 2; as_text++) {
            AUTO_SBUF struct sbuf in, out, plain;
            struct error err = {0};
            make_profile(&in, "made by alice on box7 with hunter2-\"xyz\"");
            if (as_text)
                put_text(&in, fields[i], "alice on box7");
            else
                put_number(&in, fields[i], 3);
            print_message("  field %u, %d\n", fields[i], as_text);
            enum status s = through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&in), &out, &err);
            if (s != STATUS_OK) {
                assert_int_equal(s, STATUS_SYNTAX);
                assert_true(as_text);
                continue;
            }
            unpack(sbuf_view(&out), &plain);
            assert_int_equal(slice_find(sbuf_view(&plain), SLICE("alice")), SIZE_MAX);
            assert_int_equal(slice_find(sbuf_view(&plain), SLICE("box7")), SIZE_MAX);
            assert_int_equal(slice_find(sbuf_view(&plain), SLICE("hunter2")), SIZE_MAX);
            assert_int_not_equal(slice_find(sbuf_view(&plain), SLICE("made by user-")), SIZE_MAX);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_redaction_only_credentials_are_hidden),
        cmocka_unit_test(words_are_replaced_and_their_likes_are_not),
        cmocka_unit_test(the_border_of_two_windows_hides_nothing),
        cmocka_unit_test(pieces_of_any_size_give_the_same),
        cmocka_unit_test(common_and_short_names_stay_outside_of_the_home_path),
        cmocka_unit_test(pseudonyms_of_a_person_agree_and_last),
        cmocka_unit_test(a_trace_keeps_its_length),
        cmocka_unit_test(only_the_strings_of_a_profile_change),
        cmocka_unit_test(a_profile_in_several_gzip_members_is_one),
        cmocka_unit_test(a_damaged_profile_is_refused),
        cmocka_unit_test(a_field_that_hides_text_is_not_let_through),
        cmocka_unit_test(a_string_over_the_limit_is_refused),
        cmocka_unit_test(a_long_secret_goes_piece_by_piece),
        cmocka_unit_test(what_a_profile_says_of_itself_has_no_way_around),
        cmocka_unit_test(the_machine_is_known_by_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
