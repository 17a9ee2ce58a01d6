/* Archives as people send them, cut ones, and those that try something. */
#include "cmocka_all.h"

#include <archive.h>
#include <archive_entry.h>

#include "bundle_reader.h"

#include "cleanup.h"
#include "damage.h"
#include "fixture.h"
#include "gzip_stream.h"
#include "member_name.h"
#include "tar_image.h"

static void add_demo(struct sbuf *tar)
{
    tar_header(tar, "demo-1-x/", '5', 0);
    tar_file(tar, "demo-1-x/00-bundle.json", SLICE("{\"format\":\"exhibit-bundle/1\"}\n"));
    tar_file(tar, "demo-1-x/10-process/status", SLICE("Name:\tdemo\n"));
    tar_file(tar, "demo-1-x/30-files/fd.tsv", SLICE(""));
    tar_file(tar, "demo-1-x/manifest.json", SLICE("{}\n"));
    tar_end(tar);
}

static void check_demo(const struct bundle *b)
{
    assert_true(slice_is(b->top, "demo-1-x"));
    assert_int_equal(b->count, 4);
    assert_false(b->cut);
    assert_int_equal(b->damage.len, 0);
    assert_int_equal(b->unpacked, 30 + 11 + 3 + 0);
    assert_true(slice_is(b->members[0].name, "00-bundle.json"));
    const struct bundle_member *m = bundle_find(b, "10-process/status");
    assert_non_null(m);
    assert_true(slice_is(m->data, "Name:\tdemo\n"));
    assert_false(m->cut);
    assert_int_equal(bundle_find(b, "30-files/fd.tsv")->data.len, 0);
    assert_null(bundle_find(b, "demo-1-x/manifest.json"));
    assert_null(bundle_find(b, ""));
}

static void a_bundle_is_read_plain_and_packed_from_file_and_memory(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar, gz;
    sbuf_init(&tar, MIB);
    sbuf_init(&gz, MIB);
    add_demo(&tar);
    tar_gzip(sbuf_view(&tar), &gz);
    const struct sbuf *const images[] = {&tar, &gz};
    for (size_t i = 0; i < COUNT(images); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b;
        FILE *file = tmpfile();
        assert_non_null(file);
        assert_int_equal(bundle_read_memory(&a, sbuf_view(images[i]), &b, &err), STATUS_OK);
        check_demo(&b);
        assert_int_equal(b.packed, images[i]->len);
        assert_int_equal(fileio_write(fileno(file), sbuf_view(images[i]), &err), STATUS_OK);
        rewind(file);
        AUTO_GZIP_STREAM struct gzip_stream stream;
        gzip_stream_init(&stream, fileno(file), (struct slice){0});
        assert_true(bundle_is_archive(gzip_stream_peek(&stream)));
        assert_int_equal(bundle_read_stream(&a, &stream, &b, &err), STATUS_OK);
        check_demo(&b);
        fclose(file);
        arena_done(&a);
    }
}

static const char name_100[] =
    "d/5678901234567890123456789012345678901234567890"
    "12345678901234567890123456789012345678901234567890"; /* 98: the most that ustar holds alone */

static void what_no_honest_bundle_holds_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        char kind;
        size_t size;
        const char *words; /* that the message must have */
    } cases[] = {
        {"demo/link", '2', 0, "member 2 (demo/link) is refused: it is a link"},
        {"demo/hard", '1', 0, "(demo/hard) is refused: it is a link"},
        {"demo/tty", '3', 0, "neither a file nor a folder"},
        {"demo/disk", '4', 0, "neither a file nor a folder"},
        {"demo/fifo", '6', 0, "neither a file nor a folder"},
        {"/etc/passwd", '0', 0, "its name is absolute"},
        {"demo/../../x", '0', 0, "leads out"},
        {"..", '5', 0, "leads out"},
        {"demo//x", '0', 0, "empty part"},
        {"demo/./x", '0', 0, "empty part"},
        {"demo/a\nb", '0', 0, "(demo/a?b) is refused: its name has a control byte"},
        {"demo/a\033[2J", '0', 0, "(demo/a?[2J) is refused: its name has a control byte"},
        {"demo/a\\b", '0', 0, "backslash"},
        {"other/00-bundle.json", '0', 0, "not in the same top folder"},
        {"demo/one", '0', 0, "there is another one of that name"},
        {"demo/huge", '0', (size_t)2 * 1024 * 1024 * 1024, "larger than 1 GiB"},
        {"", '0', 0, "empty part"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf tar;
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b;
        sbuf_init(&tar, MIB);
        tar_file(&tar, "demo/one", SLICE("1"));
        tar_header(&tar, cases[i].name, cases[i].kind, cases[i].size);
        tar_end(&tar);
        if (bundle_read_memory(&a, sbuf_view(&tar), &b, &err) != STATUS_UNSAFE ||
            !strstr(err.msg, cases[i].words))
            fail_msg("%s: %s", cases[i].name, err.msg);
        arena_done(&a);
    }
}

static void names_have_a_length(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, KIB);
    sbuf_adds(&b, name_100);
    while (b.len < LIMIT_MEMBER_NAME)
        sbuf_addc(&b, 'x');
    assert_null(member_name_refusal(sbuf_view(&b)));
    sbuf_addc(&b, 'x');
    assert_non_null(strstr(member_name_refusal(sbuf_view(&b)), "longer than 256"));
    struct member_label label = member_label(sbuf_view(&b));
    assert_int_equal(strlen(label.s), sizeof label.s - 1);
    assert_true(slice_has_suffix(slice_from(label.s), SLICE("...")));
    arena_done(&a);
}

static void the_number_of_members_has_a_ceiling(void **state)
{
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        AUTO_SBUF struct sbuf tar;
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b;
        char name[32];
        sbuf_init(&tar, 4 * MIB);
        for (size_t i = 0; i < LIMIT_BUNDLE_MEMBERS + extra; i++) {
            snprintf(name, sizeof name, "demo/%zu", i);
            tar_file(&tar, name, SLICE(""));
        }
        tar_end(&tar);
        enum status status = bundle_read_memory(&a, sbuf_view(&tar), &b, &err);
        assert_int_equal(status, extra ? STATUS_UNSAFE : STATUS_OK);
        if (extra)
            assert_non_null(strstr(err.msg, "member 2001 (demo/2000)"));
        arena_done(&a);
    }
}

/* ---- other archives, made by libarchive itself ---- */

static void make_archive(struct sbuf *out, int (*format)(struct archive *),
                         int (*filter)(struct archive *), const char *options, size_t zeros)
{
    static unsigned char image[4 * 1024 * 1024];
    struct archive *w = archive_write_new();
    struct archive_entry *e = archive_entry_new();
    size_t used = 0;
    unsigned char *data = calloc(1, zeros + 1);
    assert_non_null(data);
    assert_int_equal(format(w), ARCHIVE_OK);
    assert_int_equal(filter(w), ARCHIVE_OK);
    if (options) {
        assert_int_equal(archive_write_set_options(w, options), ARCHIVE_OK);
        assert_int_equal(archive_write_set_passphrase(w, "secret"), ARCHIVE_OK);
    }
    assert_int_equal(archive_write_open_memory(w, image, sizeof image, &used), ARCHIVE_OK);
    archive_entry_set_pathname(e, "demo/status");
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0600);
    archive_entry_set_size(e, zeros ? (la_int64_t)zeros : 11);
    assert_int_equal(archive_write_header(w, e), ARCHIVE_OK);
    assert_true(archive_write_data(w, zeros ? (const void *)data : "Name:\tdemo\n",
                                   zeros ? zeros : 11) > 0);
    archive_entry_free(e);
    assert_int_equal(archive_write_close(w), ARCHIVE_OK);
    archive_write_free(w);
    free(data);
    sbuf_add(out, (struct slice){image, used});
}

static void other_archives_are_read_and_refused_alike(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int (*format)(struct archive *), (*filter)(struct archive *);
        const char *options;
        size_t zeros;
        const char *refusal;
    } cases[] = {
        {"zip", archive_write_set_format_zip, archive_write_add_filter_none, NULL, 0, NULL},
        {"tar.xz", archive_write_set_format_ustar, archive_write_add_filter_xz, NULL, 0, NULL},
        {"tar.zst", archive_write_set_format_ustar, archive_write_add_filter_zstd, NULL, 0, NULL},
        {"encrypted zip", archive_write_set_format_zip, archive_write_add_filter_none,
         "zip:encryption=zipcrypt", 0, "(demo/status) is refused: it is encrypted"},
        {"xz bomb", archive_write_set_format_ustar, archive_write_add_filter_xz, NULL, 128 * MIB,
         "(demo/status) is refused: the archive unpacks to more than 1000 times"},
        {"zip bomb", archive_write_set_format_zip, archive_write_add_filter_none, NULL, 128 * MIB,
         "(demo/status) is refused: the archive unpacks to more than 1000 times"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf image;
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b;
        sbuf_init(&image, 8 * MIB);
        make_archive(&image, cases[i].format, cases[i].filter, cases[i].options, cases[i].zeros);
        assert_true(bundle_is_archive(sbuf_view(&image)));
        enum status status = bundle_read_memory(&a, sbuf_view(&image), &b, &err);
        if (cases[i].refusal) {
            if (status != STATUS_UNSAFE || !strstr(err.msg, cases[i].refusal))
                fail_msg("%s: %s", cases[i].name, err.msg);
        } else if (status != STATUS_OK || b.cut || b.count != 1 ||
                   !slice_is(b.members[0].data, "Name:\tdemo\n")) {
            fail_msg("%s: %s", cases[i].name, err.msg);
        }
        arena_done(&a);
    }
}

/* Every cut of each gives members, or says that there is none. */
static void other_archives_that_are_cut_are_never_taken_for_whole(void **state)
{
    (void)state;
    int (*const filters[])(struct archive *) = {
        archive_write_add_filter_none, archive_write_add_filter_xz, archive_write_add_filter_zstd};
    for (size_t i = 0; i < COUNT(filters); i++) {
        AUTO_SBUF struct sbuf image;
        sbuf_init(&image, MIB);
        make_archive(&image, i ? archive_write_set_format_ustar : archive_write_set_format_zip,
                     filters[i], NULL, 0);
        for (size_t n = 0; n < image.len; n++) {
            struct arena a = ARENA_INIT;
            struct error err = {0};
            struct bundle b;
            if (bundle_read_memory(&a, slice_take(sbuf_view(&image), n), &b, &err) == STATUS_OK &&
                !b.cut)
                assert_true(slice_is(b.members[0].data, "Name:\tdemo\n"));
            arena_done(&a);
        }
    }
}

static void a_bomb_is_refused_before_it_is_unpacked(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar, gz;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct bundle b;
    size_t size = 128 * MIB;
    sbuf_init(&tar, 256 * MIB);
    sbuf_init(&gz, MIB);
    unsigned char *zeros = arena_alloc(&a, size, 1, 1);
    tar_file(&tar, "demo/zeros", (struct slice){zeros, size});
    tar_end(&tar);
    tar_gzip(sbuf_view(&tar), &gz);
    assert_int_equal(bundle_read_memory(&a, sbuf_view(&gz), &b, &err), STATUS_UNSAFE);
    assert_non_null(strstr(err.msg, "(demo/zeros) is refused: unpacks to more than 1000 times"));
    assert_true(a.total < size + 100 * MIB);
    arena_done(&a);
}

static void what_is_no_tar_is_no_bundle(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf gz;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct bundle b;
    sbuf_init(&gz, MIB);
    tar_gzip(SLICE("a profile, perhaps, but no tar\n"), &gz);
    unsigned char zeros[10240] = {0};
    const struct slice images[] = {SLICE(""),      SLICE("hello\n"),    SLICE("\x1f\x8b"),
                                   sbuf_view(&gz), SLICE("BZh91AY&SY"), {zeros, sizeof zeros}};
    for (size_t i = 0; i < COUNT(images); i++) {
        assert_int_equal(bundle_read_memory(&a, images[i], &b, &err), STATUS_SYNTAX);
        assert_true(slice_has_prefix(slice_from(err.msg), SLICE("not a bundle: ")));
    }
    arena_done(&a);
}

static void people_pack_bundles_again_in_their_own_way(void **state)
{
    (void)state;
    static const struct {
        const char *names[4];
        const char *top, *find;
    } cases[] = {
        {{"demo/a", "demo/b/c"}, "demo", "b/c"},
        {{"./demo/a", "./demo/b/c"}, "demo", "b/c"},
        {{"./", "./demo/", "./demo/a", "./demo/b/c"}, "demo", "b/c"},
        {{"./", "./b/", "./b/c", "./a"}, "", "b/c"},
        {{"a", "b/c"}, "", "b/c"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_SBUF struct sbuf tar;
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b;
        sbuf_init(&tar, MIB);
        for (size_t k = 0; k < 4 && cases[i].names[k]; k++) {
            bool folder = slice_has_suffix(slice_from(cases[i].names[k]), SLICE("/"));
            tar_header(&tar, cases[i].names[k], folder ? '5' : '0', 0);
        }
        tar_end(&tar);
        if (bundle_read_memory(&a, sbuf_view(&tar), &b, &err) != STATUS_OK)
            fail_msg("case %zu: %s", i, err.msg);
        assert_int_equal(b.count, 2);
        assert_true(slice_is(b.top, cases[i].top));
        assert_non_null(bundle_find(&b, cases[i].find));
        arena_done(&a);
    }
}

/* Members whole in the first n bytes of the tar made by add_demo(): header, data padded to 512. */
static size_t whole_members(size_t n)
{
    static const size_t ends[] = {512 + 1024, 512 + 2048, 512 + 2560, 512 + 3584};
    size_t count = 0;
    while (count < COUNT(ends) && n >= ends[count])
        count++;
    return count;
}

static void a_tar_cut_anywhere_keeps_every_whole_member(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar;
    sbuf_init(&tar, MIB);
    add_demo(&tar);
    for (size_t n = 0; n < tar.len; n++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b;
        struct slice image = arena_copy(&a, slice_take(sbuf_view(&tar), n));
        enum status status = bundle_read_memory(&a, image, &b, &err);
        size_t want = whole_members(n), whole = 0;
        if (status == STATUS_OK) {
            for (size_t i = 0; i < b.count; i++)
                whole += !b.members[i].cut;
            if (whole < want || b.count > want + 1)
                fail_msg("%zu bytes: %zu members whole, not %zu", n, whole, want);
            assert_int_equal(b.cut, n < tar.len - TAR_BLOCK); /* half an end mark is one */
            assert_int_equal(b.cut, b.damage.len > 0);
        } else {
            assert_int_equal(status, STATUS_SYNTAX);
            assert_int_equal(want, 0);
        }
        arena_done(&a);
    }
}

/* gzip flushed behind every member: what was unpacked is read, to the last byte of it. */
static void a_packed_bundle_cut_anywhere_keeps_what_was_unpacked(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar, gz;
    sbuf_init(&tar, MIB);
    sbuf_init(&gz, MIB);
    add_demo(&tar);
    tar_gzip(slice_take(sbuf_view(&tar), 512 + 2048), &gz); /* two members, */
    size_t first = gz.len;
    tar_gzip(slice_drop(sbuf_view(&tar), 512 + 2048), &gz); /* then the rest */
    for (size_t n = 0; n <= gz.len; n++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct bundle b = {0};
        struct slice image = arena_copy(&a, slice_take(sbuf_view(&gz), n));
        enum status status = bundle_read_memory(&a, image, &b, &err);
        if (n >= first)
            assert_true(status == STATUS_OK && b.count >= 2 && !b.members[1].cut);
        if (status == STATUS_OK)
            assert_int_equal(b.cut, n < gz.len);
        else
            assert_int_equal(status, STATUS_SYNTAX);
        arena_done(&a);
    }
}

static void a_wrong_checksum_is_damage(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar, gz;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct bundle b;
    sbuf_init(&tar, MIB);
    sbuf_init(&gz, MIB);
    add_demo(&tar);
    tar_gzip(sbuf_view(&tar), &gz);
    gz.ptr[gz.len - 6] ^= 1;
    assert_int_equal(bundle_read_memory(&a, sbuf_view(&gz), &b, &err), STATUS_OK);
    assert_int_equal(b.count, 4);
    assert_true(b.cut);
    assert_true(slice_is(b.damage, "the gzip stream is damaged"));
    arena_done(&a);
}

/* Up to the last byte that is not 0. */
static uint64_t used(struct slice s)
{
    while (s.len && s.ptr[s.len - 1] == 0)
        s.len--;
    return s.len;
}

/* One archive, or two, and what else was put behind it before or after packing. */
static void what_is_behind_the_end_is_counted_and_zeros_are_not(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct slice inside, outside; /* the packing */
        bool twice, again;            /* the tar; what became of it */
        bool plain;
        uint64_t want; /* 1: the tar; 2: the packed one and two zeros */
    } cases[] = {
        {.name = "nothing", .want = 0},
        {.name = "zeros", .inside = SLICE_INIT("\0\0\0\0"), .outside = SLICE_INIT("\0\0")},
        {.name = "zeros of a plain tar", .inside = SLICE_INIT("\0\0\0\0"), .plain = true},
        {.name = "text", .inside = SLICE_INIT("\0text\0\0"), .want = 5},
        {.name = "text of a plain tar", .inside = SLICE_INIT("text"), .plain = true, .want = 4},
        {.name = "text outside", .outside = SLICE_INIT("text\0"), .want = 4},
        {.name = "text on both sides",
         .inside = SLICE_INIT("abc"),
         .outside = SLICE_INIT("\0text"),
         .want = 8},
        {.name = "a tar", .twice = true, .want = 1},
        {.name = "a plain tar", .twice = true, .plain = true, .want = 1},
        {.name = "a packed tar", .again = true, .want = 1},
        {.name = "a packed tar behind zeros",
         .outside = SLICE_INIT("\0\0"),
         .again = true,
         .want = 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        AUTO_SBUF struct sbuf tar, file;
        struct error err = {0};
        struct bundle b;
        sbuf_init(&tar, MIB);
        sbuf_init(&file, MIB);
        add_demo(&tar);
        struct slice one = arena_copy(&a, sbuf_view(&tar));
        if (cases[i].twice)
            sbuf_add(&tar, one);
        sbuf_add(&tar, cases[i].inside);
        if (cases[i].plain)
            sbuf_add(&file, sbuf_view(&tar));
        else
            tar_gzip(sbuf_view(&tar), &file);
        size_t packed = file.len;
        sbuf_add(&file, cases[i].outside);
        if (cases[i].again)
            tar_gzip(one, &file);
        assert_int_equal(bundle_read_memory(&a, sbuf_view(&file), &b, &err), STATUS_OK);
        uint64_t want = cases[i].want == 1   ? used(one)
                        : cases[i].want == 2 ? 2 + used(slice_take(sbuf_view(&file), packed))
                                             : cases[i].want;
        if (b.behind != want || b.cut)
            fail_msg("%s: %llu, not %llu", cases[i].name, (unsigned long long)b.behind,
                     (unsigned long long)want);
        check_demo(&b);
        arena_done(&a);
    }
}

static void try_read(struct slice image)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct bundle b;
    if (bundle_read_memory(&a, image, &b, &err) == STATUS_OK)
        assert_true(b.count > 0);
    else
        assert_true(err.msg[0] != '\0');
    arena_done(&a);
}

static void damage_of_any_kind_is_survived(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf tar, gz;
    sbuf_init(&tar, MIB);
    sbuf_init(&gz, MIB);
    add_demo(&tar);
    tar_gzip(sbuf_view(&tar), &gz);
    damage_every_way(slice_take(sbuf_view(&tar), 2048), try_read);
    damage_every_way(sbuf_view(&gz), try_read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bundle_is_read_plain_and_packed_from_file_and_memory),
        cmocka_unit_test(what_no_honest_bundle_holds_is_refused_by_name),
        cmocka_unit_test(names_have_a_length),
        cmocka_unit_test(the_number_of_members_has_a_ceiling),
        cmocka_unit_test(other_archives_are_read_and_refused_alike),
        cmocka_unit_test(other_archives_that_are_cut_are_never_taken_for_whole),
        cmocka_unit_test(a_bomb_is_refused_before_it_is_unpacked),
        cmocka_unit_test(what_is_no_tar_is_no_bundle),
        cmocka_unit_test(people_pack_bundles_again_in_their_own_way),
        cmocka_unit_test(a_tar_cut_anywhere_keeps_every_whole_member),
        cmocka_unit_test(a_packed_bundle_cut_anywhere_keeps_what_was_unpacked),
        cmocka_unit_test(a_wrong_checksum_is_damage),
        cmocka_unit_test(what_is_behind_the_end_is_counted_and_zeros_are_not),
        cmocka_unit_test(damage_of_any_kind_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
