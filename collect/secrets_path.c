/* --redact=strict: which parts of a path stay, and what stands for the others.
 *
 * A path is recognised by the folder that it begins in, and goes on until a byte that ends it. What
 * rules and readers need stays: folders of known programs, suffixes, code of modules, the target's
 * own name. Everything else becomes a keyed pseudonym, one for each name, so that the same file is
 * the same file in every bundle that was made with the same key. */
#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "secrets.h"
#include "text_byte.h"

enum {
    PART_MOST = 1024,  /* bytes of one part; the kernel's names have 255 */
    AHEAD_MOST = 512,  /* bytes looked at for the end of a path */
    ENDING_MOST = 24,  /* ".db-journal" */
    LETTERS = 6,       /* of the pseudonym of a name */
    DIGITS = 8,        /* of that of an instance: an id, a date, a number */
    DIGITS_IN_ROW = 3, /* make an instance: "build123" */
    HEX_LEAST = 8,     /* so does a word of hexadecimal digits */
    RANDOM_LEAST = 6   /* and one of both cases with a digit */
};

/* Folders below which people choose the names. Those with "anywhere" may stand below another path;
 * the others begin one. */
static const struct {
    const char *folder;
    bool anywhere, of_people;
} anchors[] = {
    {"/home/", true, true},      {"/Users/", true, true},         {"/root/", false, false},
    {"/tmp/", false, false},     {"/var/tmp/", false, false},     {"/srv/", false, false},
    {"/mnt/", false, false},     {"/media/", false, false},       {"/data/", false, false},
    {"/opt/", false, false},     {"/workspace/", false, false},   {"/workspaces/", false, false},
    {"/Volumes/", false, false}, {"/private/tmp/", false, false}, {"/var/root/", false, false},
};

/* Names that stay: where programs keep what rules ask for, and what says nothing about a person. */
static const char *const kept_names[] = {
    /* coding agents and their sessions */
    ".claude",
    "projects",
    ".codex",
    "sessions",
    ".cursor",
    "chats",
    "opencode",
    "storage",
    "amp",
    "threads",
    ".copilot",
    "session-state",
    ".gemini",
    "antigravity-cli",
    "brain",
    ".grok",
    ".pi",
    ".omp",
    ".openclaw",
    "agent",
    "agents",
    "main",
    ".kiro",
    ".amazonq",
    "warp-terminal",
    "opencode.db",
    "store.db",
    "data.sqlite3",
    "warp.sqlite",
    "state_5.sqlite",
    "claude",
    /* sidecar and td */
    "sidecar",
    "requests",
    "shells.json",
    "debug.log",
    ".todos",
    ".td-root",
    "td-root",
    "issues.db",
    "db.lock",
    /* git */
    ".git",
    "refs",
    "heads",
    "tags",
    "remotes",
    "objects",
    "pack",
    "index",
    "HEAD",
    "FETCH_HEAD",
    "COMMIT_EDITMSG",
    "packed-refs",
    "index.lock",
    "worktrees",
    "hooks",
    "logs",
    /* where every system keeps such things */
    ".config",
    ".local",
    "share",
    "state",
    ".cache",
    "Library",
    "Application Support",
    "Caches",
    "Group Containers",
    "bin",
    "lib",
    "src",
    "home",
    "Users",
    "go",
    "pkg",
    "mod",
    "vendor",
    "node_modules",
    "go-build",
    "tmp",
    "var",
    "log",
    "run",
    "usr",
    "etc",
};

/* Endings that say what a file is, the longer ones first. */
static const char *const endings[] = {
    "-wal", "-shm",  "-journal", ".jsonl", ".json",   ".sqlite3", ".sqlite", ".db",  ".log",
    ".txt", ".md",   ".go",      ".mod",   ".sum",    ".c",       ".h",      ".s",   ".cc",
    ".py",  ".js",   ".ts",      ".rs",    ".java",   ".so",      ".a",      ".o",   ".dylib",
    ".exe", ".lock", ".pid",     ".sock",  ".socket", ".toml",    ".yaml",   ".yml", ".conf",
    ".ini", ".xml",  ".html",    ".css",   ".csv",    ".tsv",     ".tmp",    ".gz",  ".tgz",
    ".zip", ".tar",  ".zst",     ".xz",    ".idx",    ".pack",    ".prof",   ".pb",  ".pem",
    ".key", ".crt",  ".dat",     ".bin",   ".out",    ".wasm",    ".git",    ".app", ".sh",
};

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alnum(unsigned char c)
{
    return byte_is_digit(c) || is_upper(c) || is_lower(c);
}

static unsigned char at_or_zero(struct slice text, size_t i)
{
    return i < text.len ? text.ptr[i] : 0;
}

/* How else a slash is written: in addresses, JSON, Go and HTML. "\\/" needs no row: the backslash
 * is the end of the part before it. */
static const struct slice slash_spellings[] = {
    SLICE_INIT("%2f"),   SLICE_INIT("%252f"), SLICE_INIT("\\u002f"),
    SLICE_INIT("\\x2f"), SLICE_INIT("&#47;"), SLICE_INIT("&#x2f;"),
};

static bool spelled_at(struct slice text, size_t at, struct slice word)
{
    if (at > text.len || word.len > text.len - at)
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (byte_lower(text.ptr[at + i]) != word.ptr[i])
            return false;
    return true;
}

/* Bytes of the slash that begins at at; 0 when none does. */
static size_t slash_at(struct slice text, size_t at)
{
    unsigned char c = at_or_zero(text, at);
    if (c == '/')
        return 1;
    if (c != '%' && c != '\\' && c != '&')
        return 0;
    for (size_t i = 0; i < sizeof slash_spellings / sizeof slash_spellings[0]; i++)
        if (spelled_at(text, at, slash_spellings[i]))
            return slash_spellings[i].len;
    return 0;
}

static bool is_behind_slash(struct slice text, size_t at)
{
    unsigned char before = at ? text.ptr[at - 1] : 0;
    if (before == '/')
        return true;
    if (before != ';' && byte_lower(before) != 'f') /* the last byte of each */
        return false;
    for (size_t i = 0; i < sizeof slash_spellings / sizeof slash_spellings[0]; i++) {
        size_t n = slash_spellings[i].len;
        if (at >= n && spelled_at(text, at - n, slash_spellings[i]))
            return true;
    }
    return false;
}

/* "/home/" stands at at, whatever its slashes look like. */
static bool folder_at(struct slice text, size_t at, struct slice folder)
{
    for (size_t i = 0; i < folder.len; i++) {
        size_t n = 1;
        if (folder.ptr[i] == '/') {
            at += at_or_zero(text, at) == '\\' && at_or_zero(text, at + 1) == '/';
            n = slash_at(text, at);
        } else if (at_or_zero(text, at) != folder.ptr[i])
            return false;
        if (!n)
            return false;
        at += n;
    }
    return true;
}

/* Ends a path whatever stands there: no name in a table or a string has it unescaped. */
static bool is_hard_end(unsigned char c)
{
    return c < ' ' || c == 127 || c == '"' || c == '`' || c == '<' || c == '>' || c == '|';
}

/* Ends a path by what follows: " (deleted)", " +0x1d", " --flag", " /next", ":33", ":/next", ", ".
 * A blank alone is part of a name. */
static bool ends_path(struct slice text, size_t i)
{
    unsigned char c = text.ptr[i], next = at_or_zero(text, i + 1);
    if (is_hard_end(c))
        return true;
    if (c == ' ')
        return next == '(' || next == '+' || next == '-' || next == '/' || next == '=' || next == 0;
    if (c == ':' || c == ',' || c == ';')
        return byte_is_digit(next) || next == '/' || next == ' ' || next == 0;
    return (c == ')' || c == ']' || c == '}' || c == '\'') && !is_alnum(next);
}

/* Where the part that begins at at ends: at a slash, the end of the path, or the limit. */
static size_t part_end(struct slice text, size_t at)
{
    size_t i = at;
    while (i < text.len && i - at < PART_MOST && !slash_at(text, i) && !ends_path(text, i) &&
           !(text.ptr[i] == '\\' && at_or_zero(text, i + 1) == '/'))
        i++;
    return i;
}

/* The slash behind a part, and a backslash that escapes it. */
static size_t slash_after(struct slice text, size_t end)
{
    bool escaped = at_or_zero(text, end) == '\\' && at_or_zero(text, end + 1) == '/';
    return escaped ? 2 : slash_at(text, end);
}

/* Whether a path may begin at the slash: behind no name, or behind the letter of lsof's records. */
static bool begins_path(struct slice text, size_t slash)
{
    if (slash == 0)
        return true;
    unsigned char before = text.ptr[slash - 1];
    if (before == 'n' && (slash == 1 || text.ptr[slash - 2] == '\n'))
        return true;
    return !is_alnum(before) && before != '.' && before != '_' && before != '-' && before != '~' &&
           before != '/' && before < 0x80;
}

static unsigned slashes(struct slice s)
{
    unsigned n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '/';
    return n;
}

/* A path begins at the slash when one of the folders does. */
static void begin_path(const struct redactor *r, struct slice text, size_t slash,
                       struct secrets_walk *w)
{
    struct slice own = {(const unsigned char *)r->own_root, strlen(r->own_root)};
    bool begins = begins_path(text, slash);
    for (size_t i = 0; i < sizeof anchors / sizeof anchors[0]; i++) {
        struct slice folder = slice_from(anchors[i].folder);
        if ((begins || anchors[i].anywhere) && folder_at(text, slash, folder)) {
            *w = (struct secrets_walk){
                .mode = w->mode, .in_path = true, .person = anchors[i].of_people};
            w->skip = slashes(folder) - 1;
            return;
        }
    }
    if (own.len && begins && folder_at(text, slash, own)) /* its first folder is a name already */
        *w = (struct secrets_walk){.mode = w->mode, .in_path = true};
}

static bool is_source(struct slice name)
{
    static const char *const source[] = {".go", ".s", ".c", ".h", ".cc"};
    for (size_t i = 0; i < sizeof source / sizeof source[0]; i++)
        if (slice_has_suffix(name, slice_from(source[i])))
            return true;
    return false;
}

/* Whether the path that at is in leads to a source file. */
static bool leads_to_source(struct slice text, size_t at)
{
    struct slice ahead = slice_take(slice_drop(text, at), AHEAD_MOST);
    size_t part = 0, end = part_end(ahead, 0);
    for (size_t n; (n = slash_after(ahead, end));) {
        part = end + n;
        end = part_end(ahead, part);
    }
    return is_source((struct slice){ahead.ptr + part, end - part});
}

/* The code of modules and of Go itself, whose names every stack shows: all of it stays. */
static void notice_code(struct slice text, size_t end, struct slice name, struct secrets_walk *w)
{
    w->code = w->code || (w->after_pkg && slice_is(name, "mod")) || slice_is(name, "vendor") ||
              slice_is(name, "node_modules") ||
              (slice_is(name, "src") && slash_after(text, end) &&
               leads_to_source(text, end + slash_after(text, end)));
    w->after_pkg = slice_is(name, "pkg");
}

static bool is_own_pseudonym(struct slice name)
{
    static const char *const before[] = {"dir-", "file-", "user-", "host-"};
    size_t stars = 0;
    while (stars < name.len && name.ptr[stars] == '*')
        stars++;
    if (stars == name.len || slice_find(name, slice_from("[masked]")) != SIZE_MAX)
        return true;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        struct slice rest = name;
        if (!slice_skip(&rest, slice_from(before[i])))
            continue;
        size_t n = 0;
        while (n < rest.len &&
               (byte_is_hex(rest.ptr[n]) || (rest.ptr[n] >= 'a' && rest.ptr[n] <= 'p')))
            n++;
        if (n == LETTERS || n == DIGITS)
            return n == rest.len || !is_alnum(rest.ptr[n]);
    }
    return false;
}

static bool is_kept(const struct redactor *r, struct slice name)
{
    size_t digits = 0;
    for (size_t i = 0; i < sizeof kept_names / sizeof kept_names[0]; i++)
        if (slice_is(name, kept_names[i]))
            return true;
    while (digits < name.len && byte_is_digit(name.ptr[digits]))
        digits++;
    if (digits == name.len && name.len <= 4) /* 2026/11/23; and nothing at all */
        return true;
    return slice_is(name, ".") || slice_is(name, "..") || slice_is(name, r->own_name) ||
           is_own_pseudonym(name);
}

/* Ids, dates and numbers are written with digits, names with letters: the templates that report
 * makes of paths then fall together as they would without pseudonyms. */
static bool is_instance(struct slice name)
{
    for (size_t i = 0, end; i < name.len; i = end + 1) {
        size_t digits = 0, row = 0, longest = 0, hex = 0, upper = 0, lower = 0;
        for (end = i; end < name.len && is_alnum(name.ptr[end]); end++) {
            unsigned char c = name.ptr[end];
            row = byte_is_digit(c) ? row + 1 : 0;
            longest = row > longest ? row : longest;
            digits += byte_is_digit(c);
            hex += byte_is_hex(c);
            upper += is_upper(c);
            lower += is_lower(c);
        }
        size_t n = end - i;
        if (longest >= DIGITS_IN_ROW || (n >= HEX_LEAST && hex == n && digits) ||
            (n >= RANDOM_LEAST && digits && upper && lower))
            return true;
    }
    return false;
}

/* ".db-wal" of "notes.db-wal". */
static struct slice ending_of(struct slice name)
{
    size_t from = name.len;
    for (bool more = true; more && name.len - from < ENDING_MOST;) {
        struct slice front = slice_take(name, from);
        more = false;
        for (size_t i = 0; i < sizeof endings / sizeof endings[0] && !more; i++) {
            struct slice ending = slice_from(endings[i]);
            if (front.len > ending.len && slice_has_suffix(front, ending)) {
                from -= ending.len;
                more = true;
            }
        }
    }
    return slice_drop(name, from);
}

/* "a%20b" -> "a b": one file has one pseudonym, however an address writes it. */
static struct slice unescaped(struct slice name, unsigned char buf[PART_MOST])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < PART_MOST; i++)
        buf[n++] = byte_unescaped(name, &i);
    return (struct slice){buf, n};
}

static void make_pseudonym(const struct redactor *r, struct slice name, bool person, bool folder,
                           struct secrets_match *m)
{
    char hex[DIGEST_HEX + 1];
    unsigned char buf[PART_MOST];
    struct slice ending = person ? (struct slice){0} : ending_of(name);
    struct slice stem = slice_take(name, name.len - ending.len);
    digest_keyed((struct slice){r->key, r->key_length}, unescaped(stem, buf), hex);
    int n = 0;
    if (person)
        n = snprintf(m->made, sizeof m->made, "user-%.*s", LETTERS, hex);
    else if (is_instance(stem))
        n = snprintf(m->made, sizeof m->made, "%s-%c%.*s%.*s", folder ? "dir" : "file",
                     '0' + (hex[0] & 7), DIGITS - 1, hex + 1, SLICE_ARG(ending));
    else {
        for (char *c = hex; *c; c++) /* 0-9a-f -> a-p */
            *c = (char)(byte_is_digit((unsigned char)*c) ? 'a' + (*c - '0') : 'k' + (*c - 'a'));
        n = snprintf(m->made, sizeof m->made, "%s-%.*s%.*s", folder ? "dir" : "file", LETTERS, hex,
                     SLICE_ARG(ending));
    }
    m->shown = (struct slice){(const unsigned char *)m->made, n > 0 ? (size_t)n : 0};
}

void secrets_path_home(struct secrets_walk *w)
{
    *w = (struct secrets_walk){.mode = w->mode, .in_path = true};
}

bool secrets_path(const struct redactor *r, struct slice text, size_t at, struct secrets_walk *w,
                  struct secrets_match *ret)
{
    bool starts = w->in_path && w->skip == 0 && is_behind_slash(text, at);
    if (slash_at(text, at)) {
        w->skip -= w->skip > 0;
        begin_path(r, text, at, w);
        return false;
    }
    if (!w->in_path)
        return false;
    if (ends_path(text, at)) {
        w->in_path = false;
        return false;
    }
    if (!starts)
        return false;
    size_t end = part_end(text, at);
    struct slice name = {text.ptr + at, end - at};
    bool person = w->person, folder = slash_after(text, end) > 0, code = w->code;
    w->person = false;
    notice_code(text, end, name, w);
    if (code || is_kept(r, name) || (!folder && is_source(name)))
        return false;
    *ret = (struct secrets_match){.at = at, .len = name.len, .kind = REDACT_PATH};
    make_pseudonym(r, name, person, folder, ret);
    return true;
}
