#include "cmocka_all.h"

#include <stdio.h>

#include "path_template.h"

static const struct {
    const char *name, *path, *want;
} cases[] = {
    {"empty", "", ""},
    {"a plain path", "/etc/passwd", "/etc/passwd"},
    {"number in a name", "/data/session-000123.jsonl", "/data/session-*.jsonl"},
    {"number behind letters", "/tmp/go-build4711/x", "/tmp/go-build*/x"},
    {"one digit belongs to the name", "/usr/lib/utf8/b2", "/usr/lib/utf8/b2"},
    {"folder of a process", "/proc/4711/fd/12", "/proc/*/fd/*"},
    {"date and time", "/log/app-2025-11-23T02-27-00.log", "/log/app-*.log"},
    {"stamp in one word", "/b/x-20251123T022700Z.tgz", "/b/x-*.tgz"},
    {"UUID", "/s/0191f3e2-77aa-7bcd-8000-1234567890ab.json", "/s/*.json"},
    {"UUID with groups of letters", "/s/x-0191f3e2-beef-7bcd-face-1234567890ab", "/s/x-*"},
    {"hash", "/objects/3f/deadbeef0123456789.pack", "/objects/*/*.pack"},
    {"word of hex letters only", "/home/deadbeef/cafe", "/home/deadbeef/cafe"},
    {"temporary suffix", "/run/tmp.Xa3BcD/file", "/run/tmp.*/file"},
    {"temporary suffix of letters", "/run/tmp.AbCdEfGh/file", "/run/tmp.*/file"},
    {"the folder tmp is none", "/tmp/exhibit/file", "/tmp/exhibit/file"},
    {"rotated log", "/var/log/app.log.12", "/var/log/app.log.*"},
    {"extension with a digit", "/music/song.mp3", "/music/song.mp3"},
    {"pipe", "pipe:[12345]", "pipe:[*]"},
    {"anonymous inode", "anon_inode:[eventpoll]", "anon_inode:[eventpoll]"},
    {"version of a library", "/lib/libc.so.6.1.2", "/lib/libc.so.*"},
    {"bytes that are no text", "/a\xff\xfe/\x01", "/a\xff\xfe/\x01"},
};

static void names_stay_and_instances_become_stars(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice got = path_template(&a, slice_from(cases[i].path));
        if (!slice_is(got, cases[i].want))
            print_error("  case %s: %.*s\n", cases[i].name, SLICE_ARG(got));
        assert_true(slice_is(got, cases[i].want));
    }
    arena_done(&a);
}

static void a_template_of_a_template_is_itself(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice once = path_template(&a, slice_from(cases[i].path));
        assert_true(slice_equal(path_template(&a, once), once));
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stay_and_instances_become_stars),
        cmocka_unit_test(a_template_of_a_template_is_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
