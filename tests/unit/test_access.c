/* What: headers, passwords and files are taken in the right form only, and every value is a secret
 * from then on. */
#include "cmocka_all.h"

#include <string.h>

#include "access.h"
#include "endpoints.h"

static struct collect_options options_of(const char *header, const char *user)
{
    struct collect_options o = collect_options_default();
    if (header)
        o.header.item[o.header.count++] = header;
    o.user = user;
    return o;
}

static void access_takes_what_has_the_right_form(void **state)
{
    (void)state;
    static const struct {
        const char *header, *user;
        enum status want;
    } cases[] = {
        {NULL, NULL, STATUS_OK},
        {"X-Token: abcdefgh", NULL, STATUS_OK},
        {"X-Token:abcdefgh:with:colons", NULL, STATUS_OK},
        {NULL, "name:", STATUS_OK},
        {NULL, "name:word:with:colons", STATUS_OK},
        {"", NULL, STATUS_USAGE},
        {"X-Token", NULL, STATUS_USAGE},
        {"X-Token:", NULL, STATUS_USAGE},
        {": abc", NULL, STATUS_USAGE},
        {"X Token: abc", NULL, STATUS_USAGE},
        {"X-Token: abc\r\nY: b", NULL, STATUS_USAGE},
        {"@/no/such/file", NULL, STATUS_IO},
        {NULL, "name", STATUS_USAGE},
        {NULL, "na\nme:x", STATUS_USAGE},
        {NULL, "@/no/such/file", STATUS_IO},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct collect_options o = options_of(cases[i].header, cases[i].user);
        struct access a;
        struct error err = {0};
        struct redactor *r = redactor_new();
        enum status got = access_open(&a, &o, r, &err);
        if (got != cases[i].want)
            fail_msg("case %zu: %d, %s", i, got, err.msg);
        access_done(&a);
        redactor_free(r);
    }
}

static void access_makes_every_value_a_secret(void **state)
{
    (void)state;
    static const char *const hidden[] = {
        "Bearer tok3n-tok3n", "tok3n-tok3n", "session-value-1",
        "v1sitor:p4ssw0rd!",  "p4ssw0rd!",   "djFzaXRvcjpwNHNzdzByZCE=", /* of v1sitor:p4ssw0rd! */
    };
    struct collect_options o = options_of("Authorization: Bearer tok3n-tok3n", "v1sitor:p4ssw0rd!");
    o.header.item[o.header.count++] = "Cookie: sid=session-value-1; x=1";
    struct access a;
    struct error err = {0};
    struct redactor *r = redactor_new();
    assert_int_equal(access_open(&a, &o, r, &err), STATUS_OK);
    assert_string_equal(a.http.headers[1], "Cookie: sid=session-value-1; x=1");
    for (size_t i = 0; i < COUNT(hidden); i++) {
        AUTO_SBUF struct sbuf out;
        struct redact_count count = {0};
        sbuf_init(&out, 1000);
        redactor_text(r, slice_from(hidden[i]), &out, &count);
        if (strstr(sbuf_text(&out), hidden[i]))
            fail_msg("%s is shown", hidden[i]);
    }
    access_done(&a);
    redactor_free(r);
}

static void access_leaves_certificates_unchecked_on_this_machine_only(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool insecure, header;
        enum status want;
        bool warns;
    } cases[] = {
        {NULL, true, true, STATUS_OK, false},
        {"https://localhost:1", true, false, STATUS_OK, false},
        {"https://[::1]:1", true, false, STATUS_OK, false},
        {"https://localhost.example.com:1", true, false, STATUS_USAGE, false},
        {"https://192.0.2.1:1", true, false, STATUS_USAGE, false},
        {"http://127.0.0.1:1", false, true, STATUS_OK, false},
        {"http://192.0.2.1:1", false, true, STATUS_OK, true},
        {"http://192.0.2.1:1", false, false, STATUS_OK, false},
        {"https://192.0.2.1:1", false, true, STATUS_OK, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct access a = {.http = {.insecure = cases[i].insecure, .nheaders = cases[i].header}};
        struct error err = {0};
        const char *warning;
        if (access_suits(&a, cases[i].url, &warning, &err) != cases[i].want ||
            (warning != NULL) != cases[i].warns)
            fail_msg("case %zu", i);
    }
}

static void access_to_a_hasty_server_asks_for_ever_shorter_profiles(void **state)
{
    (void)state;
    double seconds = 86400;
    for (int i = 0; i < 10 && seconds > 0; i++) {
        double less = endpoints_shorter(seconds);
        assert_true(less < seconds);
        seconds = less;
    }
    assert_true(seconds <= 0);
    assert_true(
        endpoints_is_write_timeout(SLICE("profile duration exceeds server's WriteTimeout\n")));
    assert_false(endpoints_is_write_timeout(SLICE("bad request")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(access_takes_what_has_the_right_form),
        cmocka_unit_test(access_makes_every_value_a_secret),
        cmocka_unit_test(access_leaves_certificates_unchecked_on_this_machine_only),
        cmocka_unit_test(access_to_a_hasty_server_asks_for_ever_shorter_profiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
