#include "cmocka_all.h"
#include "proto_maker.h"

#include "wire.h"

static void wire_varint_reads_what_was_written(void **state)
{
    (void)state;
    static const uint64_t cases[] = {
        0,
        1,
        0x7f,
        0x80,
        0x3fff,
        0x4000,
        0x1fffff,
        0x200000,
        0xffffffff,
        0x100000000,
        (uint64_t)1 << 63,
        UINT64_MAX,
    };
    for (size_t padding = 0; padding < 4; padding++) /* the short cut needs bytes behind it */
        for (size_t i = 0; i < COUNT(cases); i++) {
            AUTO_SBUF struct sbuf b;
            uint64_t v = 1;
            sbuf_init(&b, KIB);
            put_varint(&b, cases[i]);
            size_t len = b.len;
            for (size_t n = 0; n < padding; n++)
                sbuf_addc(&b, (char)0xff);
            struct wire w = wire_over(sbuf_view(&b));
            assert_true(wire_varint(&w, &v));
            assert_true(v == cases[i]);
            assert_int_equal(w.at - b.ptr, len);
        }
}

struct bad_case {
    const char *name;
    struct slice bytes;
};

static void wire_next_refuses_what_is_not_the_format(void **state)
{
    (void)state;
    static const struct bad_case cases[] = {
        {"varint of eleven bytes", SLICE_INIT("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
        {"varint cut", SLICE_INIT("\x08\x80")},
        {"key cut", SLICE_INIT("\x80")},
        {"no value", SLICE_INIT("\x08")},
        {"fixed64 cut", SLICE_INIT("\x09\x01\x02\x03\x04\x05\x06\x07")},
        {"fixed32 cut", SLICE_INIT("\x0d\x01\x02\x03")},
        {"bytes longer than what is left", SLICE_INIT("\x0a\x03\x01\x02")},
        {"length near 2^64", SLICE_INIT("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
        {"start of a group", SLICE_INIT("\x0b\x0c")},
        {"end of a group", SLICE_INIT("\x0c")},
        {"type 6", SLICE_INIT("\x0e\x01")},
        {"field 0", SLICE_INIT("\x00\x01")},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct wire w = wire_over(cases[i].bytes);
        struct wire_field f;
        print_message("  case %s\n", cases[i].name);
        assert_false(wire_next(&w, &f));
        assert_true(w.broken);
        assert_false(wire_next(&w, &f));
    }
}

static void wire_next_reads_every_type(void **state)
{
    (void)state;
    struct wire w = wire_over(SLICE("\x08\x96\x01"
                                    "\x11\x01\x02\x03\x04\x05\x06\x07\x08"
                                    "\x1a\x02hi"
                                    "\x25\x01\x00\x00\x80"));
    struct wire_field f;
    assert_true(wire_next(&w, &f) && f.number == 1 && f.type == WIRE_VARINT && f.value == 150);
    assert_true(wire_next(&w, &f) && f.number == 2 && f.value == 0x0807060504030201u);
    assert_true(wire_next(&w, &f) && f.number == 3 && slice_is(f.bytes, "hi"));
    assert_true(wire_next(&w, &f) && f.number == 4 && f.value == 0x80000001u);
    assert_false(wire_next(&w, &f));
    assert_false(w.broken);
}

static void wire_over_nothing_is_at_its_end(void **state)
{
    (void)state;
    struct wire w = wire_over((struct slice){NULL, 0});
    struct wire_field f;
    assert_false(wire_next(&w, &f));
    assert_false(w.broken);
}

static void wire_count_packed_agrees_with_reading(void **state)
{
    (void)state;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, KIB);
    for (size_t n = 0; n < 60; n++) {
        assert_int_equal(wire_count_packed(sbuf_view(&b)), n);
        put_varint(&b, (uint64_t)1 << n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire_varint_reads_what_was_written),
        cmocka_unit_test(wire_next_refuses_what_is_not_the_format),
        cmocka_unit_test(wire_next_reads_every_type),
        cmocka_unit_test(wire_over_nothing_is_at_its_end),
        cmocka_unit_test(wire_count_packed_agrees_with_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
