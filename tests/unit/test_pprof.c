#include "cmocka_all.h"
#include "proto_maker.h"

#include "pprof.h"

enum { TYPE = 1, SAMPLE, MAPPING, LOCATION, FUNCTION, STRING };

static void put_strings(struct sbuf *b)
{
    static const char *const strings[] = {"",           "space",     "bytes",       "main.leaf",
                                          "main.leaf@", "/src/a.go", "main.caller", "tenant",
                                          "acme",       "size",      "kB",          "/bin/app",
                                          "abcd",       "drop.*",    "keep.*",      "a comment"};
    for (size_t i = 0; i < COUNT(strings); i++)
        put_text(b, STRING, strings[i]);
}

static void put_location(struct sbuf *b, uint64_t id, uint64_t mapping, uint64_t inlined,
                         uint64_t function)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    put_number(&m, 1, id);
    put_number(&m, 2, mapping);
    put_number(&m, 3, 0x1000 + id);
    if (inlined)
        PUT_MESSAGE(&m, 4, inlined, 11, 5);
    if (function)
        PUT_MESSAGE(&m, 4, function, 22);
    put_bytes(b, LOCATION, sbuf_view(&m));
}

/* A sample of one type whose stack and value are written one by one, as Go does for up to two. */
static void put_sample(struct sbuf *b, uint64_t leaf, uint64_t root, int64_t value)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    put_number(&m, 1, leaf);
    if (root)
        put_number(&m, 1, root);
    put_number(&m, 2, (uint64_t)value);
    put_bytes(b, SAMPLE, sbuf_view(&m));
}

/* Tables of a small profile whose ids are base + 1, base + 2: two functions, two locations. */
static void put_tables(struct sbuf *b, uint64_t base)
{
    PUT_MESSAGE(b, MAPPING, base + 1, 0x400000, 0x500000, 0x10, 11, 12, 1, 1, 1, 1);
    put_location(b, base + 1, base + 1, base + 1, base + 2);
    put_location(b, base + 2, 0, 0, base + 2);
    PUT_MESSAGE(b, FUNCTION, base + 1, 3, 4, 5, 7);
    PUT_MESSAGE(b, FUNCTION, base + 2, 6, 6, 5);
    put_strings(b);
}

static struct pprof parsed(struct arena *a, const struct sbuf *b)
{
    struct pprof p = {0};
    struct error err = {0};
    enum status s = pprof_parse(a, sbuf_view(b), &p, &err);
    if (s != STATUS_OK)
        print_message("%s\n", err.msg);
    assert_int_equal(s, STATUS_OK);
    return p;
}

/* Every index of the result leads somewhere. */
static void assert_sound(const struct pprof *p)
{
    assert_true(p->ntypes > 0 && p->default_type < p->ntypes);
    for (size_t i = 0; i < p->nsamples; i++) {
        assert_true(p->frame_of[i] <= p->frame_of[i + 1]);
        assert_true(p->label_of[i] <= p->label_of[i + 1]);
    }
    for (uint32_t i = 0; i < p->frame_of[p->nsamples]; i++)
        assert_true(p->frames[i] < p->nlocations);
    for (uint32_t i = 0; i < p->label_of[p->nsamples]; i++)
        assert_true(p->labels[i].key < p->nstrings && p->labels[i].text < p->nstrings);
    for (size_t i = 0; i < p->nlocations; i++) {
        const struct pprof_location *l = &p->locations[i];
        assert_true((size_t)l->first_line + l->nlines <= p->nlines);
        assert_true(l->mapping == PPROF_NONE || l->mapping < p->nmappings);
    }
    for (size_t i = 0; i < p->nlines; i++)
        assert_true(p->lines[i].function == PPROF_NONE || p->lines[i].function < p->nfunctions);
}

/* Samples first, tables behind them, strings last: nothing can be resolved while it is read. */
static void put_whole(struct sbuf *b, uint64_t base)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    PUT_PACKED(&m, 1, base + 2, base + 1, base + 2);
    PUT_PACKED(&m, 2, (uint64_t)-5);
    PUT_MESSAGE(&m, 3, 7, 8);
    PUT_MESSAGE(&m, 3, 9, 0, 512, 10);
    PUT_MESSAGE(&m, 3, 9, 0, 3);
    PUT_MESSAGE(&m, 3, 9);
    put_bytes(b, SAMPLE, sbuf_view(&m));
    put_sample(b, base + 1, base + 2, 40);
    PUT_MESSAGE(b, TYPE, 1, 2);
    put_number(b, 7, 13);
    put_number(b, 8, 14);
    put_number(b, 9, 1700000000000000000u);
    put_number(b, 10, 30000000000u);
    PUT_MESSAGE(b, 11, 1, 2);
    put_number(b, 12, 524288);
    put_number(b, 13, 15);
    PUT_PACKED(b, 13, 15, 8);
    put_number(b, 14, 1);
    put_number(b, 15, 8);
    put_text(b, 99, "of a later version");
    put_tables(b, base);
}

static void check_header(const struct pprof *p)
{
    assert_int_equal(p->ntypes, 1);
    assert_true(slice_is(p->types[0].type, "space") && slice_is(p->types[0].unit, "bytes"));
    assert_true(slice_is(p->drop_frames, "drop.*") && slice_is(p->keep_frames, "keep.*"));
    assert_true(p->time_ns == 1700000000000000000 && p->duration_ns == 30000000000);
    assert_true(slice_is(p->period_type.type, "space") && p->period == 524288);
    assert_int_equal(p->ncomments, 3);
    assert_true(slice_is(p->comments[0], "a comment") && slice_is(p->comments[2], "acme"));
    assert_true(slice_is(p->default_sample_type, "space") && slice_is(p->doc_url, "acme"));
}

static void check_tables(const struct pprof *p, uint64_t base)
{
    const struct pprof_mapping *m = p->mappings;
    assert_int_equal(p->nmappings, 1);
    assert_true(m->id == base + 1 && m->start == 0x400000 && m->limit == 0x500000);
    assert_true(m->offset == 0x10 && slice_is(m->file, "/bin/app"));
    assert_true(slice_is(m->build_id, "abcd") && m->has_functions && m->has_filenames);
    assert_true(m->has_line_numbers && m->has_inline_frames);
    assert_int_equal(p->nfunctions, 2);
    assert_true(slice_is(p->functions[0].name, "main.leaf"));
    assert_true(slice_is(p->functions[0].system_name, "main.leaf@"));
    assert_true(slice_is(p->functions[0].file, "/src/a.go") && p->functions[0].start_line == 7);
    assert_int_equal(p->nlocations, 2);
    assert_true(p->locations[0].id == base + 1 && p->locations[0].address == 0x1001 + base);
    assert_true(p->locations[0].nlines == 2 && p->locations[0].mapping == 0);
    assert_true(p->lines[0].function == 0 && p->lines[0].line == 11 && p->lines[0].column == 5);
    assert_true(p->lines[1].function == 1 && p->lines[1].line == 22 && p->lines[1].column == 0);
    assert_true(p->locations[1].nlines == 1 && p->locations[1].mapping == PPROF_NONE);
}

static void check_samples(const struct pprof *p)
{
    static const uint32_t frames[] = {1, 0, 1, 0, 1};
    assert_int_equal(p->nsamples, 2);
    assert_true(p->values[0] == -5 && p->values[1] == 40);
    assert_true(p->frame_of[0] == 0 && p->frame_of[1] == 3 && p->frame_of[2] == 5);
    assert_memory_equal(p->frames, frames, sizeof frames);
    assert_true(p->label_of[1] == 3 && p->label_of[2] == 3); /* the one with a key alone is none */
    assert_true(slice_is(p->strings[p->labels[0].key], "tenant") && !p->labels[0].numeric);
    assert_true(slice_is(p->strings[p->labels[0].text], "acme"));
    assert_true(p->labels[1].numeric && p->labels[1].number == 512);
    assert_true(slice_is(p->strings[p->labels[1].text], "kB"));
    assert_true(p->labels[2].number == 3 && slice_is(p->strings[p->labels[2].text], ""));
}

static void pprof_reads_every_field_whatever_the_ids(void **state)
{
    (void)state;
    static const uint64_t bases[] = {0, 1000, (uint64_t)1 << 40, UINT64_MAX - 2};
    for (size_t i = 0; i < COUNT(bases); i++) {
        struct arena a = ARENA_INIT;
        AUTO_SBUF struct sbuf b;
        sbuf_init(&b, MIB);
        put_whole(&b, bases[i]);
        struct pprof p = parsed(&a, &b);
        assert_int_equal(p.damaged, 0);
        assert_sound(&p);
        check_header(&p);
        check_tables(&p, bases[i]);
        check_samples(&p);
        arena_done(&a);
    }
}

static void dangling_frame(struct sbuf *b)
{
    put_sample(b, 9, 2, 1);
}
static void frame_zero(struct sbuf *b)
{
    put_sample(b, 0, 2, 1);
}
static void two_values(struct sbuf *b)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    PUT_PACKED(&m, 1, 1, 2);
    PUT_PACKED(&m, 2, 1, 2);
    put_bytes(b, SAMPLE, sbuf_view(&m));
}
static void no_value(struct sbuf *b)
{
    put_bytes(b, SAMPLE, SLICE("\x08\x01"));
}
static void sample_cut(struct sbuf *b)
{
    put_bytes(b, SAMPLE, SLICE("\x0a\x05\x01"));
}
static void packed_frames_cut(struct sbuf *b)
{
    put_bytes(b, SAMPLE, SLICE("\x0a\x02\x01\x81\x10\x01"));
}
static void value_is_fixed(struct sbuf *b)
{
    put_bytes(b, SAMPLE, SLICE("\x08\x01\x15\x01\x00\x00\x00"));
}
static void label_of_nowhere(struct sbuf *b)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, KIB);
    PUT_PACKED(&m, 1, 1);
    PUT_PACKED(&m, 2, 1);
    PUT_MESSAGE(&m, 3, 7, 900);
    put_bytes(b, SAMPLE, sbuf_view(&m));
}
static void label_is_a_number(struct sbuf *b)
{
    put_bytes(b, SAMPLE, SLICE("\x08\x01\x10\x01\x18\x07"));
}
static void sample_is_a_number(struct sbuf *b)
{
    put_number(b, SAMPLE, 3);
}
static void location_twice(struct sbuf *b)
{
    put_location(b, 1, 1, 0, 1);
}
static void location_zero(struct sbuf *b)
{
    put_location(b, 0, 1, 0, 1);
}
static void location_cut(struct sbuf *b)
{
    put_bytes(b, LOCATION, SLICE("\x08\x05\x22\x02\x08\x01\x22\x09"));
}
static void function_unknown(struct sbuf *b)
{
    put_location(b, 5, 1, 0, 77);
}
static void mapping_unknown(struct sbuf *b)
{
    put_location(b, 5, 66, 0, 1);
}
static void name_of_nowhere(struct sbuf *b)
{
    PUT_MESSAGE(b, FUNCTION, 5, 500);
}
static void name_negative(struct sbuf *b)
{
    PUT_MESSAGE(b, FUNCTION, 5, UINT64_MAX);
}
static void function_id_is_text(struct sbuf *b)
{
    put_bytes(b, FUNCTION, SLICE("\x0a\x01x"));
}
static void comment_of_nowhere(struct sbuf *b)
{
    put_number(b, 13, 500);
}

static const struct damage_case {
    const char *name;
    void (*put)(struct sbuf *b);
    size_t samples;
} damage_cases[] = {
    {"a frame that leads nowhere", dangling_frame, 2},
    {"frame 0", frame_zero, 2},
    {"two values for one type", two_values, 2},
    {"no value", no_value, 2},
    {"a sample that is cut", sample_cut, 2},
    {"a stack that is cut", packed_frames_cut, 2},
    {"a value of fixed length", value_is_fixed, 2},
    {"a label without text", label_of_nowhere, 3},
    {"a label that is no message", label_is_a_number, 2},
    {"a sample that is no message", sample_is_a_number, 2},
    {"a location id twice", location_twice, 2},
    {"location 0", location_zero, 2},
    {"a location that is cut", location_cut, 2},
    {"a line without function", function_unknown, 2},
    {"a location without its mapping", mapping_unknown, 2},
    {"a name that leads nowhere", name_of_nowhere, 2},
    {"a name below 0", name_negative, 2},
    {"a function without id", function_id_is_text, 2},
    {"a comment that leads nowhere", comment_of_nowhere, 2},
};

static void pprof_counts_damage_and_keeps_the_rest(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(damage_cases); i++) {
        struct arena a = ARENA_INIT;
        AUTO_SBUF struct sbuf b;
        sbuf_init(&b, MIB);
        put_whole(&b, 0);
        damage_cases[i].put(&b);
        print_message("  case %s\n", damage_cases[i].name);
        struct pprof p = parsed(&a, &b);
        assert_true(p.damaged >= 1 && p.damaged <= 2);
        assert_int_equal(p.nsamples, damage_cases[i].samples);
        assert_sound(&p);
        assert_true(p.values[0] == -5 && p.values[1] == 40);
        arena_done(&a);
    }
}

static void pprof_takes_string_0_for_none(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    put_text(&b, STRING, "not empty");
    PUT_MESSAGE(&b, TYPE, 0, 0);
    struct pprof p = parsed(&a, &b);
    assert_int_equal(p.damaged, 1);
    assert_int_equal(p.types[0].type.len, 0);
    arena_done(&a);
}

struct default_case {
    uint64_t named; /* string number */
    size_t want;
};

static void pprof_chooses_the_type_that_the_file_names_or_the_last(void **state)
{
    (void)state;
    static const struct default_case cases[] = {{0, 2}, {1, 0}, {2, 1}, {8, 2}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        AUTO_SBUF struct sbuf b;
        sbuf_init(&b, MIB);
        for (uint64_t t = 1; t <= 3; t++)
            PUT_MESSAGE(&b, TYPE, t, 2);
        put_number(&b, 14, cases[i].named);
        put_strings(&b);
        assert_int_equal(parsed(&a, &b).default_type, cases[i].want);
        arena_done(&a);
    }
}

static void pprof_survives_a_cut_at_every_byte(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    put_whole(&b, 0);
    for (size_t n = 0; n < b.len; n++) {
        struct arena a = ARENA_INIT;
        struct pprof p;
        struct error err = {0};
        unsigned char *exact = malloc(n ? n : 1); /* so that ASan sees one byte too many */
        assert_non_null(exact);
        memcpy(exact, b.ptr, n);
        if (pprof_parse(&a, (struct slice){exact, n}, &p, &err) == STATUS_OK)
            assert_sound(&p);
        else
            assert_true(err.code == STATUS_SYNTAX && err.msg[0]);
        free(exact);
        arena_done(&a);
    }
}

static void pprof_survives_flipped_bits(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    put_whole(&b, 0);
    for (size_t bit = 0; bit < b.len * 8; bit++) {
        struct arena a = ARENA_INIT;
        struct pprof p;
        struct error err = {0};
        b.ptr[bit / 8] ^= (unsigned char)(1 << bit % 8);
        if (pprof_parse(&a, sbuf_view(&b), &p, &err) == STATUS_OK)
            assert_sound(&p);
        b.ptr[bit / 8] ^= (unsigned char)(1 << bit % 8);
        arena_done(&a);
    }
}

static enum status refused(const struct sbuf *b, const char *why)
{
    struct arena a = ARENA_INIT;
    struct pprof p;
    struct error err = {0};
    enum status s = pprof_parse(&a, sbuf_view(b), &p, &err);
    assert_non_null(strstr(err.msg, why));
    arena_done(&a);
    return s;
}

static void pprof_refuses_what_is_no_profile(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    assert_int_equal(refused(&b, "no sample type"), STATUS_SYNTAX);
    sbuf_adds(&b, "goroutine profile: total 3\n3 @ 0x1 0x2\n");
    assert_int_equal(refused(&b, "not a pprof profile"), STATUS_SYNTAX);
    sbuf_clear(&b);
    put_whole(&b, 0);
    put_whole(&b, 0);
    assert_int_equal(refused(&b, "glued"), STATUS_SYNTAX);
}

static void pprof_refuses_more_than_its_limits(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 64 * MIB);
    for (size_t i = 0; i <= LIMIT_PPROF_TYPES; i++)
        PUT_MESSAGE(&b, TYPE, 1, 2);
    assert_int_equal(refused(&b, "sample types"), STATUS_LIMIT);
    sbuf_clear(&b);
    PUT_MESSAGE(&b, TYPE, 1, 2);
    for (size_t i = 0; i <= LIMIT_PPROF_TABLE; i++)
        sbuf_add(&b, SLICE("\x2a\x00"));
    assert_int_equal(refused(&b, "functions"), STATUS_LIMIT);
}

/* Two bytes each in the file, up to seventy in a table: nothing can refer to them. */
static void pprof_keeps_no_record_without_an_id(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    put_whole(&b, 7);
    struct pprof before = parsed(&a, &b);
    for (size_t i = 0; i < 100; i++) {
        put_bytes(&b, MAPPING, SLICE(""));
        put_bytes(&b, FUNCTION, SLICE(""));
        PUT_MESSAGE(&b, LOCATION, 0, 0, 0x1234);
    }
    struct pprof p = parsed(&a, &b);
    assert_int_equal(p.damaged, before.damaged + 300);
    assert_int_equal(p.nmappings, before.nmappings);
    assert_int_equal(p.nfunctions, before.nfunctions);
    assert_int_equal(p.nlocations, before.nlocations);
    assert_sound(&p);
    arena_done(&a);
}

/* A location with many lines, in a stack that is in it again and again. */
static void put_inlined(struct sbuf *b, size_t lines, size_t frames)
{
    AUTO_SBUF struct sbuf m;
    sbuf_init(&m, MIB);
    sbuf_clear(b);
    PUT_MESSAGE(b, TYPE, 1, 2);
    PUT_MESSAGE(b, FUNCTION, 1, 3);
    put_strings(b);
    put_number(&m, 1, 1);
    for (size_t i = 0; i < lines; i++)
        PUT_MESSAGE(&m, 4, 1);
    put_bytes(b, LOCATION, sbuf_view(&m));
    sbuf_clear(&m);
    for (size_t i = 0; i < frames; i++)
        put_number(&m, 1, 1);
    put_number(&m, 2, 5);
    put_bytes(b, SAMPLE, sbuf_view(&m));
}

static void pprof_refuses_a_stack_that_inlining_blows_up(void **state)
{
    (void)state;
    enum { LINES = 50000, FRAMES = LIMIT_PPROF_CALLS / LINES };
    struct arena a = ARENA_INIT;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    put_inlined(&b, LINES, FRAMES + 1);
    assert_int_equal(refused(&b, "500050000 calls in the stacks"), STATUS_LIMIT);
    put_inlined(&b, LINES, FRAMES);
    struct pprof p = parsed(&a, &b);
    assert_int_equal(p.nsamples, 1);
    assert_int_equal(p.frame_of[1], FRAMES);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pprof_reads_every_field_whatever_the_ids),
        cmocka_unit_test(pprof_counts_damage_and_keeps_the_rest),
        cmocka_unit_test(pprof_takes_string_0_for_none),
        cmocka_unit_test(pprof_chooses_the_type_that_the_file_names_or_the_last),
        cmocka_unit_test(pprof_survives_a_cut_at_every_byte),
        cmocka_unit_test(pprof_survives_flipped_bits),
        cmocka_unit_test(pprof_refuses_what_is_no_profile),
        cmocka_unit_test(pprof_refuses_more_than_its_limits),
        cmocka_unit_test(pprof_keeps_no_record_without_an_id),
        cmocka_unit_test(pprof_refuses_a_stack_that_inlining_blows_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
