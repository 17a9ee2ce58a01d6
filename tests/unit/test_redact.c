/* What: redaction of texts, traces and profiles, and the last search of the archive. */
#include "cmocka_all.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "cleanup.h"
#include "fileio.h"
#include "redact.h"
#include "redact_stream.h"

enum { TEXT_MAX = 8 << 20, WINDOW = 512 + (64 << 10) };

static void redactor_done(struct redactor **r)
{
    redactor_free(*r);
}

#define AUTO_REDACTOR __attribute__((cleanup(redactor_done)))

static struct redactor *example(void)
{
    struct redactor *r = redactor_new();
    assert_non_null(r);
    redactor_add(r, REDACT_USER, SLICE("alice"));
    redactor_add(r, REDACT_HOME, SLICE("/home/alice"));
    redactor_add(r, REDACT_HOST, SLICE("box7"));
    redactor_add(r, REDACT_HOST, SLICE("box7.corp.example"));
    redactor_add(r, REDACT_SECRET, SLICE("hunter2-\"xyz\""));
    return r;
}

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
    {"%2Fhome%2Falice%2Fx", "%2Fhome%2FU%2Fx"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_replaced_and_their_likes_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
