/* make_profile: a large heap profile as the Go runtime would write it, to stdout, not compressed.
 *
 *     make_profile SAMPLES SEED
 *
 * 3,000 functions in 60 packages, 24,000 call sites, stacks of 24 to 90 frames. Stacks branch here
 * and there, so that they share what is near the root, as those of a server do. The same SEED gives
 * the same code; its stacks depend on the number of the sample alone, so two profiles of different
 * length are an earlier and a later one of the same process. */
#include <stdint.h>

#include "limits_input.h"
#include "sbuf.h"

enum { FUNCTIONS = 3000, PACKAGES = 60, LOCATIONS = 24000, DEPTH_MIN = 24, DEPTH_MAX = 90 };
enum { STRING_BYTES_LABEL = 7, STRING_FUNCTIONS = 8 };

static const char *const strings[] = {"",      "alloc_objects", "count",       "alloc_space",
                                      "bytes", "inuse_objects", "inuse_space", "bytes"};

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void put_varint(struct sbuf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        sbuf_addc(b, (char)(v | 0x80));
    sbuf_addc(b, (char)v);
}

static void put_number(struct sbuf *b, unsigned field, uint64_t v)
{
    put_varint(b, field << 3);
    put_varint(b, v);
}

static void put_bytes(struct sbuf *b, unsigned field, struct slice s)
{
    put_varint(b, field << 3 | 2);
    put_varint(b, s.len);
    sbuf_add(b, s);
}

/* Writes out what is in *message as a field of the profile, and empties it. */
static void flush(struct sbuf *out, unsigned field, struct sbuf *message)
{
    put_bytes(out, field, sbuf_view(message));
    sbuf_clear(message);
    fwrite(out->ptr, 1, out->len, stdout);
    sbuf_clear(out);
}

static void put_types(struct sbuf *out, struct sbuf *m)
{
    static const unsigned char types[4][2] = {{1, 2}, {3, 4}, {5, 2}, {6, 4}};
    for (size_t i = 0; i < 4; i++) {
        put_number(m, 1, types[i][0]);
        put_number(m, 2, types[i][1]);
        flush(out, 1, m);
    }
}

/* The stack of sample i, leaf first: the path from the root is chosen by the digits of i, a few
 * levels branch, the others follow from what is above them. */
static size_t make_stack(uint64_t seed, uint64_t i, uint64_t *stack)
{
    uint64_t path = seed, digits = mix(i / 3); /* three sizes share a stack */
    size_t depth = DEPTH_MIN + (size_t)(mix(digits) % (DEPTH_MAX - DEPTH_MIN + 1));
    for (size_t level = 0; level < depth; level++) {
        if (level % 4 == 3) {
            path ^= (digits & 3) + 1;
            digits = digits >> 2 | digits << 62;
        }
        path = mix(path);
        stack[depth - 1 - level] = 1 + path % LOCATIONS;
    }
    return depth;
}

static void put_sample(struct sbuf *out, struct sbuf *m, uint64_t seed, uint64_t i)
{
    AUTO_SBUF struct sbuf part;
    uint64_t stack[DEPTH_MAX];
    size_t depth = make_stack(seed, i, stack);
    uint64_t size = (uint64_t)16 << (i % 3 * 2 + mix(i) % 3), count = 1 + mix(i + 1) % 400;
    uint64_t live = mix(i + 2) % 3 ? count / 4 : 0;
    sbuf_init(&part, 4 * KIB);
    for (size_t f = 0; f < depth; f++)
        put_varint(&part, stack[f]);
    put_bytes(m, 1, sbuf_view(&part));
    sbuf_clear(&part);
    put_varint(&part, count);
    put_varint(&part, count * size);
    put_varint(&part, live);
    put_varint(&part, live * size);
    put_bytes(m, 2, sbuf_view(&part));
    sbuf_clear(&part);
    put_number(&part, 1, STRING_BYTES_LABEL);
    put_number(&part, 3, size);
    put_bytes(m, 3, sbuf_view(&part));
    flush(out, 2, m);
}

static void put_location(struct sbuf *out, struct sbuf *m, uint64_t id)
{
    AUTO_SBUF struct sbuf line;
    sbuf_init(&line, KIB);
    put_number(m, 1, id);
    put_number(m, 2, 1);
    put_number(m, 3, 0x400000 + id * 24);
    for (uint64_t n = 0; n < 1 + (mix(id) % 8 == 0); n++) { /* some have an inlined call */
        put_number(&line, 1, 1 + mix(id + n * LOCATIONS) % FUNCTIONS);
        put_number(&line, 2, 10 + mix(id) % 900);
        put_bytes(m, 4, sbuf_view(&line));
        sbuf_clear(&line);
    }
    flush(out, 4, m);
}

static void put_functions(struct sbuf *out, struct sbuf *m)
{
    for (uint64_t i = 0; i < FUNCTIONS; i++) {
        put_number(m, 1, i + 1);
        put_number(m, 2, STRING_FUNCTIONS + 2 * i);
        put_number(m, 3, STRING_FUNCTIONS + 2 * i);
        put_number(m, 4, STRING_FUNCTIONS + 2 * i + 1);
        flush(out, 5, m);
    }
}

static void put_strings(struct sbuf *out, struct sbuf *m)
{
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        sbuf_adds(m, strings[i]);
        flush(out, 6, m);
    }
    for (unsigned i = 0; i < FUNCTIONS; i++) {
        sbuf_addf(m, "example.com/acme/server/part%u.(*Worker%u).handle%u", i % PACKAGES, i % 17,
                  i);
        flush(out, 6, m);
        sbuf_addf(m, "/src/acme/server/part%u/file%u.go", i % PACKAGES, i % 41);
        flush(out, 6, m);
    }
}

int main(int argc, char **argv)
{
    uint64_t samples, seed;
    if (argc != 3 || !slice_to_u64(slice_from(argv[1]), &samples) ||
        !slice_to_u64(slice_from(argv[2]), &seed)) {
        fputs("usage: make_profile SAMPLES SEED\n", stderr);
        return 2;
    }
    AUTO_SBUF struct sbuf out, m;
    sbuf_init(&out, MIB);
    sbuf_init(&m, MIB);
    put_types(&out, &m);
    put_number(&m, 1, 1);
    put_number(&m, 2, 0x400000);
    put_number(&m, 3, 0x4000000);
    put_number(&m, 7, 1);
    flush(&out, 3, &m);
    for (uint64_t i = 1; i <= LOCATIONS; i++)
        put_location(&out, &m, i);
    put_functions(&out, &m);
    for (uint64_t i = 0; i < samples; i++)
        put_sample(&out, &m, seed, i);
    put_strings(&out, &m);
    return fflush(stdout) == 0 && sbuf_ok(&out) && sbuf_ok(&m) ? 0 : 1;
}
