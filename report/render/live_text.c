#include "live_text.h"

#include <string.h>

/* U+200B, a break of no width: what surrounds it no longer is one word. */
#define BREAK "&#8203;"

enum { HASH_LEAST = 7 }; /* the shortest hexadecimal word that GitHub takes for a commit */

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(unsigned char c)
{
    return is_digit(c) || is_letter(c) || c == '_' || c == '-' || c == '+';
}

/* Without regard to case. */
static bool starts(struct slice s, const char *what)
{
    size_t n = strlen(what);
    if (s.len < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((is_letter(s.ptr[i]) ? s.ptr[i] | 0x20 : s.ptr[i]) != (unsigned char)what[i])
            return false;
    return true;
}

/* ":name:"; two digits are a time. */
static bool is_emoji(struct slice s)
{
    size_t n = 1;
    while (n < s.len && is_word(s.ptr[n]))
        n++;
    bool time = n == 3 && is_digit(s.ptr[1]) && is_digit(s.ptr[2]);
    return n > 1 && !time && n < s.len && s.ptr[n] == ':';
}

/* A word of hexadecimal digits with at least one digit and one letter in it. */
static bool is_hash(struct slice s)
{
    size_t n = 0;
    bool digit = false, letter = false;
    for (; n < s.len; n++) {
        unsigned char low = s.ptr[n] | 0x20;
        bool hex = low >= 'a' && low <= 'f' && is_letter(s.ptr[n]);
        if (!hex && !is_digit(s.ptr[n]))
            break;
        letter = letter || hex;
        digit = digit || !hex;
    }
    return n >= HASH_LEAST && letter && digit && (n == s.len || !is_word(s.ptr[n]));
}

struct live {
    size_t len; /* of the text that is replaced; 0: nothing is live here */
    const char *instead;
};

/* What starts at s; first: no letter or digit stands before it. */
static struct live live_at(struct slice s, bool first)
{
    static const struct {
        unsigned char byte;
        const char *instead;
    } always[] = {
        {'@', "@" BREAK}, {'#', "#" BREAK}, {'~', "&#126;"}, {'$', "&#36;"}, {'|', "&#124;"}};
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        if (s.ptr[0] == always[i].byte)
            return (struct live){1, always[i].instead};
    if (s.ptr[0] == ':' && (starts(s, "://") || is_emoji(s)))
        return (struct live){1, ":" BREAK};
    if (first && starts(s, "www."))
        return (struct live){3, "www" BREAK};
    if (first && starts(s, "gh-"))
        return (struct live){3, "GH" BREAK "-"};
    if (first && is_hash(s))
        return (struct live){0, BREAK};
    return (struct live){0, NULL};
}

/* Where the first live character is, and what it is. */
static size_t find_live(struct slice s, struct live *found)
{
    bool first = true;
    for (size_t i = 0; i < s.len; i++) {
        struct slice here = slice_drop(s, i);
        *found = live_at(here, first);
        if (found->len > 0)
            return i;
        if (found->instead) { /* a hash: break it into words that are too short */
            *found = (struct live){0, found->instead};
            return i + HASH_LEAST - 1;
        }
        first = !is_digit(s.ptr[i]) && !is_letter(s.ptr[i]);
    }
    *found = (struct live){0, NULL};
    return s.len;
}

bool live_next(struct slice *rest, struct slice *plain, const char **instead)
{
    if (rest->len == 0)
        return false;
    struct live found;
    size_t at = find_live(*rest, &found);
    *plain = slice_take(*rest, at);
    *instead = found.instead;
    *rest = slice_drop(*rest, at + found.len);
    return true;
}

/* "heap_inuse": between letters or digits an underscore cannot begin or end emphasis. */
static bool is_inside_word(struct slice s, size_t i)
{
    if (i == 0 || i + 1 >= s.len)
        return false;
    unsigned char before = s.ptr[i - 1], after = s.ptr[i + 1];
    return (is_letter(before) || is_digit(before)) && (is_letter(after) || is_digit(after));
}

static void add_entity(struct slice plain, struct sbuf *out)
{
    for (size_t i = 0; i < plain.len; i++) {
        unsigned char c = plain.ptr[i];
        if (is_letter(c) || is_digit(c) || c >= 0x80 || strchr(" .,/()+:=%-", c) ||
            (c == '_' && is_inside_word(plain, i)))
            sbuf_addc(out, (char)c);
        else
            sbuf_addf(out, "&#%d;", c);
    }
}

void live_entities(struct slice text, struct sbuf *out)
{
    struct slice plain;
    const char *instead;
    while (live_next(&text, &plain, &instead)) {
        add_entity(plain, out);
        if (instead)
            sbuf_adds(out, instead);
    }
}
