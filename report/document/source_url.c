#include "source_url.h"

#include "go_symbol.h"

/* ---- hosts -------------------------------------------------------------------------------------
 */

/* Import paths that lead elsewhere, of those whose owners say so for good. */
static const struct {
    struct slice from, to;
} aliases[] = {
    {SLICE_INIT("golang.org/x/"), SLICE_INIT("github.com/golang/")},
    {SLICE_INIT("go.googlesource.com/"), SLICE_INIT("github.com/golang/")},
    {SLICE_INIT("google.golang.org/grpc"), SLICE_INIT("github.com/grpc/grpc-go")},
    {SLICE_INIT("google.golang.org/protobuf"),
     SLICE_INIT("github.com/protocolbuffers/protobuf-go")},
    {SLICE_INIT("go.uber.org/"), SLICE_INIT("github.com/uber-go/")},
    {SLICE_INIT("k8s.io/"), SLICE_INIT("github.com/kubernetes/")},
};

/* HOST/OWNER/REPOSITORY, how a commit and how a tag stand in front of the file, what a line is. */
static const struct host {
    const char *name, *commit, *tag, *line;
} hosts[] = {
    {"github.com", "blob/", "blob/", "#L"},
    {"gitlab.com", "-/blob/", "-/blob/", "#L"},
    {"bitbucket.org", "src/", "src/", "#lines-"},
    {"codeberg.org", "src/commit/", "src/tag/", "#L"},
    {"gitea.com", "src/commit/", "src/tag/", "#L"},
};

enum { COMMIT_LEAST = 12, COMMIT_FULL = 40, TIME_DIGITS = 14 };

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_commit(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]) && (s.ptr[i] < 'a' || s.ptr[i] > 'f'))
            return false;
    return s.len == COMMIT_LEAST || s.len == COMMIT_FULL;
}

/* What may stand in a path as it is; no part of it is empty, "." or "..". */
static bool is_safe_path(struct slice path)
{
    struct slice rest = path, part;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = path.ptr[i], small = c | 0x20;
        if (!is_digit(c) && (small < 'a' || small > 'z') && c != '-' && c != '.' && c != '_' &&
            c != '/')
            return false;
    }
    while (slice_next(&rest, '/', &part))
        if (part.len == 0 || slice_is(part, ".") || slice_is(part, ".."))
            return false;
    return path.len > 0 && path.ptr[path.len - 1] != '/';
}

/* "v0.0.0-20240102150405-0123456789ab": a commit that has no tag. */
static struct slice commit_of(struct slice version)
{
    size_t dash = slice_rfind_byte(version, '-');
    if (dash == SIZE_MAX || dash < TIME_DIGITS)
        return SLICE("");
    struct slice commit = slice_drop(version, dash + 1);
    struct slice time = slice_drop(slice_take(version, dash), dash - TIME_DIGITS);
    for (size_t i = 0; i < time.len; i++)
        if (!is_digit(time.ptr[i]))
            return SLICE("");
    return is_commit(commit) ? commit : SLICE("");
}

/* "/v2" at the end of a module's path is its major version, not a folder. */
static struct slice without_major(struct slice path)
{
    size_t slash = slice_rfind_byte(path, '/');
    uint64_t number;
    struct slice last = slice_drop(path, slash == SIZE_MAX ? path.len : slash + 1);
    if (slice_skip(&last, SLICE("v")) && slice_to_u64(last, &number) && number >= 2)
        return slice_take(path, slash);
    return path;
}

static struct slice repository_of(struct arena *a, struct slice module)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (slice_skip(&module, aliases[i].from))
            return arena_printf(a, "%.*s%.*s", SLICE_ARG(aliases[i].to), SLICE_ARG(module));
    return module;
}

/* ref is a commit, or else a version. */
static struct slice url_of(struct arena *a, struct slice module, struct slice ref,
                           struct slice path, uint64_t line)
{
    struct slice rest = without_major(repository_of(a, module)), name, owner, repository;
    struct slice commit = is_commit(ref) ? ref : commit_of(ref);
    if (!slice_next(&rest, '/', &name) || !slice_next(&rest, '/', &owner) ||
        !slice_next(&rest, '/', &repository))
        return SLICE("");
    size_t plus = slice_find(ref, SLICE("+incompatible"));
    ref = commit.len > 0 ? commit : slice_take(ref, plus);
    if (rest.len > 0) { /* a module in a folder: its tags begin with that */
        path = arena_printf(a, "%.*s/%.*s", SLICE_ARG(rest), SLICE_ARG(path));
        if (commit.len == 0)
            ref = arena_printf(a, "%.*s/%.*s", SLICE_ARG(rest), SLICE_ARG(ref));
    }
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        if (!slice_is(name, hosts[i].name))
            continue;
        struct slice all = arena_printf(
            a, "%.*s/%.*s/%s%.*s/%.*s", SLICE_ARG(owner), SLICE_ARG(repository),
            commit.len > 0 ? hosts[i].commit : hosts[i].tag, SLICE_ARG(ref), SLICE_ARG(path));
        if (!is_safe_path(all) || (rest.len > 0 && slice_is(name, "gitlab.com"))) /* a subgroup? */
            return SLICE("");
        if (line == 0)
            return arena_printf(a, "https://%s/%.*s", hosts[i].name, SLICE_ARG(all));
        return arena_printf(a, "https://%s/%.*s%s%llu", hosts[i].name, SLICE_ARG(all),
                            hosts[i].line, (unsigned long long)line);
    }
    return SLICE("");
}

/* ---- whose file it is --------------------------------------------------------------------------
 */

struct place {
    struct slice folder, base; /* of the file */
};

static struct place place_of(struct slice file)
{
    size_t slash = slice_rfind_byte(file, '/');
    if (slash == SIZE_MAX)
        return (struct place){SLICE(""), file};
    return (struct place){slice_take(file, slash), slice_drop(file, slash + 1)};
}

/* Folders of a build end with the path of the package, or are it (-trimpath). */
static bool ends_with_folder(struct slice folder, struct slice package)
{
    if (!slice_has_suffix(folder, package) || package.len == 0)
        return false;
    return folder.len == package.len || folder.ptr[folder.len - package.len - 1] == '/';
}

static bool is_go_version(struct slice v)
{
    if (!slice_skip(&v, SLICE("go1.")))
        return false;
    for (size_t i = 0; i < v.len; i++)
        if (!is_digit(v.ptr[i]) && v.ptr[i] != '.' && (v.ptr[i] < 'a' || v.ptr[i] > 'z'))
            return false;
    return v.len > 0 && is_digit(v.ptr[0]);
}

static struct slice url_standard(struct arena *a, const struct identity *id, struct slice package,
                                 struct place file, uint64_t line)
{
    if (!is_go_version(id->go_version) || !ends_with_folder(file.folder, package))
        return SLICE("");
    struct slice path = arena_printf(a, "src/%.*s/%.*s", SLICE_ARG(package), SLICE_ARG(file.base));
    return url_of(a, SLICE("github.com/golang/go"), id->go_version, path, line);
}

/* In the module cache "!a" stands for "A". */
static struct slice unescaped(struct arena *a, struct slice path)
{
    unsigned char *to = ARENA_ARRAY(a, unsigned char, path.len + 1);
    struct slice ret = {to, 0};
    for (size_t i = 0; i < path.len; i++) {
        bool upper = path.ptr[i] == '!' && i + 1 < path.len && path.ptr[i + 1] >= 'a' &&
                     path.ptr[i + 1] <= 'z';
        if (upper)
            i++;
        to[ret.len++] = upper ? (unsigned char)(path.ptr[i] - 'a' + 'A') : path.ptr[i];
    }
    return ret;
}

static bool is_linked(const struct identity *id, struct slice module, struct slice version)
{
    for (size_t i = 0; i < id->nmodules; i++)
        if (slice_equal(id->modules[i].path, module))
            return !id->modules[i].replaced && slice_equal(id->modules[i].version, version);
    return false;
}

/* ".../pkg/mod/MODULE@VERSION/FILE", or the same without what stands in front (-trimpath). */
static struct slice url_module(struct arena *a, const struct identity *id, struct slice file,
                               size_t at, uint64_t line)
{
    static const struct slice cache = SLICE_INIT("/pkg/mod/");
    struct slice module = slice_take(file, at), rest = slice_drop(file, at + 1), version;
    size_t start = slice_find(module, cache);
    if (start != SIZE_MAX)
        module = unescaped(a, slice_drop(module, start + cache.len));
    if (!slice_next(&rest, '/', &version) || !is_linked(id, module, version))
        return SLICE("");
    return url_of(a, module, version, rest, line);
}

/* A revision says where the source was unless there were changes that it does not have. */
static struct slice url_main(struct arena *a, const struct identity *id, struct slice package,
                             struct place file, uint64_t line)
{
    struct slice ref = id->revision, folder = slice_is(package, "main") ? id->package : package;
    struct slice whole = folder;
    if (ref.len == 0 && id->module_version.len > 0 && id->module_version.ptr[0] == 'v')
        ref = id->module_version;
    if (id->module.len == 0 || ref.len == 0 || !slice_skip(&folder, id->module) ||
        (folder.len > 0 && !slice_skip(&folder, SLICE("/"))))
        return SLICE("");
    bool trimmed = slice_equal(file.folder, whole), root = folder.len == 0;
    if (!trimmed && (root ? file.folder.len == 0 : !ends_with_folder(file.folder, folder)))
        return SLICE("");
    struct slice path =
        root ? file.base : arena_printf(a, "%.*s/%.*s", SLICE_ARG(folder), SLICE_ARG(file.base));
    return url_of(a, id->module, ref, path, line);
}

struct slice source_url(struct arena *a, const struct identity *id, struct slice function,
                        struct slice file, uint64_t line)
{
    enum { NAME_MAX = 1000 };
    if (file.len > NAME_MAX || function.len > NAME_MAX || !slice_has_suffix(file, SLICE(".go")))
        return SLICE("");
    struct slice package = go_symbol_package(function);
    struct place place = place_of(file);
    size_t at = slice_find(file, SLICE("@"));
    if (package.len == 0 || slice_has_prefix(place.base, SLICE("_"))) /* made by cgo */
        return SLICE("");
    if (at != SIZE_MAX)
        return url_module(a, id, file, at, line);
    if (!go_symbol_is_application(function))
        return url_standard(a, id, package, place, line);
    return url_main(a, id, package, place, line);
}
