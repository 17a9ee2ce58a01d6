#include "encoding.h"

enum {
    REPLACEMENT = 0xfffd,
    HIGH_FIRST = 0xd800, /* the first half of a character beyond U+FFFF */
    LOW_FIRST = 0xdc00,
    LOW_LAST = 0xdfff,
    BEYOND = 0x10000,
    UTF8_MOST = 3 /* bytes of UTF-8 for one unit of two bytes; four for two units */
};

static unsigned char *put(unsigned char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (unsigned char)c;
    } else if (c < 0x800) {
        *to++ = (unsigned char)(0xc0 | c >> 6);
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    } else if (c < BEYOND) {
        *to++ = (unsigned char)(0xe0 | c >> 12);
        *to++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (unsigned char)(0xf0 | c >> 18);
        *to++ = (unsigned char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    }
    return to;
}

static uint32_t unit_at(struct slice s, size_t i, bool big)
{
    uint32_t first = s.ptr[i], second = s.ptr[i + 1];

    return big ? first << 8 | second : second << 8 | first;
}

static struct slice from_utf16(struct arena *a, struct slice s, bool big, bool *cut)
{
    unsigned char *text = ARENA_ARRAY(a, unsigned char, s.len / 2 * UTF8_MOST + 1), *to = text;

    *cut = *cut || s.len % 2 != 0;
    for (size_t i = 0; i + 1 < s.len; i += 2) {
        uint32_t c = unit_at(s, i, big);
        if (c >= HIGH_FIRST && c <= LOW_LAST) {
            uint32_t low = i + 3 < s.len ? unit_at(s, i + 2, big) : 0;
            bool pair = c < LOW_FIRST && low >= LOW_FIRST && low <= LOW_LAST;
            c = pair ? BEYOND + ((c - HIGH_FIRST) << 10) + (low - LOW_FIRST) : REPLACEMENT;
            i += pair ? 2 : 0;
        }
        to = put(to, c);
    }
    return (struct slice){text, (size_t)(to - text)};
}

struct slice encoding_utf8(struct arena *a, struct slice bytes, bool *cut)
{
    if (slice_skip(&bytes, SLICE("\xff\xfe")))
        return from_utf16(a, bytes, false, cut);
    if (slice_skip(&bytes, SLICE("\xfe\xff")))
        return from_utf16(a, bytes, true, cut);
    (void)slice_skip(&bytes, SLICE("\xef\xbb\xbf"));
    return bytes;
}
