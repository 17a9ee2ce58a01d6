#include "cmocka_all.h"

#include "gunzip.h"
#include "limits_input.h"
#include "sbuf.h"

static uint32_t crc32_of(struct slice s)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < s.len; i++) {
        crc ^= s.ptr[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void put_little(struct sbuf *b, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        sbuf_addc(b, (char)(v >> (8 * i)));
}

static void put_head(struct sbuf *b)
{
    sbuf_add(b, SLICE("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"));
}

/* One gzip member whose data is stored, not compressed; isize is what it claims as its length. */
static void put_member(struct sbuf *b, const char *text, uint32_t isize)
{
    struct slice s = slice_from(text);
    put_head(b);
    sbuf_addc(b, 1);
    put_little(b, (uint32_t)s.len, 2);
    put_little(b, ~(uint32_t)s.len, 2);
    sbuf_add(b, s);
    put_little(b, crc32_of(s), 4);
    put_little(b, isize, 4);
}

struct bits {
    struct sbuf *out;
    unsigned held, count;
};

static void put_bits(struct bits *b, unsigned value, unsigned n)
{
    b->held |= value << b->count;
    for (b->count += n; b->count >= 8; b->count -= 8, b->held >>= 8)
        sbuf_addc(b->out, (char)b->held);
}

/* A member of 1 + 258 * repeats zeros: "the last byte, 258 times" takes 13 bits. The checksum at
 * its end is wrong, but nobody gets there. */
static void put_bomb(struct sbuf *out, size_t repeats)
{
    struct bits b = {out, 0, 0};
    put_head(out);
    put_bits(&b, 1 | 1 << 1, 3); /* last block, fixed codes */
    put_bits(&b, 0x0c, 8);       /* literal 0, most significant bit first */
    for (size_t i = 0; i < repeats; i++) {
        put_bits(&b, 0xa3, 8); /* length 258 */
        put_bits(&b, 0, 5);    /* distance 1 */
    }
    put_bits(&b, 0, 7 + 7); /* end of block, and to the next byte */
    put_little(out, 0, 4);
    put_little(out, 0, 4);
}

static void gunzip_joins_members(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice got;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, MIB);
    for (size_t n = 1; n < 20; n++) { /* the last length is too small a guess for the whole */
        put_member(&b, "member", 6);
        assert_int_equal(gunzip(&a, sbuf_view(&b), &got, &err), STATUS_OK);
        assert_int_equal(got.len, 6 * n);
        assert_true(slice_has_suffix(got, SLICE("member")));
    }
    arena_done(&a);
}

static void gunzip_hands_plain_bytes_through(void **state)
{
    (void)state;
    static const struct slice cases[] = {SLICE_INIT(""), SLICE_INIT("\x1f"),
                                         SLICE_INIT("\x0a\x04\x08\x01\x10\x02"),
                                         SLICE_INIT("goroutine profile: total 3\n")};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena a = ARENA_INIT;
        struct error err = {0};
        struct slice got;
        assert_int_equal(gunzip(&a, cases[i], &got, &err), STATUS_OK);
        assert_true(got.ptr == cases[i].ptr && got.len == cases[i].len);
        arena_done(&a);
    }
}

/* Cut at every byte, one bit flipped at every byte, wrong length, something behind it. */
static void gunzip_refuses_what_is_not_whole(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice got;
    AUTO_SBUF struct sbuf b, lie;
    sbuf_init(&b, MIB);
    sbuf_init(&lie, MIB);
    put_member(&b, "some text that is stored", 24);
    for (size_t n = 2; n < b.len; n++)
        assert_int_equal(gunzip(&a, slice_take(sbuf_view(&b), n), &got, &err), STATUS_SYNTAX);
    for (size_t n = 15; n < b.len; n++) { /* data, checksum, length */
        b.ptr[n] ^= 0x10;
        assert_int_equal(gunzip(&a, sbuf_view(&b), &got, &err), STATUS_SYNTAX);
        b.ptr[n] ^= 0x10;
    }
    assert_int_equal(gunzip(&a, sbuf_view(&b), &got, &err), STATUS_OK);
    put_member(&lie, "some text", 900000000);
    assert_int_equal(gunzip(&a, sbuf_view(&lie), &got, &err), STATUS_SYNTAX);
    sbuf_adds(&b, "more");
    assert_int_equal(gunzip(&a, sbuf_view(&b), &got, &err), STATUS_SYNTAX);
    assert_non_null(strstr(err.msg, "follows"));
    arena_done(&a);
}

static void gunzip_refuses_a_bomb(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct error err = {0};
    struct slice got;
    AUTO_SBUF struct sbuf b;
    sbuf_init(&b, 4 * MIB);
    put_bomb(&b, 80 * MIB / 258);
    assert_int_equal(gunzip(&a, sbuf_view(&b), &got, &err), STATUS_LIMIT);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gunzip_joins_members),
        cmocka_unit_test(gunzip_hands_plain_bytes_through),
        cmocka_unit_test(gunzip_refuses_what_is_not_whole),
        cmocka_unit_test(gunzip_refuses_a_bomb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
