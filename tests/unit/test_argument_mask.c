/* What: which parts of a command line are hidden. */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "argument_mask.h"
#include "buildinfo_mask.h"

struct mask_case {
    const char *prev, *argument, *want; /* want NULL: shown as it is */
};

static struct argument_context after(const char *program, const char *prev)
{
    struct argument_context c;
    snprintf(c.program, sizeof c.program, "%s", program);
    snprintf(c.prev, sizeof c.prev, "%s", prev);
    return c;
}

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
    {"", "https://hooks.example.com/services/T000/B000/XXXX",
     "https://hooks.example.com/services/[masked]"},
    {"", "--hook=https://h/api/webhooks/123/abc?wait=1",
     "--hook=https://h/api/webhooks/[masked]?wait=1"},
    {"", "http://h/webhooks/github", NULL},
    {"", "https://api.example.org/bot123456:AAExyz/send",
     "https://api.example.org/bot[masked]/send"},
    {"", "https://h/in/XvT8kq2LmZp0aBcD9eFg/x", "https://h/in/[masked]/x"},
    {"", "https://h/x?a=XvT8kq2LmZp0aBcD9eFg&b=1", "https://h/x?a=[masked]&b=1"},
    {"", "https://h/0f8fad5b-d9cb-469f-a165-70867728950e", "https://h/[masked]"},
    {"", "https://h/kubernetes-ingress-v2-production-20231123", NULL},
    {"", "https://h/GetOrCreateUserProfileById/2026", NULL},
    {"", "file:///srv/XvT8kq2LmZp0aBcD9eFg/x", NULL},
    {"", "/srv/XvT8kq2LmZp0aBcD9eFg/x", NULL},
    {"", "-pS3cret!x", "-p[masked]"},
    {"", "-pprof", NULL},
    {"", "-profile=cpu", NULL},
    {"", "-printV2Config", NULL},
    {"-c", "mysql -uroot -phunter db", "mysql -uroot -p[masked] db"},
    {"-c", "exec /usr/bin/redis-cli -ahunter ping", "exec /usr/bin/redis-cli -a[masked] ping"},
    {"", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow", "[masked]"},
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
        struct argument_context c = after("tool", cases[i].prev);
        argument_mask(&c, slice_from(cases[i].argument), &shown, NULL, NULL);
        assert_string_equal(sbuf_text(&shown), cases[i].want ? cases[i].want : cases[i].argument);
    }
}

/* What only the program tells: where it takes a password. */
static void a_program_says_what_its_flags_mean(void **state)
{
    (void)state;
    static const struct {
        const char *program, *prev, *argument, *want;
    } of[] = {
        {"/usr/bin/mysql", "", "-phunter", "-p[masked]"},
        {"mariadb-dump", "", "-p1234", "-p[masked]"},
        {"mysql", "", "-P3306", "-P3306"},
        {"redis-cli", "", "-ahunter", "-a[masked]"},
        {"redis-cli", "-a", "hunter", "[masked]"},
        {"sshpass", "", "-phunter", "-p[masked]"},
        {"ldapsearch", "-w", "hunter", "[masked]"},
        {"tool", "-a", "hunter", "hunter"},
        {"tool", "", "-ahunter", "-ahunter"},
    };
    for (size_t i = 0; i < COUNT(of); i++) {
        AUTO_SBUF struct sbuf shown;
        struct argument_context c = {0};
        sbuf_init(&shown, 10000);
        print_message("  case %s %s\n", of[i].program, of[i].argument);
        argument_mask(&c, slice_from(of[i].program), &shown, NULL, NULL);
        if (of[i].prev[0])
            argument_mask(&c, slice_from(of[i].prev), &shown, NULL, NULL);
        sbuf_clear(&shown);
        argument_mask(&c, slice_from(of[i].argument), &shown, NULL, NULL);
        assert_string_equal(sbuf_text(&shown), of[i].want);
    }
}

static void what_is_hidden_is_handed_over(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf shown, hidden;
    sbuf_init(&shown, 10000);
    sbuf_init(&hidden, 10000);
    struct argument_context c = after("tool", "");
    argument_mask(&c, SLICE("http://u:pw1@h/?token=abc"), &shown, collect_hidden, &hidden);
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
            struct argument_context c = after("tool", cases[i].prev), d = c;
            argument_mask(&c, slice_take(whole, n), &shown, NULL, NULL);
            argument_mask(&d, slice_drop(whole, n), &shown, NULL, NULL);
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
        struct argument_context c = after("tool", "");
        argument_mask(&c, sbuf_view(&long_one), &shown, NULL, NULL);
        assert_true(sbuf_ok(&shown));
    }
}

static void flags_of_a_build_hide_what_a_command_line_would(void **state)
{
    static const struct {
        const char *in, *want; /* want NULL: as it is */
    } builds[] = {
        {"", NULL},
        {"go\tgo1.22\npath\texample.org/x\ndep\texample.org/token=abc\tv1\n", NULL},
        {"build\t-ldflags=\"-s -w -X main.version=v1.2.3\"\n", NULL},
        {"build\t-ldflags=\"-X main.apiToken=hunter2\"\n",
         "build\t-ldflags=\"-X main.apiToken=[masked]\"\n"},
        {"build\t-ldflags=-X=main.password=hunter2\n",
         "build\t-ldflags=-X=main.password=[masked]\n"},
        {"build\t-ldflags=\"-X 'main.db_password=a b' -X 'main.name=c d' -s\"\n",
         "build\t-ldflags=\"-X 'main.db_password=[masked]' -X 'main.name=c d' -s\"\n"},
        {"build\t-ldflags=\"-X \\\"main.secret=hunter2\\\"\"\n",
         "build\t-ldflags=\"-X \\\"main.secret=[masked]\\\"\"\n"},
        {"build\t-ldflags=\"-X main.origin=https://u:hunter2@h/db\"\n",
         "build\t-ldflags=\"-X main.origin=https://u:[masked]@h/db\"\n"},
        {"build\tCGO_CFLAGS=\"-O2 -DTOKEN=hunter2\"\nbuild\tvcs.revision=0123abcd\n",
         "build\tCGO_CFLAGS=\"-O2 -DTOKEN=[masked]\"\nbuild\tvcs.revision=0123abcd\n"},
        {"build\t-ldflags='''\n", NULL},
        {"build\t-ldflags\nbuild\t-tags=\n", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(builds); i++) {
        AUTO_SBUF struct sbuf out;
        struct redactor *r = redactor_new();
        sbuf_init(&out, 4096);
        print_message("  case %s\n", builds[i].in);
        assert_true(buildinfo_mask(r, slice_from(builds[i].in), &out));
        assert_string_equal(sbuf_text(&out), builds[i].want ? builds[i].want : builds[i].in);
        redactor_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_are_masked_and_the_rest_is_shown),
        cmocka_unit_test(a_program_says_what_its_flags_mean),
        cmocka_unit_test(what_is_hidden_is_handed_over),
        cmocka_unit_test(cut_arguments_are_safe),
        cmocka_unit_test(flags_of_a_build_hide_what_a_command_line_would),
        cmocka_unit_test(a_long_argument_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
