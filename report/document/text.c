#include "text.h"

#include <stdint.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */
static const char ellipsis[] = " \xE2\x80\xA6 ";

/* Characters of more than one byte that must not reach a reader as they are. */
static const struct range {
    uint32_t first, last;
} forbidden[] = {
    {0x80, 0x9f},       /* C1 */
    {0xad, 0xad},       /* soft hyphen: invisible */
    {0x61c, 0x61c},     /* Arabic letter mark */
    {0x180e, 0x180e},   /* Mongolian vowel separator: invisible */
    {0x200b, 0x200f},   /* zero width, left-to-right and right-to-left marks */
    {0x2028, 0x202e},   /* separators; embeddings and overrides */
    {0x2060, 0x206f},   /* joiners, isolates, deprecated format characters */
    {0xfdd0, 0xfdef},   /* noncharacters */
    {0xfeff, 0xfeff},   /* byte order mark */
    {0xfff9, 0xfffb},   /* interlinear annotation */
    {0xfffe, 0xffff},   /* noncharacters */
    {0xe0000, 0xe0fff}, /* tags, variation selectors beyond need */
};

static bool is_forbidden(uint32_t c)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
        if (c >= forbidden[i].first && c <= forbidden[i].last)
            return true;
    return (c & 0xfffe) == 0xfffe; /* the last two of every plane */
}

/* Length of the UTF-8 sequence at the start of s, or 0 when it is not one. */
static size_t decode(struct slice s, uint32_t *c)
{
    static const struct {
        unsigned char mask, lead;
        size_t len;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 1, 0},
                 {0xe0, 0xc0, 2, 0x80},
                 {0xf0, 0xe0, 3, 0x800},
                 {0xf8, 0xf0, 4, 0x10000}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if ((s.ptr[0] & forms[i].mask) != forms[i].lead)
            continue;
        if (s.len < forms[i].len)
            return 0;
        *c = s.ptr[0] & (unsigned char)~forms[i].mask;
        for (size_t k = 1; k < forms[i].len; k++) {
            if ((s.ptr[k] & 0xc0) != 0x80)
                return 0;
            *c = *c << 6 | (s.ptr[k] & 0x3f);
        }
        bool ok = *c >= forms[i].least && *c <= 0x10ffff && (*c < 0xd800 || *c > 0xdfff);
        return ok ? forms[i].len : 0;
    }
    return 0;
}

/* What one character of the input turns into. The view is into s or static. */
static struct slice clean_one(struct slice s, bool lines, size_t *used)
{
    uint32_t c = 0;
    size_t len = decode(s, &c);
    *used = len ? len : 1;
    if (len == 0)
        return slice_from(replacement);
    if (c == '\n' && lines)
        return slice_take(s, 1);
    if (c == '\t')
        return lines ? SLICE("    ") : SLICE(" ");
    if (c == '\n' || (c == '\r' && !lines))
        return SLICE(" ");
    if (c == '\r' && s.len > 1 && s.ptr[1] == '\n')
        return SLICE("");
    if (c < 0x20 || c == 0x7f || (len > 1 && is_forbidden(c)))
        return slice_from(replacement);
    return slice_take(s, len);
}

static bool is_plain(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7e)
            return false;
    return true;
}

/* Cleans from the start of raw until max bytes are full; *rest is what was not looked at. */
static struct slice clean(struct arena *a, struct slice raw, size_t max, bool lines,
                          struct slice *rest)
{
    /* one byte can become four, but no more than max are kept */
    size_t room = raw.len < max / 4 ? raw.len * 4 : max;
    unsigned char *out = arena_alloc(a, room + 1, 1, 1);
    size_t n = 0, used = 0;
    for (; raw.len > 0; raw = slice_drop(raw, used)) {
        struct slice piece = clean_one(raw, lines, &used);
        if (piece.len > room - n)
            break;
        if (piece.len > 0)
            memcpy(out + n, piece.ptr, piece.len);
        n += piece.len;
    }
    *rest = raw;
    return (struct slice){out, n};
}

/* Moves past the rest of a character that a cut went through. */
static struct slice to_boundary(struct slice s)
{
    while (s.len > 0 && (s.ptr[0] & 0xc0) == 0x80)
        s = slice_drop(s, 1);
    return s;
}

struct slice text_line(struct arena *a, struct slice raw, size_t max)
{
    if (raw.len <= max && is_plain(raw))
        return raw;
    struct slice rest;
    struct slice all = clean(a, raw, max, false, &rest);
    if (rest.len == 0)
        return all;
    size_t mark = sizeof ellipsis - 1, room = max > mark ? max - mark : 0;
    size_t tail = room / 3;
    struct slice head = clean(a, raw, room - tail, false, &rest);
    struct slice end = to_boundary(slice_drop(rest, rest.len > tail ? rest.len - tail : 0));
    end = clean(a, end, tail, false, &rest);
    return arena_printf(a, "%.*s%s%.*s", SLICE_ARG(head), ellipsis, SLICE_ARG(end));
}

struct slice text_lines(struct arena *a, struct slice raw, size_t max)
{
    struct slice rest;
    struct slice all = clean(a, raw, max, true, &rest);
    if (rest.len == 0)
        return all;
    return arena_printf(a, "%.*s\n\xE2\x80\xA6 (%zu more bytes)", SLICE_ARG(all), rest.len);
}

bool text_is_clean(struct slice s)
{
    size_t used = 0;
    for (; s.len > 0; s = slice_drop(s, used)) {
        struct slice piece = clean_one(s, true, &used);
        if (piece.ptr != s.ptr)
            return false;
    }
    return true;
}

struct slice text_anchor(struct arena *a, const char *prefix, struct slice raw)
{
    struct slice s = arena_printf(a, "%s%.*s", prefix, SLICE_ARG(slice_take(raw, 80)));
    unsigned char *out = arena_alloc(a, s.len + 2, 1, 1);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = s.ptr[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        out[i] = upper ? (unsigned char)(c - 'A' + 'a') : keep ? c : '-';
    }
    if (s.len == 0)
        out[s.len++] = 'x';
    return (struct slice){out, s.len};
}
