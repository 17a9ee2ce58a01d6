/* What: --redact=strict, the names in paths. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "redact_maker.h"

static struct redactor *strict(void)
{
    struct redactor *r = example();
    redactor_strict(r, "/acme/prod/run", "/opt/tools/bin/server (deleted)");
    return r;
}

static void through(const struct redactor *r, const char *text, struct sbuf *out)
{
    struct redact_count count = {0};
    sbuf_init(out, TEXT_MAX);
    redactor_text(r, slice_from(text), out, &count);
    assert_true(sbuf_ok(out));
}

/* Pseudonyms become N (a name) and I (an instance), D before folders and F before files. */
static void fold(struct sbuf *text)
{
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, TEXT_MAX);
    struct slice rest = sbuf_view(text);
    while (rest.len) {
        bool folder = slice_has_prefix(rest, SLICE("dir-")),
             file = slice_has_prefix(rest, SLICE("file-"));
        if (slice_has_prefix(rest, SLICE("user-"))) {
            sbuf_addc(&out, 'U');
            rest = slice_drop(rest, 11);
        } else if (folder || file) {
            unsigned char next = rest.ptr[folder ? 4 : 5];
            bool instance = next >= '0' && next <= '9';
            sbuf_adds(&out, folder ? "D" : "F");
            sbuf_addc(&out, instance ? 'I' : 'N');
            rest = slice_drop(rest, (size_t)(folder ? 4 : 5) + (size_t)(instance ? 8 : 6));
        } else {
            sbuf_addc(&out, (char)rest.ptr[0]);
            rest = slice_drop(rest, 1);
        }
    }
    sbuf_clear(text);
    sbuf_add(text, sbuf_view(&out));
}

static const struct {
    const char *in, *want; /* want NULL: stays as it is */
} cases[] = {
    {"/home/alice", "/home/U"},
    {"/home/alice/", "/home/U/"},
    {"/home/alice/secret-project/plan.txt", "/home/U/DN/FN.txt"},
    {"/home/bob/x", "/home/U/FN"},
    {"/mnt/home/alice/x", "/mnt/home/U/FN"},
    {"/root"
     "/plans/x.db-wal",
     "/root"
     "/DN/FN.db-wal"},
    {"/home/alice/.claude/projects/-home-alice-work/0f8fad5b-d9cb-469f-a165-70867728950e.jsonl",
     "/home/U/.claude/projects/DN/FI.jsonl"},
    {"/home/alice/.codex/sessions/2026/11/23/rollout-2026-11-23T02-27-00.jsonl",
     "/home/U/.codex/sessions/2026/11/23/FI.jsonl"},
    {"/home/alice/work/acme/.todos/issues.db", "/home/U/DN/DN/.todos/issues.db"},
    {"/home/alice/go/pkg/mod/github.com/alice/x@v1/a.go",
     "/home/U/go/pkg/mod/github.com/alice/x@v1/a.go"},
    {"/home/alice/sdk/src/runtime/proc.go:33", "/home/U/DN/src/runtime/proc.go:33"},
    {"/home/alice/src/acme/data.db", "/home/U/src/DN/FN.db"},
    {"\t/home/alice/work/acme/main.go:33 +0x1d\n", "\t/home/U/DN/DN/main.go:33 +0x1d\n"},
    {"/home/alice/My Secret Project/a b.txt (deleted)", "/home/U/DN/FN.txt (deleted)"},
    {"n/tmp/alice-notes/x\n", "n/tmp/DN/FN\n"},
    {"x/tmp/notes/x", NULL},
    {"-dir /srv/acme --flag /opt/tools/bin/server /tmp/x",
     "-dir /srv/FN --flag /opt/DN/bin/server /tmp/FN"},
    {"/acme/prod/run/server", "/DN/DN/run/server"},
    {"/acme-two/prod", NULL},
    {"PATH=/home/alice/bin:/opt/acme/bin:/usr/bin", "PATH=/home/U/bin:/opt/DN/bin:/usr/bin"},
    {"{\"dir\":\"/home/alice/x y\",\"n\":1}", "{\"dir\":\"/home/U/FN\",\"n\":1}"},
    {"http://h/data/x https://github.com/opt/x", NULL},
    {"/usr/lib/x86/libc.so /etc/passwd /proc/1/fd /var/lib/x", NULL},
    {"/home/alice/build123/worker1.log", "/home/U/DI/FN.log"},
    {"/tmp/go-build/b001/exe/server", "/tmp/go-build/DI/DN/server"},
    {"/home/alice//x/../y", "/home/U//DN/../FN"},
    {"/home//x", "/home//U"},
    {"%2Fhome%2Falice%2Fsecret%2Fplan.txt", "%2Fhome%2FU%2FDN%2FFN.txt"},
    {"?d=%2fhome%2fbob%2fplan", "?d=%2fhome%2fU%2fFN"},
    {"%252Fhome%252Falice%252Fplan", "%252Fhome%252FU%252FFN"},
    {"{\"d\":\"\\/home\\/alice\\/secret\\/plan.txt\",", "{\"d\":\"\\/home\\/U\\/DN\\/FN.txt\","},
    {"\"\\u002ftmp\\u002fnotes\\u002fx\"", "\"\\u002ftmp\\u002fDN\\u002fFN\""},
    {"&#47;home&#47;bob&#47;x", "&#47;home&#47;U&#47;FN"},
    {"%2Fhome%2Falice%2Fgo%2Fpkg%2Fmod%2Fx.org%2Fy%2Fz.go",
     "%2Fhome%2FU%2Fgo%2Fpkg%2Fmod%2Fx.org%2Fy%2Fz.go"},
    {"100%2 &amp; \\x2 \\u00", NULL},
    {"/home/", NULL},
    {"/private/tmp/acme", "/private/tmp/FN"},
};

static void names_in_paths_become_pseudonyms(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = strict();
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf out, again;
        print_message("  case %s\n", cases[i].in);
        through(r, cases[i].in, &out);
        through(r, sbuf_text(&out), &again);
        assert_string_equal(sbuf_text(&again), sbuf_text(&out)); /* once is enough */
        fold(&out);
        assert_string_equal(sbuf_text(&out), cases[i].want ? cases[i].want : cases[i].in);
    }
}

/* The same name has the same pseudonym everywhere, another one another. */
static void pseudonyms_tell_names_apart(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = strict();
    AUTO_SBUF struct sbuf one, other;
    through(r, "/home/alice/acme/x /home/alice/acme/y", &one);
    assert_memory_equal(sbuf_text(&one), sbuf_text(&one) + one.len / 2 + 1, 28);
    through(r, "/home/alice/acmf/x", &other);
    assert_memory_equal(sbuf_text(&one), sbuf_text(&other), 18);
    assert_memory_not_equal(sbuf_text(&one), sbuf_text(&other), 28);
}

/* In any pieces the same as at once, over the borders of many windows. */
static void the_border_of_two_windows_changes_no_path(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = strict();
    AUTO_SBUF struct sbuf in, out, want;
    struct error err = {0};
    sbuf_init(&in, TEXT_MAX);
    for (size_t i = 0; i < 9000; i++)
        sbuf_addf(&in, "%zu\t/home/alice/work %zu/acme/notes%zu.db-wal\t0\n", i, i % 7, i);
    assert_int_equal(through_file(r, BUNDLE_KIND_TEXT, sbuf_view(&in), &out, &err), STATUS_OK);
    through(r, sbuf_text(&in), &want);
    assert_int_equal(out.len, want.len);
    assert_memory_equal(out.ptr, want.ptr, want.len);
    assert_null(strstr(sbuf_text(&out), "acme"));
}

static void strings_of_a_profile_are_paths_too(void **state)
{
    (void)state;
    AUTO_REDACTOR struct redactor *r = strict();
    AUTO_SBUF struct sbuf profile, out, plain;
    struct error err = {0};
    make_profile(&profile, "/home/alice/work/acme/internal/plan.go");
    assert_int_equal(through_file(r, BUNDLE_KIND_PPROF, sbuf_view(&profile), &out, &err),
                     STATUS_OK);
    unpack(sbuf_view(&out), &plain);
    assert_true(slice_find(sbuf_view(&plain), SLICE("/plan.go")) != SIZE_MAX);
    assert_true(slice_find(sbuf_view(&plain), SLICE("acme")) == SIZE_MAX);
}

static void pseudonyms_with(const char *key, struct sbuf *out)
{
    AUTO_REDACTOR struct redactor *r = redactor_new();
    struct error err = {0};
    bool made;
    assert_int_equal(redactor_use_key(r, key, &made, &err), STATUS_OK);
    redactor_add(r, REDACT_HOME, SLICE("/home/alice"));
    redactor_strict(r, "/", "");
    through(r, "/home/alice/acme/plan.txt", out);
}

static void the_key_of_the_user_makes_the_pseudonyms(void **state)
{
    (void)state;
    char one[] = "/tmp/key-XXXXXX", other[64];
    assert_non_null(mkdtemp(one));
    snprintf(other, sizeof other, "%s/b", one);
    char first[64];
    snprintf(first, sizeof first, "%s/a", one);
    AUTO_SBUF struct sbuf a, a2, b;
    pseudonyms_with(first, &a);
    pseudonyms_with(first, &a2);
    pseudonyms_with(other, &b);
    assert_string_equal(sbuf_text(&a), sbuf_text(&a2));
    assert_string_not_equal(sbuf_text(&a), sbuf_text(&b));
    struct stat st;
    assert_int_equal(stat(first, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, 65);
    unlink(first);
    unlink(other);
    rmdir(one);
}

static void a_key_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const keys[] = {"/dev/null", "/tmp", "/no/such/folder/key"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        AUTO_REDACTOR struct redactor *r = redactor_new();
        struct error err = {0};
        bool made;
        print_message("  case %s\n", keys[i]);
        assert_int_not_equal(redactor_use_key(r, keys[i], &made, &err), STATUS_OK);
        assert_true(err.msg[0]);
    }
}

static void one_file_has_one_pseudonym_however_it_is_written(void **state)
{
    static const char *const spellings[] = {"/tmp/my notes.txt", "%2Ftmp%2Fmy%20notes.txt",
                                            "%2ftmp%2fmy%20notes.txt", "\\/tmp\\/my notes.txt",
                                            "\\u002ftmp\\u002fmy notes.txt"};
    char first[40] = "";
    AUTO_REDACTOR struct redactor *r = strict();
    (void)state;
    for (size_t i = 0; i < COUNT(spellings); i++) {
        AUTO_SBUF struct sbuf out;
        through(r, spellings[i], &out);
        const char *name = strstr(sbuf_text(&out), "file-");
        assert_non_null(name);
        if (i == 0)
            snprintf(first, sizeof first, "%s", name);
        assert_string_equal(name, first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_file_has_one_pseudonym_however_it_is_written),
        cmocka_unit_test(names_in_paths_become_pseudonyms),
        cmocka_unit_test(pseudonyms_tell_names_apart),
        cmocka_unit_test(the_border_of_two_windows_changes_no_path),
        cmocka_unit_test(strings_of_a_profile_are_paths_too),
        cmocka_unit_test(the_key_of_the_user_makes_the_pseudonyms),
        cmocka_unit_test(a_key_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
