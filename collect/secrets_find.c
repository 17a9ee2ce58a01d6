/* Where secrets stand in a text: linear in the text, because the first byte decides who is tried.
 */
#include <string.h>

#include "argument_mask.h"
#include "secrets.h"
#include "text_byte.h"

enum {
    RUN_LEAST = 8, /* printable bytes in a row: a string */
    NO_CHANCE = 5, /* so many bytes do not match by accident in megabytes */
    ELEMENT_MAX = 200,
    ESCAPE_LONGEST = 6 /* \\u001b */
};

static bool is_word(unsigned char c)
{
    return byte_is_digit(c) || (byte_lower(c) >= 'a' && byte_lower(c) <= 'z');
}

static bool is_printable(unsigned char c)
{
    return c >= ' ' && c < 127;
}

/* Whether what ends at i is an escape for a byte that is no part of a word: \t \n \r, \012, \x1b,
 * %2F, %252F, \u001b. What it escapes is not looked at: a few replacements too many are fine. */
static bool ends_escape(struct slice text, size_t i)
{
    const unsigned char *p = text.ptr;
    if (i >= 2 && p[i - 2] == '\\' && strchr("tnrvfab", p[i - 1]))
        return true;
    if (i < 3 || !byte_is_hex(p[i - 1]) || !byte_is_hex(p[i - 2]))
        return false;
    if (p[i - 3] == '%' || (i >= 5 && memcmp(p + i - 5, "%25", 3) == 0))
        return true;
    if (i < 4 || p[i - 4] == '\\')
        return i >= 4 && (p[i - 3] == 'x' || byte_is_digit(p[i - 3]));
    return i >= 6 && byte_is_hex(p[i - 3]) && byte_is_hex(p[i - 4]) && p[i - 5] == 'u' &&
           p[i - 6] == '\\';
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
        if (!is_word(s.ptr[i]) || byte_is_digit(s.ptr[i]))
            return false;
    return true;
}

static bool equals_at(const struct secret *s, struct slice text, size_t at)
{
    if (s->text.len > text.len || at > text.len - s->text.len)
        return false;
    if (s->kind != REDACT_HOST)
        return memcmp(text.ptr + at, s->text.ptr, s->text.len) == 0;
    for (size_t i = 0; i < s->text.len; i++)
        if (byte_lower(text.ptr[at + i]) != byte_lower(s->text.ptr[i]))
            return false;
    return true;
}

/* What is replaced anywhere leaves no word behind: its neighbours are words of their own. */
static bool joins_secret(const struct redactor *r, struct slice text, size_t begin, size_t end)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct secret *s = &r->item[i];
        if (s->bounded)
            continue;
        if ((begin >= s->text.len && equals_at(s, text, begin - s->text.len)) ||
            equals_at(s, text, end))
            return true;
    }
    return false;
}

/* Whether a secret lies in text[start, end), or reaches into it from before. */
static bool holds_secret(const struct redactor *r, struct slice text, size_t start, size_t end)
{
    for (size_t at = start > r->longest ? start - r->longest : 0; at < end; at++) {
        unsigned char first = byte_lower(text.ptr[at]);
        for (size_t i = r->begin[first]; i < r->begin[first + 1]; i++)
            if (at + r->item[i].text.len > start && equals_at(&r->item[i], text, at))
                return true;
    }
    return false;
}

/* Whether text[start, end), or what it is the end of, will be masked as a credential. */
static bool holds_credential(struct slice text, size_t start, size_t end)
{
    enum credential_rest rest;
    size_t least = start > ELEMENT_MAX ? start - ELEMENT_MAX : 0;
    while (start > least && credential_go_on((struct slice){text.ptr + start - 1, 1}, REST_TOKEN))
        start--;
    for (size_t at = start; at < end; at++)
        if (credential_at(text, at, true, &rest))
            return true;
    return false;
}

/* The owner in an import path (github.com/OWNER/...): public, and what rules recognise code by. In
 * a path of the file system a folder with a dot in its name does not make one. A host that will be
 * replaced itself is none either: the search afterwards must come to the same answer. */
static bool is_import_owner(const struct redactor *r, struct slice text, size_t at, size_t end)
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
    if ((start && start == least) || !is_domain(element) || holds_secret(r, text, start, at - 1) ||
        holds_credential(text, start, at - 1))
        return false;
    for (size_t i = 0; i < sizeof forges / sizeof forges[0]; i++)
        if (slice_is(element, forges[i]))
            return true;
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
    return begins_word(text, at) && (end - at >= NO_CHANCE || to - from >= RUN_LEAST);
}

static bool is_here(const struct redactor *r, const struct secret *s, struct slice text, size_t at,
                    enum secrets_mode mode)
{
    size_t end = at + s->text.len;
    if (!equals_at(s, text, at))
        return false;
    if (s->kind == REDACT_USER && is_import_owner(r, text, at, end))
        return false;
    if (mode == SECRETS_BINARY)
        return (!s->bounded || ends_word(text, end)) &&
               (is_binary_string(text, at, end) ||
                ((s->kind == REDACT_HOME || !s->bounded) && s->text.len >= RUN_LEAST));
    if (!s->bounded)
        return true;
    bool begins =
        s->kind == REDACT_HOME || begins_word(text, at); /* may stand below another path */
    bool ends = ends_word(text, end);
    return (begins && ends) ||
           joins_secret(r, text, at, end); /* not exact: it may be one word too many */
}

/* The known secret at this place. */
static const struct secret *known_at(const struct redactor *r, struct slice text, size_t at,
                                     enum secrets_mode mode)
{
    unsigned char first = byte_lower(text.ptr[at]);
    for (size_t i = r->begin[first]; i < r->begin[first + 1]; i++)
        if (is_here(r, &r->item[i], text, at, mode))
            return &r->item[i];
    return NULL;
}

static void found(const struct secret *s, size_t at, struct secrets_match *ret)
{
    *ret = (struct secrets_match){.at = at,
                                  .len = s->text.len,
                                  .kind = s->kind,
                                  .shown = s->shown,
                                  .as_long = s->shown_as_long};
}

/* A secret that begins in what is replaced and goes on behind it must not be torn: the rest of it
 * would be shown. */
size_t secrets_cover(const struct redactor *r, struct slice text, size_t from, size_t end,
                     enum secrets_mode mode)
{
    size_t at = end > r->longest && end - r->longest > from ? end - r->longest : from;
    for (; at < end; at++) {
        const struct secret *s = known_at(r, text, at, mode);
        if (s && at + s->text.len > end)
            end = at + s->text.len;
    }
    return end;
}

bool secrets_find_known(const struct redactor *r, struct slice text, size_t from, size_t until,
                        enum secrets_mode mode, struct secrets_match *ret)
{
    for (size_t at = from; at < until; at++) {
        const struct secret *s =
            r->class[text.ptr[at]] & SECRETS_FIRST ? known_at(r, text, at, mode) : NULL;
        if (s) {
            found(s, at, ret);
            return true;
        }
    }
    return false;
}

/* What looks like a credential, or a part of a path. */
static bool unknown_at(const struct redactor *r, struct slice text, size_t at,
                       struct secrets_walk *w, struct secrets_match *ret)
{
    enum credential_rest rest;
    size_t length = credential_at(text, at, w->mode == SECRETS_BINARY, &rest);
    bool part =
        r->strict && w->mode == SECRETS_TEXT && secrets_path(r, text, at, w, ret); /* every byte */
    if (length) {
        *ret = (struct secrets_match){.at = at, .len = length, .kind = REDACT_SECRET};
        ret->shown = slice_from(ARGUMENT_MASKED);
        ret->rest = rest;
    }
    if (!length && !part)
        return false;
    ret->len = secrets_cover(r, text, at, at + ret->len, w->mode) - at;
    return true;
}

/* The next place at which anything can begin: nearly all bytes of a text are passed over here.
 * *near is the end of what an escape before may reach to. */
static size_t pass_over(const struct redactor *r, struct slice text, size_t at, size_t until,
                        enum secrets_mode mode, size_t *near)
{
    for (; at < until; at++) {
        unsigned here = r->class[text.ptr[at]], before = at ? r->class[text.ptr[at - 1]] : 0;
        if (before & CREDENTIAL_ESCAPE)
            *near = at + ESCAPE_LONGEST;
        if (here & SECRETS_FIRST || before & CREDENTIAL_AFTER ||
            (here & CREDENTIAL_FIRST &&
             (mode == SECRETS_BINARY || !(before & CREDENTIAL_WORD) || at < *near)))
            break;
    }
    return at;
}

bool secrets_find(const struct redactor *r, struct slice text, size_t from, size_t until,
                  struct secrets_walk *w, struct secrets_match *ret)
{
    size_t near = from + ESCAPE_LONGEST; /* what stands before was not looked at */
    for (size_t at = from; at < until; at++) {
        if (!r->strict && (at = pass_over(r, text, at, until, w->mode, &near)) == until)
            break;
        if (unknown_at(r, text, at, w, ret))
            return true;
        const struct secret *s = known_at(r, text, at, w->mode);
        if (!s)
            continue;
        found(s, at, ret);
        if (r->strict && s->kind == REDACT_HOME)
            secrets_path_home(w);
        return true;
    }
    return false;
}
