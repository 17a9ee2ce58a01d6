#include "glossary.h"

#include <string.h>

struct reading_glossary {
    struct arena *arena;
    const struct own_file *file;
    struct glossary g;
    struct term *terms;
    size_t cap;
};

static bool is_taken(const struct reading_glossary *r, struct slice name)
{
    for (size_t i = 0; i < r->g.count; i++)
        for (size_t k = 0; k < r->terms[i].nnames; k++)
            if (slice_equal(r->terms[i].names[k], name))
                return true;
    return false;
}

/* "RSS, resident memory: memory that is in RAM" -> a term; NULL or what is wrong. */
static const char *add_term(struct reading_glossary *r, struct slice line)
{
    size_t colon = slice_find(line, SLICE(": "));
    struct slice rest = slice_take(line, colon), name, *names = NULL;
    struct term t = {0};
    size_t cap = 0;

    if (colon == SIZE_MAX)
        return "a term and its meaning are divided by a colon and a blank";
    t.meaning = slice_trim(slice_drop(line, colon + strlen(": ")));
    while (slice_next(&rest, ',', &name)) {
        name = slice_trim(name);
        if (name.len == 0)
            return "a spelling is empty";
        if (is_taken(r, name))
            return "this term is there twice";
        *ARENA_PUSH(r->arena, names, t.nnames, cap) = name;
    }
    if (t.nnames == 0 || t.meaning.len == 0)
        return "a term or its meaning is empty";
    t.names = names;
    *ARENA_PUSH(r->arena, r->terms, r->g.count, r->cap) = t;
    return NULL;
}

static const char *add_line(struct reading_glossary *r, struct slice line)
{
    struct slice text = slice_trim(line);

    if (slice_skip(&line, SLICE("- ")))
        return add_term(r, slice_trim(line));
    if (text.len == 0)
        return NULL;
    if (r->g.count == 0 || line.ptr[0] != ' ')
        return "a term begins with \"- \", and its further lines with blanks";
    struct term *last = &r->terms[r->g.count - 1];
    last->meaning = arena_printf(r->arena, "%.*s %.*s", SLICE_ARG(last->meaning), SLICE_ARG(text));
    return NULL;
}

enum status glossary_parse(struct arena *a, const struct own_file *file, struct glossary *ret,
                           struct error *err)
{
    enum { ROOM = 64 };
    struct reading_glossary r = {
        .arena = a, .file = file, .terms = ARENA_ARRAY(a, struct term, ROOM), .cap = ROOM};
    struct slice rest = file->text, line = {0};
    size_t slot = slice_find(rest, SLICE("{{"));

    if (slot != SIZE_MAX)
        return own_file_complain(file, slot, "a glossary has no slots", err);
    if (!slice_next_line(&rest, &line) || !slice_skip(&line, SLICE("# ")) ||
        slice_trim(line).len == 0)
        return own_file_complain(file, 0, "the first line must be \"# \" and a title", err);
    r.g.title = slice_trim(line);
    while (slice_next_line(&rest, &line)) {
        const char *fault = add_line(&r, line);
        if (fault)
            return own_file_complain(file, (size_t)(line.ptr - file->text.ptr), fault, err);
    }
    if (r.g.count == 0)
        return own_file_complain(file, 0, "there are no terms in it", err);
    r.g.terms = r.terms;
    *ret = r.g;
    return STATUS_OK;
}

/* ---- use ---- */

static bool is_word_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_word_in(struct slice word, struct slice text)
{
    size_t at;

    for (struct slice rest = text; (at = slice_find(rest, word)) != SIZE_MAX;
         rest = slice_drop(rest, at + 1)) {
        const unsigned char *p = rest.ptr + at;
        if ((p == text.ptr || !is_word_byte(p[-1])) &&
            (rest.len == at + word.len || !is_word_byte(p[word.len])))
            return true;
    }
    return false;
}

bool term_is_in(const struct term *t, struct slice text)
{
    unsigned char capital[80];

    for (size_t i = 0; i < t->nnames; i++) {
        struct slice name = t->names[i];
        if (is_word_in(name, text))
            return true;
        if (name.ptr[0] < 'a' || name.ptr[0] > 'z' || name.len > sizeof capital)
            continue;
        memcpy(capital, name.ptr, name.len);
        capital[0] = (unsigned char)(capital[0] - 'a' + 'A');
        if (is_word_in((struct slice){capital, name.len}, text))
            return true;
    }
    return false;
}
