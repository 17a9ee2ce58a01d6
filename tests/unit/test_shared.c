/* What: the small tools of shared/ besides slice: sbuf, arena, tsv, units, options, fileio. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bundle_format.h"
#include "cleanup.h"
#include "fileio.h"
#include "options.h"
#include "sbuf.h"
#include "tsv.h"
#include "units.h"

static void sbuf_failure_sticks(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 4);
    sbuf_adds(&b, "abc");
    sbuf_addf(&b, "%d", 12345);
    sbuf_adds(&b, "d");
    assert_false(sbuf_ok(&b));
    assert_string_equal(sbuf_text(&b), "abc");
}

static void arena_objects_are_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    for (int i = 0; i < 100; i++) {
        (void)arena_alloc(&a, 1, 1, 1);
        uint64_t *n = ARENA_NEW(&a, uint64_t);
        assert_int_equal(*n, 0);
        assert_int_equal((uintptr_t)n % _Alignof(uint64_t), 0);
    }
    arena_done(&a);
    arena_done(&a);
}

static void arena_push_keeps_what_it_holds(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    int *items = NULL;
    size_t count = 0, cap = 0;
    for (int i = 0; i < 1000; i++)
        *ARENA_PUSH(&a, items, count, cap) = i;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    arena_done(&a);
}

static void tsv_survives_the_round_trip(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct slice odd = SLICE("a\tb\nc\\d\x01 (deleted)\xff\r");
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 1000);
    tsv_add(&b, odd);
    assert_null(strpbrk(sbuf_text(&b), "\t\n\r"));
    assert_true(slice_equal(tsv_unescape(&a, sbuf_view(&b)), odd));
    assert_true(slice_is(tsv_unescape(&a, SLICE("a\\q\\x1")), "a\\q\\x1"));
    arena_done(&a);
}

static void units_round_as_people_read(void **state)
{
    (void)state;
    assert_string_equal(units_bytes(0).s, "0 B");
    assert_string_equal(units_bytes(1024).s, "1.0 KiB");
    assert_string_equal(units_bytes(1048575).s, "1.0 MiB");
    assert_string_equal(units_bytes(-1536).s, "-1.5 KiB");
    assert_string_equal(units_count(1243).s, "1,243");
    assert_string_equal(units_count(-1234567).s, "-1,234,567");
    assert_string_equal(units_count(999).s, "999");
    assert_string_equal(units_count(12345.5).s, "12,345.50");
    assert_string_equal(units_count(-0.5).s, "-0.50");
    assert_string_equal(units_count(0.0152).s, "0.015");
    assert_string_equal(units_count(-0.0026).s, "-0.003");
    assert_string_equal(units_count(-0.0004).s, "0");
    assert_string_equal(units_duration(33120).s, "9 h 12 min");
    assert_string_equal(units_duration(3599.99).s, "1 h 0 min");
    assert_string_equal(units_duration(59.7).s, "1 min 0 s");
    assert_string_equal(units_duration(119.6).s, "2 min 0 s");
    assert_string_equal(units_duration(86399.9).s, "1 d 0 h");
    assert_string_equal(units_duration(-90061).s, "-1 d 1 h");
    assert_string_equal(units_duration(0.0042).s, "4 ms");
    assert_string_equal(units_duration(0).s, "0 s");
    assert_string_equal(units_utc(0).s, "1970-01-01T00:00:00Z");
}

static void units_parse_what_people_type(void **state)
{
    (void)state;
    double s = 0;
    uint64_t n = 0;
    assert_true(units_parse_duration(SLICE("250ms"), &s) && s == 0.25);
    assert_true(units_parse_duration(SLICE("9h"), &s) && s == 32400);
    assert_false(units_parse_duration(SLICE("9x"), &s));
    assert_false(units_parse_duration(SLICE("s"), &s));
    assert_true(units_parse_size(SLICE("25MB"), &n) && n == 25u << 20);
    assert_true(units_parse_size(SLICE("1.5 GiB"), &n) && n == 3u << 29);
    assert_false(units_parse_size(SLICE("-1"), &n));
}

struct settings {
    bool quick;
    uint64_t count;
    double seconds;
    const char *out;
    struct option_list skip;
};

static const struct option_row rows[] = {
    {"quick", 'q', OPTION_FLAG, offsetof(struct settings, quick), NULL, NULL, "Be quick."},
    {"count", 0, OPTION_COUNT, offsetof(struct settings, count), "N", NULL, "How many."},
    {"seconds", 's', OPTION_DURATION, offsetof(struct settings, seconds), "TIME", NULL,
     "How long."},
    {"output", 'o', OPTION_TEXT, offsetof(struct settings, out), "FILE", "file", "Where to."},
    {"skip", 0, OPTION_LIST, offsetof(struct settings, skip), "ID", "a b", "What not: [x]:'y'."},
};
static const struct option_pair exits[] = {{"0", "done"}, {NULL, NULL}};
static const struct program program = {
    "demo", "1", "a demo", "[options] X", "About.", "file", rows, COUNT(rows), exits, exits,
};

enum { COUNT_MAX = 16 };

/* Cuts line at its blanks into argv, NULL behind the last. */
static int split(char *line, char **argv)
{
    int argc = 0;
    for (char *word = line; word && argc < COUNT_MAX - 1; argc++) {
        argv[argc] = word;
        word = strchr(word, ' ');
        if (word)
            *word++ = '\0';
    }
    argv[argc] = NULL;
    return argc;
}

static void options_fill_the_struct_and_leave_the_operands(void **state)
{
    (void)state;
    char line[] = "demo one -q --count=3 -s 2m --skip a --skip b two", *argv[COUNT_MAX];
    int argc = split(line, argv);
    struct settings s = {0};
    struct error err = {0};
    int first = 0;
    assert_int_equal(options_parse(&program, argc, argv, &s, &first, &err), STATUS_OK);
    assert_true(s.quick && s.count == 3 && s.seconds == 120 && s.skip.count == 2);
    assert_int_equal(argc - first, 2);
    assert_string_equal(argv[first], "one");
}

static void options_refuse_what_they_do_not_know(void **state)
{
    (void)state;
    static const struct {
        const char *word, *message;
    } cases[] = {
        {"--nope", "unknown option: --nope"},
        {"-z", "unknown option: -z"},
        {"--count=x", "--count does not take this value: x"},
        {"--output", "this option needs a value: --output"},
        {"--quick=1", "unknown option: --quick=1"},
        {"--no\npe", "unknown option"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char word[32], name[] = "demo", *argv[] = {name, word, NULL};
        snprintf(word, sizeof word, "%s", cases[i].word);
        struct settings s = {0};
        struct error err = {0};
        int first = 0;
        print_message("  case %s\n", cases[i].word);
        assert_int_equal(options_parse(&program, 2, argv, &s, &first, &err), STATUS_USAGE);
        assert_string_equal(err.msg, cases[i].message);
    }
}

static void options_describe_every_row_in_every_form(void **state)
{
    (void)state;
    static const char *const forms[] = {"markdown", "bash", "zsh", NULL};
    for (size_t f = 0; f < COUNT(forms); f++) {
        AUTO_SBUF struct sbuf b;
        sbuf_init(&b, 100000);
        if (forms[f])
            assert_true(options_describe(&program, forms[f], &b));
        else
            options_help(&program, &b);
        for (size_t i = 0; i < COUNT(rows); i++)
            assert_non_null(strstr(sbuf_text(&b), rows[i].name));
    }
}

static void fileio_shows_a_file_only_when_it_is_whole(void **state)
{
    (void)state;
    char dir[] = "/tmp/exhibit-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/out", dir);
    struct fileio_pending p = FILEIO_PENDING_INIT;
    struct error err = {0};
    assert_int_equal(fileio_begin(&p, path, &err), STATUS_OK);
    assert_int_equal(fileio_write(p.fd, SLICE("whole"), &err), STATUS_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(fileio_commit(&p, &err), STATUS_OK);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    fileio_abort(&p);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(fileio_begin(&p, path, &err), STATUS_OK);
    fileio_abort(&p);
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 3);
    assert_int_equal(fileio_read(AT_FDCWD, path, &b, &err), STATUS_LIMIT);
    assert_string_equal(sbuf_text(&b), "who");
    unlink(path);
    assert_int_equal(rmdir(dir), 0); /* nothing else was left */
}

/* With a name for the file while it is written, and without one. */
static void fileio_keeps_what_is_there_when_asked(void **state)
{
    (void)state;
    static enum status (*const begin[])(struct fileio_pending *, const char *,
                                        struct error *) = {fileio_begin, fileio_begin_unnamed};
    static const char *const names[] = {"out.tgz", "out-2.tgz", "out-3.tgz"};
    for (size_t b = 0; b < COUNT(begin); b++) {
        char dir[] = "/tmp/exhibit-test-XXXXXX", path[64], want[64];
        assert_non_null(mkdtemp(dir));
        snprintf(path, sizeof path, "%s/out.tgz", dir);
        for (size_t i = 0; i < COUNT(names); i++) {
            struct fileio_pending p = FILEIO_PENDING_INIT;
            struct error err = {0};
            assert_int_equal(begin[b](&p, path, &err), STATUS_OK);
            p.keeps = true;
            assert_int_equal(fileio_commit(&p, &err), STATUS_OK);
            snprintf(want, sizeof want, "%s/%s", dir, names[i]);
            assert_string_equal(p.path, want);
            fileio_abort(&p);
        }
        for (size_t i = 0; i < COUNT(names); i++) {
            snprintf(want, sizeof want, "%s/%s", dir, names[i]);
            assert_int_equal(unlink(want), 0);
        }
        assert_int_equal(rmdir(dir), 0); /* nothing else was left */
    }
}

static void fileio_replaces_files_only(void **state)
{
    (void)state;
    char dir[] = "/tmp/exhibit-test-XXXXXX", pipe[64], link[64], slash[64];
    assert_non_null(mkdtemp(dir));
    snprintf(pipe, sizeof pipe, "%s/pipe", dir);
    snprintf(link, sizeof link, "%s/link", dir);
    snprintf(slash, sizeof slash, "%s/new/", dir);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(symlink("/dev/null", link), 0);
    const char *const refused[] = {"", dir, slash, pipe, link, "/dev/null"};
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct fileio_pending p = FILEIO_PENDING_INIT;
        struct error err = {0};
        assert_int_equal(fileio_begin(&p, refused[i], &err), STATUS_IO);
        assert_int_equal(p.fd, -1);
        fileio_abort(&p);
    }
    unlink(pipe);
    unlink(link);
    assert_int_equal(rmdir(dir), 0); /* nothing else was left */
}

static void bundle_entries_have_distinct_ids_and_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < bundle_entries_count; i++) {
        assert_ptr_equal(bundle_entry_by_id(bundle_entries[i].id), &bundle_entries[i]);
        assert_ptr_equal(bundle_entry_by_path(bundle_entries[i].path), &bundle_entries[i]);
    }
    assert_string_equal(bundle_entries[0].path, BUNDLE_HEADER);
    assert_string_equal(bundle_entries[bundle_entries_count - 1].path, BUNDLE_MANIFEST);
    assert_null(bundle_entry_by_id("nothing"));
    for (size_t i = 0; i < BUNDLE_STATUS_COUNT; i++)
        assert_non_null(bundle_status_names[i]);
}

static void bundle_format_is_documented_row_by_row(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf text, row;
    struct error err = {0};
    sbuf_init(&text, 1000000);
    sbuf_init(&row, 1000);
    assert_int_equal(fileio_read(AT_FDCWD, SOURCE_DIR "/shared/bundle-format.md", &text, &err),
                     STATUS_OK);
    size_t at = 0;
    for (size_t i = 0; i < bundle_entries_count; i++) {
        const struct bundle_entry *e = &bundle_entries[i];
        sbuf_clear(&row);
        sbuf_addf(&row, "| `%s` | %s | %s |\n", e->path, e->id, e->what);
        size_t found = slice_find(slice_drop(sbuf_view(&text), at), sbuf_view(&row));
        print_message("  row %s", sbuf_text(&row));
        assert_int_not_equal(found, SIZE_MAX); /* in the same order, too */
        at += found + 1;
    }
    for (size_t i = 0; i < BUNDLE_STATUS_COUNT; i++) {
        sbuf_clear(&row);
        sbuf_addf(&row, "\n| `%s` | ", bundle_status_names[i]);
        assert_int_not_equal(slice_find(sbuf_view(&text), sbuf_view(&row)), SIZE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sbuf_failure_sticks),
        cmocka_unit_test(arena_objects_are_zeroed_and_aligned),
        cmocka_unit_test(arena_push_keeps_what_it_holds),
        cmocka_unit_test(tsv_survives_the_round_trip),
        cmocka_unit_test(units_round_as_people_read),
        cmocka_unit_test(units_parse_what_people_type),
        cmocka_unit_test(options_fill_the_struct_and_leave_the_operands),
        cmocka_unit_test(options_refuse_what_they_do_not_know),
        cmocka_unit_test(options_describe_every_row_in_every_form),
        cmocka_unit_test(fileio_shows_a_file_only_when_it_is_whole),
        cmocka_unit_test(fileio_keeps_what_is_there_when_asked),
        cmocka_unit_test(fileio_replaces_files_only),
        cmocka_unit_test(bundle_entries_have_distinct_ids_and_paths),
        cmocka_unit_test(bundle_format_is_documented_row_by_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
