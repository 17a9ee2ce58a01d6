#include "cmocka_all.h"
#include "intern.h"
#include "pprof_writer.h"
#include "proto_maker.h"
#include "redact_pprof.h"

static enum status to_sbuf(void *ctx, struct slice bytes, struct error *err)
{
    (void)err;
    sbuf_add(ctx, bytes);
    return STATUS_OK;
}

static enum status refuse(void *ctx, struct slice bytes, struct error *err)
{
    (void)ctx;
    (void)bytes;
    return error_set(err, STATUS_IO, 0, "disk full");
}

static const struct pprof_kind heap = {
    {"space", "bytes"}, {{"objects", "count"}, {"space", "bytes"}}, "space"};
static const struct pprof_mapping mapping = {0x1000, 0x2000, 0, SLICE_INIT("/bin/zoo"),
                                             SLICE_INIT("")};

static struct pprof_line line_of(const char *function, const char *file, int64_t line)
{
    return (struct pprof_line){slice_from(function), slice_from(file), line, 0};
}

/* As Go would write it: strings are numbered in the order in which they are met. */
static void want_profile(struct sbuf *want)
{
    PUT_MESSAGE(want, 11, 1, 2);
    put_number(want, 12, 512);
    PUT_MESSAGE(want, 1, 3, 4);
    PUT_MESSAGE(want, 1, 1, 2);
    put_number(want, 14, 1);
    PUT_MESSAGE(want, 5, 1, 5, 5, 6);
    PUT_MESSAGE(want, 5, 2, 7, 7, 8);
    AUTO_SBUF struct sbuf location, sample;
    sbuf_init(&location, KIB);
    sbuf_init(&sample, KIB);
    PUT_MESSAGE(&location, 4, 1, 3);
    PUT_MESSAGE(&location, 4, 2, 9);
    AUTO_SBUF struct sbuf whole;
    sbuf_init(&whole, KIB);
    put_number(&whole, 1, 1);
    put_number(&whole, 2, 1);
    put_number(&whole, 3, 0x1234);
    sbuf_add(&whole, sbuf_view(&location));
    put_bytes(want, 4, sbuf_view(&whole));
    for (uint64_t n = 1; n <= 2; n++) {
        sbuf_clear(&sample);
        PUT_PACKED(&sample, 1, 1);
        PUT_PACKED(&sample, 2, n, n * 96);
        AUTO_SBUF struct sbuf label;
        sbuf_init(&label, KIB);
        put_number(&label, 1, 2);
        put_number(&label, 3, 96);
        put_bytes(&sample, 3, sbuf_view(&label));
        put_bytes(want, 2, sbuf_view(&sample));
    }
    put_number(want, 9, 77);
    PUT_MESSAGE(want, 3, 1, 0x1000, 0x2000, 0, 9, 0, 1);
    const char *const strings[] = {"",        "space", "bytes",  "objects", "count",
                                   "main.in", "in.go", "main.f", "out.go",  "/bin/zoo"};
    for (size_t i = 0; i < COUNT(strings); i++)
        put_text(want, 6, strings[i]);
}

static void a_profile_is_what_go_writes(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_SBUF struct sbuf got, want;
    sbuf_init(&got, MIB);
    sbuf_init(&want, MIB);
    AUTO_PPROF_WRITER struct pprof_writer *w =
        pprof_writer_new((struct sink){to_sbuf, &got}, &heap, 512, &mapping);
    assert_non_null(w);
    const struct pprof_line lines[] = {line_of("main.in", "in.go", 3),
                                       line_of("main.f", "out.go", 9)};
    for (int64_t n = 1; n <= 2; n++) {
        uint64_t id = pprof_writer_location(w, 0x1234, lines, 2);
        assert_int_equal(id, 1);
        const int64_t values[] = {n, n * 96};
        pprof_writer_sample(w, &id, 1, values, 96);
    }
    assert_int_equal(pprof_writer_end(w, 77, &err), STATUS_OK);
    want_profile(&want);
    assert_int_equal(got.len, want.len);
    assert_memory_equal(got.ptr, want.ptr, want.len);
}

static void keep(void *ctx, struct slice text, struct sbuf *out)
{
    (void)ctx;
    sbuf_add(out, text);
}

static void what_it_writes_passes_redaction(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_SBUF struct sbuf got, walked;
    sbuf_init(&got, 16 * MIB);
    sbuf_init(&walked, 16 * MIB);
    AUTO_PPROF_WRITER struct pprof_writer *w =
        pprof_writer_new((struct sink){to_sbuf, &got}, &heap, 1, NULL);
    for (int i = 0; i < 5000; i++) {
        char name[32];
        snprintf(name, sizeof name, "main.f%d", i);
        const struct pprof_line line = line_of(name, i % 2 ? "a.go" : "b.go", i);
        const uint64_t id = pprof_writer_location(w, (uint64_t)i, &line, 1), twice[] = {id, id};
        assert_int_equal(id, i + 1);
        pprof_writer_sample(w, twice, 2, (const int64_t[]){-1, INT64_MAX}, 0);
    }
    assert_int_equal(pprof_writer_end(w, 1, &err), STATUS_OK);
    AUTO_PPROF_WALK struct pprof_walk *walk =
        pprof_walk_new(keep, NULL, (struct sink){to_sbuf, &walked});
    assert_int_equal(pprof_walk_feed(walk, sbuf_view(&got), &err), STATUS_OK);
    assert_int_equal(pprof_walk_end(walk, &err), STATUS_OK);
    assert_true(slice_equal(sbuf_view(&got), sbuf_view(&walked)));
}

static void what_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_PPROF_WRITER struct pprof_writer *w =
        pprof_writer_new((struct sink){refuse, NULL}, &heap, 1, NULL);
    assert_int_equal(pprof_writer_end(w, 1, &err), STATUS_IO);
    assert_string_equal(err.msg, "disk full");
}

static void a_run_of_bytes_keeps_its_number(void **state)
{
    (void)state;
    struct intern t;
    bool fresh;
    intern_init(&t, 3000, 64 * KIB);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 3000; i++) {
            assert_int_equal(intern_add(&t, (struct slice){(void *)&i, sizeof i}, &fresh), i);
            assert_int_equal(fresh, round == 0);
        }
    assert_int_equal(intern_add(&t, SLICE("one too many"), &fresh), INTERN_NONE);
    assert_memory_equal(intern_get(&t, 2999).ptr, (&(uint32_t){2999}), 4);
    intern_done(&t);
    intern_init(&t, 10, 8);
    assert_int_equal(intern_add(&t, SLICE(""), &fresh), 0);
    assert_int_equal(intern_add(&t, SLICE("12345678"), &fresh), 1);
    assert_int_equal(intern_add(&t, SLICE("9"), &fresh), INTERN_NONE);
    intern_done(&t);
    intern_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_is_what_go_writes),
        cmocka_unit_test(what_it_writes_passes_redaction),
        cmocka_unit_test(what_cannot_be_written_is_an_error),
        cmocka_unit_test(a_run_of_bytes_keeps_its_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
