#include "path_template.h"

#include <stdbool.h>

enum {
    HEX_LEAST = 8,      /* letters a-f and digits, as long as this: an id */
    NUMBER_LEAST = 3,   /* digits behind letters: "build123" is a numbered thing, "utf8" a name */
    RANDOM_LEAST = 6,   /* both cases and a digit in one word: "Xa3BcD" of mktemp */
    EXTENSION_MOST = 7, /* "jsonl", "sqlite3" */
    STAMP_DIGITS = 4,   /* "20251123T022700Z" begins like a year */
};

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_hex(unsigned char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word(unsigned char c)
{
    return is_digit(c) || is_lower(c) || is_upper(c) || c >= 0x80;
}

/* What a word is made of. */
struct makeup {
    size_t digits, hex, lower, upper;
    size_t leading, trailing; /* digits at the begin and at the end */
};

static struct makeup look(struct slice word)
{
    struct makeup m = {0};

    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = word.ptr[i];
        m.digits += is_digit(c);
        m.lower += is_lower(c);
        m.upper += is_upper(c);
        m.hex += is_hex(c);
        m.leading += is_digit(c) && m.leading == i;
        m.trailing = is_digit(c) ? m.trailing + 1 : 0;
    }
    return m;
}

/* How many bytes of the word are a name; the rest is the instance. */
static size_t name_length(struct slice word, bool after_tmp)
{
    struct makeup m = look(word);

    if (m.digits == word.len || m.leading >= STAMP_DIGITS)
        return 0;
    if (m.hex == word.len && word.len >= HEX_LEAST && m.digits > 0)
        return 0;
    if (m.leading > 0 && m.digits * 2 >= word.len)
        return 0;
    if (word.len >= RANDOM_LEAST && m.digits > 0 && m.lower > 0 && m.upper > 0)
        return 0;
    if (after_tmp && word.len >= RANDOM_LEAST)
        return 0;
    if (m.trailing >= NUMBER_LEAST)
        return word.len - m.trailing;
    return word.len;
}

/* ".jsonl": short, with a letter in it, behind the last dot of the path. */
static bool is_extension(struct slice path, size_t at, struct slice word)
{
    struct makeup m = look(word);

    return at > 0 && path.ptr[at - 1] == '.' && at + word.len == path.len &&
           word.len <= EXTENSION_MOST && m.digits < word.len && m.leading < STAMP_DIGITS;
}

struct out {
    unsigned char *text;
    size_t len;
};

/* One "*" stands for a whole run of instances: "*-*-*" is "*". */
static void put_star(struct out *o)
{
    size_t end = o->len;

    while (end > 0 && o->text[end - 1] != '*' && o->text[end - 1] != '/' &&
           !is_word(o->text[end - 1]) && o->len - end < 2)
        end--;
    if (end > 0 && o->text[end - 1] == '*')
        o->len = end;
    else
        o->text[o->len++] = '*';
}

/* 8-4-4-4-12 hexadecimal digits: how many bytes, or 0. */
static size_t uuid_length(struct slice s)
{
    enum { LENGTH = 36 };

    if (s.len < LENGTH || (s.len > LENGTH && is_word(s.ptr[LENGTH])))
        return 0;
    for (size_t i = 0; i < LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.ptr[i] != '-' : !is_hex(s.ptr[i]))
            return 0;
    }
    return LENGTH;
}

struct slice path_template(struct arena *a, struct slice path)
{
    struct out o = {ARENA_ARRAY(a, unsigned char, path.len + 1), 0};
    struct slice before = {0};

    for (size_t i = 0; i < path.len;) {
        size_t end = i;
        while (end < path.len && is_word(path.ptr[end]))
            end++;
        if (end == i) {
            o.text[o.len++] = path.ptr[i++];
            continue;
        }
        size_t uuid = uuid_length(slice_drop(path, i));
        if (uuid > 0) {
            put_star(&o);
            i += uuid;
            continue;
        }
        struct slice word = {path.ptr + i, end - i};
        bool after_tmp = i > 0 && path.ptr[i - 1] != '/' &&
                         (slice_is(before, "tmp") || slice_is(before, "temp"));
        size_t keep = is_extension(path, i, word) ? word.len : name_length(word, after_tmp);
        for (size_t k = 0; k < keep; k++)
            o.text[o.len++] = word.ptr[k];
        if (keep < word.len)
            put_star(&o);
        before = word;
        i = end;
    }
    return (struct slice){o.text, o.len};
}
