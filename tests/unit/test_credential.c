/* What: credentials that are known by themselves, in any text. */
#include "cmocka_all.h"

#include <string.h>

#include "redact_maker.h"
#include "redact_stream.h"

static const struct {
    const char *in, *want; /* want NULL: nothing is hidden */
} cases[] = {
    {"", NULL},
    {"id AKIAABCDEFGHIJKLMNOP.", "id [masked]"},
    {"x=ghp_0123456789abcdefghij\n", "x=[masked]\n"},
    {"agghp_0123456789abcdefghij", NULL},
    {"\\0xoxb-123456789012-abc'", "\\0[masked]'"},
    {"\\nghp_0123456789abcdefghij", "\\n[masked]"},
    {"%2Fghp_0123456789abcdefghij", "%2F[masked]"},
    {"xoxb-123456789012-abc end", "[masked] end"},
    {"npm_config_user_agent_of_the_machine", NULL},
    {"task-0123456789-0123456789-0123456789", NULL},
    {"label=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc_-x, next", "label=[masked], next"},
    {"http://user:hunter2@host/x", "http://user:[masked]@host/x"},
    {"http://user:hun@ter2@host/x", "http://user:[masked]@host/x"},
    {"postgres://u:p:w@h", "postgres://u:[masked]@h"},
    {"http://user:[masked]@host/x", NULL},
    {"http://user:%5Bmasked%5D@host/x", NULL},
    {"http://user:***@host/x", NULL},
    {"ssh://git@host/x", NULL},
    {"https://0123456789abcdef0123@host/x", "https://[masked]@host/x"},
    {"http://host:80/@v/list", NULL},
    {"http://host:80 mail@host", NULL},
    {"a:b@c", NULL},
    {"https://h/in/XvT8kq2LmZp0aBcD9eFg/x", "https://h/in/[masked]/x"},
    {"\"https://h/in?a=XvT8kq2LmZp0aBcD9eFg&b=1\"", "\"https://h/in?a=[masked]&b=1\""},
    {"/srv/XvT8kq2LmZp0aBcD9eFg/x", NULL},
    {"file:///srv/XvT8kq2LmZp0aBcD9eFg/x", NULL},
    {"https://h/@v/v0.0.0-20230101000000-abcdef123456.mod", NULL},
    {"a -----BEGIN RSA PRIVATE KEY-----\\nMIIEow+/=\\n-----END RSA PRIVATE KEY----- b",
     "a [masked]-----END RSA PRIVATE KEY----- b"},
    {"-----BEGIN CERTIFICATE-----\nMIIEow", NULL},
    {"://:@", NULL},
    {"x://@", NULL},
};

static void credentials_are_known_by_themselves(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = redactor_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf out;
        struct redact_count count = {0};
        sbuf_init(&out, TEXT_MAX);
        print_message("  case %s\n", cases[i].in);
        redactor_text(r, slice_from(cases[i].in), &out, &count);
        assert_string_equal(sbuf_text(&out), cases[i].want ? cases[i].want : cases[i].in);
        assert_int_equal(count.hits[REDACT_SECRET], cases[i].want != NULL);
    }
}

/* A token that is longer than the window is one match, and nothing of it comes out. */
static void a_long_one_is_hidden_to_its_end(void **state)
{
    (void)state;
    static const enum redact_stream_do ways[] = {STREAM_REPLACE, STREAM_PAD};
    AUTO_REDACTOR struct redactor *r = redactor_new();
    for (size_t way = 0; way < COUNT(ways); way++) {
        AUTO_SBUF struct sbuf in, out;
        struct redact_count count = {0};
        struct error err = {0};
        sbuf_init(&in, TEXT_MAX);
        sbuf_init(&out, TEXT_MAX);
        sbuf_adds(&in, "token eyJ");
        pad(&in, 'x', 5 * WINDOW);
        sbuf_adds(&in, " end");
        AUTO_REDACT_STREAM struct redact_stream *s = redact_stream_new(
            r, ways[way], SECRETS_TEXT, (struct sink){collect_bytes, &out}, &count);
        for (struct slice rest = sbuf_view(&in); rest.len; rest = slice_drop(rest, 1000))
            assert_int_equal(redact_stream_feed(s, slice_take(rest, 1000), &err), STATUS_OK);
        assert_int_equal(redact_stream_end(s, &err), STATUS_OK);
        assert_int_equal(count.hits[REDACT_SECRET], 1);
        assert_null(strchr(sbuf_text(&out), 'x'));
        assert_true(slice_has_suffix(sbuf_view(&out), SLICE(" end")));
        if (ways[way] == STREAM_PAD)
            assert_int_equal(out.len, in.len);
        else
            assert_string_equal(sbuf_text(&out), "token [masked] end");
    }
}

/* In a trace a string has its length before it, which may be a letter. */
static void in_a_trace_the_letter_before_is_a_length(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = redactor_new();
    AUTO_SBUF struct sbuf out;
    struct error err = {0};
    assert_int_equal(
        through_file(r, BUNDLE_KIND_TRACE, SLICE("\1Aghp_0123456789abcdefghij\2"), &out, &err),
        STATUS_OK);
    assert_string_equal(sbuf_text(&out), "\1A************************\2");
}

/* What the fast pass over a text leaves out has nothing to hide: every place at which a credential
 * begins has the marks that credential.h promises. */
static void a_place_without_the_marks_begins_none(void **state)
{
    static const char *const pieces[] = {"ghp_0123456789abcdefghij",
                                         "http://",
                                         "u:hunter22@",
                                         "XvT8kq2LmZp0aBcD9eFgQ",
                                         "AKIAABCDEFGHIJKLMNOP",
                                         "\\n",
                                         "%2F",
                                         "\\u001b",
                                         "\\x1b",
                                         "\\012",
                                         "-----BEGIN RSA PRIVATE KEY-----",
                                         "word",
                                         "/",
                                         "=",
                                         ":",
                                         "7",
                                         " ",
                                         "_"};
    uint64_t random = 20261124;
    size_t found = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        AUTO_SBUF struct sbuf text;
        sbuf_init(&text, 1024);
        for (int i = 0; i < 6; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            sbuf_adds(&text, pieces[(random >> 33) % COUNT(pieces)]);
        }
        struct slice all = sbuf_view(&text);
        for (size_t at = 0; at < all.len; at++) {
            enum credential_rest rest;
            bool escape = false;
            unsigned here = credential_class(all.ptr[at]);
            unsigned before = at ? credential_class(all.ptr[at - 1]) : 0;
            if (!credential_at(all, at, false, &rest))
                continue;
            found++;
            for (size_t back = 1; back <= 6 && back <= at; back++)
                escape = escape || credential_class(all.ptr[at - back]) & CREDENTIAL_ESCAPE;
            assert_true(before & CREDENTIAL_AFTER ||
                        (here & CREDENTIAL_FIRST && (!(before & CREDENTIAL_WORD) || escape)));
        }
    }
    assert_true(found > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_are_known_by_themselves),
        cmocka_unit_test(a_place_without_the_marks_begins_none),
        cmocka_unit_test(a_long_one_is_hidden_to_its_end),
        cmocka_unit_test(in_a_trace_the_letter_before_is_a_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
