#include "slice.h"

#include <string.h>

struct slice slice_from(const char *text)
{
    return (struct slice){(const unsigned char *)text, text ? strlen(text) : 0};
}

struct slice slice_take(struct slice s, size_t n)
{
    if (n < s.len)
        s.len = n;
    return s;
}

struct slice slice_drop(struct slice s, size_t n)
{
    if (n > s.len)
        n = s.len;
    return (struct slice){n ? s.ptr + n : s.ptr, s.len - n};
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static bool is_space(unsigned char c)
{
    return is_blank(c) || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice s)
{
    while (s.len && is_space(s.ptr[0]))
        s = slice_drop(s, 1);
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool slice_is(struct slice s, const char *text)
{
    return slice_equal(s, slice_from(text));
}

int slice_compare(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool slice_has_prefix(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_equal(slice_take(s, prefix.len), prefix);
}

bool slice_has_suffix(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len && slice_equal(slice_drop(s, s.len - suffix.len), suffix);
}

size_t slice_find(struct slice s, struct slice needle)
{
    if (needle.len == 0)
        return 0;
    const unsigned char *p = s.ptr;
    size_t left = s.len;
    while (left >= needle.len) {
        const unsigned char *hit = memchr(p, needle.ptr[0], left - needle.len + 1);
        if (!hit)
            break;
        if (memcmp(hit, needle.ptr, needle.len) == 0)
            return (size_t)(hit - s.ptr);
        left -= (size_t)(hit - p) + 1;
        p = hit + 1;
    }
    return SIZE_MAX;
}

size_t slice_rfind_byte(struct slice s, unsigned char byte)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == byte)
            return i - 1;
    return SIZE_MAX;
}

bool slice_next(struct slice *rest, unsigned char delim, struct slice *head)
{
    if (rest->len == 0)
        return false;
    const unsigned char *hit = memchr(rest->ptr, delim, rest->len);
    size_t n = hit ? (size_t)(hit - rest->ptr) : rest->len;
    *head = slice_take(*rest, n);
    *rest = slice_drop(*rest, hit ? n + 1 : n);
    return true;
}

bool slice_next_line(struct slice *rest, struct slice *line)
{
    if (!slice_next(rest, '\n', line))
        return false;
    if (line->len && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool slice_next_word(struct slice *rest, struct slice *word)
{
    while (rest->len && is_blank(rest->ptr[0]))
        *rest = slice_drop(*rest, 1);
    size_t n = 0;
    while (n < rest->len && !is_blank(rest->ptr[n]))
        n++;
    *word = slice_take(*rest, n);
    *rest = slice_drop(*rest, n);
    return n > 0;
}

bool slice_skip(struct slice *s, struct slice prefix)
{
    if (!slice_has_prefix(*s, prefix))
        return false;
    *s = slice_drop(*s, prefix.len);
    return true;
}

static int digit_value(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

static bool to_number(struct slice s, unsigned base, uint64_t *value)
{
    if (s.len == 0)
        return false;
    uint64_t total = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)digit_value(s.ptr[i]);
        if (digit >= base || total > (UINT64_MAX - digit) / base)
            return false;
        total = total * base + digit;
    }
    *value = total;
    return true;
}

bool slice_to_u64(struct slice s, uint64_t *value)
{
    return to_number(s, 10, value);
}

bool slice_to_i64(struct slice s, int64_t *value)
{
    bool negative = slice_skip(&s, SLICE("-"));
    uint64_t size;
    if (!to_number(s, 10, &size) || size > (uint64_t)INT64_MAX + negative)
        return false;
    *value = negative ? (int64_t)(0 - size) : (int64_t)size;
    return true;
}

bool slice_to_hex(struct slice s, uint64_t *value)
{
    if (!slice_skip(&s, SLICE("0x")))
        slice_skip(&s, SLICE("0X"));
    return to_number(s, 16, value);
}

bool slice_to_octal(struct slice s, uint64_t *value)
{
    return to_number(s, 8, value);
}

bool slice_to_double(struct slice s, double *value)
{
    bool negative = slice_skip(&s, SLICE("-"));
    struct slice whole, fraction = {0};
    if (!slice_next(&s, '.', &whole))
        return false;
    fraction = s;
    double total = 0, scale = 1;
    if (whole.len + fraction.len == 0)
        return false;
    for (size_t i = 0; i < whole.len; i++) {
        if (digit_value(whole.ptr[i]) > 9)
            return false;
        total = total * 10 + digit_value(whole.ptr[i]);
    }
    for (size_t i = 0; i < fraction.len; i++) {
        if (digit_value(fraction.ptr[i]) > 9)
            return false;
        scale /= 10;
        total += digit_value(fraction.ptr[i]) * scale;
    }
    if (!(total - total == 0)) /* beyond what a double holds */
        return false;
    *value = negative ? -total : total;
    return true;
}

uint64_t slice_hash(struct slice s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.ptr[i]) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ (h >> 32);
}
