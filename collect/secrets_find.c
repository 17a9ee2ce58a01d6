/* Where secrets stand in a text: linear in the text, because the first byte decides who is tried.
 */
#include <string.h>

#include "secrets.h"

enum { RUN_LEAST = 8, ELEMENT_MAX = 200 };

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(unsigned char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool is_hex(unsigned char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

static bool is_printable(unsigned char c)
{
    return c >= ' ' && c < 127;
}

/* Whether what ends at i is an escape for a byte that is no part of a word: \t \n \r, \012, \x1b,
 * %2F, \u001b. What it escapes is not looked at: a few replacements too many are fine. */
static bool ends_escape(struct slice text, size_t i)
{
    const unsigned char *p = text.ptr;
    if (i >= 2 && p[i - 2] == '\\' && strchr("tnrvfab", p[i - 1]))
        return true;
    if (i < 3 || !is_hex(p[i - 1]) || !is_hex(p[i - 2]))
        return false;
    if (p[i - 3] == '%')
        return true;
    if (i < 4 || p[i - 4] == '\\')
        return i >= 4 && (p[i - 3] == 'x' || is_digit(p[i - 3]));
    return i >= 6 && is_hex(p[i - 3]) && is_hex(p[i - 4]) && p[i - 5] == 'u' && p[i - 6] == '\\';
}

static bool begins_word(struct slice text, size_t i)
{
    return i == 0 || !is_word(text.ptr[i - 1]) || ends_escape(text, i);
}

static bool ends_word(struct slice text, size_t end)
{
    return end >= text.len || !is_word(text.ptr[end]);
}

/* "example.org": labels with a dot between, the last one of letters. */
static bool is_domain(struct slice s)
{
    size_t dot = slice_rfind_byte(s, '.');
    if (dot == SIZE_MAX || dot == 0 || s.ptr[0] == '.' || s.len - dot < 3)
        return false;
    for (size_t i = dot + 1; i < s.len; i++)
        if (!is_word(s.ptr[i]) || is_digit(s.ptr[i]))
            return false;
    return true;
}

/* The owner in an import path (github.com/OWNER/...): public, and what rules recognise code by. In
 * a path of the file system a folder with a dot in its name does not make one. */
static bool is_import_owner(struct slice text, size_t at, size_t end)
{
    static const char *const forges[] = {"github.com", "gitlab.com", "bitbucket.org",
                                         "codeberg.org", "gopkg.in"};
    static const char *const above[] = {"/src/", "/mod/", "/vendor/"};
    if (at < 4 || text.ptr[at - 1] != '/' || end >= text.len || text.ptr[end] != '/')
        return false;
    size_t start = at - 1, least = at > ELEMENT_MAX ? at - ELEMENT_MAX : 0;
    while (start > least && (is_word(text.ptr[start - 1]) || text.ptr[start - 1] == '.' ||
                             text.ptr[start - 1] == '-'))
        start--;
    struct slice element = {text.ptr + start, at - 1 - start};
    for (size_t i = 0; i < sizeof forges / sizeof forges[0]; i++)
        if (slice_is(element, forges[i]))
            return true;
    if (!is_domain(element))
        return false;
    if (start == 0 || text.ptr[start - 1] != '/')
        return true;
    for (size_t i = 0; i < sizeof above / sizeof above[0]; i++)
        if (slice_has_suffix(slice_take(text, start), slice_from(above[i])))
            return true;
    return false;
}

/* In a trace: whether the bytes around are a string, and no numbers that look like one. Strings
 * have their length before them, which may look like a letter. */
static bool is_binary_string(struct slice text, size_t at, size_t end)
{
    size_t from = at, to = end;
    size_t length = at ? text.ptr[at - 1] : 0;
    while (to < text.len && to < at + SECRETS_BEHIND && is_printable(text.ptr[to]))
        to++;
    if (length >= end - at && length < 128 && at + length <= to)
        return true;
    while (from && at - from < RUN_LEAST && is_printable(text.ptr[from - 1]))
        from--;
    return to - from >= RUN_LEAST && begins_word(text, at);
}

static bool is_here(const struct secret *s, struct slice text, size_t at, enum secrets_mode mode)
{
    size_t end = at + s->text.len;
    if (end > text.len)
        return false;
    if (s->kind == REDACT_HOST) {
        for (size_t i = 0; i < s->text.len; i++)
            if (lower(text.ptr[at + i]) != lower(s->text.ptr[i]))
                return false;
    } else if (memcmp(text.ptr + at, s->text.ptr, s->text.len) != 0)
        return false;
    if (s->bounded && !ends_word(text, end))
        return false;
    if (s->kind == REDACT_USER && is_import_owner(text, at, end))
        return false;
    if (mode == SECRETS_BINARY)
        return is_binary_string(text, at, end) ||
               ((s->kind == REDACT_HOME || s->kind == REDACT_SECRET) && s->text.len >= RUN_LEAST);
    if (s->kind == REDACT_HOME || !s->bounded)
        return true; /* a path may stand below another one */
    return begins_word(text, at);
}

bool secrets_find(const struct redactor *r, struct slice text, size_t from, size_t until,
                  enum secrets_mode mode, struct secrets_match *ret)
{
    for (size_t at = from; at < until; at++) {
        unsigned char first = lower(text.ptr[at]);
        for (size_t i = r->begin[first]; i < r->begin[first + 1]; i++)
            if (is_here(&r->item[i], text, at, mode)) {
                *ret = (struct secrets_match){at, &r->item[i]};
                return true;
            }
    }
    return false;
}
