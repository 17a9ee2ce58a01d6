#include "outputs.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

static struct slice base_name(struct slice path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t slash = slice_rfind_byte(path, '/');
    return slash == SIZE_MAX || path.len == 1 ? path : slice_drop(path, slash + 1);
}

struct slice outputs_stem(struct slice path)
{
    static const struct slice suffixes[] = {
        SLICE_INIT(".tar.gz"),  SLICE_INIT(".tgz"), SLICE_INIT(".tar.xz"), SLICE_INIT(".txz"),
        SLICE_INIT(".tar.zst"), SLICE_INIT(".zip"), SLICE_INIT(".tar")};
    struct slice name = base_name(path);
    if (slice_is(name, "-"))
        return SLICE("stdin");
    if (slice_is(name, ".") || slice_is(name, "..") || slice_is(name, "/"))
        return SLICE("folder");
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (slice_has_suffix(name, suffixes[i]) && name.len > suffixes[i].len)
            return slice_take(name, name.len - suffixes[i].len);
    return name;
}

static enum status choose_one(struct arena *a, const char *path, const struct renderer *named,
                              struct output *ret, struct error *err)
{
    const struct renderer *r = renderer_by_path(slice_from(path));
    *ret = (struct output){path, r ? r : named, FILEIO_PENDING_INIT};
    if (ret->renderer)
        return STATUS_OK;
    if (strcmp(path, "-") == 0)
        return error_set(err, STATUS_USAGE, 0, "standard output needs --format md, html or json");
    struct slice shown = text_line(a, slice_from(path), 100);
    return error_set(err, STATUS_USAGE, 0,
                     "cannot tell the format from the name %.*s: use .md, .html, .json or --format",
                     SLICE_ARG(shown));
}

/* The default: two files in the current folder, named after the bundle. */
static void choose_default(struct arena *a, const char *bundle, const struct renderer *named,
                           struct outputs *ret)
{
    struct slice stem = outputs_stem(slice_from(bundle));
    for (size_t i = 0; i < renderers_count; i++) {
        const struct renderer *r = &renderers[i];
        bool wanted = named ? r == named : r->by_default;
        if (!wanted || !r->suffix)
            continue;
        struct slice path = arena_printf(a, "%.*s.report%s", SLICE_ARG(stem), r->suffix);
        ret->item[ret->count++] = (struct output){(const char *)path.ptr, r, FILEIO_PENDING_INIT};
    }
}

enum status outputs_choose(struct arena *a, const struct report_options *o, const char *bundle,
                           struct outputs *ret, struct error *err)
{
    *ret = (struct outputs){.count = 0};
    const struct renderer *named = NULL;
    if (o->format && !(named = renderer_by_name(slice_from(o->format))))
        return error_set(err, STATUS_USAGE, 0, "unknown format: use md, html, json or text");
    if (o->outputs.count == 0) {
        choose_default(a, bundle, named, ret);
        return STATUS_OK;
    }
    for (size_t i = 0; i < o->outputs.count; i++) {
        struct output *out = &ret->item[ret->count++];
        enum status st = choose_one(a, o->outputs.item[i], named, out, err);
        if (st)
            return st;
        if (strcmp(out->path, "-") == 0)
            ret->uses_stdout = true;
    }
    return STATUS_OK;
}

static bool same_file(const char *x, const char *y)
{
    struct stat a, b;
    if (strcmp(x, y) == 0)
        return true;
    return stat(x, &a) == 0 && stat(y, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

enum status outputs_check(struct arena *a, const struct outputs *outputs,
                          const char *const *bundles, size_t count, struct error *err)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const char *path = outputs->item[i].path;
        struct slice shown = text_line(a, slice_from(path), 100);
        for (size_t k = 0; k < count; k++)
            if (same_file(path, bundles[k]))
                return error_set(err, STATUS_USAGE, 0, "the report would replace the bundle %.*s",
                                 SLICE_ARG(shown));
        for (size_t k = 0; k < i; k++)
            if (same_file(path, outputs->item[k].path))
                return error_set(err, STATUS_USAGE, 0, "two reports would go to %.*s",
                                 SLICE_ARG(shown));
    }
    return STATUS_OK;
}

/* ---- writing -----------------------------------------------------------------------------------
 */

static bool is_stdout(const struct output *o)
{
    return strcmp(o->path, "-") == 0;
}

int output_fd(const struct output *o)
{
    return is_stdout(o) ? STDOUT_FILENO : o->file.fd;
}

enum status output_name(const struct output *o, struct error *err)
{
    char words[sizeof err->msg], name[100];
    memcpy(words, err->msg, sizeof words);
    size_t n = 0;
    for (const char *p = o->path; *p && n + 1 < sizeof name; p++)
        name[n++] = (char)((unsigned char)*p < ' ' || *p == 127 ? '?' : *p);
    name[n] = '\0';
    snprintf(err->msg, sizeof err->msg, "%s: %.90s", name, words);
    return err->code;
}

enum status outputs_open(struct outputs *o, struct error *err)
{
    for (size_t i = 0; i < o->count; i++) {
        if (is_stdout(&o->item[i]) ||
            fileio_begin(&o->item[i].file, o->item[i].path, err) == STATUS_OK)
            continue;
        outputs_abort(o);
        return output_name(&o->item[i], err);
    }
    return STATUS_OK;
}

enum status outputs_commit(struct outputs *o, struct error *err)
{
    for (size_t i = 0; i < o->count; i++) {
        if (is_stdout(&o->item[i]) || fileio_commit(&o->item[i].file, err) == STATUS_OK)
            continue;
        outputs_abort(o);
        return output_name(&o->item[i], err);
    }
    outputs_abort(o); /* nothing is left to be removed */
    return STATUS_OK;
}

void outputs_abort(struct outputs *o)
{
    for (size_t i = 0; i < o->count; i++)
        fileio_abort(&o->item[i].file);
}
