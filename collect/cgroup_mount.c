#include "cgroup_mount.h"

enum { MOUNT_ROOT = 3, MOUNT_POINT = 4, FIXED_FIELDS = 6 };

struct mount {
    struct slice root, point, kind, options;
};

bool cgroup_line_parse(struct slice line, struct cgroup_line *ret)
{
    struct slice number;
    uint64_t id;
    ret->path = line;
    return slice_next(&ret->path, ':', &number) && slice_to_u64(number, &id) &&
           slice_next(&ret->path, ':', &ret->controllers) &&
           slice_has_prefix(ret->path, SLICE("/"));
}

bool cgroup_list_has(struct slice list, struct slice word)
{
    struct slice one;
    while (slice_next(&list, ',', &one))
        if (slice_equal(one, word))
            return true;
    return false;
}

/* "35 31 0:31 / /sys/fs/cgroup rw,nosuid shared:4 master:1 - cgroup2 cgroup rw": any number of
 * fields before the "-". */
static bool mount_parse(struct slice line, struct mount *ret)
{
    struct slice word, source;
    for (size_t i = 0; i < FIXED_FIELDS; i++) {
        if (!slice_next_word(&line, &word))
            return false;
        if (i == MOUNT_ROOT)
            ret->root = word;
        if (i == MOUNT_POINT)
            ret->point = word;
    }
    do
        if (!slice_next_word(&line, &word))
            return false;
    while (!slice_is(word, "-"));
    return slice_next_word(&line, &ret->kind) && slice_next_word(&line, &source) &&
           slice_next_word(&line, &ret->options);
}

static bool shows(const struct mount *m, struct slice controllers)
{
    if (controllers.len == 0)
        return slice_is(m->kind, "cgroup2");
    struct slice first;
    return slice_is(m->kind, "cgroup") && slice_next(&controllers, ',', &first) &&
           cgroup_list_has(m->options, first);
}

/* "a\040b" -> "a b": blanks, tabs, newlines and backslashes of mountinfo. */
static void add_unescaped(struct sbuf *out, struct slice text)
{
    uint64_t code;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\' && i + 3 < text.len &&
            slice_to_octal(slice_take(slice_drop(text, i + 1), 3), &code) && code <= UINT8_MAX) {
            sbuf_addc(out, (char)code);
            i += 3;
        } else
            sbuf_addc(out, (char)text.ptr[i]);
    }
}

static bool goes_up(struct slice path)
{
    struct slice part;
    while (slice_next(&path, '/', &part))
        if (slice_is(part, ".."))
            return true;
    return false;
}

/* A container sees only its own subtree: then root is the head of every path in it. */
static bool below_root(struct slice *path, struct slice root)
{
    if (slice_is(root, "/"))
        return true;
    return slice_skip(path, root) && (path->len == 0 || path->ptr[0] == '/');
}

bool cgroup_folder(struct slice mountinfo, const struct cgroup_line *line, struct sbuf *folder,
                   size_t *top)
{
    struct slice row;
    while (slice_next(&mountinfo, '\n', &row)) {
        struct mount m;
        struct slice path = line->path;
        if (!mount_parse(row, &m) || !shows(&m, line->controllers) || goes_up(path) ||
            !below_root(&path, m.root) || !slice_skip(&m.point, SLICE("/")))
            continue;
        sbuf_clear(folder);
        add_unescaped(folder, m.point);
        *top = folder->len;
        if (path.len > 1)
            sbuf_add(folder, path);
        return sbuf_ok(folder) && folder->len > 0;
    }
    return false;
}
