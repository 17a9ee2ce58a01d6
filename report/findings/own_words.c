#include "own_words.h"

#include <stdio.h>
#include <string.h>

#include "rule.h"
#include "slots.h"
#include "words.h"

enum { PATH_SHOWN = 90 };

enum status own_file_complain(const struct own_file *f, size_t offset, const char *what,
                              struct error *err)
{
    struct slice before = slice_take(f->text, offset);
    size_t line = 1;
    char said[sizeof err->msg];
    size_t n = strlen(f->path);

    for (size_t i = 0; i < before.len; i++)
        line += before.ptr[i] == '\n';
    /* The end of a path tells more than its start. */
    snprintf(said, sizeof said, "%s:%zu: %.90s", f->path + (n > PATH_SHOWN ? n - PATH_SHOWN : 0),
             line, what);
    for (char *p = said; *p; p++)
        if (*p < ' ' || *p > '~')
            *p = '?';
    return error_set(err, STATUS_SYNTAX, offset, "%s", said);
}

/* Of all slots in the file. */
static enum status check_slots(struct arena *a, const struct own_file *f, enum subject_kind kind,
                               struct error *err)
{
    struct slice before, name, rest = f->text;

    while (words_next_slot(&rest, &before, &name))
        if (!slot_exists(kind, name)) {
            struct slice what = arena_printf(a, "unknown slot {{%.*s}}", SLICE_ARG(name));
            return own_file_complain(f, (size_t)(name.ptr - f->text.ptr), (const char *)what.ptr,
                                     err);
        }
    return STATUS_OK;
}

static bool has_slot(const struct words *w)
{
    return slice_find(w->title, SLICE("{{")) != SIZE_MAX ||
           slice_find(w->body, SLICE("{{")) != SIZE_MAX;
}

static enum status put(struct arena *a, const struct own_file *f, struct rule *r, struct error *err)
{
    struct words words;
    struct error why = {STATUS_OK, 0, 0, ""};

    if (words_parse(a, f->text, &words, &why) != STATUS_OK)
        return own_file_complain(f, why.offset, why.msg, err);
    if (check_slots(a, f, r->subject, err) != STATUS_OK)
        return err->code;
    if (has_slot(&r->words) && !has_slot(&words))
        return own_file_complain(
            f, 0, "no slot is left in title and text: it would not say what was found", err);
    r->words = words;
    return STATUS_OK;
}

enum status own_words_put(struct arena *a, const struct own_file *f, const struct rule_pack **packs,
                          size_t npacks, struct error *err)
{
    bool used = false;

    for (size_t p = 0; p < npacks; p++) {
        struct rule_pack *pack = ARENA_NEW(a, struct rule_pack);
        struct rule *rules = ARENA_ARRAY(a, struct rule, packs[p]->count);
        *pack = *packs[p];
        memcpy(rules, pack->rules, pack->count * sizeof *rules);
        pack->rules = rules;
        for (size_t i = 0; i < pack->count; i++) {
            if (!rules[i].template || strcmp(rules[i].template, f->name) != 0)
                continue;
            if (put(a, f, &rules[i], err) != STATUS_OK)
                return err->code;
            packs[p] = pack;
            used = true;
        }
    }
    if (!used)
        return own_file_complain(f, 0, "no rule takes its words from a file of this name", err);
    return STATUS_OK;
}
