#include "words.h"

#include <string.h>

/* "{{" name "}}" */
bool words_next_slot(struct slice *rest, struct slice *before, struct slice *name)
{
    size_t open = slice_find(*rest, SLICE("{{"));
    struct slice inside, all = *rest;

    if (open == SIZE_MAX)
        open = all.len;
    *before = slice_take(all, open);
    inside = slice_drop(all, open + 2);
    size_t close = slice_find(inside, SLICE("}}"));
    if (open == all.len || close == SIZE_MAX) {
        *before = all;
        *rest = slice_drop(all, all.len);
        return false;
    }
    *name = slice_take(inside, close);
    *rest = slice_drop(inside, close + 2);
    return true;
}

static size_t offset_in(struct slice file, struct slice part)
{
    return (size_t)(part.ptr - file.ptr);
}

/* "- step" lines; a following line that is indented belongs to the same step. */
static enum status parse_next(struct arena *a, struct slice file, struct slice text,
                              struct words *ret, struct error *err)
{
    struct slice line, *steps = NULL;
    size_t count = 0, cap = 0;

    while (slice_next_line(&text, &line)) {
        struct slice step = slice_trim(line);
        if (slice_skip(&line, SLICE("- ")))
            *ARENA_PUSH(a, steps, count, cap) = slice_trim(line);
        else if (step.len > 0 && (count == 0 || line.ptr[0] != ' '))
            return error_set(err, STATUS_SYNTAX, offset_in(file, line),
                             "a step begins with \"- \", and its further lines with blanks");
        else if (step.len > 0)
            steps[count - 1] =
                arena_printf(a, "%.*s %.*s", SLICE_ARG(steps[count - 1]), SLICE_ARG(step));
    }
    ret->next = steps;
    ret->nnext = count;
    return STATUS_OK;
}

static enum status check_braces(struct slice file, struct error *err)
{
    struct slice before, name, rest = file;

    while (words_next_slot(&rest, &before, &name))
        continue;
    size_t open = slice_find(before, SLICE("{{"));
    if (open == SIZE_MAX)
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX, offset_in(file, before) + open,
                     "a slot is not closed with }}");
}

enum status words_parse(struct arena *a, struct slice file, struct words *ret, struct error *err)
{
    struct words w = {0};
    struct slice rest = file, title = {0};

    if (!slice_next_line(&rest, &title) || !slice_skip(&title, SLICE("# ")))
        return error_set(err, STATUS_SYNTAX, 0, "the first line must be \"# \" and a title");
    if (check_braces(file, err) != STATUS_OK)
        return err->code;
    w.title = slice_trim(title);
    size_t next = slice_find(rest, SLICE("\n## Next\n"));
    w.body = slice_trim(slice_take(rest, next)); /* SIZE_MAX takes all */
    if (w.title.len == 0 || w.body.len == 0)
        return error_set(err, STATUS_SYNTAX, 0,
                         w.title.len == 0 ? "the title is empty"
                                          : "there is no text below the title");
    if (next != SIZE_MAX &&
        parse_next(a, file, slice_drop(rest, next + strlen("\n## Next\n")), &w, err) != STATUS_OK)
        return err->code;
    *ret = w;
    return STATUS_OK;
}

static struct slice slot_find(const struct slot *slots, size_t nslots, struct slice name)
{
    for (size_t i = 0; i < nslots; i++)
        if (slice_is(name, slots[i].name))
            return slots[i].value;
    return SLICE("");
}

struct text {
    unsigned char *ptr; /* NULL while only the length is counted */
    size_t len;
};

static void put(struct text *t, struct slice s)
{
    if (t->ptr && s.len > 0)
        memcpy(t->ptr + t->len, s.ptr, s.len);
    t->len += s.len;
}

/* Words of the template: marks away, single newlines become blanks. */
static void put_plain(struct text *t, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool newline = s.ptr[i] == '\n';
        bool lone =
            newline && !(i > 0 && s.ptr[i - 1] == '\n') && !(i + 1 < s.len && s.ptr[i + 1] == '\n');

        if (s.ptr[i] == '`' || s.ptr[i] == '*')
            continue;
        put(t, lone ? SLICE(" ") : slice_take(slice_drop(s, i), 1));
    }
}

static bool shell_safe(struct slice s)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "_-./:=@%+,";

    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == 0 || !strchr(safe, s.ptr[i]))
            return false;
    return s.len > 0 && s.ptr[0] != '-';
}

/* One word for a shell, whatever is in it. */
static void put_quoted(struct text *t, struct slice s)
{
    if (shell_safe(s)) {
        put(t, s);
        return;
    }
    if (s.len > 0 && s.ptr[0] == '-')
        put(t, SLICE("./")); /* a file name is no option */
    put(t, SLICE("'"));
    for (size_t i = 0; i < s.len; i++)
        put(t, s.ptr[i] == '\'' ? SLICE("'\\''") : slice_take(slice_drop(s, i), 1));
    put(t, SLICE("'"));
}

static void fill(struct text *t, struct slice text, const struct slot *slots, size_t nslots,
                 enum words_form form)
{
    struct slice before, name, rest = text;
    bool more = true;

    while (more) {
        more = words_next_slot(&rest, &before, &name);
        if (form == WORDS_SHELL)
            put(t, before);
        else
            put_plain(t, before);
        if (!more)
            break;
        if (form == WORDS_SHELL)
            put_quoted(t, slot_find(slots, nslots, name));
        else
            put(t, slot_find(slots, nslots, name));
    }
}

struct slice words_fill(struct arena *a, struct slice text, const struct slot *slots, size_t nslots,
                        enum words_form form)
{
    struct text count = {0}, out = {0};

    fill(&count, text, slots, nslots, form);
    out.ptr = ARENA_ARRAY(a, unsigned char, count.len + 1);
    fill(&out, text, slots, nslots, form);
    return (struct slice){out.ptr, out.len};
}

bool words_for(struct slice *text, const struct identity *who)
{
    const struct {
        struct slice mark;
        bool meant;
    } marks[] = {{SLICE("[linux] "), !who->is_macos}, {SLICE("[macos] "), who->is_macos},
                 {SLICE("[go] "), !who->not_go},      {SLICE("[other] "), who->not_go},
                 {SLICE("[bundle] "), !who->loose},   {SLICE("[files] "), who->loose}};
    bool meant = true;

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (slice_skip(text, marks[i].mark))
            meant = meant && marks[i].meant;
    return meant;
}

struct slice words_body_for(struct arena *a, struct slice body, const struct identity *who)
{
    struct slice kept = {0}, part;

    while (body.len > 0) {
        size_t end = slice_find(body, SLICE("\n\n"));
        part = slice_take(body, end); /* SIZE_MAX takes all */
        body = slice_drop(body, end);
        while (slice_skip(&body, SLICE("\n"))) /* blanks in front of code are meant */
            continue;
        if (!words_for(&part, who))
            continue;
        kept = kept.len == 0 ? part
                             : arena_printf(a, "%.*s\n\n%.*s", SLICE_ARG(kept), SLICE_ARG(part));
    }
    return kept;
}
