#include "version.h"

#include <string.h>

#include "globals.h"

enum { HEAD_SIZE = 32, FLAGS_AT = 15, INLINE_FLAG = 2, VERSION_MIN = 5 };

/* True when text is a version; it is copied then. */
static bool take(struct slice text, const char *from, struct version *ret)
{
    unsigned minor = layout_minor_of(text);
    if (text.len < VERSION_MIN || text.len >= sizeof ret->text || minor == 0)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < ' ' || text.ptr[i] > '~' || text.ptr[i] == '"' || text.ptr[i] == '\\')
            return false;
    memcpy(ret->text, text.ptr, text.len);
    ret->text[text.len] = '\0';
    ret->minor = minor;
    ret->from = from;
    return true;
}

/* Magic, pointer size, flags; since Go 1.18 the strings follow, each behind its length. */
static bool from_section(const struct image *im, struct version *ret)
{
    struct slice s = image_section(im, ".go.buildinfo");
    if (s.len <= HEAD_SIZE || !slice_has_prefix(s, SLICE("\xff Go buildinf:")) ||
        !(s.ptr[FLAGS_AT] & INLINE_FLAG))
        return false;
    size_t len = s.ptr[HEAD_SIZE]; /* of one byte: nothing longer is taken */
    s = slice_drop(s, HEAD_SIZE + 1);
    return len < 0x80 && len <= s.len && take(slice_take(s, len), "build information", ret);
}

struct search {
    const struct image *image;
    struct version *found;
};

/* A string header: pointer into the read-only part of the executable, length. */
static bool look(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    for (size_t i = 0; i < w->starts && i + 1 < w->count; i++) {
        uint64_t len = w->words[i + 1];
        if (len < VERSION_MIN || len >= sizeof s->found->text)
            continue;
        struct slice text = image_from(s->image, w->words[i]);
        if (text.len >= len &&
            take(slice_take(text, (size_t)len), "runtime.buildVersion", s->found))
            return false;
    }
    return true;
}

void version_find(const struct image *im, const struct module *m, struct remote *memory,
                  struct version *ret)
{
    *ret = (struct version){.from = ""};
    struct search s = {im, ret};
    if (!from_section(im, ret))
        (void)globals_walk(m, memory, GLOBALS_DATA, 2, look, &s);
}
