#include "argument_mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credential.h"

/* What a word of a name tells. */
enum weight {
    PLAIN,
    LAST,    /* names a secret when it is the last word: "proxy-auth", not "auth-provider" */
    KEY,     /* a secret, unless the value is a file name */
    SECRET,  /* a secret */
    HARMLESS /* as the last word: this is about a secret, but not one */
};

/* In lower case. A short one must be a word of its own, a longer one may also end a longer word
 * ("dbpassword"). */
static const struct {
    const char *word;
    enum weight weight;
} name_words[] = {
    {"token", SECRET},
    {"password", SECRET},
    {"passwd", SECRET},
    {"passphrase", SECRET},
    {"passcode", SECRET},
    {"secret", SECRET},
    {"secrets", SECRET},
    {"credential", SECRET},
    {"credentials", SECRET},
    {"apikey", SECRET},
    {"accesskey", SECRET},
    {"privatekey", SECRET},
    {"secretkey", SECRET},
    {"authkey", SECRET},
    {"authorization", SECRET},
    {"bearer", SECRET},
    {"sessionid", SECRET},
    {"jwt", SECRET},
    {"pwd", SECRET},
    {"cookie", LAST},
    {"pass", LAST},
    {"pw", LAST},
    {"auth", LAST},
    {"dsn", LAST},
    {"sig", LAST},
    {"signature", LAST},
    {"otp", LAST},
    {"pin", LAST},
    {"key", KEY},
    {"file", HARMLESS},
    {"path", HARMLESS},
    {"dir", HARMLESS},
    {"ttl", HARMLESS},
    {"timeout", HARMLESS},
    {"expiry", HARMLESS},
    {"length", HARMLESS},
    {"size", HARMLESS},
    {"type", HARMLESS},
    {"mode", HARMLESS},
    {"method", HARMLESS},
    {"enabled", HARMLESS},
    {"count", HARMLESS},
    {"interval", HARMLESS},
    {"algorithm", HARMLESS},
    {"name", HARMLESS},
    {"id", HARMLESS},
    {"prefix", HARMLESS},
    {"url", HARMLESS},
    {"uri", HARMLESS},
    {"version", HARMLESS},
    {"provider", HARMLESS},
    {"format", HARMLESS},
    {"usage", HARMLESS},
    {"limit", HARMLESS},
};

enum { ALONE = 4 }; /* up to this length a word must stand alone: "pass", but not "compass" */
enum { FILE_NAME_MAX_LEN = 512 };

/* Programs that take a password glued to a flag ("-pSECRET") or behind it. A name is the beginning
 * of the program's. */
static const struct {
    const char *program, *flag;
} password_flags[] = {
    {"mysql", "-p"},         {"mariadb", "-p"}, {"redis-cli", "-a"}, {"valkey-cli", "-a"},
    {"sshpass", "-p"},       {"mongo", "-p"},   {"ldap", "-w"},      {"7z", "-p"},
    {"zip", "-P"},           {"unzip", "-P"},   {"sqlcmd", "-P"},    {"bcp", "-P"},
    {"ipmitool", "-P"},      {"snmp", "-A"},    {"snmp", "-X"},      {"mosquitto_", "-P"},
    {"rabbitmqadmin", "-p"},
};

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static bool is_alnum(unsigned char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_quote(unsigned char c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_space(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name_byte(unsigned char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool ends_like(struct slice word, const char *known)
{
    size_t n = strlen(known);
    if (word.len < n || (word.len > n && n <= ALONE))
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(word.ptr[word.len - n + i]) != (unsigned char)known[i])
            return false;
    return true;
}

static enum weight word_weight(struct slice word)
{
    for (size_t i = 0; i < sizeof name_words / sizeof name_words[0]; i++)
        if (ends_like(word, name_words[i].word))
            return name_words[i].weight;
    return PLAIN;
}

/* The next word of a name: "dbPassword-File" -> "db", "Password", "File". */
static bool next_name_word(struct slice *rest, struct slice *word)
{
    while (rest->len && !is_alnum(rest->ptr[0]))
        *rest = slice_drop(*rest, 1);
    size_t n = 0;
    while (n < rest->len && is_alnum(rest->ptr[n]) &&
           !(n && is_upper(rest->ptr[n]) && !is_upper(rest->ptr[n - 1])))
        n++;
    *word = slice_take(*rest, n);
    *rest = slice_drop(*rest, n);
    return n > 0;
}

static enum weight name_weight(struct slice name)
{
    enum weight all = PLAIN, last = PLAIN;
    struct slice word;
    while (next_name_word(&name, &word)) {
        last = word_weight(word);
        if (last == SECRET || (last == KEY && all == PLAIN))
            all = last;
    }
    if (last == HARMLESS)
        return PLAIN;
    return last == LAST ? SECRET : all;
}

bool argument_name_is_secret(struct slice name)
{
    return name_weight(name) != PLAIN;
}

/* A file name is what --key and --cert-key take as often as a key. */
static bool is_file_name(struct slice value)
{
    return slice_has_prefix(value, SLICE("/")) || slice_has_prefix(value, SLICE("./")) ||
           slice_has_prefix(value, SLICE("~/")) || slice_has_suffix(value, SLICE(".pem")) ||
           slice_has_suffix(value, SLICE(".key")) || slice_has_suffix(value, SLICE(".crt"));
}

static bool is_numeric(struct slice value)
{
    for (size_t i = 0; i < value.len; i++)
        if (!((value.ptr[i] >= '0' && value.ptr[i] <= '9') || value.ptr[i] == ':' ||
              value.ptr[i] == '.'))
            return false;
    return true;
}

/* "--name", "-name" or "-x": not a value that happens to begin with a dash, such as "-1". */
static bool is_flag(struct slice s)
{
    bool dashed = slice_skip(&s, SLICE("-"));
    slice_skip(&s, SLICE("-"));
    return dashed && s.len && is_alnum(s.ptr[0]) && !is_numeric(slice_take(s, 1));
}

struct mask {
    struct slice text;
    unsigned char *hidden; /* one byte for each of text: 1 when it must not be shown */
};

static void hide(struct mask *m, size_t start, size_t end)
{
    if (start < end)
        memset(m->hidden + start, 1, end - start);
}

static struct slice part(const struct mask *m, size_t start, size_t end)
{
    return slice_take(slice_drop(m->text, start), end - start);
}

/* Where a word that begins at start ends: at a blank, a quote or one of stops. */
static size_t word_end(struct slice text, size_t start, const char *stops)
{
    size_t i = start;
    for (; i < text.len; i++)
        if (is_space(text.ptr[i]) || is_quote(text.ptr[i]) ||
            (text.ptr[i] && strchr(stops, text.ptr[i])))
            break;
    return i;
}

/* The end of a quoted value: before its quote, or, when that is one of a JSON text within a string,
 * before the backslash of its quote. */
static size_t quote_end(struct slice text, size_t start, unsigned char quote, bool nested)
{
    size_t i = start;
    while (i < text.len && text.ptr[i] != quote) {
        if (text.ptr[i] == '\\' && i + 1 < text.len) {
            if (nested && text.ptr[i + 1] == quote)
                return i;
            i++;
        }
        i++;
    }
    return i < text.len ? i : text.len;
}

/* The name that ends before the separator at sep: of name=x, {"name":x} and {\"name\":x}. */
static struct slice name_before(const struct mask *m, size_t sep, size_t *begin)
{
    const unsigned char *p = m->text.ptr;
    size_t end = sep;
    if (end && is_quote(p[end - 1]))
        end--;
    if (end && p[end - 1] == '\\')
        end--;
    size_t start = end;
    while (start && is_name_byte(p[start - 1]))
        start--;
    *begin = start;
    return part(m, start, end);
}

/* The end of the value that starts at *start (moved behind an opening quote), whose name starts at
 * begin and whose separator stands at sep. */
static size_t pair_end(struct slice text, size_t begin, size_t sep, size_t *start)
{
    bool header = text.ptr[sep] == ':', spaced = *start > sep + 1;
    unsigned char before = begin ? text.ptr[begin - 1] : 0;
    bool nested =
        text.ptr[*start] == '\\' && *start + 1 < text.len && is_quote(text.ptr[*start + 1]);
    *start += nested;
    if (is_quote(text.ptr[*start])) {
        unsigned char quote = text.ptr[*start];
        return quote_end(text, ++*start, quote, nested);
    }
    if (before == '?' || before == '&')
        return word_end(text, *start, "&#");
    if (begin == 0 || text.ptr[0] == '-')
        return begin <= 2 ? text.len : word_end(text, *start, "");
    if (is_quote(before) && !is_quote(text.ptr[sep - 1]))
        return quote_end(text, *start, before, false);
    if (header)
        return spaced ? text.len : word_end(text, *start, ",}");
    return word_end(text, *start, "&;");
}

/* NAME=value, NAME: value and "NAME":"value": hides the value of a secret name, and returns where
 * to go on. */
static size_t hide_pair(struct mask *m, size_t sep)
{
    struct slice text = m->text;
    size_t begin, start = sep + 1;
    enum weight weight = name_weight(name_before(m, sep, &begin));
    while (start < text.len && text.ptr[start] == ' ' && text.ptr[sep] == ':')
        start++;
    if (weight == PLAIN || start >= text.len ||
        slice_has_prefix(part(m, sep, text.len), SLICE("://")))
        return sep + 1;
    struct slice near = part(m, start, start + FILE_NAME_MAX_LEN);
    near = slice_take(near, word_end(near, 0, ""));
    if (weight == KEY && near.len < FILE_NAME_MAX_LEN && is_file_name(near))
        return sep + 1;
    size_t end = pair_end(text, begin, sep, &start);
    hide(m, start, end);
    return end > sep ? end : sep + 1;
}

static void hide_pairs(struct mask *m)
{
    for (size_t i = 0; i < m->text.len;)
        i = m->text.ptr[i] == '=' || m->text.ptr[i] == ':' ? hide_pair(m, i) : i + 1;
}

/* "scheme://user:password@host" and "user:password@tcp(host)/db": the password, or the whole of a
 * userinfo that has no colon and so may be a token. */
static void hide_userinfo(struct mask *m, size_t start, size_t end)
{
    struct slice word = part(m, start, end);
    size_t scheme = slice_find(word, SLICE("://"));
    size_t from = scheme == SIZE_MAX ? 0 : scheme + 3;
    size_t authority = word_end(word, from, "/?#");
    size_t at = slice_rfind_byte(slice_take(word, authority), '@');
    if (at == SIZE_MAX || at <= from)
        return;
    size_t colon = slice_find(part(m, start + from, start + at), SLICE(":"));
    if (colon != SIZE_MAX)
        hide(m, start + from + colon + 1, start + at);
    else if (scheme != SIZE_MAX)
        hide(m, start + from, start + at);
}

static bool is_one_of(struct slice word, const char *const *list)
{
    for (; *list; list++)
        if (slice_is(word, *list))
            return true;
    return false;
}

/* Whether a word says that the next one is a secret. */
static bool announces(struct slice word, struct slice next)
{
    static const char *const schemes[] = {"Bearer", "bearer", "BEARER", "Basic", "basic", NULL};
    if (is_one_of(word, schemes))
        return true;
    if (next.len == 0 || is_flag(next) || !is_flag(word))
        return false;
    if (slice_is(word, "-p")) /* a password for some, a port or a path for others */
        return !is_numeric(next) && !is_file_name(next);
    enum weight weight = slice_find(word, SLICE("=")) == SIZE_MAX ? name_weight(word) : PLAIN;
    return weight == SECRET || (weight == KEY && !is_file_name(next));
}

/* "curl -u user:password": what stands behind the colon. */
static void hide_user_value(struct mask *m, struct slice prev)
{
    static const char *const flags[] = {"-u", "--user", "-U", "--proxy-user", "--basic-auth", NULL};
    static const char *const joined[] = {"--user=", "--proxy-user=", "--basic-auth="};
    size_t from = is_one_of(prev, flags) ? 0 : SIZE_MAX;
    for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++)
        if (slice_has_prefix(m->text, slice_from(joined[i])))
            from = strlen(joined[i]);
    if (from == SIZE_MAX)
        return;
    struct slice value = slice_drop(m->text, from);
    size_t colon = slice_find(value, SLICE(":"));
    if (colon != SIZE_MAX && !is_numeric(value) &&
        !slice_has_prefix(slice_drop(value, colon), SLICE("://")))
        hide(m, from + colon + 1, m->text.len);
}

/* "/services/T000/B000/XXXX": what stands behind such a word lets in whoever knows it. */
static bool opens_hook(struct slice part, struct slice rest)
{
    static const char *const words[] = {"webhook", "webhooks", "webhookb2", "hook",
                                        "hooks",   "services", "workflows", NULL};
    if (!is_one_of(part, words))
        return false;
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] >= '0' && rest.ptr[i] <= '9')
            return true;
    return false;
}

/* "scheme://host/path?query": random words, what follows a web hook, and "bot123:SECRET". */
static void hide_address(struct mask *m, size_t start, size_t end)
{
    struct slice word = part(m, start, end);
    size_t scheme = slice_find(word, SLICE("://"));
    if (scheme == SIZE_MAX || slice_has_suffix(slice_take(word, scheme), SLICE("file")))
        return;
    for (size_t at = start + word_end(word, scheme + 3, "/?#"); at < end;) {
        size_t from = at + 1, to = start + word_end(word, from - start, "/?#&=;,");
        struct slice piece = part(m, from, to), rest = part(m, to, end);
        size_t colon = slice_find(piece, SLICE(":"));
        if (opens_hook(piece, rest) && rest.ptr[0] == '/') {
            hide(m, to + 1, start + word_end(word, to + 1 - start, "?#"));
        } else if (slice_has_prefix(piece, SLICE("bot")) && colon != SIZE_MAX &&
                   is_numeric(slice_take(slice_drop(piece, 3), colon - 3))) {
            hide(m, from + 3, to);
        } else if (credential_is_random(piece)) {
            hide(m, from, to);
        }
        at = to;
    }
}

/* A secret behind so few letters is no name of a flag: "-pS3cret!". */
static bool is_strange(struct slice value)
{
    enum { STRANGE_LEAST = 6 };
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] && strchr("!@#$%^&*?~", value.ptr[i]))
            return value.len >= STRANGE_LEAST;
    return credential_is_random(value);
}

/* "mysql -pSECRET", "redis-cli -a SECRET": only what this program takes for a password. */
static void hide_flag_value(struct mask *m, size_t start, size_t end, struct slice program,
                            struct slice prev)
{
    struct slice word = part(m, start, end);
    for (size_t i = 0; i < sizeof password_flags / sizeof password_flags[0]; i++) {
        struct slice flag = slice_from(password_flags[i].flag);
        if (!slice_has_prefix(program, slice_from(password_flags[i].program)))
            continue;
        if (slice_has_prefix(word, flag) && word.len > flag.len)
            hide(m, start + flag.len, end);
        else if (slice_equal(prev, flag) && !is_flag(word))
            hide(m, start, end);
    }
    static const char *const glued[] = {"-p", "-P", "-a", "-w"};
    for (size_t i = 0; i < sizeof glued / sizeof glued[0]; i++)
        if (slice_has_prefix(word, slice_from(glued[i])) && is_strange(slice_drop(word, 2)))
            hide(m, start + 2, end);
}

static struct slice base_name(struct slice path)
{
    return slice_drop(path, slice_rfind_byte(path, '/') + 1); /* SIZE_MAX + 1 is 0: all of it */
}

/* The program that a word names, where it is one that matters here. */
static bool is_known_program(struct slice word)
{
    struct slice name = base_name(word);
    for (size_t i = 0; i < sizeof password_flags / sizeof password_flags[0]; i++)
        if (slice_has_prefix(name, slice_from(password_flags[i].program)))
            return true;
    return false;
}

/* Word by word: an argument can be a command line in itself ("sh -c ..."), and some programs
 * rewrite theirs into a single string. */
static void hide_words(struct mask *m, struct slice program, struct slice prev)
{
    for (size_t at = 0, end; at < m->text.len; at = end + 1) {
        end = word_end(m->text, at, "");
        struct slice word = part(m, at, end);
        size_t mark = slice_rfind_byte(word, '=') + 1; /* SIZE_MAX + 1 is 0: no sign, whole word */
        if (announces(prev, word))
            hide(m, at, end);
        if (credential_is_marked(word) || credential_is_marked(slice_drop(word, mark)))
            hide(m, at + (credential_is_marked(word) ? 0 : mark), end);
        hide_userinfo(m, at, end);
        hide_address(m, at, end);
        hide_flag_value(m, at, end, program, prev);
        if (is_known_program(word))
            program = base_name(word);
        if (word.len)
            prev = word;
    }
}

/* A private key as text: all of it, and what its lines are. */
static void hide_key(struct mask *m)
{
    size_t begin = slice_find(m->text, SLICE("-----BEGIN "));
    if (begin != SIZE_MAX)
        hide(m, begin, m->text.len);
}

static void remember(struct argument_context *c, struct slice argument)
{
    if (!c->program[0]) {
        struct slice name = base_name(argument);
        name = slice_take(name, word_end(name, 0, ":"));
        snprintf(c->program, sizeof c->program, "%.*s", SLICE_ARG(name));
    }
    snprintf(c->prev, sizeof c->prev, "%.*s", SLICE_ARG(argument));
}

/* The argument with what is hidden left out; hidden takes that. */
static void show(struct mask *m, struct sbuf *shown, void (*hidden)(void *ctx, struct slice secret),
                 void *ctx)
{
    for (size_t i = 0, end; i < m->text.len; i = end) {
        end = i;
        while (end < m->text.len && m->hidden[end] == m->hidden[i])
            end++;
        if (!m->hidden[i]) {
            sbuf_add(shown, part(m, i, end));
            continue;
        }
        sbuf_adds(shown, ARGUMENT_MASKED);
        if (hidden)
            hidden(ctx, part(m, i, end));
    }
}

void argument_mask(struct argument_context *c, struct slice argument, struct sbuf *shown,
                   void (*hidden)(void *ctx, struct slice secret), void *ctx)
{
    struct slice prev = slice_from(c->prev);
    if (argument.len == 0)
        return;
    struct mask m = {argument, calloc(1, argument.len)};
    if (!m.hidden) { /* rather nothing than a secret */
        sbuf_adds(shown, ARGUMENT_MASKED);
        return;
    }
    if (announces(prev, argument))
        hide(&m, 0, argument.len);
    hide_pairs(&m);
    hide_words(&m, slice_from(c->program), prev);
    hide_user_value(&m, prev);
    hide_key(&m);
    show(&m, shown, hidden, ctx);
    free(m.hidden);
    remember(c, argument);
}
