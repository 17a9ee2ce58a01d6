/* The list of secrets of this run: which words are worth it, what is shown instead of them, and in
 * which spellings they are searched. */
#include "secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "argument_mask.h"
#include "digest.h"
#include "text_byte.h"

enum {
    WORD_LEAST = 3,   /* shorter names would tear up every text */
    SECRET_LEAST = 6, /* shorter values too, unless they are plainly no word */
    SECRET_STRANGE = 4,
    SECRET_ANYWHERE = 8, /* from this length on found inside words as well */
    SHORT_HASH = 6,
    PATH_LEAST = 4,
    SPELLED_MAX = 8 * SECRET_LENGTH_MAX
};

const char *const redact_kind_names[REDACT_KINDS] = {"home", "user", "host", "secret", "path"};

/* Names that say nothing about a person, or that stand in every Go stack. */
static const char *const common_words[] = {
    "root",      "admin",    "administrator", "user",      "users",   "guest",    "test",
    "tests",     "tester",   "testing",       "ubuntu",    "debian",  "fedora",   "centos",
    "alpine",    "arch",     "archlinux",     "ec2-user",  "vagrant", "docker",   "podman",
    "git",       "github",   "gitlab",        "node",      "nodejs",  "app",      "apps",
    "web",       "www",      "www-data",      "http",      "https",   "httpd",    "server",
    "servers",   "service",  "services",      "client",    "daemon",  "nobody",   "runtime",
    "main",      "system",   "local",         "localhost", "home",    "operator", "postgres",
    "mysql",     "redis",    "nginx",         "apache",    "etcd",    "caddy",    "prometheus",
    "grafana",   "jenkins",  "runner",        "build",     "builder", "dev",      "develop",
    "developer", "deploy",   "golang",        "python",    "java",    "linux",    "darwin",
    "macos",     "default",  "data",          "sync",      "net",     "time",     "file",
    "files",     "reflect",  "syscall",       "internal",  "context", "host",     "hostname",
    "machine",   "desktop",  "laptop",        "macbook",   "none",    "password", "secret",
    "secrets",   "token",    "true",          "false",     "null",    "disabled", "enabled",
    "example",   "changeme", "production",    "staging",   "google",  "oauth2",   "basic",
    "proc",      "task",     "self",          "status",    "process", "memory",   "threads",
    "vendor",    "lib",      "usr",           "bin",       "src",     "pkg",      "mod",
    "name",      "state",    "kernel",        "socket",    "pipe",    "unix",     "goroutine",
    "masked",    "bundle",   "collect",       "report",    "backend", "frontend", "worker",
};

/* Folders that hold people's homes: these stay readable. */
static const char *const home_parents[] = {
    "/home/", "/Users/", "/var/home/", "/usr/home/", "/export/home/", "/mnt/home/", "/data/home/",
};

static bool is_common(struct slice word)
{
    for (size_t i = 0; i < sizeof common_words / sizeof common_words[0]; i++) {
        struct slice common = slice_from(common_words[i]);
        size_t n = 0;
        while (common.len == word.len && n < word.len && byte_lower(word.ptr[n]) == common.ptr[n])
            n++;
        if (n == word.len && n == common.len)
            return true;
    }
    return false;
}

static bool is_all(struct slice word, const char *bytes)
{
    for (size_t i = 0; i < word.len; i++)
        if (!word.ptr[i] || !strchr(bytes, byte_lower(word.ptr[i])))
            return false;
    return true;
}

static struct slice home_parent(struct slice home)
{
    struct slice none = SLICE("/home/");
    for (size_t i = 0; i < sizeof home_parents / sizeof home_parents[0]; i++)
        if (slice_has_prefix(home, slice_from(home_parents[i])))
            return slice_from(home_parents[i]);
    return none;
}

static bool is_worth_it(enum redact_kind kind, struct slice s)
{
    static const char digits[] = "0123456789.", letters[] = "abcdefghijklmnopqrstuvwxyz";
    static const char *const system_folders[] = {"/root",  "/usr/",  "/etc/",     "/dev/",
                                                 "/proc/", "/sys/",  "/run/",     "/lib/",
                                                 "/bin/",  "/sbin/", "/var/root", "/var/empty"};
    if (kind == REDACT_HOME) {
        for (size_t i = 0; i < sizeof system_folders / sizeof system_folders[0]; i++)
            if (slice_has_prefix(s, slice_from(system_folders[i])) &&
                !slice_equal(home_parent(s), SLICE("/usr/home/")))
                return false;
        return s.len >= PATH_LEAST && s.ptr[0] == '/' && slice_rfind_byte(s, '/') > 0;
    }
    if (is_common(s))
        return false;
    if (kind == REDACT_SECRET)
        return s.len >= SECRET_LEAST ||
               (s.len >= SECRET_STRANGE && !is_all(s, digits) && !is_all(s, letters));
    return s.len >= WORD_LEAST && !is_all(s, digits);
}

static struct slice copy_of(struct slice s)
{
    unsigned char *p = malloc(s.len + 1);
    if (p && s.len)
        memcpy(p, s.ptr, s.len);
    if (p)
        p[s.len] = '\0';
    return (struct slice){p, p ? s.len : 0};
}

static void free_slice(struct slice s)
{
    void *p;
    memcpy(&p, &s.ptr, sizeof p); /* owned, though a slice points to const */
    free(p);
}

static void free_secret(struct secret *s)
{
    free_slice(s->text);
    free_slice(s->shown);
    free_slice(s->shown_as_long);
}

/* By first byte, then longest first, then by bytes. */
static int compare(const struct secret *a, const struct secret *b)
{
    unsigned char x = byte_lower(a->text.ptr[0]), y = byte_lower(b->text.ptr[0]);
    if (x != y)
        return x < y ? -1 : 1;
    if (a->text.len != b->text.len)
        return a->text.len > b->text.len ? -1 : 1;
    return slice_compare(a->text, b->text);
}

/* Takes what *s owns. */
static void insert(struct redactor *r, struct secret *s)
{
    if (r->count == r->cap && r->count < SECRETS_MAX) {
        size_t cap = r->cap ? r->cap * 2 : 32;
        struct secret *item = realloc(r->item, cap * sizeof *item);
        r->item = item ? item : r->item;
        r->cap = item ? cap : r->cap;
    }
    size_t at = 0;
    while (at < r->count && s->text.ptr && compare(&r->item[at], s) < 0)
        at++;
    bool known = at < r->count && s->text.ptr && compare(&r->item[at], s) == 0;
    bool whole = s->text.ptr && s->shown.ptr && s->shown_as_long.ptr && r->count < r->cap;
    if (known || !whole) {
        r->incomplete = r->incomplete || !known;
        free_secret(s);
        return;
    }
    memmove(&r->item[at + 1], &r->item[at], (r->count - at) * sizeof *s);
    r->item[at] = *s;
    r->count++;
    if (s->text.len > r->longest)
        r->longest = s->text.len;
    for (size_t b = 0, i = 0; b < 257; b++) {
        while (i < r->count && byte_lower(r->item[i].text.ptr[0]) < b)
            i++;
        r->begin[b] = i;
    }
    unsigned char first = s->text.ptr[0], other = byte_lower(first);
    r->class[first] |= SECRETS_FIRST;
    r->class[other] |= SECRETS_FIRST;
    if (other >= 'a' && other <= 'z')
        r->class[other - 32] |= SECRETS_FIRST;
}

/* What stands instead of a secret whose like-long form begins with keep bytes of its own. */
static void insert_spelling(struct redactor *r, enum redact_kind kind, struct slice text,
                            struct slice shown, size_t keep)
{
    char hex[DIGEST_HEX + 1];
    struct secret s = {.kind = kind, .text = copy_of(text), .shown = copy_of(shown)};
    s.bounded = kind != REDACT_SECRET || text.len < SECRET_ANYWHERE;
    digest_keyed((struct slice){r->key, r->key_length}, slice_drop(text, keep), hex);
    unsigned char *same = malloc(text.len + 1);
    for (size_t i = 0; same && i < text.len; i++)
        same[i] = i < keep ? text.ptr[i] : (unsigned char)hex[i % DIGEST_HEX];
    for (size_t i = keep; same && kind == REDACT_SECRET && i < text.len; i++)
        same[i] = '*';
    s.shown_as_long = (struct slice){same, same ? text.len : 0};
    insert(r, &s);
}

/* How other formats write a byte: as it is when the result is NULL. */
typedef const char *spelling(unsigned char c, char buf[8]);

static const char *spell_escaped(unsigned char c, char buf[8]) /* tables, JSON, Go's %q */
{
    snprintf(buf, 8, "\\%c", c);
    return c == '"' || c == '\\' ? buf : NULL;
}

static const char *spell_slash(unsigned char c, char buf[8]) /* JSON, and tables with a quote */
{
    snprintf(buf, 8, "\\%c", c);
    return c == '\\' || c == '/' ? buf : NULL;
}

static const char *spell_table(unsigned char c, char buf[8])
{
    snprintf(buf, 8, "\\%c", c);
    return c == '\\' ? buf : NULL;
}

static const char *spell_url(unsigned char c, char buf[8])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-._~";
    snprintf(buf, 8, "%%%02X", c);
    return c && strchr(plain, byte_lower(c)) ? NULL : buf;
}

static const char *spell_url_lower(unsigned char c, char buf[8])
{
    const char *other = spell_url(c, buf);
    for (char *p = buf; other && *p; p++)
        *p = (char)byte_lower((unsigned char)*p);
    return other;
}

static const char *spell_url_twice(unsigned char c, char buf[8])
{
    const char *other = spell_url(c, buf);
    if (other)
        snprintf(buf, 8, "%%25%02X", c);
    return other;
}

static const char *spell_json_html(unsigned char c, char buf[8]) /* as encoding/json writes it */
{
    if (c == '"' || c == '\\')
        return spell_escaped(c, buf);
    snprintf(buf, 8, "\\u%04x", c);
    return c == '<' || c == '>' || c == '&' ? buf : NULL;
}

static const char *spell_html(unsigned char c, char buf[8])
{
    static const char bytes[] = "&<>\"'";
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&#34;", "&#39;"};
    const char *hit = c ? strchr(bytes, c) : NULL;
    (void)buf;
    return hit ? names[hit - bytes] : NULL;
}

static void spell(struct slice s, spelling *how, struct sbuf *out)
{
    char buf[8];
    for (size_t i = 0; i < s.len; i++) {
        const char *other = how(s.ptr[i], buf);
        if (other)
            sbuf_adds(out, other);
        else
            sbuf_addc(out, (char)s.ptr[i]);
    }
}

static void insert_all_spellings(struct redactor *r, enum redact_kind kind, struct slice text,
                                 struct slice shown, size_t keep)
{
    static spelling *const ways[] = {spell_escaped,   spell_slash,     spell_table,     spell_url,
                                     spell_url_lower, spell_url_twice, spell_json_html, spell_html};
    insert_spelling(r, kind, text, shown, keep);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        AUTO_SBUF struct sbuf other, instead;
        sbuf_init(&other, SPELLED_MAX);
        sbuf_init(&instead, SPELLED_MAX);
        spell(text, ways[i], &other);
        spell(shown, ways[i], &instead);
        if (!sbuf_ok(&other) || !sbuf_ok(&instead))
            r->incomplete = true;
        else if (!slice_equal(sbuf_view(&other), text))
            insert_spelling(r, kind, sbuf_view(&other), sbuf_view(&instead), 0);
    }
}

static void pseudonym(const struct redactor *r, const char *prefix, struct slice name,
                      struct sbuf *out)
{
    char hex[DIGEST_HEX + 1];
    digest_keyed((struct slice){r->key, r->key_length}, name, hex);
    sbuf_addf(out, "%s-%.*s", prefix, SHORT_HASH, hex);
}

/* The part before the first dot, in lower case: "Box.corp.example" and "box" are one host. */
static void host_pseudonym(const struct redactor *r, struct slice host, struct sbuf *out)
{
    AUTO_SBUF struct sbuf name;
    sbuf_init(&name, SECRET_LENGTH_MAX);
    for (size_t i = 0; i < host.len && host.ptr[i] != '.'; i++)
        sbuf_addc(&name, (char)byte_lower(host.ptr[i]));
    pseudonym(r, "host", sbuf_view(&name), out);
}

void redactor_add(struct redactor *r, enum redact_kind kind, struct slice secret)
{
    while (kind == REDACT_HOME && secret.len > 1 && secret.ptr[secret.len - 1] == '/')
        secret.len--;
    if (!is_worth_it(kind, secret) || (r->secrets_only && kind != REDACT_SECRET))
        return;
    AUTO_SBUF struct sbuf shown;
    sbuf_init(&shown, SECRET_LENGTH_MAX);
    size_t keep = 0;
    if (kind == REDACT_HOME) {
        size_t slash = slice_rfind_byte(secret, '/');
        struct slice parent = home_parent(secret);
        sbuf_add(&shown, parent);
        pseudonym(r, "user", slice_drop(secret, slash + 1), &shown);
        keep = slice_has_prefix(secret, parent) ? parent.len : 1;
    } else if (kind == REDACT_USER)
        pseudonym(r, "user", secret, &shown);
    else if (kind == REDACT_HOST)
        host_pseudonym(r, secret, &shown);
    else
        sbuf_adds(&shown, ARGUMENT_MASKED);
    if (!sbuf_ok(&shown)) {
        r->incomplete = true;
        return;
    }
    for (; secret.len; secret = slice_drop(secret, SECRET_LENGTH_MAX))
        insert_all_spellings(r, kind, slice_take(secret, SECRET_LENGTH_MAX), sbuf_view(&shown),
                             keep);
}

void redactor_name_host(struct redactor *r, struct slice host)
{
    AUTO_SBUF struct sbuf name;
    sbuf_init(&name, sizeof r->host - 1);
    host_pseudonym(r, host, &name);
    snprintf(r->host, sizeof r->host, "%s", sbuf_text(&name));
}

struct redactor *redactor_new(void)
{
    struct redactor *r = digest_ready() ? calloc(1, sizeof *r) : NULL;
    for (unsigned c = 0; r && c < sizeof r->class; c++)
        r->class[c] = credential_class((unsigned char)c);
    if (r)
        secrets_machine_key(r);
    return r;
}

void redactor_show_names(struct redactor *r)
{
    r->secrets_only = true;
}

/* Folders of the system: what is in them is known to everybody. */
static bool is_of_system(struct slice folder)
{
    static const char *const system[] = {"usr",    "lib",     "lib32",   "lib64",       "bin",
                                         "sbin",   "etc",     "proc",    "sys",         "dev",
                                         "run",    "boot",    "var",     "nix",         "snap",
                                         "System", "private", "Library", "Applications"};
    for (size_t i = 0; i < sizeof system / sizeof system[0]; i++)
        if (slice_is(folder, system[i]))
            return true;
    return false;
}

void redactor_strict(struct redactor *r, const char *folder, const char *executable)
{
    struct slice path = slice_from(folder), root, name = slice_from(executable);
    static const char deleted[] = " (deleted)";
    r->strict = true;
    if (slice_skip(&path, SLICE("/")) && slice_next(&path, '/', &root) && !is_of_system(root) &&
        root.len < sizeof r->own_root - 2)
        snprintf(r->own_root, sizeof r->own_root, "/%.*s/", SLICE_ARG(root));
    if (slice_has_suffix(name, slice_from(deleted)))
        name.len -= sizeof deleted - 1;
    name = slice_drop(name, slice_rfind_byte(name, '/') + 1); /* SIZE_MAX + 1 is 0 */
    snprintf(r->own_name, sizeof r->own_name, "%.*s", SLICE_ARG(name));
}

void redactor_free(struct redactor *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++)
        free_secret(&r->item[i]);
    free(r->item);
    free(r);
}

static void hidden_value(void *ctx, struct slice secret)
{
    redactor_add(ctx, REDACT_SECRET, secret);
}

void redactor_argument(struct redactor *r, struct argument_context *before, struct slice argument,
                       struct sbuf *shown)
{
    argument_mask(before, argument, shown, hidden_value, r);
}
