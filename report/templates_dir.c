#include "templates_dir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "cmark_tree.h"
#include "fileio.h"
#include "limits_input.h"
#include "text.h"

struct reading_dir {
    struct arena *arena;
    const char *dir;
    struct own_file *findings;
    size_t count, cap;
    struct own_file *glossary;
};

/* ---- one file ---- */

/* Without a byte order mark, with "\n" at the ends of lines, whatever the editor was. */
static struct slice plain_text(struct arena *a, struct slice raw)
{
    unsigned char *text = ARENA_ARRAY(a, unsigned char, raw.len + 1);
    size_t n = 0;
    slice_skip(&raw, SLICE("\xEF\xBB\xBF"));
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] == '\r' && i + 1 < raw.len && raw.ptr[i + 1] == '\n')
            continue;
        text[n++] = raw.ptr[i] == '\t' ? ' ' : raw.ptr[i];
    }
    return (struct slice){text, n};
}

static enum status check_text(const struct own_file *f, struct error *err)
{
    struct slice rest = f->text, line;
    while (slice_next(&rest, '\n', &line))
        if (!text_is_clean(line))
            return own_file_complain(f, (size_t)(line.ptr - f->text.ptr),
                                     "not clean text: invalid UTF-8, or a control character", err);
    return STATUS_OK;
}

/* The steps below "## Next" are plain text already. */
static enum status check_markup(const struct own_file *f, struct error *err)
{
    size_t number = 1, offset = 0;
    struct slice rest = f->text, line;
    const char *fault = tree_template_fault(
        slice_take(f->text, slice_find(f->text, SLICE("\n## Next\n"))), &number);
    if (!fault)
        return STATUS_OK;
    for (size_t i = 1; i < number && slice_next(&rest, '\n', &line); i++)
        offset += line.len + 1;
    return own_file_complain(f, offset, fault, err);
}

static enum status read_file(struct reading_dir *r, int fd, const char *name, struct own_file *f,
                             struct error *err)
{
    AUTO_SBUF struct sbuf bytes;
    sbuf_init(&bytes, LIMIT_WORDS_FILE);
    if (fileio_read(fd, name, &bytes, err) != STATUS_OK) {
        struct slice why = arena_copy(r->arena, slice_from(err->msg));
        return own_file_complain(f, 0, (const char *)why.ptr, err);
    }
    f->text = plain_text(r->arena, sbuf_view(&bytes));
    if (check_text(f, err) != STATUS_OK)
        return err->code;
    return check_markup(f, err);
}

/* ---- folders ---- */

/* Names in order, so that of several errors always the same one is told. */
static int by_name(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Hidden files (.git, .DS_Store) are nobody's words. */
static enum status list_names(struct reading_dir *r, int fd, const char ***names, size_t *count,
                              struct error *err)
{
    int own = dup(fd);
    AUTO_DIR DIR *d = own < 0 ? NULL : fdopendir(own);
    size_t cap = 0;
    if (!d) {
        error_sys(err, "--templates");
        if (own >= 0)
            close(own);
        return err->code;
    }
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (e->d_name[0] != '.')
            *ARENA_PUSH(r->arena, *names, *count, cap) =
                (const char *)arena_copy(r->arena, slice_from(e->d_name)).ptr;
    if (*count > 1)
        qsort(*names, *count, sizeof **names, by_name);
    return STATUS_OK;
}

static const char *path_of(struct reading_dir *r, const char *folder, const char *name)
{
    return (const char *)arena_printf(r->arena, "%s/%s%s", r->dir, folder, name).ptr;
}

static enum status read_findings(struct reading_dir *r, int dir, struct error *err)
{
    AUTO_FD int fd = openat(dir, "findings", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char **names = NULL;
    size_t count = 0;
    if (fd < 0)
        return error_sys(err, "--templates: findings");
    if (list_names(r, fd, &names, &count, err) != STATUS_OK)
        return err->code;
    for (size_t i = 0; i < count; i++) {
        struct own_file *f = ARENA_PUSH(r->arena, r->findings, r->count, r->cap);
        struct slice name = slice_from(names[i]);
        *f = (struct own_file){.path = path_of(r, "findings/", names[i])};
        if (!slice_has_suffix(name, SLICE(".md")))
            return own_file_complain(f, 0, "words of a finding are in a file RULE.md", err);
        f->name = (const char *)arena_copy(r->arena, slice_take(name, name.len - 3)).ptr;
        if (read_file(r, fd, names[i], f, err) != STATUS_OK)
            return err->code;
    }
    return STATUS_OK;
}

static enum status read_one(struct reading_dir *r, int dir, const char *name, struct error *err)
{
    struct own_file *f = ARENA_NEW(r->arena, struct own_file);
    if (strcmp(name, "findings") == 0)
        return read_findings(r, dir, err);
    *f = (struct own_file){.path = path_of(r, "", name), .name = "glossary"};
    if (strcmp(name, "glossary.md") != 0)
        return own_file_complain(
            f, 0, "unknown name: a folder of words holds findings/RULE.md and glossary.md", err);
    r->glossary = f;
    return read_file(r, dir, name, f, err);
}

enum status templates_dir_read(struct arena *a, const char *dir, struct own_words *ret,
                               struct error *err)
{
    struct reading_dir r = {.arena = a, .dir = dir};
    AUTO_FD int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char **names = NULL;
    size_t count = 0;
    if (fd < 0)
        return error_sys(err, "--templates %.100s", dir);
    if (list_names(&r, fd, &names, &count, err) != STATUS_OK)
        return err->code;
    for (size_t i = 0; i < count; i++)
        if (read_one(&r, fd, names[i], err) != STATUS_OK)
            return err->code;
    *ret = (struct own_words){r.findings, r.count, r.glossary};
    return STATUS_OK;
}
