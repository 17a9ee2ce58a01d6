/* What: credentials in the JSON of /debug/vars are masked, everything else stays as it was, and
 * text that does not end is refused. */
#include "cmocka_all.h"

#include <string.h>

#include "expvar.h"

static bool mask(struct slice in, struct sbuf *out)
{
    struct redactor *r = redactor_new();
    sbuf_init(out, 100000);
    bool sound = expvar_mask(r, in, out);
    redactor_free(r);
    return sound;
}

static void expvar_masks_arguments_and_named_secrets_alone(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want; /* NULL: refused */
    } cases[] = {
        {"{\n\"cmdline\": [\"/bin/x\",\"-v\"],\n\"n\": 1\n}\n",
         "{\n\"cmdline\": [\"/bin/x\",\"-v\"],\n\"n\": 1\n}\n"},
        {"{\"cmdline\": [\"x\", \"--token\", \"tok-1234567\"]}",
         "{\"cmdline\": [\"x\", \"--token\", \"[masked]\"]}"},
        {"{\"cmdline\":[\"--password=p4ss\\u003cword1\"]}",
         "{\"cmdline\":[\"--password=[masked]\"]}"},
        {"{\"db\":{\"db_password\" : \"hunter22222\",\"name\":\"x\"}}",
         "{\"db\":{\"db_password\" : \"[masked]\",\"name\":\"x\"}}"},
        {"{\"list\":[\"cmdline\",\"a\"]}", "{\"list\":[\"cmdline\",\"a\"]}"},
        {"{\"quote\\\"d\":\"a\\\\\"}", "{\"quote\\\"d\":\"a\\\\\"}"},
        {"", ""},
        {"{}", "{}"},
        {"{\"cmdline\":[]}", "{\"cmdline\":[]}"},
        {"{\"cmdline\":[\"x\"", NULL},
        {"{\"cmdline\":[\"x", NULL},
        {"{\"a", NULL},
        {"{\"token\":\"abc", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf out;
        bool sound = mask(slice_from(cases[i].in), &out);
        if (sound != (cases[i].want != NULL) ||
            (sound && strcmp(sbuf_text(&out), cases[i].want) != 0))
            fail_msg("case %zu: %s", i, sbuf_text(&out));
    }
}

static const char whole[] = "{\"cmdline\": [\"/x\",\"--api-key\",\"k3y-k3y-k3y\\u0026\\n\"],\n"
                            "\"memstats\": {\"Alloc\":1},\"secret\": \"s3cr3t-s3cr3t\"}";

static void expvar_survives_a_cut_anywhere_and_shows_nothing_then(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < sizeof whole; cut++) {
        AUTO_SBUF struct sbuf out;
        bool sound = mask(slice_take(slice_from(whole), cut), &out);
        if (sound && (strstr(sbuf_text(&out), "k3y-k") || strstr(sbuf_text(&out), "s3cr3t-s")))
            fail_msg("cut at %zu: %s", cut, sbuf_text(&out));
    }
}

static void expvar_survives_flipped_bits(void **state)
{
    (void)state;
    for (size_t bit = 0; bit < 8 * (sizeof whole - 1); bit++) {
        char text[sizeof whole];
        memcpy(text, whole, sizeof whole);
        text[bit / 8] = (char)(unsigned char)((unsigned char)text[bit / 8] ^ 1U << bit % 8);
        AUTO_SBUF struct sbuf out;
        (void)mask((struct slice){(unsigned char *)text, sizeof whole - 1}, &out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expvar_masks_arguments_and_named_secrets_alone),
        cmocka_unit_test(expvar_survives_a_cut_anywhere_and_shows_nothing_then),
        cmocka_unit_test(expvar_survives_flipped_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
