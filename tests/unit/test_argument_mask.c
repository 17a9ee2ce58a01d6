/* What: which parts of a command line are hidden. */
#include "cmocka_all.h"

#include <string.h>

#include "argument_mask.h"

struct mask_case {
    const char *prev, *argument, *want; /* want NULL: shown as it is */
};

static const struct mask_case cases[] = {
    {"", "", NULL},
    {"", "--config.file=/etc/p.yml", NULL},
    {"", "--token=abc", "--token=[masked]"},
    {"", "-token=abc", "-token=[masked]"},
    {"", "--Token=abc def", "--Token=[masked]"},
    {"--token", "abc def", "[masked]"},
    {"--token", "--verbose", NULL},
    {"--db-password", "-x", NULL},
    {"--db-password", "-1secret", "[masked]"},
    {"--apiKey", "abc", "[masked]"},
    {"--api-key", "abc", "[masked]"},
    {"--api_key=x", "abc", NULL},
    {"", "--client-secret=s", "--client-secret=[masked]"},
    {"", "--password-file=/run/p", NULL},
    {"--token-file", "/run/t", NULL},
    {"--key", "/etc/tls/server.key", NULL},
    {"", "--key=server.pem", NULL},
    {"", "--key=0123abcd", "--key=[masked]"},
    {"", "--keyspace=users", NULL},
    {"", "--auth-provider=github", NULL},
    {"", "--proxy-auth=a:b", "--proxy-auth=[masked]"},
    {"", "--compass=north", NULL},
    {"-p", "8080", NULL},
    {"-p", "8080:80", NULL},
    {"-p", "/tmp/x", NULL},
    {"-p", "hunter2", "[masked]"},
    {"-u", "alice:hunter2", "alice:[masked]"},
    {"-u", "1000:1000", NULL},
    {"-u", "https://example.org/", NULL},
    {"", "--user=alice:hunter2", "--user=alice:[masked]"},
    {"env", "DB_PASSWORD=a b", "DB_PASSWORD=[masked]"},
    {"env", "AWS_SECRET_ACCESS_KEY=abc", "AWS_SECRET_ACCESS_KEY=[masked]"},
    {"env", "GOMAXPROCS=4", NULL},
    {"", "http://u:p@h/x", "http://u:[masked]@h/x"},
    {"", "http://tok@h/x", "http://[masked]@h/x"},
    {"", "http://h:80/x@y", NULL},
    {"", "postgres://u:p@ss@h:5432/db?sslmode=on", "postgres://u:[masked]@h:5432/db?sslmode=on"},
    {"", "u:p@tcp(h:3306)/db", "u:[masked]@tcp(h:3306)/db"},
    {"", "git@example.org:x/y", NULL},
    {"", "http://h/?a=1&token=abc&b=2", "http://h/?a=1&token=[masked]&b=2"},
    {"", "http://h/?access_token=abc#x", "http://h/?access_token=[masked]#x"},
    {"-H", "Authorization: Bearer abc.def", "Authorization: [masked]"},
    {"-H", "X-Api-Key: abc", "X-Api-Key: [masked]"},
    {"-H", "Cookie: a=b; c=d", "Cookie: [masked]"},
    {"-H", "Accept: text/html", NULL},
    {"bearer", "abc", "[masked]"},
    {"-c", "curl -H 'Authorization: Bearer abc' --token xyz http://h",
     "curl -H 'Authorization: [masked]' --token [masked] http://h"},
    {"-c", "FOO_TOKEN=abc ./run --password='a b' -v", "FOO_TOKEN=[masked]"},
    {"-c", "./run --password='a b' -v", "./run --password='[masked]' -v"},
    {"", "{\"password\":\"a b\",\"x\":1}", "{\"password\":\"[masked]\",\"x\":1}"},
    {"", "{\"password\": \"a\\\"b\", \"x\": 1}", "{\"password\": \"[masked]\", \"x\": 1}"},
    {"", "{\"x\":\"{\\\"password\\\":\\\"abc\\\",\\\"y\\\":1}\"}",
     "{\"x\":\"{\\\"password\\\":\\\"[masked]\\\",\\\"y\\\":1}\"}"},
    {"", "host=h password=abc dbname=d", "host=h password=[masked] dbname=d"},
    {"", "AKIAABCDEFGHIJKLMNOP", "[masked]"},
    {"", "id=AKIAABCDEFGHIJKLMNOP", "id=[masked]"},
    {"", "ghp_0123456789abcdefghij", "[masked]"},
    {"", "sk-short", NULL},
    {"", "prog --token abc --port 80", "prog --token [masked] --port 80"},
    {"", "--max-tokens=100", NULL},
    {"", "--passthrough=x", NULL},
    {"", "=", NULL},
    {"", ":", NULL},
    {"", "token=", NULL},
    {"", "://", NULL},
    {"", "@", NULL},
};

static void collect_hidden(void *ctx, struct slice secret)
{
    struct sbuf *all = ctx;
    sbuf_add(all, secret);
    sbuf_addc(all, '|');
}

static void credentials_are_masked_and_the_rest_is_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf shown;
        sbuf_init(&shown, 10000);
        print_message("  case %s | %s\n", cases[i].prev, cases[i].argument);
        argument_mask(slice_from(cases[i].prev), slice_from(cases[i].argument), &shown, NULL, NULL);
        assert_string_equal(sbuf_text(&shown), cases[i].want ? cases[i].want : cases[i].argument);
    }
}

static void what_is_hidden_is_handed_over(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf shown, hidden;
    sbuf_init(&shown, 10000);
    sbuf_init(&hidden, 10000);
    argument_mask(SLICE(""), SLICE("http://u:pw1@h/?token=abc"), &shown, collect_hidden, &hidden);
    assert_string_equal(sbuf_text(&hidden), "pw1|abc|");
}

/* Every prefix and every suffix of every case: no crash, and never a secret of a whole one. */
static void cut_arguments_are_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice whole = slice_from(cases[i].argument);
        for (size_t n = 0; n <= whole.len; n++) {
            AUTO_SBUF struct sbuf shown;
            sbuf_init(&shown, 100000);
            argument_mask(slice_from(cases[i].prev), slice_take(whole, n), &shown, NULL, NULL);
            argument_mask(slice_from(cases[i].prev), slice_drop(whole, n), &shown, NULL, NULL);
            assert_true(sbuf_ok(&shown));
        }
    }
}

static void a_long_argument_takes_no_time(void **state)
{
    (void)state;
    static const char *const patterns[] = {"token=", "key=/", "a=",  "\"a\":",     "://",
                                           "@",      "-",     "x@:", "key=a.pem ", "\\\""};
    for (size_t i = 0; i < COUNT(patterns); i++) {
        AUTO_SBUF struct sbuf long_one, shown;
        sbuf_init(&long_one, 1 << 20);
        sbuf_init(&shown, 32 << 20);
        while (long_one.len < 200000)
            sbuf_adds(&long_one, patterns[i]);
        argument_mask(SLICE(""), sbuf_view(&long_one), &shown, NULL, NULL);
        assert_true(sbuf_ok(&shown));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_are_masked_and_the_rest_is_shown),
        cmocka_unit_test(what_is_hidden_is_handed_over),
        cmocka_unit_test(cut_arguments_are_safe),
        cmocka_unit_test(a_long_argument_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
