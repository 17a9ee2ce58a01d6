#include "credential.h"

#include <string.h>

enum {
    RUN_LEAST = 16,    /* a random word without punctuation; a part of one with it */
    HEX_LEAST = 32,    /* of an id in hexadecimal digits and dashes */
    TURN_PERCENT = 30, /* turns between digits, upper and lower case: less is a name */
    USER_LEAST = 16,   /* the whole of user@host: a token, not a name */
    JUDGED = 256       /* bytes of a token that decide about it */
};

/* Tokens that give themselves away by how they begin. Where that is a word, there must be a digit.
 */
static const struct {
    const char *prefix;
    size_t least; /* length from which on it is one */
    bool digit;
} marks[] = {
    {"AKIA", 20, false},       {"ASIA", 20, false},    {"ghp_", 20, false},   {"gho_", 20, false},
    {"ghu_", 20, false},       {"ghs_", 20, false},    {"ghr_", 20, false},   {"glpat-", 20, false},
    {"xoxa-", 15, false},      {"xoxb-", 15, false},   {"xoxe-", 15, false},  {"xoxp-", 15, false},
    {"xoxs-", 15, false},      {"sk-", 24, true},      {"sk_live", 20, true}, {"rk_live", 20, true},
    {"AIza", 35, false},       {"eyJ", 40, false},     {"npm_", 30, true},    {"hvs.", 20, false},
    {"github_pat_", 24, true}, {"dop_v1_", 30, false}, {"pypi-", 30, true},   {"SG.", 40, true},
    {"ya29.", 20, false},
};

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(unsigned char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

static bool is_alnum(unsigned char c)
{
    return is_letter(c) || is_digit(c);
}

static bool is_one_of(unsigned char c, const char *bytes)
{
    return c && strchr(bytes, c);
}

static bool is_token_byte(unsigned char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '+' || c == '~' || c == '%';
}

/* The first letters of marks[], and of "-----BEGIN". */
static bool may_begin(unsigned char c)
{
    switch (c) {
    case 'A':
    case 'S':
    case 'd':
    case 'e':
    case 'g':
    case 'h':
    case 'n':
    case 'p':
    case 'r':
    case 's':
    case 'x':
    case 'y':
    case '-':
        return true;
    default:
        return false;
    }
}

/* The lines of a PEM file, as they are or in a string with escapes. */
static bool is_key_byte(unsigned char c)
{
    return is_alnum(c) || is_one_of(c, "+/=\\\r\n \t");
}

size_t credential_go_on(struct slice text, enum credential_rest rest)
{
    size_t n = 0;
    while (n < text.len && ((rest == REST_TOKEN && is_token_byte(text.ptr[n])) ||
                            (rest == REST_KEY && is_key_byte(text.ptr[n]))))
        n++;
    return n;
}

static bool has_digit(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_digit(s.ptr[i]))
            return true;
    return false;
}

bool credential_is_marked(struct slice word)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (word.len >= marks[i].least && slice_has_prefix(word, slice_from(marks[i].prefix)))
            return !marks[i].digit || has_digit(word);
    return false;
}

static int kind_of(unsigned char c)
{
    return is_digit(c) ? 0 : is_upper(c) ? 1 : 2;
}

/* Letters and digits mixed as no one writes them: a run of them, and how often it turns. */
static bool is_random_run(struct slice run)
{
    size_t turns = 0;
    for (size_t i = 1; i < run.len; i++)
        turns += kind_of(run.ptr[i]) != kind_of(run.ptr[i - 1]);
    return run.len >= RUN_LEAST && has_digit(run) && turns * 100 >= run.len * TURN_PERCENT;
}

bool credential_is_random(struct slice word)
{
    size_t hex = 0;
    if (word.len < RUN_LEAST) /* nearly all of them */
        return false;
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = word.ptr[i];
        hex += is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
    }
    if (word.len >= HEX_LEAST && hex == word.len && has_digit(word))
        return true;
    for (size_t i = 0; i < word.len;) {
        size_t end = i;
        while (end < word.len && is_alnum(word.ptr[end]))
            end++;
        if (is_random_run(slice_take(slice_drop(word, i), end - i)))
            return true;
        i = end + 1;
    }
    return false;
}

/* Whether "scheme://" stands before at with nothing between that ends an address. */
static bool is_in_address(struct slice text, size_t at, const char *stops, size_t *authority)
{
    size_t least = at > CREDENTIAL_AROUND ? at - CREDENTIAL_AROUND : 0;
    for (size_t i = at; i > least + 3; i--) {
        unsigned char c = text.ptr[i - 1];
        if (c <= ' ' || is_one_of(c, "\"'`<>\\") || c == 127)
            return false;
        if (c == '/' && text.ptr[i - 2] == '/' && text.ptr[i - 3] == ':') {
            *authority = i;
            return is_alnum(text.ptr[i - 4]) &&
                   !(i >= 7 && memcmp(text.ptr + i - 7, "file", 4) == 0);
        }
        if (is_one_of(c, stops))
            return false;
    }
    return false;
}

/* What was hidden before: "[masked]", also as addresses and traces write it. */
static bool is_hidden(struct slice secret)
{
    size_t stars = 0;
    while (stars < secret.len && secret.ptr[stars] == '*')
        stars++;
    return stars == secret.len || slice_find(secret, SLICE("[masked]")) != SIZE_MAX ||
           slice_find(secret, SLICE("%5Bmasked%5D")) != SIZE_MAX;
}

/* In "scheme://user:password@host" what stands behind the colon, and a long user alone. */
static size_t userinfo_at(struct slice text, size_t at)
{
    size_t authority, last = SIZE_MAX;
    if (at < 4 || !is_one_of(text.ptr[at - 1], ":/") ||
        !is_in_address(text, at, "/?#@", &authority))
        return 0;
    struct slice ahead = slice_take(slice_drop(text, at), CREDENTIAL_AROUND);
    for (size_t i = 0; i < ahead.len; i++) {
        unsigned char c = ahead.ptr[i];
        if (c <= ' ' || c == 127 || is_one_of(c, "/?#\"'`<>\\"))
            break;
        if (c == '@')
            last = i;
    }
    if (last == SIZE_MAX || last == 0 || is_hidden(slice_take(ahead, last)))
        return 0;
    if (text.ptr[at - 1] == ':')
        return memchr(text.ptr + authority, ':', at - 1 - authority) ? 0 : last;
    struct slice user = slice_take(ahead, last);
    return user.len >= USER_LEAST && slice_find(user, SLICE(":")) == SIZE_MAX ? last : 0;
}

static size_t key_at(struct slice text, size_t at)
{
    enum { TITLE_MOST = 60 };
    static const char end[] = "PRIVATE KEY-----";
    struct slice ahead = slice_drop(text, at);
    if (!slice_has_prefix(ahead, SLICE("-----BEGIN ")))
        return 0;
    size_t title = slice_find(slice_take(ahead, TITLE_MOST), slice_from(end));
    if (title == SIZE_MAX)
        return 0;
    title += sizeof end - 1;
    return title + credential_go_on(slice_drop(ahead, title), REST_KEY);
}

/* A token by its mark, or a random word in an address. */
static size_t token_at(struct slice text, size_t at, bool marked, bool in_path)
{
    size_t authority;
    struct slice ahead = slice_drop(text, at);
    struct slice token = slice_take(ahead, JUDGED);
    token = slice_take(token, credential_go_on(token, REST_TOKEN));
    if ((marked && credential_is_marked(token)) ||
        (in_path && credential_is_random(token) && is_in_address(text, at, "", &authority)))
        return credential_go_on(ahead, REST_TOKEN);
    return 0;
}

/* The letter before may be the end of an escape: \n, \0, \012, \x1b, %2F, %252F, \u001b. */
static bool may_end_escape(struct slice text, size_t at)
{
    for (size_t back = 2; back <= 4 && back <= at; back++)
        if (text.ptr[at - back] == '\\' || (back == 3 && text.ptr[at - back] == '%'))
            return true;
    if (at >= 5 && memcmp(text.ptr + at - 5, "%25", 3) == 0)
        return true;
    return at >= 6 && text.ptr[at - 6] == '\\' && text.ptr[at - 5] == 'u';
}

unsigned char credential_class(unsigned char c)
{
    return (unsigned char)((may_begin(c) ? CREDENTIAL_FIRST : 0) |
                           (c == '/' || c == '=' || c == ':' ? CREDENTIAL_AFTER : 0) |
                           (is_alnum(c) ? CREDENTIAL_WORD : 0) |
                           (c == '\\' || c == '%' ? CREDENTIAL_ESCAPE : 0));
}

size_t credential_at(struct slice text, size_t at, bool binary, enum credential_rest *rest)
{
    unsigned char c = text.ptr[at], before = at ? text.ptr[at - 1] : 0;
    bool in_path = before == '/' || before == '=';
    bool marked = may_begin(c) && (binary || !is_alnum(before) || may_end_escape(text, at));
    *rest = REST_NONE;
    if (!in_path && !marked && before != ':')
        return 0;
    size_t length = before == ':' || before == '/' ? userinfo_at(text, at) : 0;
    if (length)
        return length;
    length = c == '-' ? key_at(text, at) : 0;
    if (length)
        *rest = REST_KEY;
    else if ((length = token_at(text, at, marked, in_path)))
        *rest = REST_TOKEN;
    if (at + length < text.len)
        *rest = REST_NONE;
    return length;
}
